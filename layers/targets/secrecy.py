"""
What a table of targets may tell whoever brings it of land that is not told to them.

A figure that contradicts a loaded one is told with both, one that is there already as not new. Of
defence and security land, and of what it could be computed from, either would tell how much there is.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from layers.targets.errors import TargetError
from layers.targets.model import Refusal
from layers.targets.telling import hidden_below_the_province, restricted_codes, told_targets

if TYPE_CHECKING:
    from collections.abc import Sequence

    from layers.targets.model import Target, TargetTable
    from layers.targets.reading import Reference


def tellable(table: TargetTable, held: Sequence[Target], reference: Reference) -> TargetTable:
    """
    Return a table as it may be compared by somebody to whom restricted land is not told.

    A figure that is not told to them and loaded already is refused, whether it says the same or
    not: the refusal depends on its being there, not on its value.

    Raises
    ------
    TargetError
        If the table has figures of restricted land of a unit below the province.
    """
    book, province = reference.book, reference.units.province
    hidden = restricted_codes(book)
    if is_secret(table, reference):
        raise TargetError(
            "The table has figures of defence or security land of a unit: take these rows out, or let "
            "somebody with the right to import restricted land bring it.",
            "Bảng có số liệu đất quốc phòng, an ninh của đơn vị hành chính: hãy bỏ các dòng này, hoặc để "
            "người có quyền nhập đất hạn chế thực hiện.",
        )
    below = hidden_below_the_province(book)
    there = {one.identity for one in held}
    refused = [
        one
        for one in table.targets
        if one.identity in there
        if {one.code, one.current} & (hidden if one.unit == province else below)
    ]
    kept = tuple(one for one in table.targets if one not in refused)
    told = (*table.refused, *map(_refusal, refused))
    return replace(table, targets=kept, refused=tuple(sorted(told, key=lambda one: one.row)))


def is_secret(table: TargetTable, reference: Reference) -> bool:
    """Tell whether a table has figures of defence or security land of a unit below the province."""
    hidden, province = restricted_codes(reference.book), reference.units.province
    return any(one.unit != province and ({one.code, one.current} & hidden) for one in table.targets)


def told_of(held: Sequence[Target], reference: Reference, *, knows_restricted: bool) -> tuple[Target, ...]:
    """Return the loaded figures that a person may be told of."""
    if knows_restricted:
        return tuple(held)
    return told_targets(held, reference.book, reference.units.province)


def _refusal(one: Target) -> Refusal:
    return Refusal(
        row=one.row,
        en=f"Row {one.row}: a figure of {one.code} {one.year} of this unit by this decision is loaded "
        "already and not told to you: take the row out.",
        vi=f"Dòng {one.row}: {one.code} năm {one.year} của đơn vị này theo quyết định này đã được nạp, không "
        "cung cấp cho bạn: hãy bỏ dòng này.",
    )
