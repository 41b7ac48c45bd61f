"""Which zones of which layers make a class of land, as the person who asks may see them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo.errors import RanhError
from layers.routing.errors import WeightError
from layers.rules import Rule, read_rules
from layers.select import CannotDecideError, Selection, select_zones
from layers.sentences import missing_layer, none_in_force

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    import geopandas as gpd
    from numpy.typing import NDArray

    from geo.types import BoolArray, FloatArray, GeometryArray
    from layers.corridor.seen import Seen
    from layers.reader import LayerData
    from layers.routing.weights import LandClass, Weights

FIRST_BIT = 3
INSIDE, KNOWN, COVER = np.uint64(1), np.uint64(2), np.uint64(4)
"""Bits that are no class: within the province, use known, under the approved cover."""

THIN_M = 1.0
"""Half the width that a forbidden line or point is given: a line has no area to overlap."""

Note = tuple[str, str]
"""A sentence in English and in Vietnamese."""


@dataclass(frozen=True, kw_only=True)
class Zones:
    """Zones of one layer with the bits of the classes that they belong to."""

    shapes: GeometryArray
    middle: NDArray[np.uint64]
    """Bits of cells whose middle lies in the zone."""
    touch: NDArray[np.uint64]
    """Bits of every cell that the zone touches."""
    grown: bool = False
    """Whether the shapes are more than those of the layer."""


@dataclass(frozen=True, kw_only=True)
class Land:
    """Everything that a surface is made of."""

    classes: tuple[LandClass, ...]
    """In the order of their bits."""
    zones: tuple[Zones, ...]
    of_class: Mapping[str, GeometryArray]
    """Zones of each class as areas, grown by its distance."""
    versions: tuple[str, ...]
    """What the zones follow from: layer ids with the hash of their content."""
    notes: tuple[Note, ...]
    """What could not be asked, to be shown with every line."""


@dataclass
class _Gathered:
    zones: list[Zones] = field(default_factory=list)
    of_class: dict[str, list[GeometryArray]] = field(default_factory=dict)
    notes: dict[Note, None] = field(default_factory=dict)


def gather_land(seen: Seen, weights: Weights, as_of: date) -> Land:
    """
    Return the zones of every class, from the layers in force that the person may see.

    Raises
    ------
    WeightError
        If a class names a rule that is not there, or needs a column that a layer does not have.
    RanhError
        If a layer that forbids land, or that says which land is known, cannot be read.
    """
    classes = tuple(one for one in weights.classes if seen.is_exact or not one.restricted)
    rules = {rule.id: rule for rule in read_rules(seen.province.path(seen.province.rules))}
    asked = [(one, _as_rule(one, rules)) for one in classes]
    found, versions = _Gathered(), []
    for family in dict.fromkeys([weights.land, *(rule.layer for _, rule in asked)]):
        own = [(bit, one, rule) for bit, (one, rule) in enumerate(asked, FIRST_BIT) if rule.layer == family]
        needed = family == weights.land or any(one.treatment == "forbidden" for _, one, _ in own)
        for data in _in_force(seen, family, as_of, found, needed=needed):
            versions.append(f"{data.layer.id} {data.sha256} {data.layer.missing_rows}")
            _add(data, own, found, seen, known=family == weights.land)
    return Land(
        classes=classes,
        zones=tuple(found.zones),
        of_class={name: np.concatenate(shapes) for name, shapes in found.of_class.items()},
        versions=tuple(versions),
        notes=(*found.notes, *_withheld(seen)),
    )


def _withheld(seen: Seen) -> list[Note]:
    """Say to everybody without the right the same: that restricted land is not asked."""
    if seen.is_exact:
        return []
    en = (
        "Defence and security land is no part of this search: ask the military and police command before a "
        "line is used."
    )
    vi = (
        "Việc tìm tuyến không xét đất quốc phòng, an ninh: phải lấy ý kiến cơ quan quân sự, công an trước "
        "khi dùng tuyến."
    )
    return [(en, vi)]


def _as_rule(one: LandClass, rules: Mapping[str, Rule]) -> Rule:
    """Return the rule that selects the zones of a class."""
    if one.rule:
        if one.rule not in rules:
            raise WeightError(
                f"Class {one.id} of the weights names the rule {one.rule}, which is not there.",
                f"Nhóm {one.id} trong tệp trọng số nêu quy tắc {one.rule} nhưng không có quy tắc này.",
            )
        return rules[one.rule]
    selecting = {
        "kind": "distance" if one.within_m else "overlap",
        "distance_m": one.within_m,
        "codes": one.codes,
        "where": one.where,
    }
    words = dict.fromkeys(
        ("theme", "citation", "when_conflict_vi", "when_conflict_en", "when_clear_vi", "when_clear_en"), "-"
    )
    return Rule.model_validate(
        {"id": one.id, "layer": one.layer, "severity": "info", "citation_status": "confirmed"}
        | selecting
        | words
    )


def _in_force(seen: Seen, family: str, as_of: date, found: _Gathered, *, needed: bool) -> list[LayerData]:
    """Return the layers of a family in force; what is missing is told, or an error where it is needed."""
    versions = seen.province.versions(family)
    current = [layer for layer in versions if layer.in_force(as_of)]
    if not current:
        note = none_in_force(family, as_of.isoformat()) if versions else missing_layer(family)
        found.notes[note] = None
        return []
    read = []
    for layer in current:
        try:
            read.append(seen.layer(layer.id))
        except RanhError as error:
            if needed:
                raise
            found.notes[error.en, error.vi] = None
    return read


def _add(
    data: LayerData,
    own: list[tuple[int, LandClass, Rule]],
    found: _Gathered,
    seen: Seen,
    *,
    known: bool,
) -> None:
    """Add the zones of a layer, and its broken ones as the boxes that are all that is known of them."""
    for frame, broken in ((data.zones, False), (data.broken, True)):
        if frame.empty:
            continue
        shapes = np.asarray(frame.geometry.array, dtype=object)
        middle, touch = (np.zeros(len(frame), dtype=np.uint64) for _ in range(2))
        if known and not broken:
            middle |= KNOWN
        for bit, one, rule in own:
            rows, reach = _selected(one, rule, frame, seen, broken=broken)
            _mark(
                _Class(one=one, bit=np.uint64(1) << np.uint64(bit)),
                rows,
                reach,
                shapes,
                (middle, touch),
                found,
            )
        found.zones.append(Zones(shapes=shapes, middle=middle, touch=touch))
        if (broken and shapely.is_missing(shapes).any()) or data.layer.missing_rows:
            found.notes[_incomplete(data)] = None


@dataclass(frozen=True, kw_only=True)
class _Class:
    one: LandClass
    bit: np.uint64


def _mark(
    of: _Class,
    rows: BoolArray,
    reach_m: FloatArray,
    shapes: GeometryArray,
    marks: tuple[NDArray[np.uint64], NDArray[np.uint64]],
    found: _Gathered,
) -> None:
    """Mark the zones of a class; those with a distance, and forbidden ones without area, as grown areas."""
    sealed = of.one.treatment == "forbidden"
    areal = shapely.get_dimensions(shapes) == 2  # noqa: PLR2004 - dimension of a polygon
    by_touch = sealed | ~areal
    grow_m = np.where(areal | ~np.full(len(rows), sealed), reach_m, np.maximum(reach_m, THIN_M))
    grown = rows & (grow_m > 0)
    own = shapes.copy()
    own[grown] = shapely.buffer(shapes[grown], grow_m[grown])
    plain = rows & ~grown
    for marked, how in zip(marks, (~by_touch, by_touch), strict=True):
        marked[plain & how] |= of.bit
    if grown.any():
        bits, none = np.full(int(grown.sum()), of.bit), np.zeros(int(grown.sum()), dtype=np.uint64)
        pair = (none, bits) if sealed else (bits, none)
        found.zones.append(Zones(shapes=own[grown], middle=pair[0], touch=pair[1], grown=True))
    found.of_class.setdefault(of.one.id, []).append(own[rows & ~shapely.is_missing(own)])


def _selected(
    one: LandClass, rule: Rule, frame: gpd.GeoDataFrame, seen: Seen, *, broken: bool
) -> tuple[BoolArray, FloatArray]:
    """
    Return which zones belong to a class and how far each reaches.

    Where it is not known whether a zone belongs, it does if the class is forbidden or to be avoided.
    """
    try:
        picked = select_zones(rule, frame, seen.codes)
    except CannotDecideError as error:
        if broken:
            every = np.full(len(frame), fill_value=True)
            return every, np.full(len(frame), rule.distance_m)
        raise WeightError(error.en, error.vi) from error
    rows = picked.match if one.treatment in {"prefer", "neutral"} else picked.match | picked.unknown
    return rows, _reach(rule, picked)


def _reach(rule: Rule, picked: Selection) -> FloatArray:
    """Return the distance of each zone; where it is not delineated, the one inside which nothing is clear."""
    untold = rule.unknown_reach_m if rule.asks_around_unknown else rule.near_m
    return np.where(np.isnan(picked.limit_m), untold, picked.limit_m)


def _incomplete(data: LayerData) -> Note:
    return (
        f"Layer {data.layer.name_en} has zones of unknown place: land that seems free may not be.",
        f"Lớp {data.layer.name_vi} có vùng không rõ vị trí: chỗ có vẻ trống chưa chắc đã trống.",
    )
