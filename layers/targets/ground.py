"""Where units and land lie: the land layer of a day, measured by code in the smallest units."""

from __future__ import annotations

from collections import defaultdict
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from geo.errors import RanhError
from geo.index import ZoneIndex
from geo.overlap import M2_PER_HA, find_overlaps
from layers.targets.measured import measure
from layers.targets.units import Level, UnitKey

if TYPE_CHECKING:
    from datetime import date

    from geo.types import GeometryArray
    from layers.corridor.seen import Seen
    from layers.reader import LayerData
    from layers.targets.measured import Measured
    from layers.targets.units import Units

LAND_FAMILY = "landuse"
"""Family of the layers that say how land is used, in contrast to those that plan it."""
BOUNDARIES = ((Level.FORMER_COMMUNE, "legacy_communes"), (Level.COMMUNE, "communes"))
"""Level and the family of its boundaries; the first that is whole is measured in."""


@dataclass(frozen=True, kw_only=True)
class Ground:
    """The boundaries and the land that figures are measured in, as one person may see them."""

    keys: tuple[UnitKey, ...]
    """The smallest units with a boundary on the day; empty where the province has none."""
    shapes: GeometryArray
    lands: tuple[LayerData, ...] = ()
    """Every version of the land layer in force: a province may have it in parts."""
    problem_en: str = ""
    """Why there is no land."""
    problem_vi: str = ""

    @property
    def land(self) -> LayerData | None:
        """The land layer, or the first of its parts; None where there is none that can be read."""
        return self.lands[0] if self.lands else None

    @property
    def since(self) -> date | None:
        """The day from which the land is as it is drawn; None where that is not stated, or not for all."""
        days = {land.layer.effective_from for land in self.lands}
        return days.pop() if len(days) == 1 else None

    @property
    def lacks_rows(self) -> bool:
        """Whether some of the land could not be read or drawn: nobody knows where it lies."""
        return any(land.layer.missing_rows or len(land.broken) for land in self.lands)

    @cached_property
    def index(self) -> ZoneIndex:
        """The boundaries."""
        return ZoneIndex.build(self.shapes)

    @cached_property
    def land_index(self) -> ZoneIndex:
        """The land of all parts."""
        return self.lands[0].index if len(self.lands) == 1 else ZoneIndex.build(self._zones[0])

    @cached_property
    def _zones(self) -> tuple[GeometryArray, list[str]]:
        """Shapes and codes of the land of all parts."""
        shapes = [np.asarray(land.zones.geometry.array, dtype=object) for land in self.lands]
        codes = [code for land in self.lands for code in land.zones["code"].fillna("").astype(str)]
        return np.concatenate(shapes), codes

    @cached_property
    def measured(self) -> dict[UnitKey, Measured]:
        """The land of each of the smallest units; land beyond all boundaries is left out."""
        if not self.lands or not self.keys:
            return {}
        shapes, codes = self._zones
        found = find_overlaps(shapes, self.index)
        return {
            key: measure(self.shapes[place], found, place, codes, lacks_rows=self.lacks_rows)
            for place, key in enumerate(self.keys)
        }

    def within(self, shapes: GeometryArray) -> pd.DataFrame:
        """
        Return the land inside some shapes with site, unit, code, area_ha.

        `site` is the place of the shape, unit None beyond all boundaries, code "" where the layer
        has no land: the rows of a shape add up to its area.
        """
        pieces, sites, units = self._pieces(shapes)
        areas = shapely.area(pieces) / M2_PER_HA
        rows = []
        known = np.zeros(len(pieces))
        if self.lands and len(pieces):
            found = find_overlaps(pieces, self.land_index)
            codes = self._zones[1]
            sure = ~found.unresolved
            for piece, zone, area_m2 in zip(
                found.site[sure], found.zone[sure].tolist(), found.area_m2[sure], strict=True
            ):
                rows.append((sites[piece], units[piece], codes[zone], area_m2 / M2_PER_HA))
                known[piece] += area_m2 / M2_PER_HA
        rest = areas - known
        rows += [
            (sites[piece], units[piece], "", rest[piece])
            for piece in np.flatnonzero(rest > LEAST_HA).tolist()
        ]
        sums: defaultdict[tuple[int, UnitKey | None, str], float] = defaultdict(float)
        for site, unit, code, area_ha in rows:
            sums[site, unit, code] += area_ha
        made = [(*at, area_ha) for at, area_ha in sums.items()]
        return pd.DataFrame(made, columns=["site", "unit", "code", "area_ha"])

    def _pieces(self, shapes: GeometryArray) -> tuple[GeometryArray, list[int], list[UnitKey | None]]:
        """Cut shapes along the boundaries; what lies beyond all of them is a piece too."""
        if not self.keys:
            return shapes, list(range(len(shapes))), [None] * len(shapes)
        found = find_overlaps(shapes, self.index)
        whole = ~shapely.is_missing(found.shape)
        pieces = list(found.shape[whole])
        sites = found.site[whole].tolist()
        units: list[UnitKey | None] = [self.keys[place] for place in found.zone[whole]]
        inside = pd.Series(found.area_m2).groupby(found.site).sum()
        for place, shape in enumerate(shapes):
            left_m2 = shape.area - inside.get(place, 0.0)
            if left_m2 / M2_PER_HA > LEAST_HA:
                own = [piece for piece, at in zip(pieces, sites, strict=True) if at == place]
                beyond = shapely.difference(shape, shapely.union_all(own)) if own else shape
                pieces.append(beyond)
                sites.append(place)
                units.append(None)
        made = np.empty(len(pieces), dtype=object)
        made[:] = pieces
        return made, sites, units


LEAST_HA = 1e-6
"""What is smaller is rounding."""


def ground_of(seen: Seen, units: Units, as_of: date, family: str = LAND_FAMILY) -> Ground:
    """Return the boundaries of a province and its land layer of a day, as far as they can be read."""
    keys, shapes = _boundaries(seen, units, as_of)
    versions = [layer for layer in seen.province.versions(family) if layer.in_force(as_of)]
    if not versions:
        return Ground(
            keys=keys, shapes=shapes,
            problem_en=f"No layer of land use ({family}) is in force on {as_of}.",
            problem_vi=f"Không có lớp hiện trạng sử dụng đất ({family}) có hiệu lực ngày {as_of:%d/%m/%Y}.",
        )  # fmt: skip
    try:
        return Ground(keys=keys, shapes=shapes, lands=tuple(seen.layer(layer.id) for layer in versions))
    except RanhError as error:
        return Ground(keys=keys, shapes=shapes, problem_en=error.en, problem_vi=error.vi)


def _boundaries(seen: Seen, units: Units, as_of: date) -> tuple[tuple[UnitKey, ...], GeometryArray]:
    """
    Return the boundaries of the smallest units of a day, of the first level that has them all.

    Where none has, those of the first that has any: a unit without one is not measured. Former
    communes count as they were last, for those of today are sums of them.
    """
    last = units.changed_on - timedelta(days=1) if units.changed_on else as_of
    days = {Level.FORMER_COMMUNE: min(as_of, last), Level.COMMUNE: as_of}
    found = [
        (units.at(level), {key: shapes[key.code] for key in units.at(level) if key.code in shapes})
        for level, family in BOUNDARIES
        for shapes in (_shapes(seen, family, days[level]),)
    ]
    whole = (drawn for wanted, drawn in found if wanted and len(drawn) == len(wanted))
    drawn = next(whole, None) or next((some for _, some in found if some), {})
    made = np.empty(len(drawn), dtype=object)
    made[:] = list(drawn.values())
    return tuple(drawn), made


def _shapes(seen: Seen, family: str, day: date) -> dict[str, shapely.Geometry]:
    """Return code -> boundary in all versions in force; what two of them draw is not known."""
    drawn: defaultdict[str, list[shapely.Geometry]] = defaultdict(list)
    for layer in seen.province.versions(family):
        if layer.in_force(day):
            with suppress(RanhError):
                zones = seen.layer(layer.id).zones
                for code, shape in zip(zones["zone_id"].astype(str), zones.geometry, strict=True):
                    drawn[code].append(shape)
    return {code: shapes[0] for code, shapes in drawn.items() if len(shapes) == 1}
