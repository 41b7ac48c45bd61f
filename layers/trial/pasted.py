"""Pasted text as a shape: WKT, GeoJSON or a table of corner points, and where in the world it lies."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import pyarrow as pa
import shapely

from layers.errors import IntakeError
from layers.intake.answers import Answers, Question
from layers.intake.cells.sheets import read_pasted
from layers.intake.corners.coordinates import draw, read_points
from layers.intake.model import Note, SourceLayer
from layers.intake.steps.place import find_place
from layers.intake.whereabouts.place import to_province
from layers.trial.errors import TrialError

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd

    from geo.types import GeometryArray
    from layers.intake.corners.coordinates import Drawn, PointRing, PointTable
    from layers.province import Province

MOST_CHARACTERS = 1_000_000
LEAST_LINE = 2
WKT = re.compile(
    r"(?:SRID\s*=\s*(\d{1,6})\s*;\s*)?((?:MULTI)?(?:POLYGON|LINESTRING|POINT)\s*(?:ZM?|M)?\s*\(.*\))\s*;?",
    re.IGNORECASE | re.DOTALL,
)
Drawing = Literal["polygon", "line", "point"]


@dataclass(frozen=True, kw_only=True)
class Pasted:
    """What a pasted text says so far."""

    shape: shapely.Geometry | None
    """In the province's CRS; None while something has to be asked, or nothing can be drawn."""
    questions: tuple[Question, ...]
    """To be answered first: which of X and Y is north, which coordinate system."""
    notes: tuple[Note, ...]
    """What was noticed while reading, refused rows among them."""
    read_as: tuple[str, str] = ("", "")
    """How the coordinates were read, English and Vietnamese."""


def read_shape(
    text: str,
    answers: Mapping[str, str],
    province: Province,
    communes: gpd.GeoDataFrame | None,
    drawing: Drawing = "polygon",
) -> Pasted:
    """
    Return the shape that a pasted text describes, or what has to be asked first.

    Parameters
    ----------
    answers
        By name of the question: "crs", or a word of `points.DoubtKind`.
    communes
        Zones of the communes in force, in the province's CRS.
    drawing
        What a table of points stands for; WKT and GeoJSON say so themselves.

    Raises
    ------
    TrialError
        If there is nothing to read, or too much.
    IntakeError
        If a row of points cannot be read, or an answer is none of those that are possible.
    """
    plain = text.strip()
    if not plain or len(plain) > MOST_CHARACTERS:
        raise TrialError(
            f"Paste coordinates, WKT or GeoJSON of at most {MOST_CHARACTERS:,} characters.",
            f"Hãy dán toạ độ, WKT hoặc GeoJSON, không quá {MOST_CHARACTERS} ký tự.",
        )
    if (found := WKT.fullmatch(plain)) is not None:
        return _placed(
            _from_wkt(found[2]), f"EPSG:{found[1]}" if found[1] else "", answers, province, communes
        )
    if plain.startswith("{"):
        return _placed(*_from_geojson(plain), answers, province, communes)
    return _from_table(plain, answers, province, communes, drawing)


def _from_wkt(text: str) -> shapely.Geometry:
    try:
        return shapely.force_2d(shapely.from_wkt(text))
    except shapely.errors.GEOSException as error:
        raise _unreadable("WKT") from error


def _from_geojson(text: str) -> tuple[shapely.Geometry, str]:
    """Return the shape and the coordinate system that the text names; without one the data is on WGS 84."""
    try:
        told = json.loads(text)
        parts = shapely.get_parts(shapely.force_2d(shapely.from_geojson(text)))
        name = told.get("crs", {}).get("properties", {}).get("name", "")
    except (ValueError, AttributeError, RecursionError, shapely.errors.GEOSException) as error:
        raise _unreadable("GeoJSON") from error
    named = re.search(r"EPSG:+(?:[\d.]*:)?(\d+)", str(name))
    if name and named is None and "CRS84" not in str(name):
        raise _unreadable("GeoJSON")
    crs = f"EPSG:{named[1]}" if named else ""
    if not crs and len(parts) and (np.abs(shapely.get_coordinates(parts)) <= (180, 90)).all():
        crs = "EPSG:4326"
    return _together(parts), crs


def _together(parts: GeometryArray) -> shapely.Geometry:
    """Return the parts as one shape of one kind."""
    flat = [part for shape in parts for part in shapely.get_parts(shape)]
    kinds = {part.geom_type for part in flat}
    if len(kinds) != 1:
        raise TrialError(
            "The text holds no shape, or areas, lines and points at once: paste those of one kind.",
            "Nội dung không có hình nào, hoặc lẫn vùng, đường và điểm: hãy dán một loại.",
        )
    if len(flat) == 1:
        return flat[0]
    collect = {
        "Polygon": shapely.MultiPolygon, "LineString": shapely.MultiLineString, "Point": shapely.MultiPoint
    }  # fmt: skip
    make = collect.get(kinds.pop())
    if make is None:
        raise _unreadable("GeoJSON")
    return make(flat)


def _from_table(
    text: str,
    answers: Mapping[str, str],
    province: Province,
    communes: gpd.GeoDataFrame | None,
    drawing: Drawing,
) -> Pasted:
    (layer,) = read_pasted(text)
    of_points = {key: value for key, value in answers.items() if key != "crs"}
    table = read_points(layer, of_points)
    if table.refused:
        first = table.refused[0]
        raise IntakeError("points-row", first.en, first.vi)
    if drawing != "polygon":
        notes, doubts = table.notes, table.doubts
        shape = None if doubts else _opened(table, drawing)
    else:
        drawn = draw(table, of_points, preview=True)
        notes, doubts, shape = (*table.notes, *drawn.notes), drawn.doubts, drawn.geometry
        if shape is None and not doubts:
            raise _no_area(drawn)
    if shape is None:
        questions = tuple(
            Question(field="points", item=str(d.kind), en=d.en, vi=d.vi, options=d.options, flag="")
            for d in doubts
        )
        return Pasted(shape=None, questions=questions, notes=notes)
    placed = _placed(shape, "", answers, province, communes)
    return Pasted(shape=placed.shape, questions=placed.questions, notes=notes, read_as=placed.read_as)


def _opened(table: PointTable, drawing: Drawing) -> shapely.Geometry:
    """Return the points as lines in the order of the table, or as points."""
    if drawing == "point":
        points = np.concatenate([ring.xy for ring in table.rings])
        return shapely.Point(points[0]) if len(points) == 1 else shapely.MultiPoint(points)
    lines = [_line(ring) for ring in table.rings]
    return lines[0] if len(lines) == 1 else shapely.MultiLineString(lines)


def _line(ring: PointRing) -> shapely.LineString:
    if len(ring.xy) < LEAST_LINE:
        raise TrialError("A line needs two points.", "Đường cần ít nhất hai điểm.")
    return shapely.LineString([*ring.xy, ring.xy[0]] if ring.is_closed else ring.xy)


def _no_area(drawn: Drawn) -> IntakeError:
    first = next(iter(drawn.refused), None)
    if first is None:
        return IntakeError("points-no-area", "The points enclose no area.", "Các điểm không khép thành vùng.")
    return IntakeError("points-no-area", first.en, first.vi)


def _placed(
    shape: shapely.Geometry,
    crs: str,
    answers: Mapping[str, str],
    province: Province,
    communes: gpd.GeoDataFrame | None,
) -> Pasted:
    """Return a shape in the province's CRS, or ask which system its coordinates are in."""
    shapes = np.array([shape], dtype=object)
    layer = SourceLayer(name="", table=pa.table({}), declared_rows=None, crs_wkt=crs, crs_name=crs)
    step = find_place(shapes, layer, Answers(crs=answers.get("crs", "")), province, communes)
    if step.chosen is None:
        return Pasted(shape=None, questions=step.questions, notes=())
    (moved,) = to_province(shapes, step.chosen, province)
    return Pasted(shape=moved, questions=(), notes=(), read_as=(step.chosen.label_en, step.chosen.label_vi))


def _unreadable(kind: str) -> TrialError:
    return TrialError(
        f"The text is no {kind} that can be read: copy it anew, whole.",
        f"Không đọc được nội dung {kind}: hãy sao chép lại đầy đủ.",
    )
