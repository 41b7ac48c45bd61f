"""Identify projects: by the code of the list, else by what they are. The same list gives the same ids."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from layers.intake.lists.list_fields import Field
from layers.intake.model import Note
from layers.intake.text.letters import toned_key, visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from layers.intake.lists.list_rows import ListRow

MADE = "R-"
"""Ids that were made begin with it."""
DIGITS = 12
"""Hexadecimal digits of a hash: two of a million projects have the same in 1 of 500 cases."""
PLACE = (Field.LOCATION, Field.COMMUNE, Field.COMMUNE_CODE, Field.DISTRICT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Identified:
    """Ids of the rows that have one, and what is to be said of the others."""

    ids: dict[int, str]
    """By the place of the row."""
    notes: tuple[Note, ...]
    """Refused rows, and ids that needed more than name and place."""


def identify(rows: Sequence[ListRow], column: str) -> Identified:
    """
    Return the ids of rows of projects.

    A code that stands twice is refused with all its rows: which of them it means is not ours
    to say. A row that repeats another in every cell is refused.

    Parameters
    ----------
    rows
        Rows of projects only.
    column
        Name of the column with the codes, "" where there is none.
    """
    ids: dict[int, str] = {}
    notes: list[Note] = []
    by_code: defaultdict[str, list[int]] = defaultdict(list)
    for place, row in enumerate(rows):
        if _own_code(row):
            by_code[_own_code(row)].append(place)
    for places in by_code.values():
        if len(places) > 1:
            notes += [_repeated_code(rows, place, places, column) for place in places]
        else:
            ids[places[0]] = visible(rows[places[0]].get(Field.CODE))
    without = [place for place, row in enumerate(rows) if not _own_code(row)]
    by_place: defaultdict[str, list[int]] = defaultdict(list)
    for place in without:
        by_place[_hash(rows[place], (Field.NAME, *PLACE))].append(place)
    for made, places in by_place.items():
        if len(places) == 1:
            ids[places[0]] = made
        else:
            _by_all_cells(rows, places, ids, notes)
    return Identified(ids=ids, notes=tuple(notes))


def _by_all_cells(
    rows: Sequence[ListRow], places: Sequence[int], ids: dict[int, str], notes: list[Note]
) -> None:
    """Tell projects of one name in one place apart by all that is said of them."""
    first: dict[str, int] = {}
    for place in places:
        row = rows[place]
        cells = [*((name, text) for name, _, text in row.land), *row.others.items()]
        more = [f"{name}={toned_key(text)}" for name, text in cells]
        made = _hash(row, tuple(field for field in Field if field is not Field.NUMBER), more)
        if made in first:
            other = rows[first[made]].number
            notes.append(
                Note(
                    kind="row repeated",
                    en=f"Row {row.number} says the same as row {other} and was left out.",
                    vi=f"Dòng {row.number} trùng hoàn toàn với dòng {other} nên không được nhận.",
                    row=row.number,
                    refused=True,
                )
            )
            continue
        first[made], ids[place] = place, made
        notes.append(
            Note(
                kind="same name and place",
                en=f"Row {row.number}: another project has the same name and place; give both a code.",
                vi=f"Dòng {row.number}: có dự án khác trùng tên và địa điểm; hãy đặt mã cho từng dự án.",
                row=row.number,
            )
        )


def _repeated_code(rows: Sequence[ListRow], place: int, places: Sequence[int], column: str) -> Note:
    row, code = rows[place], visible(rows[place].get(Field.CODE))
    others = ", ".join(str(rows[other].number) for other in places if other != place)
    return Note(
        kind="project code repeated",
        en=f'Row {row.number}: the code "{code}" also stands in row {others}: give each project its own.',
        vi=f'Dòng {row.number}: mã "{code}" cũng có ở dòng {others}: mỗi dự án cần có mã riêng.',
        row=row.number,
        column=column,
        refused=True,
    )


def _own_code(row: ListRow) -> str:
    return visible(row.get(Field.CODE)).casefold()


def _hash(row: ListRow, fields: tuple[Field, ...], more: Iterable[str] = ()) -> str:
    said = [toned_key(row.get(field)) for field in fields]
    digest = hashlib.sha256("\x1f".join([*said, *more]).encode())
    return MADE + digest.hexdigest()[:DIGITS]
