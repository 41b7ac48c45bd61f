"""The parts of a dataset that comes in several files: which belong, which must be there."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from layers.errors import IntakeError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Part = TypeVar("Part")


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """Endings beside the main file."""

    code: str
    needed: tuple[str, ...]
    optional: tuple[str, ...] = ()

    @property
    def all(self) -> tuple[str, ...]:
        """Every ending that is taken; what is not named here is left out."""
        return (*self.needed, *self.optional)


PARTS = {
    ".shp": Parts(code="shapefile-part-missing", needed=(".shx", ".dbf"), optional=(".prj", ".cpg")),
    ".tab": Parts(code="tab-part-missing", needed=(".dat", ".map", ".id"), optional=(".ind",)),
    ".mif": Parts(code="mif-part-missing", needed=(".mid",)),
}
"""Indexes and metadata of other programs (.qix, .sbn, .aux.xml, .qmd) are none of these."""

PART_ENDINGS = {ending: main for main, parts in PARTS.items() for ending in parts.all}


def split_name(name: str) -> tuple[str, str]:
    """
    Return stem and ending of a name so that those of one dataset agree.

    >>> split_name("Ranh Giới.SHP") == ("ranh giới", ".shp"), split_name("a.b.dbf"), split_name("README")
    (True, ('a.b', '.dbf'), ('readme', ''))
    """
    stem, dot, ending = unicodedata.normalize("NFC", name).casefold().rpartition(".")
    return (stem, dot + ending) if stem else (dot + ending, "")


def gathered(main: str, name: str, beside: Iterable[tuple[str, Part]]) -> dict[str, Part]:
    """
    Return the parts of a dataset by their endings, the main file not among them.

    Parameters
    ----------
    main
        Ending of the main file; one that has no parts gives an empty result.
    name
        Of the main file, for the refusal.
    beside
        Ending and file of all that share the main file's folder and stem.

    Raises
    ------
    IntakeError
        "shapefile-part-missing", "tab-part-missing", "mif-part-missing", "part-twice".
    """
    parts = PARTS.get(main)
    if parts is None:
        return {}
    found: dict[str, Part] = {}
    for ending, part in beside:
        if ending in found:
            raise IntakeError(
                "part-twice",
                f"{name} has two parts {ending} that differ in capitals only: leave one.",
                f"{name} có hai phần {ending} chỉ khác chữ hoa, chữ thường: hãy để lại một.",
            )
        if ending in parts.all:
            found[ending] = part
    _require(parts, name, found)
    return found


def _require(parts: Parts, name: str, found: Mapping[str, object]) -> None:
    missing = [ending for ending in parts.needed if ending not in found]
    if missing:
        raise IntakeError(
            parts.code,
            f"{name} is incomplete: its part {' and '.join(missing)} is missing; give all parts together.",
            f"{name} không đủ tệp: thiếu phần {' và '.join(missing)}; hãy nộp đủ các phần cùng nhau.",
        )
