"""Go once through the elements of a KML file; what was read is taken out of the tree at once."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING
from xml.etree.ElementTree import iterparse

from layers.errors import IntakeError
from layers.intake.formats.crs_wkt import WGS84, wkt_of
from layers.intake.formats.geojson_crs import degrees_fault
from layers.intake.formats.kml_names import local, plain_name
from layers.intake.formats.kml_shapes import shape_of
from layers.intake.formats.kml_values import FOLDER, values_of
from layers.intake.formats.names import LONGEST_NAME
from layers.intake.formats.rows import Rows
from layers.intake.model import Note, SourceLayer

if TYPE_CHECKING:
    from pathlib import Path
    from xml.etree.ElementTree import Element

CONTAINERS = frozenset({"kml", "Document", "Folder"})
ROOTS = frozenset({*CONTAINERS, "Placemark"})
LAYER = -1
"""Where the name of the layer stands among those of the folders, which are named by their depth."""

UNREAD = frozenset({
    "NetworkLink", "GroundOverlay", "ScreenOverlay", "PhotoOverlay", "styleUrl", "href",
    "gx:Tour", "gx:SimpleArrayData",
})  # fmt: skip
"""Counted and told: pictures, links, styles. None of it is land."""


class KmlDocument:
    """
    The placemarks of one KML file that defusedxml has read to its end: no DTD, no entities.

    Only then the standard library's parser, three times as fast, makes elements of it.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._rows, self._count = Rows(), 0
        self._unread: Counter[str] = Counter()
        self._types: dict[str, str] = {}
        self._names: dict[int, str] = {}
        self._folders: set[str] = set()

    def read(self) -> None:
        """Gather the rows of all placemarks."""
        above: list[Element] = []
        events = iterparse(str(self._path), events=("start", "end"))  # noqa: S314 - `read_kml` has found it plain
        for event, element in events:
            if event == "start":
                if not above and local(element) not in ROOTS:
                    raise _no_kml(self._path.name, str(element.tag))
                above.append(element)
            else:
                above.pop()
                if _matters(element.tag) or (above and plain_name(above[-1].tag) in CONTAINERS):
                    self._ended(element, above)

    def layer(self, declared_rows: int) -> SourceLayer:
        """Return what was read."""
        table, notes = self._rows.table(), list(self._rows.notes)
        if self._unread:
            told = ", ".join(f"{kind} ({count:,})" for kind, count in sorted(self._unread.items()))
            notes.append(
                Note(kind="not read", en=f"Not read: {told}.", vi=f"Các mục không được đọc: {told}.")
            )
        wkt = wkt_of(WGS84, what=self._path.name)
        if beyond := degrees_fault(table):
            x, y = beyond
            wkt = ""
            notes.append(
                Note(
                    kind="not degrees",
                    en=f"KML has longitude and latitude, but ({x:g}, {y:g}) is none.",
                    vi=f"KML phải dùng kinh độ, vĩ độ, nhưng ({x:g}, {y:g}) không phải.",
                )
            )
        return SourceLayer(
            name=self._names.get(LAYER) or self._path.stem,
            table=table,
            declared_rows=declared_rows,
            crs_wkt=wkt,
            crs_name="WGS 84 (KML)",
            encoding="UTF-8",
            notes=tuple(notes),
            layer_field=FOLDER if len(self._folders) > 1 else "",
        )

    def _ended(self, element: Element, above: list[Element]) -> None:
        kind = local(element)
        if element.tag.rpartition("}")[2] == "Placemark":
            self._add(element, above)
        elif kind in UNREAD:
            self._unread[kind] += 1
        elif kind == "Schema":
            self._keep_types(element)
        elif kind == "name" and above and local(above[-1]) in CONTAINERS:
            self._name(above, "".join(element.itertext()).strip())
        elif kind in CONTAINERS:
            self._names.pop(len(above) + 1, None)
        if above and (local(above[-1]) in CONTAINERS or kind == "Placemark"):
            above[-1].remove(element)

    def _name(self, above: list[Element], name: str) -> None:
        """Keep the name of a container by its depth; that of the outermost one is the layer's."""
        self._names[len(above)] = name
        if len(_folders(above)) == 1 and name.isprintable() and len(name) <= LONGEST_NAME:
            self._names.setdefault(LAYER, name)

    def _folder(self, above: list[Element]) -> str:
        depths = _folders(above)
        if depths and local(above[depths[0] - 1]) == "Document":
            depths = depths[1:]
        return " / ".join(name for depth in depths if (name := self._names.get(depth, "")))

    def _keep_types(self, schema: Element) -> None:
        if schema.get("parent") or any(local(child) == "parent" for child in schema):
            name = self._path.name
            raise IntakeError(
                "kml-schema",
                f"{name} is of KML 2.0, with placemarks under names of its own: save it as KML 2.2.",
                f"{name} theo KML 2.0, đặt tên riêng cho placemark: hãy lưu lại dạng KML 2.2.",
            )
        for field in schema:
            if local(field) == "SimpleField":
                kind = field.get("type", "")
                if self._types.setdefault(field.get("name", ""), kind) != kind:
                    self._types[field.get("name", "")] = ""

    def _add(self, placemark: Element, above: list[Element]) -> None:
        self._count += 1
        place = f"Placemark {self._count}"
        try:
            _require_known(placemark, above, place)
            values = values_of(placemark, self._folder(above), self._types, place)
            shape, heights = shape_of(placemark, place)
            wkb = self._rows.shape(self._count, shape, place)
        except IntakeError as fault:
            self._rows.findings.refuse(self._count, fault)
            return
        if heights:
            self._rows.findings.tally("height dropped", self._count)
        self._folders.add(str(values[FOLDER]))
        self._rows.add(self._count, wkb, values)


@lru_cache(maxsize=4096)
def _matters(tag: str) -> bool:
    """Whether the end of such an element is looked at wherever it stands: most are of a placemark."""
    return tag.rpartition("}")[2] == "Placemark" or plain_name(tag) in {*UNREAD, *CONTAINERS, "Schema"}


def _folders(above: list[Element]) -> list[int]:
    """Return the depths, from 1, of the documents and folders around an element."""
    return [depth for depth, element in enumerate(above, 1) if local(element) in {"Document", "Folder"}]


def _require_known(placemark: Element, above: list[Element], place: str) -> None:
    strange = [str(e.tag) for e in (*above, placemark) if local(e) not in {*CONTAINERS, "Placemark"}]
    if strange:
        raise IntakeError(
            "kml-placemark",
            f"{place} lies in {strange[0][:80]}, where it is no part of the map.",
            f"{place} nằm trong {strange[0][:80]}, không thuộc bản đồ.",
        )


def _no_kml(name: str, root: str) -> IntakeError:
    return IntakeError(
        "kml-root",
        f"{name} is XML but no KML: it starts with <{root[:80]}>.",
        f"{name} là XML nhưng không phải KML: tệp bắt đầu bằng <{root[:80]}>.",
    )
