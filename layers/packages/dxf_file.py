"""
All tables as one drawing in metres of the province's CRS: a layer for each table and land code.

DXF of release 12, which every CAD program opens, written as text: rings and lines are polylines, the
id of their row stands in the extended data. A drawing has no attributes and no coordinate system:
the package says which one it is in.
Source: Autodesk, DXF Reference, release 12 (AC1009).
"""

from __future__ import annotations

from math import isnan
from typing import TYPE_CHECKING, NamedTuple

import shapely

from layers.packages.cad_colours import nearest_index
from layers.packages.model import Shape
from layers.packages.names import plain_ascii, told_apart
from layers.packages.rings import lines_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    from numpy.typing import NDArray

    from layers.packages.model import Content, Table

DECIMALS = 6
LAYER_LETTERS = 31
APPLICATION = "RANH"
DATA_BYTES = 240
IDS = ("zone_id", "site_id", "finding_id")


class CadLayer(NamedTuple):
    """A layer of the drawing."""

    name: str
    table: Table
    code: str
    """Land code of its rows; "" for those of no known class."""
    colour: int
    """Index of the CAD program's own palette, the nearest to the official colour."""


class Drawn(NamedTuple):
    """A line of the drawing, or a point."""

    layer: str
    mark: str
    """Id of the row."""
    xy: NDArray[np.float64]
    is_ring: bool
    is_point: bool


def cad_layers(content: Content) -> tuple[CadLayer, ...]:
    """Return the layers of the drawing: of each table one, and one for each of its land codes."""
    made = [
        (table, code, land.hex if land else "")
        for table in content.tables
        for code, land in [("", None), *table.style.classes.items()]
    ]
    names = told_apart(
        [plain_ascii(f"{table.id}_{code}" if code else table.id).upper() for table, code, _ in made],
        LAYER_LETTERS,
    )
    return tuple(
        CadLayer(name, table, code, nearest_index(colour or table.style.colour))
        for name, (table, code, colour) in zip(names, made, strict=True)
    )


def drawn_of(content: Content) -> Iterator[Drawn]:
    """Give all lines and points of the drawing, in its order."""
    names = {(layer.table.id, layer.code): layer.name for layer in cad_layers(content)}
    for table in content.tables:
        cells = {column.name: column.cells for column in table.columns}
        marks = next((cells[name] for name in IDS if name in cells), ("",) * table.count)
        codes = cells.get("code", ("",) * table.count)
        for shape, mark, code in zip(table.shapes, marks, codes, strict=True):
            layer = names.get((table.id, str(code)), names[table.id, ""])
            for line in lines_of(shape):
                if table.shape is Shape.POINT:
                    yield from (Drawn(layer, str(mark), xy, False, True) for xy in line[:, None])  # noqa: FBT003
                else:
                    yield Drawn(layer, str(mark), line, table.shape is Shape.POLYGON, False)  # noqa: FBT003


def dxf_bytes(content: Content) -> bytes:
    """Return the drawing."""
    return "".join(f"{code}\n{value}\n" for code, value in _groups(content)).encode("ascii")


def _groups(content: Content) -> Iterator[tuple[int, object]]:
    yield from _head(content)
    yield from ((0, "SECTION"), (2, "ENTITIES"))
    for one in drawn_of(content):
        yield from _point(one) if one.is_point else _polyline(one)
    yield from ((0, "ENDSEC"), (0, "EOF"))


def _head(content: Content) -> Iterator[tuple[int, object]]:
    yield from ((0, "SECTION"), (2, "HEADER"), (9, "$ACADVER"), (1, "AC1009"))
    boxes = [shapely.total_bounds(table.shapes).tolist() for table in content.tables]
    known = [box for box in boxes if not isnan(box[0])]
    if known:
        yield from ((9, "$EXTMIN"), (10, min(box[0] for box in known)), (20, min(box[1] for box in known)))
        yield from ((9, "$EXTMAX"), (10, max(box[2] for box in known)), (20, max(box[3] for box in known)))
    yield from ((0, "ENDSEC"), (0, "SECTION"), (2, "TABLES"))
    yield from ((0, "TABLE"), (2, "LTYPE"), (70, 1), (0, "LTYPE"), (2, "CONTINUOUS"), (70, 0))
    yield from ((3, "Solid line"), (72, 65), (73, 0), (40, 0.0), (0, "ENDTAB"))
    layers = cad_layers(content)
    yield from ((0, "TABLE"), (2, "LAYER"), (70, len(layers) + 1))
    for name, colour in (("0", 7), *((layer.name, layer.colour) for layer in layers)):
        yield from ((0, "LAYER"), (2, name), (70, 0), (62, colour), (6, "CONTINUOUS"))
    yield from ((0, "ENDTAB"), (0, "TABLE"), (2, "APPID"), (70, 1), (0, "APPID"), (2, APPLICATION), (70, 0))
    yield from ((0, "ENDTAB"), (0, "ENDSEC"))


def _polyline(one: Drawn) -> Iterator[tuple[int, object]]:
    xy = one.xy[:-1] if one.is_ring else one.xy
    yield from (
        (0, "POLYLINE"),
        (8, one.layer),
        (66, 1),
        (10, 0.0),
        (20, 0.0),
        (30, 0.0),
        (70, int(one.is_ring)),
    )
    yield from _marked(one)
    for x, y in xy.tolist():
        yield from ((0, "VERTEX"), (8, one.layer), *_place(x, y))
    yield from ((0, "SEQEND"), (8, one.layer))


def _point(one: Drawn) -> Iterator[tuple[int, object]]:
    ((x, y),) = one.xy.tolist()
    yield from ((0, "POINT"), (8, one.layer), *_place(x, y))
    yield from _marked(one)


def _place(x: float, y: float) -> Iterator[tuple[int, object]]:
    yield from ((10, f"{x:.{DECIMALS}f}"), (20, f"{y:.{DECIMALS}f}"), (30, 0.0))


def _marked(one: Drawn) -> Iterator[tuple[int, object]]:
    if one.mark:
        yield from ((1001, APPLICATION), (1000, escaped(one.mark)))


def escaped(text: str) -> str:
    r"""
    Return text in ASCII, on one line, as CAD programs write other letters.

    Examples
    --------
    >>> escaped("Lư\n1")
    'L\\U+01B0 1'
    """
    pieces = [
        letter if " " <= letter <= "~" else f"\\U+{ord(letter):04X}" for letter in " ".join(text.split())
    ]
    return "".join(pieces)[:DATA_BYTES]
