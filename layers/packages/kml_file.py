"""
All tables as one KML document in WGS 84, a folder for each, with every attribute and the official colours.

Placemarks carry no description: a balloon would run what an attribute holds as HTML.
Source: OGC 12-007r2 (KML 2.3), in the namespace of 2.2, which every program reads.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

import shapely

from layers.packages.display import DECIMALS, shown
from layers.packages.model import CellKind
from layers.packages.names import told_apart

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    from numpy.typing import NDArray

    from layers.packages.model import Cell, Content, Table

TAKEN = ("folder", "id", "name", "description", "address", "when", "begin", "end")
"""Names that a placemark has for its own; a column of that name gets a number."""
TYPES = {CellKind.TRUTH: "bool", CellKind.WHOLE: "int", CellKind.NUMBER: "double", CellKind.TEXT: "string"}
OPACITY = "bf"
LONGEST = 63


def kml_bytes(content: Content) -> bytes:
    """Return the document."""
    return "".join(_document(content)).encode()


def kml_names(table: Table) -> tuple[str, ...]:
    """Return the names of a table's columns as the document has them."""
    return told_apart([column.name for column in table.columns], LONGEST, TAKEN)


def _document(content: Content) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<kml xmlns="http://www.opengis.net/kml/2.2"><Document>'
    yield f"<name>{escape(content.unit.name)}</name>"
    for table in content.tables:
        yield from _schema(table)
        yield from _styles(table)
    for table in content.tables:
        yield f"<Folder><name>{escape(table.title_vi)}</name><visibility>0</visibility>\n"
        shapes = shown(table.shapes, content.province)
        names = kml_names(table)
        for row, shape in enumerate(shapes):
            yield from _placemark(table, names, row, shape)
        yield "</Folder>\n"
    yield "</Document></kml>\n"


def _schema(table: Table) -> Iterator[str]:
    yield f"<Schema name={quoteattr(table.id)} id={quoteattr('s-' + table.id)}>"
    for name, column in zip(kml_names(table), table.columns, strict=True):
        yield f'<SimpleField type="{TYPES[column.kind]}" name={quoteattr(name)}/>'
    yield "</Schema>\n"


def _styles(table: Table) -> Iterator[str]:
    colours = {"": table.style.colour} | {
        code: land.hex for code, land in table.style.classes.items() if land.hex
    }
    for code, colour in colours.items():
        red, green, blue = colour[1:3], colour[3:5], colour[5:7]
        own = f"{blue}{green}{red}".lower()
        yield f"<Style id={quoteattr(_style(table, code))}>"
        yield f"<LineStyle><color>ff{own}</color><width>1.5</width></LineStyle>"
        yield f"<PolyStyle><color>{OPACITY}{own}</color></PolyStyle></Style>\n"


def _style(table: Table, code: Cell) -> str:
    known = code in table.style.classes and bool(table.style.classes[str(code)].hex)
    return f"k-{table.id}-{code if known else ''}"


def _placemark(
    table: Table, names: tuple[str, ...], row: int, shape: shapely.Geometry | None
) -> Iterator[str]:
    own = {column.name: column.cells[row] for column in table.columns}
    title = next((own[name] for name in ("name", "code", "zone_id", "site_name") if own.get(name)), "")
    yield f"<Placemark><name>{escape(str(title))}</name>"
    yield f"<styleUrl>#{escape(_style(table, own.get('code')))}</styleUrl>"
    yield f"<ExtendedData><SchemaData schemaUrl={quoteattr('#s-' + table.id)}>"
    for name, cell in zip(names, own.values(), strict=True):
        if cell is not None:
            yield f"<SimpleData name={quoteattr(name)}>{escape(_text(cell))}</SimpleData>"
    yield "</SchemaData></ExtendedData>"
    if shape is not None:
        yield _shape(shape)
    yield "</Placemark>\n"


def _text(cell: Cell) -> str:
    return str(int(cell)) if isinstance(cell, bool) else repr(cell) if isinstance(cell, float) else str(cell)


def _shape(shape: shapely.Geometry) -> str:
    parts = shapely.get_parts(shape)
    body = "".join(map(_part, parts))
    return body if len(parts) == 1 else f"<MultiGeometry>{body}</MultiGeometry>"


def _part(part: shapely.Geometry) -> str:
    if part.geom_type == "Polygon":
        inner = "".join(f"<innerBoundaryIs>{_ring(ring)}</innerBoundaryIs>" for ring in part.interiors)
        return f"<Polygon><outerBoundaryIs>{_ring(part.exterior)}</outerBoundaryIs>{inner}</Polygon>"
    name = "Point" if part.geom_type == "Point" else "LineString"
    return f"<{name}>{_coordinates(shapely.get_coordinates(part))}</{name}>"


def _ring(ring: shapely.Geometry) -> str:
    return f"<LinearRing>{_coordinates(shapely.get_coordinates(ring))}</LinearRing>"


def _coordinates(xy: NDArray[np.float64]) -> str:
    pairs = " ".join(f"{lon:.{DECIMALS}f},{lat:.{DECIMALS}f}" for lon, lat in xy.tolist())
    return f"<coordinates>{pairs}</coordinates>"
