"""
Make rows of the elements of a DGN v7 file as GDAL reads them.

GDAL gives the hole of a polygon as a polygon of its own, a chain as loose pieces, a circle as 72
chords, and leaves out what it does not know.
"""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import shapely

from layers.errors import IntakeError
from layers.intake.formats.arcs import deviation_m
from layers.intake.formats.chords import SAGITTA_M, chord_count
from layers.intake.formats.dgn_scan import ARC, CHAIN, CURVE, ELLIPSE, Fate, middle_int, vax_float

if TYPE_CHECKING:
    from geo.types import BoolArray, FloatArray, GeometryArray
    from layers.intake.formats.dgn_scan import Design, Element
    from layers.intake.formats.findings import Findings

NEAR_M = 0.05
"""Own ends of an arc must lie this near to GDAL's, which keeps them in floating point too."""
CHORD_DEGREES = 360_000.0


def account(elements: list[Element], here: set[int], findings: Findings) -> int:
    """
    Refuse every element (numbers from 1) without a row that should have one; return how many.

    Deleted elements and those that are no land are counted.
    """
    refused = 0
    shown: Counter[str] = Counter()
    deleted = 0
    for number, element in enumerate(elements, 1):
        if element.fate is Fate.UNREAD or (element.fate is Fate.ROW and number not in here):
            findings.refuse(number, _not_read(number, element))
            refused += 1
        elif element.fate is Fate.DISPLAY:
            shown[element.name] += 1
        deleted += element.fate is Fate.DELETED
    if shown:
        listed = ", ".join(f"{kind} {count:,}" for kind, count in sorted(shown.items()))
        findings.tell(
            "not land",
            f"What only shows something on the sheet was left out ({listed}).",
            f"Các đối tượng chỉ để trình bày bản vẽ không được đọc ({listed}).",
        )
    if deleted:
        findings.tell(
            "deleted rows",
            f"{deleted:,} elements are marked as deleted and were left out.",
            f"{deleted:,} phần tử đã được đánh dấu xoá nên không đọc.",
        )
    return refused


def finer(
    shapes: GeometryArray, owners: list[Element], data: bytes, design: Design, findings: Findings
) -> GeometryArray:
    """Return the shapes with chains joined and arcs drawn within 1 cm; say what stays coarser."""
    found = shapes.copy()
    arcs, coarse_m = 0, 0.0
    for place, element in enumerate(owners):
        if element.kind == CHAIN:
            found[place] = shapely.line_merge(shapes[place])
        elif element.kind in {ARC, ELLIPSE, CURVE}:
            arcs += 1
            xy = shapely.get_coordinates(shapes[place])
            drawn = _arc(data, element, design, xy) if element.kind != CURVE else None
            if drawn is None:
                coarse_m = max(coarse_m, deviation_m(xy))
            else:
                found[place] = shapely.LineString(drawn)
    if arcs:
        off_m = max(SAGITTA_M, coarse_m)
        findings.tell(
            "curve linearised",
            f"{arcs:,} arcs and curves were drawn as chords within {off_m:.2f} m of them; those inside"
            " complex elements in steps of 5 degrees.",
            f"{arcs:,} cung và đường cong đã được vẽ bằng các dây cung lệch không quá {off_m:.2f} m;"
            " cung nằm trong phần tử phức được vẽ theo bước 5 độ.",
        )
    return found


def with_holes(
    shapes: GeometryArray, owners: list[Element], findings: Findings
) -> tuple[GeometryArray, BoolArray]:
    """
    Return the shapes with the holes of their cell cut out, and which rows are holes no more.

    A hole inside the only polygon of its cell belongs to that. Any other stays a row, with a note:
    what it is cut out of is not known.
    """
    found = shapes.copy()
    gone = np.zeros(len(shapes), dtype=bool)
    loose = 0
    for cell, (solid, holes) in _cells(shapes, owners).items():
        outer = shapely.Polygon(shapes[solid[0]].exterior) if cell and len(solid) == 1 else None
        if outer is not None and holes and shapely.covers(outer, shapes[holes]).all():
            found[solid[0]] = shapely.Polygon(outer.exterior, [shapes[hole].exterior for hole in holes])
            gone[holes] = True
        else:
            loose += len(holes)
    if gone.any():
        findings.tell(
            "holes joined",
            f"{gone.sum():,} holes were joined to the polygon of their cell.",
            f"{gone.sum():,} lỗ thủng đã được ghép vào vùng thuộc cùng cell.",
        )
    if loose:
        findings.tell(
            "holes loose",
            f"{loose:,} shapes are marked as holes of no single polygon: they are rows of their own.",
            f"{loose:,} hình là lỗ thủng nhưng không rõ thuộc vùng nào: được giữ thành dòng riêng.",
        )
    return found, gone


def _cells(shapes: GeometryArray, owners: list[Element]) -> dict[int, tuple[list[int], list[int]]]:
    """Return by cell the places of its polygons, and of its holes."""
    cells: dict[int, tuple[list[int], list[int]]] = {}
    for place, element in enumerate(owners):
        is_polygon = shapes[place] is not None and shapes[place].geom_type == "Polygon"
        if is_polygon and (element.cell or element.hole):
            cells.setdefault(element.cell, ([], []))[element.hole].append(place)
    return cells


def words(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return text as its bytes: DGN does not say what letters they are."""
    return column.cast(pa.binary())


def cut_text(number: int) -> IntakeError:
    """Return the refusal of a text that goes on after a NUL."""
    return IntakeError(
        "text-nul",
        f"Element {number}: its text holds a NUL character, where other programs cut it.",
        f"Phần tử {number}: văn bản chứa ký tự NUL, các chương trình khác sẽ cắt tại đó.",
    )


def _not_read(number: int, element: Element) -> IntakeError:
    return IntakeError(
        "dgn-element",
        f"Element {number} ({element.name}) on level {element.level} cannot be read;"
        " drop it to lines or shapes in MicroStation.",
        f"Phần tử {number} ({element.name}) ở level {element.level} không đọc được;"
        " hãy phá (drop) thành đường hoặc vùng trong MicroStation.",
    )


def _arc(data: bytes, element: Element, design: Design, xy: FloatArray) -> FloatArray | None:
    """Return a plane arc or ellipse drawn from its own numbers; None if it does not end where GDAL's does."""
    if design.dimension != 2 or not design.steps_per_unit or len(xy) < 2:  # noqa: PLR2004 - in the plane
        return None
    at = element.start + (44 if element.kind == ARC else 36)
    if element.end < at + 36:
        return None
    start, sweep = _angles(data, element)
    axes = np.array([vax_float(data, at), vax_float(data, at + 8)]) / design.steps_per_unit
    turn = math.radians(middle_int(data, at + 16) / CHORD_DEGREES)
    centre = np.array([vax_float(data, at + 20), vax_float(data, at + 28)]) / design.steps_per_unit
    count = chord_count(float(np.abs(axes).max()), abs(sweep), SAGITTA_M)
    angle = start + sweep * np.linspace(0, 1, count + 1)
    across, along = axes[0] * np.cos(angle), axes[1] * np.sin(angle)
    cos, sin = math.cos(turn), math.sin(turn)
    drawn = np.column_stack([across * cos - along * sin, across * sin + along * cos])
    drawn += centre - np.array(design.origin)
    ends = np.abs(drawn[[0, -1]] - xy[[0, -1]]).max()
    return np.asarray(drawn) if ends <= NEAR_M else None


def _angles(data: bytes, element: Element) -> tuple[float, float]:
    """Return start and sweep in radians; a sweep of 0 is a whole turn."""
    if element.kind == ELLIPSE:
        return 0.0, 2 * math.pi
    start = middle_int(data, element.start + 36) / CHORD_DEGREES
    raw = bytearray(data[element.start + 40 : element.start + 44])
    backwards = raw[1] & 0x80
    raw[1] &= 0x7F
    sweep = middle_int(bytes(raw), 0) / CHORD_DEGREES or 360.0
    return math.radians(start), math.radians(-sweep if backwards else sweep)
