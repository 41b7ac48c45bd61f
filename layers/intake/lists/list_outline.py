"""In which sections of a list each of its rows stands, and what a section says of its projects."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from layers.intake.lists.land_codes import normalise
from layers.intake.lists.list_fields import Field
from layers.intake.lists.list_rows import RowKind
from layers.intake.lists.list_words import sector_of
from layers.intake.lists.unit_words import Level, split_cell
from layers.intake.text.letters import key

if TYPE_CHECKING:
    from collections.abc import Sequence

    from layers.intake.lists.code_book import CodeBook
    from layers.intake.lists.list_rows import ListRow

AMBIGUOUS_ROMAN = frozenset("IVX")
"""Letters of a list A, B, C, ... that may be numbers too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """What the headings above a project say of it."""

    names: tuple[str, ...] = ()
    """From the outermost."""
    district: str = ""
    commune: str = ""
    planned_code: str = ""
    sector: str = ""

    @property
    def path(self) -> str:
        """The names of all headings."""
        return " / ".join(self.names)


def outline(rows: Sequence[ListRow]) -> list[tuple[int, ...]]:
    """
    Return for each row the places of the sections in which it stands, from the outermost.

    A kind of number that is used again closes what was opened since: A, I, 1, II, B.
    """
    paths: list[tuple[int, ...]] = []
    opened: list[tuple[str, int]] = []
    for place, row in enumerate(rows):
        if row.kind is RowKind.SECTION:
            level = _level(row, rows[:place], opened)
            depth = next((at for at, (known, _) in enumerate(opened) if known == level), len(opened))
            opened = [*opened[:depth], (level, place)]
            paths.append(tuple(at for _, at in opened[:-1]))
        else:
            paths.append(tuple(at for _, at in opened))
    return paths


def describe(path: Sequence[int], rows: Sequence[ListRow], book: CodeBook) -> Section:
    """
    Return what the sections of a path say; the innermost that speaks of a thing counts.

    A heading is the land that is planned for its projects only where it is exactly the name of
    a type of land.
    """
    district = commune = planned = sector = ""
    names = []
    for place in path:
        name = re.sub(r"\s*\([^)]*\)\s*$", "", rows[place].get(Field.NAME)).strip(" :.")
        names.append(name)
        for unit in split_cell(name):
            district = unit.text if unit.level is Level.DISTRICT else district
            commune = unit.text if unit.level is Level.COMMUNE else commune
        if key(name).startswith(("dat ", "khu ")) or key(name).startswith("nhom dat "):
            planned = normalise(name, book).code or planned
        sector = sector_of(name) or sector
    return Section(
        names=tuple(names), district=district, commune=commune, planned_code=planned, sector=sector
    )


def _level(row: ListRow, before: Sequence[ListRow], opened: Sequence[tuple[str, int]]) -> str:
    """
    Return the level of a section; a lone I, V or X is a number or a letter.

    It is a letter only where the letter before it is open and no number was used so far.
    """
    number = row.get(Field.NUMBER).strip(" .)")
    if row.level != "roman" or len(number) != 1 or number not in AMBIGUOUS_ROMAN:
        return row.level
    letters = {before[at].get(Field.NUMBER).strip(" .)") for level, at in opened if level == "letter"}
    is_used = any(earlier.kind is RowKind.SECTION and earlier.level == "roman" for earlier in before)
    return "letter" if chr(ord(number) - 1) in letters and not is_used else "roman"
