"""
Targets as they may be told to those who may not see restricted land.

How much defence or security land a commune has is not told. Nor may it follow from the rest: the
area of a commune is known to everybody, so that one class left out would be what is missing in
the sum. Below the province a second class beside them is left out as well, the same one in
every unit, with whatever gives it away.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers.codes import above, with_children
from layers.targets.figures import children_of
from layers.targets.model import TOTAL

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from layers.codes import LandCode
    from layers.intake.lists.code_book import CodeBook
    from layers.targets.model import Target
    from layers.targets.units import UnitKey


def restricted_codes(book: CodeBook) -> frozenset[str]:
    """Return the codes of defence and security land, with what lies below them."""
    return with_children((code.code for code in book.codes.values() if code.restricted), book.codes)


def told_targets(targets: Sequence[Target], book: CodeBook, province: UnitKey) -> tuple[Target, ...]:
    """
    Return the targets of which none tells how much restricted land there is in a unit.

    Of the province the classes of restricted land alone are left out: its totals are published
    figures of decisions.
    """
    hidden = restricted_codes(book)
    held = hidden_below_the_province(book)
    return tuple(
        one
        for one in targets
        if one.code not in hidden and one.current not in hidden
        if one.unit == province or not ({one.code, one.current} & held)
    )


def hidden_below_the_province(book: CodeBook) -> frozenset[str]:
    """
    Return the codes that are left out of every unit below the province.

    They follow from the table of codes alone: were it the largest in the loaded figures, whoever
    brings figures could have another class left out, and two looks would tell both.
    """
    table = book.codes
    hidden = restricted_codes(book)
    if not hidden:
        return frozenset()
    holding = above(hidden, table) | set(book.may_be_restricted)
    second = _beside(hidden, table)
    return frozenset(hidden | holding | {TOTAL} | second | _giving_away(second, table))


def _beside(hidden: frozenset[str], table: Mapping[str, LandCode]) -> frozenset[str]:
    """Return the class of most types beside each restricted one: no unit is without land of it."""
    found = set()
    for parent in {table[code].parent for code in hidden} - hidden:
        beside = [code for code in children_of(parent or TOTAL, table) if code not in hidden]
        if beside:
            found.add(max(beside, key=lambda code: (len(with_children({code}, table)), code)))
    return frozenset(found)


def _giving_away(codes: frozenset[str], table: Mapping[str, LandCode]) -> frozenset[str]:
    """Return what lies below hidden classes: their parts would add up to them."""
    return with_children(codes, table) - codes
