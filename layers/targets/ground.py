"""Where units and land lie: the land layer of a day, measured by code in the smallest units."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from geo.errors import RanhError
from geo.index import ZoneIndex
from geo.overlap import M2_PER_HA, find_overlaps
from layers.targets.units import Level, UnitKey

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from geo.types import GeometryArray
    from layers.corridor.seen import Seen
    from layers.reader import LayerData
    from layers.targets.units import Units

LAND_FAMILY = "landuse"
"""Family of the layers that say how land is used, in contrast to those that plan it."""
BOUNDARIES = ((Level.FORMER_COMMUNE, "legacy_communes"), (Level.COMMUNE, "communes"))
"""Level and the family of its boundaries; the first that is there is measured in."""


@dataclass(frozen=True, kw_only=True)
class Ground:
    """The boundaries and the land that figures are measured in, as one person may see them."""

    keys: tuple[UnitKey, ...]
    """The smallest units with a boundary; empty where the province has none."""
    shapes: GeometryArray
    land: LayerData | None
    problem_en: str = ""
    """Why there is no land."""
    problem_vi: str = ""

    @cached_property
    def index(self) -> ZoneIndex:
        """The boundaries."""
        return ZoneIndex.build(self.shapes)

    @cached_property
    def areas_ha(self) -> pd.Series:
        """Area inside the boundaries, by unit."""
        return pd.Series(shapely.area(self.shapes) / M2_PER_HA, index=list(self.keys), dtype=float)

    @cached_property
    def by_code(self) -> pd.DataFrame:
        """
        The land with unit, code, area_ha, one row for each pair.

        Where zones lie over one another each counts; land beyond all boundaries is left out.
        """
        if self.land is None or not self.keys:
            return pd.DataFrame({"unit": [], "code": [], "area_ha": []})
        shapes = np.asarray(self.land.zones.geometry.array, dtype=object)
        found = find_overlaps(shapes, self.index)
        rows = pd.DataFrame(
            {
                "unit": found.zone,
                "code": self.land.zones["code"].to_numpy()[found.site],
                "area_ha": found.area_m2 / M2_PER_HA,
            }
        )
        made = rows.groupby(["unit", "code"], as_index=False)[["area_ha"]].sum()
        return made.assign(unit=[self.keys[place] for place in made["unit"]])

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
        if self.land is not None and len(pieces):
            found = find_overlaps(pieces, self.land.index)
            codes = self.land.zones["code"].to_numpy()[found.zone]
            for piece, code, area_m2 in zip(found.site, codes, found.area_m2, strict=True):
                rows.append((sites[piece], units[piece], str(code), area_m2 / M2_PER_HA))
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
    keys, shapes = _boundaries(seen, units)
    versions = [layer for layer in seen.province.versions(family) if layer.in_force(as_of)]
    if not versions:
        return Ground(
            keys=keys, shapes=shapes, land=None,
            problem_en=f"No layer of land use ({family}) is in force on {as_of}.",
            problem_vi=f"Không có lớp hiện trạng sử dụng đất ({family}) có hiệu lực ngày {as_of:%d/%m/%Y}.",
        )  # fmt: skip
    latest = max(versions, key=lambda layer: str(layer.effective_from or ""))
    try:
        return Ground(keys=keys, shapes=shapes, land=seen.layer(latest.id))
    except RanhError as error:
        return Ground(keys=keys, shapes=shapes, land=None, problem_en=error.en, problem_vi=error.vi)


def _boundaries(seen: Seen, units: Units) -> tuple[tuple[UnitKey, ...], GeometryArray]:
    """Return the boundaries of the smallest units, those of all of them or none."""
    for level, family in BOUNDARIES:
        wanted = units.at(level)
        found = _shapes(seen, family)
        if wanted and all(key.code in found for key in wanted):
            shapes = np.empty(len(wanted), dtype=object)
            shapes[:] = [found[key.code] for key in wanted]
            return wanted, shapes
    return (), np.zeros(0, dtype=object)


def _shapes(seen: Seen, family: str) -> dict[str, shapely.Geometry]:
    versions: Sequence[str] = [layer.id for layer in seen.province.versions(family)]
    if not versions:
        return {}
    try:
        zones = seen.layer(versions[-1]).zones
    except RanhError:
        return {}
    return dict(zip(zones["zone_id"], zones.geometry, strict=True))
