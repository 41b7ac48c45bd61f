"""Which land code of the province's closed list a text means; what it only may mean is proposed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from rapidfuzz import fuzz, process
from rapidfuzz.distance import DamerauLevenshtein

from layers.intake.lists.code_book import code_key, name_key
from layers.intake.lists.code_notes import code_note
from layers.intake.text.letters import is_empty, visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from layers.intake.lists.code_book import CodeBook
    from layers.intake.model import Note

LONGEST_CODE = 5
"""Letters. What is longer is a name."""
MOST_PROPOSALS = 6
ALIKE = 80.0
"""Least likeness of a name that is proposed, 0 to 100."""

CODE_BEFORE = re.compile(r"(\w{2,4})\b[\s\-\u2013:(/,.]+(.+?)\)?")
CODE_AFTER = re.compile(r"(.+?)[\s\-\u2013:(/,.]+\b(\w{2,4})\)?")


class How(StrEnum):
    """How a text became a code. Only the first six name one."""

    EXACT = "exact"
    SPELLING = "spelling"
    """Case, blanks, accents or look-alike letters set aside, or code and name together."""
    NAME = "name"
    LEGACY = "legacy"
    """A former code that the table still has."""
    OVERLAY = "overlay"
    """A functional area: says nothing of the type of land."""
    SAID = "said"
    """The person said so."""
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeMatch:
    """What a text means."""

    text: str
    """As written, without invisible letters."""
    code: str = ""
    """Code of the province's table, "" where unknown: then the land is to be checked."""
    how: How = How.UNKNOWN
    current: str = ""
    """Today's code: `code` itself, or what a former code became where that is sure."""
    proposals: tuple[str, ...] = ()
    """What it may mean, most likely first. Never applied."""

    @property
    def is_missing(self) -> bool:
        """Whether nothing was written at all."""
        return is_empty(self.text)


def normalise(text: str | None, book: CodeBook, said: Mapping[str, str] | None = None) -> CodeMatch:
    """
    Return the land code that a text means.

    Former codes stay as they are written where the table has them: rules find them under
    today's, and RPN (natural forest) says more than RPH.

    Parameters
    ----------
    text
        A code, a Vietnamese or English name, or both; None or empty is unknown.
    book
        Of `read_code_book`.
    said
        Codes that the person gave, by the words of the file.
    """
    seen = visible(text)
    if said and seen in said and said[seen] in book.codes:
        code = said[seen]
        return CodeMatch(text=seen, code=code, how=How.SAID, current=_current(code, book))
    if is_empty(seen):
        return CodeMatch(text=seen)
    code, how = _read(seen, book)
    return _known(seen, code, how, book) if code else CodeMatch(text=seen, proposals=_proposals(seen, book))


def normalise_column(
    values: Sequence[str | None],
    book: CodeBook,
    *,
    column: str = "",
    rows: Sequence[int] | None = None,
    said: Mapping[str, str] | None = None,
) -> tuple[list[str], tuple[Note, ...]]:
    """
    Return the codes of a layer's column and one note for every distinct text that is not such a code.

    Parameters
    ----------
    rows
        Number of each row in the file; None counts from 1.

    Returns
    -------
    codes
        One for each value; "" where the type is not known, or where it is one under which defence
        or security land may lie. The check takes "" for "to be checked".
    notes
        In the order of the first row of each text.
    """
    found: dict[str | None, tuple[CodeMatch, str]] = {}
    met: dict[str, list[int]] = {}
    matches: dict[str, CodeMatch] = {}
    codes = []
    for value, row in zip(values, rows or range(1, len(values) + 1), strict=True):
        if value not in found:
            match = normalise(value, book, said)
            unclear = match.code in book.may_be_restricted and match.how is not How.SAID
            found[value] = match, "" if unclear else match.code
            label = "" if match.is_missing else match.text
            if match.how is not How.EXACT or unclear:
                matches.setdefault(label, match)
        match, code = found[value]
        codes.append(code)
        if match.how is not How.EXACT or code != match.code:
            met.setdefault("" if match.is_missing else match.text, []).append(row)
    return codes, tuple(code_note(matches[text], where, column, book) for text, where in met.items())


def _read(text: str, book: CodeBook) -> tuple[str, How]:
    if text in book.codes:
        return text, How.EXACT
    if code := book.by_code.get(code_key(text), ""):
        return code, How.SPELLING
    if code := _named(text, book):
        return code, How.NAME
    return _code_with_name(text, book), How.SPELLING


def _known(text: str, code: str, how: How, book: CodeBook) -> CodeMatch:
    entry = book.codes[code]
    former = book.former.get(code)
    if not entry.group:
        how = How.OVERLAY
    elif former is not None or "legacy" in entry.status:
        how = How.LEGACY
    current = _current(code, book)
    proposals = former.current if former and not current else ()
    return CodeMatch(text=text, code=code, how=how, current=current, proposals=proposals)


def _current(code: str, book: CodeBook) -> str:
    former = book.former.get(code)
    if former is not None:
        return former.sure
    return "" if "legacy" in book.codes[code].status else code


def _named(text: str, book: CodeBook) -> str:
    name = name_key(text)
    return book.by_name.get(name, "") if name not in book.hints else ""


def _code_with_name(text: str, book: CodeBook) -> str:
    """Return the code of a text like "CQP - Đất quốc phòng", "" where code and name disagree."""
    for pattern, code_at, name_at in ((CODE_BEFORE, 1, 2), (CODE_AFTER, 2, 1)):
        if parts := pattern.fullmatch(text):
            code = book.by_code.get(code_key(parts[code_at]), "")
            if code and code == _named(parts[name_at], book):
                return code
    return ""


def _proposals(text: str, book: CodeBook) -> tuple[str, ...]:
    name = name_key(text)
    if (hint := book.hints.get(name) or book.hints.get(code_key(text))) is not None:
        return tuple(code for code in hint if code in book.codes)
    words = [book.by_code.get(code_key(word)) for word in re.findall(r"[^\W\d_]{3,}", text)]
    parts = [_named(part, book) for part in re.split(r"[+/;,(){}\[\]]| - | và ", text)]
    found = [code for code in (*words, *parts) if code]
    if not found:
        found = _near_codes(text, book) if len(code_key(text)) <= LONGEST_CODE else _near_names(name, book)
    return tuple(dict.fromkeys(found))[:MOST_PROPOSALS]


def _near_codes(text: str, book: CodeBook) -> list[str]:
    """Return codes one slip away or with the same letters, those of defence and security land first."""
    written = code_key(text)
    near: list[tuple[bool, bool, int, str]] = []
    for bare, code in book.by_code.items():
        swapped = sorted(bare) == sorted(written)
        if swapped or DamerauLevenshtein.distance(bare, written) == 1:
            near.append((not book.codes[code].restricted, not swapped, len(near), code))
    return [code for *_, code in sorted(near)]


def _near_names(name: str, book: CodeBook) -> list[str]:
    names: Iterable[str] = list(book.by_name)
    alike = process.extract(name, names, scorer=fuzz.ratio, score_cutoff=ALIKE, limit=MOST_PROPOSALS)
    return [book.by_name[known] for known, _, _ in alike]
