"""What lies in the frame of a map: zones of open layers, each with its look."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from layers.codes import read_codes
from layers.colours import colour_of
from layers.findings import secret_zones

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    import geopandas as gpd

    from geo.types import GeometryArray
    from layers.catalogue import LayerUse
    from layers.check import CheckResult
    from layers.codes import LandCode
    from layers.layer import Layer
    from layers.province import Province
    from office.reports.frame import Frame
    from office.reports.words import Words

BASE = ("landuse_plan", "landuse")
"""Families that fill the ground, the first in force that is there: two of them would hide each other."""

ORDER = ("landuse", "water", "protected", "restricted", "infrastructure", "corridor", "boundary")
UNKNOWN = "#9E9E9E"
FINEST_MM = 0.1
"""Detail below this is not seen on paper."""


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """Zones of one look."""

    shapes: GeometryArray
    words: str
    fill: str = ""
    stroke: str = ""
    width_mm: float = 0.25
    dashed: bool = False
    opacity: float = 1.0
    is_dot: bool = False
    """Points, of which each is a full circle."""


def sheets_in(result: CheckResult, province: Province, frame: Frame, words: Words) -> list[Sheet]:
    """
    Return what is drawn below the site, the lowest first; only what lies in the frame.

    A check as it may be told has no restricted land in its layers; what is coded so is left out
    here once more.
    """
    codes = read_codes(province.path(province.codes))
    open_uses = [
        use
        for use in result.layers_used
        if use.data is not None and not use.layer.restricted and use.layer.in_force(result.as_of)
    ]
    sheets: list[Sheet] = []
    for use in _chosen(open_uses):
        zones = _inside(use, frame, codes)
        if len(zones):
            sheets.extend(
                _of_codes(zones, codes, words)
                if use.layer.group == "landuse"
                else [_of_layer(use.layer, zones, words)]
            )
    return sheets


def _chosen(uses: Iterable[LayerUse]) -> list[LayerUse]:
    found = sorted(
        (use for use in uses if use.layer.group in ORDER), key=lambda use: ORDER.index(use.layer.group)
    )
    families = {use.layer.family for use in found}
    base = next((family for family in BASE if family in families), "")
    return [
        use
        for use in found
        if (use.layer.group != "landuse" or use.layer.family == base)
        and not use.layer.family.startswith("legacy_")
    ]


def _inside(use: LayerUse, frame: Frame, codes: Mapping[str, LandCode]) -> gpd.GeoDataFrame:
    """Return the zones that touch the frame, cut to it and no finer than paper shows."""
    if use.data is None:
        raise ValueError(f"layer {use.layer.id} was not read")
    box = frame.box
    near = use.data.zones.iloc[np.sort(use.data.zones.sindex.query(box, predicate="intersects"))]
    near = near[~secret_zones(near, codes)]
    shapes = shapely.clip_by_rect(
        np.asarray(near.geometry.array, dtype=object), *box.buffer(frame.scale * 0.001).bounds
    )
    shapes = shapely.simplify(shapes, frame.scale * FINEST_MM / 1000.0)
    cut = near.set_geometry(list(shapes), crs=near.crs)
    return cut[~cut.geometry.is_empty].reset_index(drop=True)


def _of_codes(zones: gpd.GeoDataFrame, codes: Mapping[str, LandCode], words: Words) -> Iterator[Sheet]:
    for code in sorted(set(zones["code"])):
        entry = codes.get(code)
        shapes = np.asarray(zones.loc[zones["code"] == code].geometry.array, dtype=object)
        colour = entry.hex if entry is not None and entry.hex else UNKNOWN
        name = words("map.other") if entry is None else words.of(entry, "name")
        yield Sheet(shapes=shapes, words=f"{code} {name}", fill=colour, stroke="#808080", width_mm=0.05)


def _of_layer(layer: Layer, zones: gpd.GeoDataFrame, words: Words) -> Sheet:
    area = layer.geometry == "polygon" and layer.group not in {"boundary", "restricted"}
    colour = colour_of(layer)
    shapes = np.asarray(zones.geometry.array, dtype=object)
    if layer.geometry == "point":
        name = words.of(layer, "name")
        return Sheet(shapes=shapes, words=name, fill=colour, stroke="#ffffff", width_mm=0.2, is_dot=True)
    return Sheet(
        shapes=shapes,
        words=words.of(layer, "name"),
        fill=colour if area else "",
        stroke=colour,
        width_mm=0.3 if layer.geometry == "polygon" else 0.5,
        dashed=layer.group in {"boundary", "restricted"},
        opacity=0.45 if area else 1.0,
    )
