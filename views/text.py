"""The words of the page in the chosen language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from views.words import (
    administration,
    cases,
    corridor,
    corridor_pages,
    drawing,
    identify,
    login,
    ogc,
    page_en,
    page_vi,
    plan,
    plan_against,
    plans,
    projects,
    public,
    replay,
    reports,
    sealed,
    targets,
)
from views.words import map as ground

if TYPE_CHECKING:
    from geo.errors import RanhError

LANGUAGES = {"vi": "Tiếng Việt", "en": "English"}
"""Code -> name in its own language; the first is the default."""

TOPICS = (
    login, cases, administration, sealed, reports, ground, drawing, identify, corridor, corridor_pages,
    targets, plan, plan_against,
    replay, public, ogc, projects,
    plans,
)  # fmt: skip
CATALOGUES: dict[str, dict[str, str]] = {
    "vi": page_vi.WORDS | {key: word for topic in TOPICS for key, word in topic.VI.items()},
    "en": page_en.WORDS | {key: word for topic in TOPICS for key, word in topic.EN.items()},
}


class Text:
    """
    The words in one language.

    Parameters
    ----------
    language
        `vi` or `en`.
    """

    def __init__(self, language: str) -> None:
        self.language = language
        self._words = CATALOGUES[language]

    def __call__(self, key: str, **values: object) -> str:
        """
        Return the words of `key` with `values` put in.

        Raises
        ------
        KeyError
            If the catalogue has no such key.

        Examples
        --------
        >>> Text("vi")("verdict.near"), Text("en")("download.count", count=3)
        ('Gần ranh', '3 findings in the file.')
        """
        return self._words[key].format(**values) if values else self._words[key]

    def known(self, group: str, value: str) -> str:
        """
        Return the word for a value from a data file, or the value itself if it is a new one.

        Examples
        --------
        >>> Text("vi").known("sector", "energy"), Text("vi").known("sector", "space travel")
        ('Năng lượng', 'space travel')
        """
        return self._words.get(f"{group}.{value}", value)

    def vocabulary(self, group: str) -> dict[str, str]:
        """Return value -> word of a group of keys, for the map's own labels."""
        start = f"{group}."
        return {key.removeprefix(start): word for key, word in self._words.items() if key.startswith(start)}

    def of(self, record: Any, field: str) -> str:  # noqa: ANN401 - a record or a row of a frame
        """Return the field of a record in this language: `name` reads `name_vi` or `name_en`."""
        name = f"{field}_{self.language}"
        return str(record[name] if hasattr(record, "keys") else getattr(record, name))

    def error(self, error: RanhError) -> str:
        """Return the sentence of an error."""
        return error.sentence(self.language)
