"""Which units and land types are told of: those asked for, within what a person has a right to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers.targets.errors import TargetError
from layers.targets.model import TOTAL
from layers.targets.units import Level, UnitKey

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from layers.intake.lists.code_book import CodeBook
    from layers.targets.units import Units


def units_told(
    units: Units, own: frozenset[str] | None, codes: Iterable[str], level: Level | None, as_of: date
) -> tuple[UnitKey, ...]:
    """
    Return the units to be told of, in their order.

    Parameters
    ----------
    own
        Communes of today that the person has a right to; None: all.
    codes
        Codes of units on `as_of`; a former district's is found on every day.
    level
        All units of a kind instead. Neither: the province, or each of the own communes.

    Raises
    ------
    TargetError
        If a code means no unit, or one that is not the person's.
    """
    named = tuple(codes)
    if named:
        found = tuple(_find(units, code, as_of) for code in named)
        for unit in found:
            if own is not None and not _is_own(units, unit, own):
                raise TargetError(
                    f"{units.places[unit].name} is not one of your communes: ask for one of these.",
                    f"{units.places[unit].name} không thuộc xã, phường của bạn: hãy chọn đơn vị của mình.",
                )
        return found
    if own is None:
        return units.at(level or Level.PROVINCE)
    return tuple(unit for unit in units.at(level or Level.COMMUNE) if _is_own(units, unit, own))


def codes_told_of(codes: Iterable[str], book: CodeBook) -> tuple[str, ...]:
    """Return the land codes that were asked for; raise TargetError where one is none of the province."""
    given = tuple(codes)
    unknown = next((code for code in given if code not in book.codes and code != TOTAL), None)
    if unknown is not None:
        raise TargetError(
            f"{unknown!r} is no land code of this province: see `ranh targets show`.",
            f'"{unknown}" không phải mã loại đất của tỉnh: xem `ranh targets show`.',
        )
    return given


def _find(units: Units, code: str, as_of: date) -> UnitKey:
    district = UnitKey(level=Level.DISTRICT, code=code)
    return district if district in units.places else units.find(code, as_of)


def _is_own(units: Units, unit: UnitKey, own: frozenset[str]) -> bool:
    """Whether all of a unit lies in somebody's communes."""
    if unit.level is Level.COMMUNE:
        return unit.code in own
    parts = units.parts(unit) or frozenset()
    return bool(parts) and all(units.places[part].commune in own for part in parts)
