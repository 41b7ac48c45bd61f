"""
Read GeoJSON without a format library, and refuse what would be misread in silence.

GDAL reads VN-2000 metres as degrees when the file names no CRS, follows links in the `crs`
member, keeps the last of two equal keys, and turns coordinates it does not understand into
"no geometry". Here each of these is a fault with its place.

Source: RFC 7946; the `crs` member of the 2008 specification is accepted by name only.
"""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, Any

from layers.errors import IntakeError
from layers.intake.formats.crs_wkt import WGS84, wkt_of
from layers.intake.formats.feature_rows import FeatureRows
from layers.intake.formats.geojson_crs import declared_crs, degrees_fault
from layers.intake.formats.json_cursor import LONGEST, JsonCursor
from layers.intake.formats.json_faults import key_twice, not_json
from layers.intake.formats.json_values import require_shallow
from layers.intake.formats.names import LONGEST_NAME
from layers.intake.formats.shape_faults import described
from layers.intake.formats.shapes import KINDS
from layers.intake.model import Note, SourceLayer

if TYPE_CHECKING:
    from pathlib import Path

COLLECTION = "FeatureCollection"
TOP_MEMBERS = frozenset({"type", "features", "crs", "name", "bbox"})
LONGEST_FOREIGN = 1 << 23
"""Characters of a member that is not read: empty lists take 27 times their text."""

OF_ONE = frozenset({"geometry", "coordinates", "geometries"})


def read_features(path: Path) -> tuple[SourceLayer, ...]:
    """
    Return the one layer of a GeoJSON file: properties as columns, `row_number` the feature's place.

    Parameters
    ----------
    path
        A FeatureCollection, a Feature, or a bare geometry; UTF-8, or UTF-16 and UTF-32 that say so.
        It is read feature by feature: memory holds the table, not the text.

    Returns
    -------
    layers
        One layer. `crs_wkt` is that of the `crs` member; without one, EPSG:4326 where every
        coordinate can be a longitude and latitude, else "". Heights are left out. A faulty
        feature is a refused note with its JSON path.

    Raises
    ------
    IntakeError
        "json" (line and column), "json-key-twice", "json-depth", "json-encoding", "json-too-long",
        "geojson-type", "geojson-mixed", "geojson-crs", "geojson-crs-link", "crs-unknown",
        "too-many-faults", "too-many-columns", "too-many-cells", "unreadable".
    """
    try:
        cursor = JsonCursor(path)
    except OSError as error:
        raise IntakeError(
            "unreadable", f"{path.name} cannot be opened.", f"Không mở được {path.name}."
        ) from error
    with closing(cursor):
        return (_read(cursor, path.stem),)


def _read(cursor: JsonCursor, stem: str) -> SourceLayer:
    rows = FeatureRows()
    members = _members(cursor, rows)
    kind = members.get("type")
    _require_one_kind(members, cursor.name)
    names_none = "crs" not in members
    wkt, crs_name = declared_crs(members.pop("crs", None), cursor.name)
    if kind in KINDS:
        rows.add({"type": "Feature", "geometry": members}, "$")
    elif kind == "Feature":
        rows.add(members, "$")
    table, notes = rows.finish()
    if names_none and not degrees_fault(table):
        wkt = wkt_of(WGS84, what=cursor.name)
    name = members.get("name") if kind == COLLECTION else None
    return SourceLayer(
        name=name if isinstance(name, str) and name.isprintable() and 0 < len(name) <= LONGEST_NAME else stem,
        table=table,
        declared_rows=rows.count,
        crs_wkt=wkt,
        crs_name=crs_name,
        encoding="UTF-8",
        notes=(*notes, *_unread(members)),
    )


def _members(cursor: JsonCursor, rows: FeatureRows) -> dict[str, Any]:
    """Return the members of the document; the items of `features` go into `rows`, an empty list stays."""
    if cursor.peek() not in {"{", ""}:
        raise _no_feature(cursor.name, cursor.value())
    cursor.take("{")
    members: dict[str, Any] = {}
    more = cursor.peek() != "}" or cursor.take("}") == ""
    while more:
        key = cursor.key()
        if key in members:
            raise key_twice("{}, line {}, column {}".format(cursor.name, *cursor.place), key)
        cursor.take(":")
        if key == "features" and cursor.peek() == "[":
            members[key] = _items(cursor, rows)
        else:
            members[key] = cursor.value(LONGEST if key in OF_ONE else LONGEST_FOREIGN)
            _require_strict(cursor, key)
            if key not in OF_ONE:
                require_shallow(members[key], f"{cursor.name}: {key[:40]}")
        more = cursor.take(",}") == ","
    cursor.require_end()
    return members


def _items(cursor: JsonCursor, rows: FeatureRows) -> list[object]:
    cursor.take("[")
    if cursor.peek() == "]":
        cursor.take("]")
        return []
    more = True
    while more:
        feature = cursor.value()
        rows.add(
            feature,
            f"$.features[{rows.count}]",
            repeated=next(iter(cursor.repeated), ""),
            constant=next(iter(cursor.constants), ""),
        )
        more = cursor.take(",]") == ","
    return []


def _require_strict(cursor: JsonCursor, key: str) -> None:
    place = "{}, line {}, column {} ({})".format(cursor.name, *cursor.place, key[:40])
    for repeated in cursor.repeated:
        raise key_twice(place, repeated)
    for constant in cursor.constants:
        raise not_json(place, constant)


def _require_one_kind(members: dict[str, Any], name: str) -> None:
    kind = members.get("type")
    if not isinstance(kind, str) or kind not in {COLLECTION, "Feature", *KINDS}:
        raise _no_feature(name, members if kind is None else kind)
    if kind == COLLECTION and members.get("features") != []:
        raise IntakeError(
            "geojson-type",
            f"{name} is a FeatureCollection without a list of features.",
            f"{name} là FeatureCollection nhưng không có danh sách features.",
        )
    other = OF_ONE & members.keys() if kind == COLLECTION else {"features"} & members.keys()
    if other:
        raise IntakeError(
            "geojson-mixed",
            f"{name} is a {kind} but has {min(other)} too: what it holds cannot be told.",
            f"{name} là {kind} nhưng lại có {min(other)}: không rõ tệp chứa gì.",
        )


def _no_feature(name: str, found: object) -> IntakeError:
    told = described(found)
    return IntakeError(
        "geojson-type",
        f"{name} holds {told[0]}, not a GeoJSON feature, collection of features or geometry.",
        f"{name} chứa {told[1]}, không phải đối tượng, tập đối tượng hay hình GeoJSON.",
    )


def _unread(members: dict[str, Any]) -> tuple[Note, ...]:
    if members["type"] != COLLECTION or not (others := sorted(members.keys() - TOP_MEMBERS)):
        return ()
    told = ", ".join(other[:40] for other in others[:5])
    return (
        Note(
            kind="members not read",
            en=f"The file has members that are not read: {told}.",
            vi=f"Tệp có các mục không được đọc: {told}.",
        ),
    )
