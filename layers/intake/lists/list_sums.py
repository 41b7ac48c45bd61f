"""Compare what a list says of its sums and counts with its projects."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from layers.intake.lists.areas import number_words
from layers.intake.lists.list_fields import Field
from layers.intake.lists.list_rows import RowKind
from layers.intake.lists.quantities import Quantity, read_area, read_capital
from layers.intake.model import Note
from layers.intake.text.letters import key

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from layers.intake.lists.list_rows import ListRow
    from layers.intake.lists.project_reading import Draft, Reading

EXACT = 1e-6
_COUNT = re.compile(r"\b(\d{1,4}) (?:du an|cong trinh|danh muc|projects)\b")


@dataclass(frozen=True, kw_only=True)
class Sum:
    """Projects whose sum a row may state."""

    drafts: tuple[Draft, ...]
    is_whole: bool
    """Whether they are all projects of the list."""

    def of(self, quantity: Callable[[Draft], Quantity]) -> tuple[float, float, int]:
        """Return the sum, how far rounding may put it off, and how many projects have no figure."""
        found = [quantity(draft) for draft in self.drafts]
        values = [one.value for one in found if one.value is not None]
        # Zeros at the end are often left out: the finest figure tells how all were rounded.
        finest = min((one.resolution for one in found if one.value is not None), default=0.0)
        return math.fsum(values), len(values) * finest / 2, len(found) - len(values)


def check_sums(
    rows: Sequence[ListRow],
    paths: Sequence[tuple[int, ...]],
    drafts: Sequence[Draft],
    reading: Reading,
) -> list[Note]:
    """
    Return a note for every section and total whose figure or count its projects do not give.

    Parameters
    ----------
    rows, paths
        Rows of the list and the sections in which each stands, by `list_outline.outline`.
    drafts
        Every row of a project, those with a repeated code too.
    """
    place_of = {row.number: place for place, row in enumerate(rows)}
    notes: list[Note] = []
    for place, row in enumerate(rows):
        if row.kind not in {RowKind.SECTION, RowKind.TOTAL}:
            continue
        sums = _candidates(place, row, paths, drafts, place_of)
        for field, quantity, stated in (
            (Field.AREA, lambda draft: draft.area, _area(row, reading)),
            (Field.CAPITAL, lambda draft: draft.capital, _capital(row, reading)),
        ):
            notes += _compared(row, field, stated, sums, quantity, reading)
        notes += _counted(row, sums)
    return notes


def _candidates(
    place: int,
    row: ListRow,
    paths: Sequence[tuple[int, ...]],
    drafts: Sequence[Draft],
    place_of: dict[int, int],
) -> list[Sum]:
    """Return what a row may sum up, likeliest first: its section, those around it, all."""

    def within(section: int) -> Sum:
        inside = tuple(draft for draft in drafts if section in paths[place_of[draft.row.number]])
        return Sum(drafts=inside, is_whole=False)

    everything = Sum(drafts=tuple(drafts), is_whole=True)
    if row.kind is RowKind.SECTION:
        return [within(place)]
    around = [within(section) for section in reversed(paths[place])]
    is_grand = key(row.text).startswith(("tong cong", "tong so", "total", "grand"))
    return [everything, *around] if is_grand else [*around, everything]


def _compared(
    row: ListRow,
    field: Field,
    stated: Quantity,
    sums: Sequence[Sum],
    quantity: Callable[[Draft], Quantity],
    reading: Reading,
) -> list[Note]:
    if stated.value is None:
        return []
    found = [one.of(quantity) for one in sums]
    for total, tolerance, _ in found:
        if abs(total - stated.value) <= tolerance + stated.resolution / 2 + EXACT:
            return []
    total, _, missing = found[0]
    unit_en, unit_vi = ("ha", "ha") if field is Field.AREA else ("bn VND", "tỷ đồng")
    what_vi = "diện tích" if field is Field.AREA else "vốn"
    (said_en, said_vi), (sum_en, sum_vi) = number_words(stated.value), number_words(total)
    less_en, less_vi = (
        (f", {missing} without a figure", f", {missing} dự án không có số") if missing else ("", "")
    )
    count = len(sums[0].drafts)
    return [
        Note(
            kind="sum differs",
            en=f"Row {row.number}: the {field} is stated as {said_en} {unit_en}, its {count} projects"
            f" add up to {sum_en} {unit_en}{less_en}.",
            vi=f"Dòng {row.number}: {what_vi} ghi là {said_vi} {unit_vi}, {count} dự án"
            f" cộng lại là {sum_vi} {unit_vi}{less_vi}.",
            row=row.number,
            column=reading.name_of(field),
        )
    ]


def _counted(row: ListRow, sums: Sequence[Sum]) -> list[Note]:
    stated = [int(number) for number in _COUNT.findall(key(row.text))]
    counts = [len(one.drafts) for one in sums]
    if not stated or stated[0] in counts:
        return []
    return [
        Note(
            kind="count differs",
            en=f"Row {row.number} speaks of {stated[0]} projects; {counts[0]} were read.",
            vi=f"Dòng {row.number} ghi {stated[0]} dự án; đọc được {counts[0]}.",
            row=row.number,
        )
    ]


def _area(row: ListRow, reading: Reading) -> Quantity:
    return read_area(row.get(Field.AREA), reading.area_unit, reading.area_style)


def _capital(row: ListRow, reading: Reading) -> Quantity:
    return read_capital(row.get(Field.CAPITAL), reading.capital_unit, reading.capital_style)
