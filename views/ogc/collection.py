"""A layer of somebody's store as a collection of features: which rows fit, and how a row is written."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from geo.crs import parse_crs, to_crs
from layers.rfc7946 import plain_value
from layers.rules import SITES
from views.columns import shown_columns
from views.ogc.asked import Asked
from views.ogc.systems import crs_of, is_north_first
from views.once import Once

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import geopandas as gpd
    from numpy.typing import NDArray

    from layers.layer import Layer
    from views.store import Store

SITE_COLUMNS = (
    "name_en", "sector", "phase", "planned_code", "declared_area_ha", "capital_bn_vnd", "commune_code",
)  # fmt: skip
"""Of projects, beside id and name: nothing that a check found, and no words of a file's own."""
DEGREE_DECIMALS, METRE_DECIMALS = 7, 3
"""One centimetre, and one millimetre."""
TYPES = {"f": "number", "i": "integer", "u": "integer", "b": "boolean"}


ALL = Asked()


@dataclass(frozen=True, eq=False, kw_only=True)
class Shapes:
    """The shapes of a layer in one coordinate system, x before y, in the order of its rows."""

    shapes: NDArray[np.object_]
    tree: shapely.STRtree


_shapes: Once[Shapes] = Once(12)


@dataclass(frozen=True, kw_only=True)
class Collection:
    """A layer as one person may see it, and what is asked of it."""

    store: Store
    layer: Layer
    asked: Asked = ALL

    @property
    def zones(self) -> gpd.GeoDataFrame:
        """The rows; raises a RanhError if they cannot be read."""
        return self.store.layer(self.layer.id).zones

    @property
    def fields(self) -> dict[str, dict[str, Any]]:
        """Names and JSON types of the properties; anew each time, since pygeoapi writes into them."""
        zones = self.zones
        return {name: {"type": TYPES.get(zones[name].dtype.kind, "string")} for name in self._columns(zones)}

    def rows(self, filters: Iterable[tuple[str, str]]) -> NDArray[np.intp]:
        """Return the numbers of the rows that are asked for, in their order; filters compare whole values."""
        zones = self.zones
        if not self.asked.holds(self.layer):
            return np.empty(0, dtype=np.intp)
        fits = np.ones(len(zones), dtype=bool)
        if self.asked.box is not None:
            inside = self._in(self.asked.system).tree.query(
                shapely.box(*self.asked.box), predicate="intersects"
            )
            fits &= np.isin(np.arange(len(zones)), inside)
        for name, wanted in filters:
            fits &= np.array([_is(value, wanted) for value in zones[name]], dtype=bool)
        return np.flatnonzero(fits)

    def sorted(self, rows: NDArray[np.intp], by: Sequence[dict[str, str]]) -> NDArray[np.intp]:
        """Return rows in the order of properties, those without a value last."""
        keys = [one["property"] for one in by]
        if not keys:
            return rows
        numbered = self.zones.iloc[rows][keys].set_axis(rows, axis="index")
        ordered = numbered.sort_values(keys, ascending=[one["order"] == "+" for one in by], kind="stable")
        return ordered.index.to_numpy(dtype=np.intp)

    def row_of(self, feature_id: str) -> int | None:
        """Return the row of a feature; None where there is none, or none on the day that is asked for."""
        found = np.flatnonzero(self.zones["zone_id"].astype(str).to_numpy() == feature_id)
        return int(found[0]) if len(found) and self.asked.holds(self.layer) else None

    def features(
        self, rows: Sequence[int], system: str, names: Sequence[str], *, with_shapes: bool = True
    ) -> list[dict[str, Any]]:
        """
        Return rows as GeoJSON, coordinates in the axes of `system`.

        Parameters
        ----------
        names
            Properties that are wanted; none: all.
        """
        zones = self.zones.iloc[list(rows)]
        columns = [name for name in self._columns(zones) if not names or name in names]
        shapes: Iterable[Any] = _geojson(self._in(system).shapes[list(rows)], system) if with_shapes else ()
        told = iter(shapes)
        return [
            {
                "type": "Feature",
                "id": str(zone_id),
                "properties": {name: plain_value(value) for name, value in zip(columns, row, strict=True)},
                "geometry": next(told) if with_shapes else None,
            }
            for zone_id, row in zip(zones["zone_id"], zones[columns].itertuples(index=False), strict=True)
        ]

    def _columns(self, zones: gpd.GeoDataFrame) -> list[str]:
        """Return the columns that leave: those that the map shows, and no other of the file."""
        more = SITE_COLUMNS if self.layer.family == SITES else shown_columns(self.layer.family)
        coded = ("code",) if self.layer.code_field else ()
        return [name for name in ("name", *coded, *more) if name in zones.columns]

    def _in(self, system: str) -> Shapes:
        """Return the shapes in a system, through the pinned operation of the province; made once."""
        data, province = self.store.layer(self.layer.id), self.store.province
        key = (province.folder, self.layer.id, data.sha256, system, province.crs, province.datum_operation)
        return self.store.keep(_shapes).get(
            key, lambda: _transformed(data.zones, system, province.datum_operation)
        )


def _transformed(zones: gpd.GeoDataFrame, system: str, operation: str) -> Shapes:
    shapes = to_crs(zones[[zones.geometry.name]], crs_of(system), operation).geometry.to_numpy()
    return Shapes(shapes=shapes, tree=shapely.STRtree(shapes))


def _geojson(shapes: NDArray[np.object_], system: str) -> list[dict[str, Any] | None]:
    """Return shapes as GeoJSON members, rings as RFC 7946 has them."""
    decimals = METRE_DECIMALS if parse_crs(crs_of(system)).is_projected else DEGREE_DECIMALS
    swapped = is_north_first(system)

    def written(xy: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.round(xy[:, ::-1] if swapped else xy, decimals)

    turned = shapely.transform(shapely.orient_polygons(shapes), written)
    return [None if text is None else json.loads(text) for text in shapely.to_geojson(turned)]


def _is(value: Any, wanted: str) -> bool:  # noqa: ANN401 - any cell
    """Tell whether a cell has the value of a filter; a number may be written in any way."""
    told = plain_value(value)
    if isinstance(told, bool):
        return wanted.lower() == str(told).lower()
    if isinstance(told, int | float):
        try:
            return float(wanted) == told
        except ValueError:
            return False
    return told == wanted
