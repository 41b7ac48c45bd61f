"""Turn the shapes of a KML placemark into GeoJSON geometry objects, for `shapes` to encode."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from layers.errors import IntakeError
from layers.intake.formats.kml_names import GX, local

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

    Shape = dict[str, object]

UNREADABLE = frozenset({"Model", f"{GX}Track", f"{GX}MultiTrack"})
SHAPES = frozenset({"Point", "LineString", "LinearRing", "Polygon", "MultiGeometry", *UNREADABLE})
PLAIN_NUMBERS = re.compile(r"[0-9eE+\-.,\s]*")
COMMA = re.compile(r"\s*,\s*")
LON_LAT, WITH_HEIGHT = 2, 3


def shape_of(placemark: Element, place: str) -> tuple[Shape | None, bool]:
    """
    Return the shape of a placemark (None where it has none) and whether a height was left out.

    Several shapes side by side are taken together, as in a MultiGeometry.

    Raises
    ------
    IntakeError
        "kml-shape" if one is a model or track, a polygon has no outer boundary or several, or a
        coordinate is no number; "coordinates".

    Examples
    --------
    >>> from xml.etree.ElementTree import fromstring
    >>> mark = fromstring("<Placemark><Point><coordinates> 103.5 , 22,950</coordinates></Point></Placemark>")
    >>> shape_of(mark, "Placemark 1")
    ({'type': 'Point', 'coordinates': [103.5, 22.0]}, True)
    """
    reader = _Shapes(place)
    found = reader.several(placemark)
    return (None if not found else _joined(found)), reader.heights


class _Shapes:
    """Reads the shapes of one placemark."""

    def __init__(self, place: str) -> None:
        self.place, self.heights = place, False

    def several(self, parent: Element) -> list[Shape]:
        return [self._shape(child) for child in parent if local(child) in SHAPES]

    def _shape(self, element: Element) -> Shape:
        kind = local(element)
        if kind in UNREADABLE:
            raise self._fault(
                f"is a {kind}, which has no area on the map", f"là {kind}, không có diện tích trên bản đồ"
            )
        if kind == "MultiGeometry":
            return _joined(self.several(element))
        if kind == "Polygon":
            return {"type": "Polygon", "coordinates": self._rings(element)}
        positions = self._positions(element)
        if kind != "Point":
            return {"type": "LineString", "coordinates": positions}
        if len(positions) != 1:
            count = len(positions)
            raise self._fault(f"is a point with {count} positions", f"là điểm nhưng có {count} toạ độ")
        return {"type": "Point", "coordinates": positions[0]}

    def _rings(self, polygon: Element) -> list[list[object]]:
        outer = [ring for child in polygon if local(child) == "outerBoundaryIs" for ring in _rings_in(child)]
        inner = [ring for child in polygon if local(child) == "innerBoundaryIs" for ring in _rings_in(child)]
        if len(outer) != 1:
            raise self._fault(
                f"is a polygon with {len(outer)} outer boundaries", f"là vùng có {len(outer)} ranh giới ngoài"
            )
        return [self._positions(ring) for ring in (*outer, *inner)]

    def _positions(self, element: Element) -> list[object]:
        texts = [child.text or "" for child in element if local(child) == "coordinates"]
        if len(texts) != 1:
            raise self._fault(
                f"has a shape with {len(texts)} lists of coordinates",
                f"có hình với {len(texts)} danh sách toạ độ",
            )
        tuples = COMMA.sub(",", texts[0].strip()).split()
        if not PLAIN_NUMBERS.fullmatch(texts[0]):
            wrong = next(one for one in tuples if not PLAIN_NUMBERS.fullmatch(one))
            raise self._wrong(wrong)
        sizes = {one.count(",") + 1 for one in tuples}
        if len(sizes) > 1 or not sizes <= {LON_LAT, WITH_HEIGHT}:
            return [self._position(one) for one in tuples]
        return self._alike(tuples, *sizes) if tuples else []

    def _alike(self, tuples: list[str], size: int) -> list[object]:
        """Return the positions of tuples that have as many numbers each: the usual case, so the quick one."""
        try:
            numbers = list(map(float, ",".join(tuples).split(",")))
        except ValueError:
            return [self._position(one) for one in tuples]  # says which
        self.heights = self.heights or (size == WITH_HEIGHT and any(numbers[2::size]))
        return [list(pair) for pair in zip(numbers[::size], numbers[1::size], strict=True)]

    def _position(self, text: str) -> list[float]:
        try:
            numbers = [float(number) for number in text.split(",")]
        except ValueError as error:
            raise self._wrong(text) from error
        if len(numbers) not in {LON_LAT, WITH_HEIGHT}:
            raise self._wrong(text)
        self.heights = self.heights or (len(numbers) == WITH_HEIGHT and numbers[2] != 0)
        return numbers[:2]

    def _wrong(self, text: str) -> IntakeError:
        return IntakeError(
            "coordinates",
            f"{self.place}: {text[:40]!r} is no longitude,latitude with an optional height.",
            f"{self.place}: {text[:40]!r} không phải kinh độ,vĩ độ (và độ cao nếu có).",
        )

    def _fault(self, en: str, vi: str) -> IntakeError:
        return IntakeError("kml-shape", f"{self.place} {en}.", f"{self.place} {vi}.")


def _rings_in(boundary: Element) -> Iterator[Element]:
    return (child for child in boundary if local(child) == "LinearRing")


def _joined(shapes: list[Shape]) -> Shape:
    """Return one shape for several: a Multi of one kind where they are of one, else a collection."""
    if len(shapes) == 1:
        return shapes[0]
    kinds = {str(shape["type"]) for shape in shapes}
    if len(kinds) == 1 and kinds <= {"Point", "LineString", "Polygon"}:
        return {"type": f"Multi{kinds.pop()}", "coordinates": [shape["coordinates"] for shape in shapes]}
    return {"type": "GeometryCollection", "geometries": shapes}
