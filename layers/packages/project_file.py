"""
A QGIS project (.qgs) that opens the package's GeoPackage: one file, everything in its colours.

Written by hand, as QGIS 3.16 to 3.40 writes and reads it; no QGIS was at hand to open it with, so what can
be told without one is proved: `require_project`. Every path is relative, so that the package opens
wherever it is unpacked. No PROJ4 string stands in it: that would move VN-2000 by 223 m.

Source: the project format as documented by QGIS (QgsProject, QgsLayerTreeUtils) and its public examples.
"""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, ParseError, SubElement, fromstring, tostring

import numpy as np
import shapely

from geo.crs import parse_crs
from layers.errors import WriteError
from layers.packages.model import Shape
from layers.packages.rings import MULTI
from layers.packages.styles import renderer_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from layers.packages.model import Content, Table

HEAD = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
VERSION = "3.28.0"
GROUPS = {
    "project": "Dự án, kết quả kiểm tra",
    "withheld": "Để trống: phải hỏi",
    "corridor": "Trục, hành lang",
    "boundary": "Ranh giới",
    "restricted": "Quốc phòng, an ninh",
    "protected": "Bảo vệ, bảo tồn",
    "infrastructure": "Hạ tầng",
    "water": "Mặt nước, thuỷ lợi",
    "landuse": "Sử dụng đất",
}
"""From the uppermost down: what is drawn over what."""
GEOMETRIES = {Shape.POLYGON: "Polygon", Shape.LINE: "Line", Shape.POINT: "Point"}
SOURCE = re.compile(rb"<datasource>([^<]*)</datasource>")
"""A regular expression, not a parser of XML: also for files that come from anywhere."""
ATTRIBUTE = re.compile(rb"\bsource=[\"']([^\"']*)")
HIDING = (b"\0", b"<!ENTITY", b"<![CDATA[", b"<Macros")
"""Other encodings, entities, and programs that QGIS would run."""


def qgs_bytes(content: Content, geopackage: str) -> bytes:
    """
    Return the project of a package; equal content is equal bytes.

    Parameters
    ----------
    geopackage
        Name of the GeoPackage, which stands beside the project.
    """
    title = f"{content.unit.name} ({content.unit.code}), {content.as_of:%d/%m/%Y}"
    root = Element("qgis", projectname=title, version=VERSION)
    SubElement(root, "homePath", path="")
    SubElement(root, "title").text = title
    system = _system(content.province.crs)
    SubElement(root, "projectCrs").append(_copy(system))
    grouped = _grouped(content)
    ids = {table.id: layer_id(content, table) for table in content.tables}
    _add_tree(root, grouped, ids, geopackage)
    _add_canvas(root, content.tables, system)
    layers = SubElement(root, "projectlayers")
    for name, tables in grouped.items():
        for table in tables:
            layers.append(_layer(table, ids[table.id], geopackage, system, is_outline=name == "boundary"))
    order = SubElement(root, "layerorder")
    for table in (table for tables in grouped.values() for table in tables):
        SubElement(order, "layer", id=ids[table.id])
    paths = SubElement(SubElement(root, "properties"), "Paths")
    SubElement(paths, "Absolute", type="bool").text = "false"
    return (HEAD + tostring(root, encoding="unicode")).encode()


def layer_id(content: Content, table: Table) -> str:
    """Return an id that no other layer has, also where projects of two packages are put together."""
    what = hashlib.sha256(f"{content.stem}/{table.id}".encode()).hexdigest()[:16]
    return f"{table.id}_{what}"


def require_project(body: bytes, content: Content, geopackage: str) -> None:
    """
    Go on only if a project says what the package holds: each table once, in its system, beside it.

    Raises
    ------
    WriteError
        If it is no XML, a layer is missing, there twice or drawn by nothing, or its system is another.
    """
    try:
        root = fromstring(body)  # noqa: S314 - of our own making, a moment ago
    except ParseError as error:
        raise _wrong(str(error)) from error
    layers = root.findall("projectlayers/maplayer")
    wanted = {f"./{geopackage}|layername={table.id}" for table in content.tables}
    sources = [layer.findtext("datasource", "") for layer in layers]
    ids = [layer.findtext("id", "") for layer in layers]
    systems = {parse_crs(wkt) for wkt in (one.text or "" for one in root.iter("wkt"))}
    drawn = [one.get("id", "") for one in root.iter("layer-tree-layer")]
    if sorted(sources) != sorted(wanted) or len(set(ids)) < len(ids) or sorted(drawn) != sorted(ids):
        raise _wrong("layers")
    if any(layer.find("renderer-v2/symbols/symbol") is None for layer in layers):
        raise _wrong("symbols")
    if systems != {parse_crs(content.province.crs)} or root.find(".//proj4") is not None:
        raise _wrong("CRS")


def sources_elsewhere(body: bytes, names: Iterable[str]) -> list[str]:
    """
    Return what a project opens that is no file of its package.

    Examples
    --------
    >>> body = b"<datasource>./a.gpkg|layername=x</datasource><datasource>/b.gpkg</datasource>"
    >>> sources_elsewhere(body, ["a.gpkg"])
    ['/b.gpkg']
    >>> sources_elsewhere(b"<datasource><![CDATA[/b.gpkg]]></datasource>", ["a.gpkg"])
    ['?']
    """
    own = {f"./{name}" for name in names}
    plain = SOURCE.findall(body)
    # Whatever names a source in another way, or hides how it does, is taken to open something.
    is_plain = body.count(b"datasource") == 2 * len(plain) and not any(sign in body for sign in HIDING)
    found = [one.decode(errors="replace") for one in [*plain, *ATTRIBUTE.findall(body)]]
    return [source for source in found if source.partition("|")[0] not in own] + ([] if is_plain else ["?"])


def _grouped(content: Content) -> Mapping[str, Sequence[Table]]:
    """Return the tables by group, the uppermost first; of the groups only those that have any."""
    groups = {layer.family: layer.group for layer in content.province.layers}
    found: dict[str, list[Table]] = {}
    for table in content.tables:
        family = str(table.facts.get("family") or "")
        own = "withheld" if table.style.hatched else "project"
        found.setdefault(str(groups.get(family, own)), []).append(table)
    order = [*GROUPS, *sorted(found.keys() - GROUPS.keys())]
    # Later layers of the province lie over earlier ones, as on the map.
    return {name: found[name][::-1] for name in order if name in found}


def _add_tree(
    root: Element, grouped: Mapping[str, Sequence[Table]], ids: Mapping[str, str], geopackage: str
) -> None:
    tree = SubElement(root, "layer-tree-group")
    for name, tables in grouped.items():
        group = SubElement(
            tree, "layer-tree-group", name=GROUPS.get(name, name), checked="Qt::Checked", expanded="1"
        )
        for place, table in enumerate(tables):
            # Of several land-use layers one at a time: what lies below the first would not be seen.
            is_shown = name != "landuse" or place == 0
            SubElement(
                group, "layer-tree-layer", id=ids[table.id], name=table.title_vi, providerKey="ogr",
                source=_source(geopackage, table), expanded="0",
                checked="Qt::Checked" if is_shown else "Qt::Unchecked",
            )  # fmt: skip


def _add_canvas(root: Element, tables: Sequence[Table], system: Element) -> None:
    canvas = SubElement(root, "mapcanvas", name="theMapCanvas")
    SubElement(canvas, "units").text = "meters"
    boxes = np.array([shapely.total_bounds(table.shapes) for table in tables]).reshape(-1, 4)
    if len(boxes):
        west, south = np.nanmin(boxes[:, :2], axis=0)
        east, north = np.nanmax(boxes[:, 2:], axis=0)
        _add_extent(canvas, (west, south, east, north))
    SubElement(canvas, "destinationsrs").append(_copy(system))


def _add_extent(parent: Element, box: Sequence[float]) -> None:
    extent = SubElement(parent, "extent")
    for name, value in zip(("xmin", "ymin", "xmax", "ymax"), box, strict=True):
        SubElement(extent, name).text = f"{value:.3f}"


def _layer(table: Table, own_id: str, geopackage: str, system: Element, *, is_outline: bool) -> Element:
    layer = Element(
        "maplayer", type="vector", geometry=GEOMETRIES[table.shape], wkbType=MULTI[table.shape][1],
        styleCategories="AllStyleCategories", hasScaleBasedVisibilityFlag="0", autoRefreshEnabled="0",
    )  # fmt: skip
    box = shapely.total_bounds(table.shapes)
    if not np.isnan(box).any():
        _add_extent(layer, box)
    for name, text in (
        ("id", own_id),
        ("datasource", _source(geopackage, table)),
        ("layername", table.title_vi),
        ("abstract", str(table.facts.get("source_vi") or table.facts.get("source") or "")),
    ):
        SubElement(layer, name).text = text
    SubElement(layer, "srs").append(_copy(system))
    SubElement(layer, "provider", encoding="UTF-8").text = "ogr"
    flags = SubElement(layer, "flags")
    for name in ("Identifiable", "Removable", "Searchable"):
        SubElement(flags, name).text = "1"
    layer.append(renderer_of(table, is_outline=is_outline))
    for name, number in (("blendMode", "0"), ("featureBlendMode", "0"), ("layerOpacity", "1")):
        SubElement(layer, name).text = number
    return layer


def _source(geopackage: str, table: Table) -> str:
    return f"./{geopackage}|layername={table.id}"


def _system(name: str) -> Element:
    """Return a system by its WKT and number: both are read, and neither loses the datum."""
    crs = parse_crs(name)
    authority = crs.to_authority()
    system = Element("spatialrefsys", nativeFormat="Wkt")
    SubElement(system, "wkt").text = crs.to_wkt()
    SubElement(system, "srid").text = authority[1] if authority else "0"
    SubElement(system, "authid").text = ":".join(authority) if authority else ""
    SubElement(system, "description").text = crs.name
    SubElement(system, "geographicflag").text = "true" if crs.is_geographic else "false"
    return system


def _copy(element: Element) -> Element:
    return fromstring(tostring(element))  # noqa: S314 - of our own making


def _wrong(what: str) -> WriteError:
    return WriteError(
        f"The package was not made: its QGIS project is not right ({what}); make it again or report this.",
        f"Chưa lập được gói: tệp dự án QGIS không đúng ({what}); hãy lập lại hoặc báo lỗi này.",
    )
