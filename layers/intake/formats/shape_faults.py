"""Say what is wrong with coordinates, and where: the sentences of `layers.intake.formats.shapes`."""

from __future__ import annotations

import json
import math

from layers.errors import IntakeError
from layers.intake.limits import LIMITS

CURVES = frozenset(
    {"CircularString", "CompoundCurve", "CurvePolygon", "MultiCurve", "MultiSurface", "Curve", "Surface"}
)
SURFACES = frozenset({"PolyhedralSurface", "TIN", "Triangle"})
DIMENSIONS = frozenset({2, 3, 4})
SHOWN = 40
"""Characters of a wrong value that a sentence shows."""


def described(value: object) -> tuple[str, str]:
    """
    Return what a JSON value is, in English and Vietnamese.

    Examples
    --------
    >>> described("105,5"), described(None)
    (('the text "105,5"', 'văn bản "105,5"'), ('null', 'null'))
    """
    if isinstance(value, str):
        text = json.dumps(value[:SHOWN], ensure_ascii=False)
        return f"the text {text}", f"văn bản {text}"
    if isinstance(value, list):
        return "a list", "một danh sách"
    if isinstance(value, dict):
        return "an object", "một đối tượng"
    text = json.dumps(value)[:SHOWN]
    return text, text


def not_a(value: object, path: str, en: str, vi: str) -> IntakeError:
    """Return the fault of a value that is of another JSON type than it has to be."""
    told = described(value)
    return IntakeError(
        "coordinates", f"{path} is {told[0]}, not {en}.", f"{path} là {told[1]}, không phải {vi}."
    )


def unknown_kind(kind: object, path: str) -> IntakeError:
    """Return the fault of a geometry whose type is none that can be read; curves and surfaces by name."""
    name = str(kind)[:SHOWN]
    if name in CURVES:
        return curve(name, path)
    if name in SURFACES:
        return surface(name, path)
    return IntakeError(
        "geometry-type",
        f'{path}: "{name}" is no type of geometry: it must be a point, line, polygon or collection.',
        f'{path}: "{name}" không phải loại hình; phải là điểm, đường, vùng hoặc tập hợp của chúng.',
    )


def curve(name: str, place: str) -> IntakeError:
    """Return the fault of a curve, which only a format library can turn into straight lines."""
    return IntakeError(
        "curve",
        f"{place}: the shape is a curve ({name}); save the layer with straight segments"
        " (in QGIS: Segmentize) and hand it in again.",
        f"{place}: hình là đường cong ({name}); hãy chuyển lớp sang đoạn thẳng"
        " (trong QGIS: Segmentize / Phân đoạn) rồi nộp lại.",
    )


def surface(name: str, place: str) -> IntakeError:
    """Return the fault of a three-dimensional surface, which has no area on the map of its own."""
    return IntakeError(
        "surface",
        f"{place}: the shape is a surface in space ({name}); save the layer as polygons instead.",
        f"{place}: hình là mặt trong không gian ({name}); hãy lưu lớp dưới dạng vùng (polygon).",
    )


def too_few(path: str, count: int, least: int) -> IntakeError:
    """Return the fault of a ring or line that has fewer points than it needs."""
    ring = least > 2  # noqa: PLR2004 - a line needs two
    return IntakeError(
        "too-few-points",
        f"{path}: a {'ring' if ring else 'line'} of {count} point{'s' * (count != 1)} encloses nothing;"
        f" it needs at least {least}."
        if ring
        else f"{path}: a line of {count} point is none; it needs at least {least}.",
        f"{path}: {'vòng' if ring else 'đường'} chỉ có {count} điểm; cần ít nhất {least} điểm.",
    )


def too_many(path: str) -> IntakeError:
    """Return the fault of a shape with more points than any real one."""
    most = LIMITS.polygon_vertices
    return IntakeError(
        "too-many-vertices",
        f"{path}: the shape has more than {most:,} points: split it.",
        f"{path}: hình có hơn {most:,} điểm: hãy chia nhỏ hình.",
    )


def ring_open(path: str, gap: float) -> IntakeError:
    """Return the fault of a ring whose ends are too far apart to be closed without asking."""
    return IntakeError(
        "ring-open",
        f"{path} is not closed: its last point is {gap:g} from its first; close it.",
        f"{path} không khép kín: điểm cuối cách điểm đầu {gap:g}; hãy khép vòng lại.",
    )


def not_finite(place: str, what_en: str = "coordinate", what_vi: str = "toạ độ") -> IntakeError:
    """Return the fault of a coordinate or number that is NaN or infinite."""
    return IntakeError(
        "not-finite",
        f"{place}: a {what_en} is not finite (NaN or infinity).",
        f"{place}: có {what_vi} không hữu hạn (NaN hoặc vô cực).",
    )


def first_fault(positions: list[object], path: str) -> IntakeError:
    """Return the first fault in a list of positions of which one is known to be wrong."""
    faults = (position_fault(position, f"{path}[{n}]") for n, position in enumerate(positions))
    return next((fault for fault in faults if fault), not_finite(path))


def position_fault(position: object, path: str) -> IntakeError | None:
    """
    Return what is wrong with one position, None where nothing is.

    Examples
    --------
    >>> position_fault([103, 22, 950.5], "$.coordinates") is None
    True
    >>> print(position_fault([103], "$.coordinates"))
    $.coordinates has 1 number; a position has two (longitude or east, latitude or north).
    """
    if not isinstance(position, list):
        return not_a(position, path, "a position (two numbers)", "một điểm (hai số)")
    for n, number in enumerate(position):
        if type(number) not in {int, float}:
            return not_a(number, f"{path}[{n}]", "a number", "một số")
    if len(position) not in DIMENSIONS:
        count = len(position)
        return IntakeError(
            "coordinates",
            f"{path} has {count} number{'s' * (count != 1)}; a position has two"
            " (longitude or east, latitude or north).",
            f"{path} có {count} số; một điểm cần hai số (kinh độ hoặc Đông, vĩ độ hoặc Bắc).",
        )
    for n, number in enumerate(position[:2]):
        try:
            if not math.isfinite(number):
                return not_finite(f"{path}[{n}]")
        except OverflowError:
            return not_finite(f"{path}[{n}]")
    return None
