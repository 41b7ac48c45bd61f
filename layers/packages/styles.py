"""
Styles for QGIS (QML): land use in the ministry's colours by code, everything else in its layer's.

Source: the format as QGIS 3.16 to 3.40 writes it; both ways to name properties, of which each
version reads one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement, tostring

from layers.packages.model import Shape

if TYPE_CHECKING:
    from collections.abc import Mapping

    from layers.packages.model import Table

EDGE = "60,60,60,255"
ALPHA = 0.75
"""Of areas: what lies below stays visible."""
HEAD = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
SYMBOLS = {Shape.POLYGON: "fill", Shape.LINE: "line", Shape.POINT: "marker"}
CODE = "code"


def qml(table: Table) -> str:
    """Return the style of a table: by the column `code` where it has coloured classes, else one symbol."""
    root = Element("qgis", version="3.28.0", styleCategories="Symbology")
    root.append(renderer_of(table))
    SubElement(root, "layerGeometryType").text = str(list(SYMBOLS)[::-1].index(table.shape))
    return HEAD + tostring(root, encoding="unicode")


def renderer_of(table: Table, *, is_outline: bool = False) -> Element:
    """
    Return what draws a table.

    Parameters
    ----------
    is_outline
        Whether areas have an edge and no fill: what lies below boundaries stays to be seen.
    """
    classes = {code: land for code, land in table.style.classes.items() if land.hex}
    if classes:
        renderer = Element("renderer-v2", type="categorizedSymbol", attr=CODE, forceraster="0")
        categories = SubElement(renderer, "categories")
        colours = [*(land.hex for land in classes.values()), table.style.colour]
        labels = [(code, f"{code} - {land.name_vi}") for code, land in classes.items()]
        for number, (value, label) in enumerate([*labels, ("", "Mã khác")]):
            SubElement(categories, "category", symbol=str(number), value=value, label=label, render="true")
    else:
        renderer = Element("renderer-v2", type="singleSymbol", forceraster="0")
        colours = [table.style.colour]
    symbols = SubElement(renderer, "symbols")
    for number, colour in enumerate(colours):
        _add_symbol(symbols, str(number), table, colour, is_outline=is_outline)
    return renderer


def _add_symbol(symbols: Element, name: str, table: Table, colour: str, *, is_outline: bool) -> None:
    shape = table.shape
    alpha = str(ALPHA) if shape is Shape.POLYGON else "1"
    symbol = SubElement(symbols, "symbol", type=SYMBOLS[shape], name=name, alpha=alpha, clip_to_extent="1")
    rgb = ",".join(str(int(colour[at : at + 2], 16)) for at in (1, 3, 5)) + ",255"
    fill = "no" if is_outline else "b_diagonal" if table.style.hatched else "solid"
    kind, properties = _layer_of(shape, rgb, fill)
    layer = SubElement(symbol, "layer", {"class": kind, "enabled": "1", "locked": "0", "pass": "0"})
    options = SubElement(layer, "Option", type="Map")
    for key, value in properties.items():
        SubElement(options, "Option", type="QString", name=key, value=value)
    for key, value in properties.items():
        SubElement(layer, "prop", k=key, v=value)


def _layer_of(shape: Shape, rgb: str, fill: str) -> tuple[str, Mapping[str, str]]:
    if shape is Shape.POLYGON:
        edge = {
            "outline_color": EDGE,
            "outline_style": "solid",
            "outline_width": "0.1",
            "outline_width_unit": "MM",
        }
        return "SimpleFill", {"color": rgb, "style": fill, **edge}
    if shape is Shape.LINE:
        return "SimpleLine", {
            "line_color": rgb,
            "line_style": "solid",
            "line_width": "0.5",
            "line_width_unit": "MM",
        }
    return "SimpleMarker", {
        "color": rgb,
        "name": "circle",
        "size": "2.4",
        "size_unit": "MM",
        "outline_color": EDGE,
    }
