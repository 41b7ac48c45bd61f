"""The tables of a package that are no layer of the plan: projects, findings, blank squares."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely

from layers.colours import GROUP_COLOURS
from layers.cover import area_of
from layers.findings import areal
from layers.packages.cells import columns_of
from layers.packages.clipping import Part, part_of, tidied
from layers.packages.model import Shape, Style, Table
from layers.rules import SITES
from layers.writer import with_shown_geometry

if TYPE_CHECKING:
    from datetime import date

    from layers.check import CheckResult
    from layers.corridor.seen import Seen
    from layers.cover import Squares

BLANK_NAME = "Để trống: phải hỏi cơ quan có thẩm quyền"
SITES_STYLE = Style(colour=GROUP_COLOURS["project"])
FINDINGS_STYLE = Style(colour=GROUP_COLOURS["restricted"])
BLANK_STYLE = Style(colour="#6A1B9A", hatched=True)
SITES_TITLE = ("Khu đất dự án", "Project sites")
FINDINGS_TITLE = ("Kết quả kiểm tra", "Findings")
BLANK_TITLE = ("Ô lưới để trống: phải hỏi cơ quan có thẩm quyền", "Blank squares: ask the competent office")


def sites_of(seen: Seen, as_of: date, checked: CheckResult | None) -> gpd.GeoDataFrame | None:
    """Return the projects of the check, else of the layer in force; None where there is none."""
    if checked is not None:
        return checked.sites[checked.sites.geometry.notna()].reset_index(drop=True)
    for layer in seen.province.versions(SITES):
        if layer.in_force(as_of):
            return seen.layer(layer.id).zones
    return None


def findings_table(checked: CheckResult, sites: gpd.GeoDataFrame, bound: shapely.Geometry | None) -> Table:
    """Return the findings of sites with a part in the unit; verdicts are of the whole site."""
    chosen = checked.findings[checked.findings["site_id"].isin(sites["site_id"])].reset_index(drop=True)
    shown = with_shown_geometry(chosen, sites)
    shapes = np.asarray(shown.geometry.array, dtype=object)
    if bound is not None:
        shapes = shapely.intersection(shapes, bound)
    cut = np.full(len(shapes), None, dtype=object)
    cut[:] = [areal(shape) for shape in shapes]
    cut[shapely.is_empty(cut)] = None
    cut = tidied(cut)
    rows = shown.set_geometry(gpd.GeoSeries(cut, index=shown.index, crs=shown.crs))
    return own_table("findings", FINDINGS_TITLE, Part(rows=rows), FINDINGS_STYLE)


def blank_part(squares: Squares, bound: shapely.Geometry | None, crs: str) -> Part:
    """Return what is blank in the unit, cut to it: squares that meet are one area, as the map shows them."""
    areas = shapely.get_parts(area_of(squares))
    rows = gpd.GeoDataFrame({"name": [BLANK_NAME] * len(areas)}, geometry=areas, crs=crs)
    return part_of(rows, bound)


def squares_in(squares: Squares, bound: shapely.Geometry | None) -> int:
    """Return how many squares reach into the unit."""
    if bound is None:
        return len(squares)
    shapely.prepare(bound)
    ordered = [area_of(frozenset({square})) for square in sorted(squares)]
    return (
        int((shapely.intersects(bound, ordered) & ~shapely.touches(bound, ordered)).sum()) if ordered else 0
    )


def own_table(table_id: str, titles: tuple[str, str], part: Part, style: Style) -> Table:
    """Return the table of a part; titles in Vietnamese and English."""
    return Table(
        id=table_id,
        title_vi=titles[0],
        title_en=titles[1],
        shape=Shape.POLYGON,
        shapes=np.asarray(part.rows.geometry.array, dtype=object),
        columns=columns_of(part.rows),
        style=style,
        slivers=part.slivers,
        slivers_m2=part.slivers_m2,
    )
