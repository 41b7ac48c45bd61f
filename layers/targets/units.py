"""
The units that targets are for: communes of today and of before, former districts, the province.

Codes were given anew in 2025: 03388 was one ward and is now another, larger one. A unit is
therefore always its level and its code together, and a table names units as of a day.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

from layers.intake.lists.unit_table import province_units
from layers.targets.errors import TargetError
from layers.units import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from layers.province import Province


class Level(StrEnum):
    """What kind of unit."""

    PROVINCE = "province"
    DISTRICT = "district"
    """A former district: it ended with the former communes."""
    COMMUNE = "commune"
    """Of today."""
    FORMER_COMMUNE = "former_commune"


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class UnitKey:
    """A unit: the code alone is no name, since codes were given anew."""

    level: Level
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A unit with its name, and where it lies."""

    key: UnitKey
    name: str
    """With the word for its kind."""
    district: str = ""
    """Code of the district of a former commune."""
    commune: str = ""
    """Code of the commune of today that a former one went into, whole."""


def _alone(unit: UnitKey) -> frozenset[UnitKey]:
    return frozenset({unit})


@dataclass(frozen=True, kw_only=True)
class Units:
    """All units of a province, and which lie in which."""

    places: Mapping[UnitKey, Place]
    province: UnitKey
    changed_on: date | None
    """First day of the communes of today; None where there were no others."""

    def at(self, level: Level) -> tuple[UnitKey, ...]:
        """Return the units of a level, by code."""
        return self._levels.get(level, ())

    def parts(self, unit: UnitKey) -> frozenset[UnitKey] | None:
        """
        Return the smallest units that make up one; None where a table does not say.

        The smallest are the former communes, where the province has had any: none of them was
        divided, so that communes of today and districts are both sums of them. A commune of which the
        table of former ones names none is one of the smallest itself.
        """
        if unit == self.province:
            return self._whole
        if unit.level is Level.DISTRICT:
            return self._of_districts.get(unit.code)
        return self._of_communes.get(unit.code, _alone(unit)) if unit.level is Level.COMMUNE else _alone(unit)

    @cached_property
    def _levels(self) -> Mapping[Level, tuple[UnitKey, ...]]:
        keys = sorted(self.places)
        return {level: tuple(key for key in keys if key.level is level) for level in Level}

    @cached_property
    def _whole(self) -> frozenset[UnitKey]:
        today = (key for key in self.at(Level.COMMUNE) if key.code not in self._of_communes)
        return frozenset({*self.at(Level.FORMER_COMMUNE), *today})

    @cached_property
    def _of_districts(self) -> Mapping[str, frozenset[UnitKey]]:
        return self._former_by("district")

    @cached_property
    def _of_communes(self) -> Mapping[str, frozenset[UnitKey]]:
        return self._former_by("commune")

    def _former_by(self, name: str) -> Mapping[str, frozenset[UnitKey]]:
        found: defaultdict[str, set[UnitKey]] = defaultdict(set)
        for key in self.at(Level.FORMER_COMMUNE):
            found[getattr(self.places[key], name)].add(key)
        return {code: frozenset(keys) for code, keys in found.items()}

    def across(self) -> dict[UnitKey, tuple[UnitKey, ...]]:
        """Return the communes of today that lie in several former districts, with these."""
        found = {}
        for unit in self.at(Level.COMMUNE):
            districts = {self.places[part].district for part in self.parts(unit) or () if part != unit}
            if len(districts) > 1:
                found[unit] = tuple(UnitKey(level=Level.DISTRICT, code=code) for code in sorted(districts))
        return found

    def districts_of(self, commune: str) -> frozenset[str]:
        """Return the former districts that a commune of today lies in, also in part."""
        parts = self.parts(UnitKey(level=Level.COMMUNE, code=commune)) or frozenset()
        return frozenset(self.places[part].district for part in parts if self.places[part].district)

    def find(self, code: str, on: date | None) -> UnitKey:
        """
        Return the unit that a code means on a day.

        Raises
        ------
        TargetError
            If there is none on that day, or the day is needed and not given.
        """
        if code == self.province.code:
            return self.province
        was, now = (self._known(code, levels) for levels in (_BEFORE, _NOW))
        if self.changed_on is None or on is None:
            if was and now and was != now:
                day = f"{self.changed_on:%d/%m/%Y}" if self.changed_on else ""
                raise TargetError(
                    f"Unit code {code} means {self.places[was].name} before {self.changed_on} and"
                    f" {self.places[now].name} since: say of which day the units are.",
                    f"Mã đơn vị {code} trước ngày {day} là {self.places[was].name}, từ ngày đó là"
                    f" {self.places[now].name}: hãy cho biết đơn vị tính theo ngày nào.",
                )
            unit = now or was
        else:
            unit = was if on < self.changed_on else now
        if unit is None:
            on_en, on_vi = (f" on {on}", f" tại ngày {on:%d/%m/%Y}") if on else ("", "")
            raise TargetError(
                f"There is no unit with the code {code!r}{on_en}: check the code and the day of the units.",
                f'Không có đơn vị mã "{code}"{on_vi}: hãy kiểm tra mã và ngày của đơn vị hành chính.',
            )
        return unit

    def require_name(self, unit: UnitKey, name: str) -> None:
        """Refuse a name that is not the unit's: then code or day is wrong."""
        known = self.places[unit].name
        if name and plain(name) != plain(known):
            raise TargetError(
                f"Code {unit.code} is {known}, not {name!r}: check code, name and the day of the units.",
                f'Mã {unit.code} là {known}, không phải "{name}": hãy kiểm tra mã, tên và ngày của đơn vị.',
            )

    def _known(self, code: str, levels: Iterable[Level]) -> UnitKey | None:
        keys = (UnitKey(level=level, code=code) for level in levels)
        return next((key for key in keys if key in self.places), None)


_BEFORE = (Level.FORMER_COMMUNE, Level.DISTRICT)
_NOW = (Level.COMMUNE,)


def read_target_units(province: Province) -> Units:
    """
    Return the units of a province's tables.

    A province whose tables name no communes has one unit: itself.

    Raises
    ------
    ProvinceError
        If a table cannot be read.
    """
    whole = UnitKey(level=Level.PROVINCE, code=province.id)
    places = {whole: Place(key=whole, name=province.name_vi)}
    if not province.communes:
        return Units(places=places, province=whole, changed_on=None)
    reference = province_units(province)
    for unit in reference.units:
        level = Level.COMMUNE if unit.is_current else Level.FORMER_COMMUNE
        key = UnitKey(level=level, code=unit.code)
        name = f"{unit.kind} {unit.name}"
        places[key] = Place(
            key=key,
            name=name,
            district=unit.district_code,
            commune="" if unit.is_current else unit.commune_code,
        )
        if unit.district_code:
            district = UnitKey(level=Level.DISTRICT, code=unit.district_code)
            places[district] = Place(key=district, name=unit.district)
    return Units(places=places, province=whole, changed_on=reference.changed_on)
