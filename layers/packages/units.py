"""The units that packages are for: communes of a day, former districts, former communes, the province."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import shapely

from geo.errors import CRSError
from layers.catalogue import LayerUse
from layers.errors import ReadError
from layers.packages.names import plain_ascii
from layers.targets.units import Level, UnitKey, read_target_units
from layers.units import FAMILIES, Unit, find_unit

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from layers.corridor.seen import Seen
    from layers.province import Province

UnitKind = Literal["commune", "district", "province"]
LEVELS = {
    "communes": Level.COMMUNE,
    "legacy_communes": Level.FORMER_COMMUNE,
    "legacy_districts": Level.DISTRICT,
}


def units_of(seen: Seen, kind: UnitKind, as_of: date) -> tuple[Unit, ...]:
    """
    Return all units of a kind: communes of the day, in the order of their layer, or all former districts.

    Codes were given anew on 1 July 2025, so that a code is one unit only together with the day.

    Raises
    ------
    ReadError
        If a layer of units cannot be read.
    """
    if kind == "province":
        return (_province(seen, as_of),)
    return tuple(
        Unit(kind=kind, code=str(code), name=str(name), shape=shape, layer_id=use.layer.id)
        for use in _uses(seen, kind, as_of)
        if use.data is not None
        for code, name, shape in zip(
            use.data.zones["zone_id"], use.data.zones["name"], use.data.zones.geometry, strict=True
        )
    )


def unlisted(seen: Seen, kind: UnitKind, as_of: date) -> int:
    """Return how many units of a kind have no usable boundary, or a row that could not be read."""
    used = [use.data for use in _uses(seen, kind, as_of) if use.data is not None]
    return sum(len(data.broken) + data.layer.missing_rows for data in used)


def one_unit(seen: Seen, text: str, kind: UnitKind, as_of: date) -> Unit:
    """
    Return the unit with that code, or that name where only one has it.

    Raises
    ------
    ReadError
        If there is none on that day, or several of that name.
    """
    return find_unit(text, kind, _uses(seen, kind, as_of), as_of)


def _uses(seen: Seen, kind: str, as_of: date) -> list[LayerUse]:
    layers = [layer for layer in seen.province.layers if layer.family in FAMILIES[kind]]
    if kind == "commune":
        layers = [layer for layer in layers if layer.in_force(as_of)]
    return [LayerUse(layer=layer, data=seen.layer(layer.id)) for layer in layers]


def _province(seen: Seen, as_of: date) -> Unit:
    province = seen.province
    layers = [layer for layer in province.versions(province.extent) if layer.in_force(as_of)]
    shape: shapely.Geometry = shapely.box(*province.bounds_m)
    for layer in layers[:1]:
        shape = shapely.union_all(seen.layer(layer.id).zones.geometry.to_numpy())
    return Unit(
        kind="province",
        code=plain_ascii(province.id, "-"),
        name=province.name_vi,
        shape=shape,
        layer_id=layers[0].id if layers else "",
    )


def relatives_of(province: Province, unit: Unit) -> Mapping[str, tuple[str, ...]]:
    """
    Return the units that a unit was made of or went into, by level, each as code and name.

    They are joined by level and code: the same code, and the same name, meant another unit before.
    """
    if unit.kind == "province" or not unit.layer_id:
        return {}
    units = read_target_units(province)
    key = UnitKey(level=LEVELS[province.layer(unit.layer_id).family], code=unit.code)
    found: dict[Level, set[UnitKey]] = {level: set() for level in Level}
    for part in units.parts(key) or ():
        place = units.places.get(part)
        if place is None:
            continue
        found[part.level].add(part)
        found[Level.DISTRICT].add(UnitKey(level=Level.DISTRICT, code=place.district))
        found[Level.COMMUNE].add(UnitKey(level=Level.COMMUNE, code=place.commune))
    named = {
        str(level): tuple(
            f"{one.code} {units.places[one].name}"
            for one in sorted(keys)
            if one in units.places and one != key
        )
        for level, keys in found.items()
    }
    return {level: names for level, names in named.items() if names}


def communes_asked(province: Province, unit: Unit) -> tuple[str, ...] | None:
    """
    Return the communes of today that a right in one's own communes must reach; None: it does not reach.

    A former commune has a code that another one has now: the one that it went into is asked for.
    """
    if unit.kind != "commune":
        return None
    if province.layer(unit.layer_id).family == "communes":
        return (unit.code,)
    place = read_target_units(province).places.get(UnitKey(level=Level.FORMER_COMMUNE, code=unit.code))
    return (place.commune,) if place is not None and place.commune else None


UNREADABLE = (ReadError, CRSError)
"""What a layer raises that cannot be read; that nothing may be told is another, and ends the package."""
