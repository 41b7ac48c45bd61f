"""A drawn shape as a footprint: an area in the province's CRS, refused where it is none."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo.crs import DISPLAY_CRS, transform_xy
from geo.overlap import M2_PER_HA
from geo.validity import validate
from layers.trial.errors import TrialError

if TYPE_CHECKING:
    from geo.types import FloatArray
    from layers.province import Province

WIDTHS_M = (0.5, 5_000.0)
"""Least and largest width of a band about a line, or of a circle about a point."""
MOST_VERTICES = 20_000
MOST_PARTS = 50
MOST_AREA_HA = 50_000.0
LEAST_AREA_M2 = 1.0
AREAL = 2


def from_display(shape: shapely.Geometry, province: Province) -> shapely.Geometry:
    """
    Return a shape in longitude and latitude on WGS 84 in the province's CRS.

    The inverse of the datum operation is off by a millimetre; a step more makes this the inverse
    of `to_lon_lat`, so that a shape that comes and goes stays where it is.

    Raises
    ------
    CRSError
        If a corner has no image there.
    """
    operation = province.datum_operation

    def inverse(lon_lat: FloatArray) -> FloatArray:
        return transform_xy(lon_lat, DISPLAY_CRS, province.crs, operation)

    def moved(lon_lat: FloatArray) -> FloatArray:
        xy = inverse(lon_lat)
        return xy + (xy - inverse(transform_xy(xy, province.crs, DISPLAY_CRS, operation)))

    return shapely.transform(shapely.force_2d(shape), moved)


def to_lon_lat(shape: shapely.Geometry, province: Province) -> shapely.Geometry:
    """Return a shape in the province's CRS in longitude and latitude on WGS 84."""
    operation = province.datum_operation
    return shapely.transform(shape, lambda xy: transform_xy(xy, province.crs, DISPLAY_CRS, operation))


def footprint_of(shape: shapely.Geometry, width_m: float | None = None) -> shapely.Geometry:
    """
    Return the area that a shape in metres stands for.

    A line becomes a band of that width, a point a circle of that diameter; without a width
    they are refused, because rules about areas could say nothing of them.

    Parameters
    ----------
    width_m
        Full width in metres; not used for areas.

    Raises
    ------
    TrialError
        If there is no width where one is needed, the outline crosses itself, or it is too large
        or too fine. An outline is never repaired: what was meant is for the person to say.

    Examples
    --------
    >>> footprint_of(shapely.LineString([(0, 0), (100, 0)]), 10.0).area
    1000.0
    """
    if shapely.is_missing(shape) or shapely.is_empty(shape) or not _is_finite(shape):
        raise TrialError(
            "There is no shape to check: draw or paste one first.",
            "Chưa có hình để kiểm tra: hãy vẽ hoặc dán toạ độ trước.",
        )
    _require_size(shape)
    areal = shape if shapely.get_dimensions(shape) == AREAL else _widened(shape, width_m)
    _require_valid(areal)
    if not LEAST_AREA_M2 <= areal.area <= MOST_AREA_HA * M2_PER_HA:
        raise TrialError(
            f"The footprint must have between {LEAST_AREA_M2:g} m2 and {MOST_AREA_HA:,.0f} ha: draw it anew.",
            f"Khu đất phải rộng từ {LEAST_AREA_M2:g} m² đến {MOST_AREA_HA:,.0f} ha: hãy vẽ lại.",
        )
    return areal


def _is_finite(shape: shapely.Geometry) -> bool:
    return bool(np.isfinite(shapely.get_coordinates(shape)).all())


def _widened(shape: shapely.Geometry, width_m: float | None) -> shapely.Geometry:
    least, most = WIDTHS_M
    if width_m is None or not math.isfinite(width_m) or not least <= width_m <= most:
        raise TrialError(
            f"A line or a point has no area: give a width from {least:g} to {most:g} m.",
            f"Đường hoặc điểm không có diện tích: hãy nhập bề rộng từ {least:g} đến {most:g} m.",
        )
    if not shapely.is_valid(shape):
        raise TrialError("The line has no length: draw it anew.", "Đường không có chiều dài: hãy vẽ lại.")
    is_line = shapely.get_dimensions(shape) == 1
    return shapely.buffer(shape, width_m / 2, cap_style="flat" if is_line else "round", quad_segs=16)


def _require_size(shape: shapely.Geometry) -> None:
    if (
        shapely.get_num_coordinates(shape) > MOST_VERTICES
        or shapely.get_num_geometries(shape) > MOST_PARTS
        or shape.geom_type == "GeometryCollection"
    ):
        raise TrialError(
            f"The shape has more than {MOST_VERTICES} corners or {MOST_PARTS} parts, or mixes areas and"
            " lines: divide it.",
            f"Hình có quá {MOST_VERTICES} đỉnh hoặc {MOST_PARTS} phần, hoặc lẫn vùng và đường: hãy chia nhỏ.",
        )


def _require_valid(shape: shapely.Geometry) -> None:
    checked = validate(np.array([shape], dtype=object), "polygon")
    if checked.fault[0]:
        raise TrialError(
            "The outline crosses itself or encloses no area: move or delete corners until it does not.",
            "Ranh giới tự cắt hoặc không khép thành vùng: hãy sửa hoặc xoá bớt đỉnh.",
        )
