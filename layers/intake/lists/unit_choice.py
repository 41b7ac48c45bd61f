"""Choose among the units that have a name, by district, kind and day; without a single one left, ask."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from layers.intake.lists.unit_match import Candidate, Reason, UnitHow, UnitMatch
from layers.intake.lists.unit_words import bare_name
from layers.intake.text.letters import key

if TYPE_CHECKING:
    from datetime import date

    from layers.intake.lists.unit_table import Unit, UnitReference
    from layers.intake.lists.unit_words import NamedUnit


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """The units of a province and the day for which a text speaks of them."""

    reference: UnitReference
    as_of: date | None

    def of_day(self, units: tuple[Unit, ...]) -> tuple[Unit, ...]:
        """Return the units that existed on the day; all where the day is not known."""
        if self.as_of is None or self.reference.changed_on is None:
            return units
        is_current = self.as_of >= self.reference.changed_on
        return tuple(unit for unit in units if unit.is_current is is_current)


def choose(
    named: NamedUnit, hits: tuple[Unit, ...], period: Period, spelling: Reason = Reason.NONE
) -> UnitMatch:
    """
    Return the match of a named unit, given every unit of that name.

    Parameters
    ----------
    spelling
        `Reason.SPELLING` where the name was found with other accents or blanks.
    """
    of_district = in_district(named, hits)
    if not of_district:
        return _open(named, hits, Reason.DISTRICT)
    of_kind = _of_kind(named, of_district)
    if not of_kind:
        return _open(named, of_district, Reason.KIND)
    of_day = period.of_day(of_kind)
    if not of_day and _contradicts(named, hits, of_kind):
        return _open(named, of_kind, Reason.DAY)
    left = _undivided(of_day or of_kind, period.reference)
    if len(left) > 1:
        times = {unit.is_current for unit in left}
        return _open(named, left, Reason.PERIOD if len(times) > 1 else Reason.SEVERAL)
    if not (named.kind or named.district) and key(named.name) in period.reference.districts:
        return _open(named, left, Reason.DISTRICT_NAME)
    return closed(named, left[0], UnitHow.MATCHED, spelling if of_day else Reason.FORMER_NAME)


def in_district(named: NamedUnit, units: tuple[Unit, ...]) -> tuple[Unit, ...]:
    """Return the units of the district that stands with the name; all where none does."""
    if not named.district:
        return units
    wanted = key(bare_name(named.district))
    return tuple(unit for unit in units if unit.district and key(bare_name(unit.district)) == wanted)


def closed(named: NamedUnit, unit: Unit, how: UnitHow, reason: Reason = Reason.NONE) -> UnitMatch:
    """Return the match with one unit."""
    return UnitMatch(
        text=named.text,
        kind=named.kind,
        district=named.district,
        how=how,
        reason=reason,
        unit=unit,
        commune_code=unit.commune_code,
    )


def _of_kind(named: NamedUnit, units: tuple[Unit, ...]) -> tuple[Unit, ...]:
    """Return the units of the kind; one that stands once for several names refuses none of them."""
    if not named.kind:
        return units
    of_kind = tuple(unit for unit in units if key(unit.kind) == named.kind)
    return of_kind or (units if named.is_kind_shared else ())


def _contradicts(named: NamedUnit, hits: tuple[Unit, ...], left: tuple[Unit, ...]) -> bool:
    """
    Return whether a unit that is not of the day is also not simply meant by its former name.

    A unit of today in a text of before; or one of before by its district alone, while a unit
    of today has the name and kind too.
    """
    is_early = any(unit.is_current for unit in left)
    return is_early or (bool(named.district) and any(unit.is_current for unit in _of_kind(named, hits)))


def _undivided(units: tuple[Unit, ...], reference: UnitReference) -> tuple[Unit, ...]:
    """Take the unit of today for its only part: name, kind and area stayed."""
    codes = {unit.commune_code for unit in units}
    if len(codes) == 1 and codes <= reference.unchanged:
        return tuple(unit for unit in units if unit.is_current) or units
    return units


def _open(named: NamedUnit, units: tuple[Unit, ...], reason: Reason) -> UnitMatch:
    """Leave the unit open; the commune of today is known where all candidates lie in one."""
    codes = {unit.commune_code for unit in units}
    is_known = reason not in {Reason.DISTRICT, Reason.KIND} and len(codes) == 1
    return UnitMatch(
        text=named.text,
        kind=named.kind,
        district=named.district,
        how=UnitHow.PROPOSED if reason is Reason.KIND else UnitHow.ASKS,
        reason=reason,
        commune_code=codes.pop() if is_known else "",
        candidates=tuple(Candidate(unit=unit, score=100.0) for unit in units),
    )
