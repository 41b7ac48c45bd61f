"""One column of a list of projects: its heading over several lines, and what it holds."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from layers.intake.lists.land_codes import How, normalise
from layers.intake.lists.list_fields import Field, field_of
from layers.intake.text.letters import key, visible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from layers.intake.lists.code_book import CodeBook
    from layers.intake.lists.land_codes import CodeMatch

    Cells = Sequence[str | None]

PART_OF_TOTAL = re.compile(r"tong( so| cong| dien tich| von)?|quy hoach|thu hoi|total|sum")
"""What stands below a merged cell over the column with the whole."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of the list."""

    place: int
    """From 0."""
    name: str
    """As the layer calls it: "1", "2", ..."""
    heading: str
    """All its lines, those of merged cells too."""
    field: Field | None = None
    """None: not used."""
    land: CodeMatch | None = None
    """Of a column with the area of one type of land."""


def make_column(place: int, name: str, lines: Sequence[Cells], book: CodeBook) -> Column:
    """
    Return a column of a list, given the lines of its heading from the top.

    Parameters
    ----------
    place
        From 0.
    """
    texts = [_cell(lines, line, place) for line in range(len(lines))]
    own = [text for text in texts if text]
    heading = " / ".join(own)
    if not own:
        return Column(place=place, name=name, heading="")
    lowest = own[-1]
    above = next((field for text in reversed(own[:-1]) if (field := field_of(text))), None)
    land = _land(lowest, above, book)
    field = Field.LAND if land else field_of(lowest)
    if field is None and above is not None and PART_OF_TOTAL.fullmatch(_without_unit(lowest)):
        field = above
    return Column(place=place, name=name, heading=heading, field=field, land=land)


def _cell(lines: Sequence[Cells], line: int, place: int) -> str:
    """Return a cell of the heading; of a cell that was merged with those to its left, theirs."""
    row = lines[line]
    text = visible(row[place]) if place < len(row) else ""
    is_below = any(visible(lower[place]) for lower in lines[line + 1 :] if place < len(lower))
    while not text and is_below and place > 0:
        place -= 1
        text = visible(row[place]) if place < len(row) else ""
    return text


def _land(heading: str, above: Field | None, book: CodeBook) -> CodeMatch | None:
    """Return the type of land whose area a column holds, if its heading is one."""
    bare = re.sub(r"^(?:trong đó\s*:?\s*)?(?:diện tích\s+)?", "", heading, flags=re.IGNORECASE)
    bare = re.sub(r"\s*\((?:ha|m2|m²)\)$", "", bare, flags=re.IGNORECASE)
    match = normalise(bare, book)
    if match.code and match.how in {How.EXACT, How.LEGACY, How.SPELLING, How.NAME}:
        return match
    is_under_land = above in {Field.BREAKDOWN, Field.LAND}
    is_other = is_under_land and not field_of(heading) and not PART_OF_TOTAL.fullmatch(_without_unit(heading))
    return match if is_other else None


def _without_unit(heading: str) -> str:
    return key(re.sub(r"\([^)]*\)", "", heading))


def without_repeats(columns: Sequence[Column]) -> list[Column]:
    """Return the columns with each field left to the first that has it, one of increases last."""
    best: dict[Field, Column] = {}
    for column in columns:
        if column.field is not None and column.field is not Field.LAND:
            held = best.get(column.field)
            if held is None or (_is_increase(held) and not _is_increase(column)):
                best[column.field] = column
    kept = {id(column) for column in best.values()}
    return [
        column
        if column.field in {None, Field.LAND} or id(column) in kept
        else Column(place=column.place, name=column.name, heading=column.heading)
        for column in columns
    ]


def _is_increase(column: Column) -> bool:
    return "tang them" in key(column.heading)
