"""Check what a GeoParquet file says of its geometry."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pyarrow import types

from layers.errors import IntakeError
from layers.intake.model import Note

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True, slots=True, kw_only=True)
class GeoColumn:
    """The primary geometry column."""

    name: str
    crs: str | None
    """PROJJSON or WKT; None where the file names none (longitude and latitude), "" where it is unknown."""
    crs_name: str
    left_out: frozenset[str]
    """Columns that are not read: other geometries, and boxes that serve as an index."""
    notes: tuple[Note, ...] = ()


def geo_column(schema: pa.Schema, name: str) -> GeoColumn:
    """
    Return the primary geometry column of the file `name`.

    Raises
    ------
    IntakeError
        "geoparquet-metadata" if the `geo` metadata is missing or contradicts the columns,
        "geoparquet-encoding" if the geometry is not WKB.
    """
    geo = _geo(schema, name)
    primary, columns = str(geo.get("primary_column")), geo.get("columns")
    columns = columns if isinstance(columns, dict) else {}
    column = columns.get(primary)
    if not isinstance(column, dict) or primary not in schema.names:
        raise _contradiction(name, "its primary geometry column is missing", "thiếu cột hình chính")
    encoding = column.get("encoding")
    if encoding != "WKB":
        raise fault(
            name,
            "geoparquet-encoding",
            f"keeps its geometry as {str(encoding)[:40]!r}; only WKB is read: export it with WKB",
            f"lưu hình dạng {str(encoding)[:40]!r}; chỉ đọc được WKB: hãy xuất lại với WKB",
        )
    kind = schema.field(primary).type
    if not (types.is_binary(kind) or types.is_large_binary(kind)):
        raise _contradiction(name, f"its geometry column is {kind}", f"cột hình có kiểu {kind}")
    crs, crs_name = _crs(column, name)
    others = sorted(str(other) for other in columns if other != primary and other in schema.names)
    return GeoColumn(
        name=primary,
        crs=crs,
        crs_name=crs_name,
        left_out=frozenset({*others, *_boxes(column)}),
        notes=_notes(column, others),
    )


def fault(name: str, code: str, en: str, vi: str) -> IntakeError:
    """Return the refusal of the file `name`."""
    return IntakeError(code, f"{name} {en}.", f"{name} {vi}.")


def _geo(schema: pa.Schema, name: str) -> dict[str, Any]:
    raw = (schema.metadata or {}).get(b"geo")
    if raw is None:
        raise fault(
            name,
            "geoparquet-metadata",
            "is Parquet without the geo metadata of GeoParquet: export it as GeoParquet 1.0 or 1.1",
            "là Parquet nhưng không có mục geo của GeoParquet: hãy xuất lại dạng GeoParquet 1.0 hoặc 1.1",
        )
    try:
        found = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise _contradiction(name, "its geo metadata is no JSON", "mục geo không phải JSON") from error
    if not isinstance(found, dict):
        raise _contradiction(name, "its geo metadata is no object", "mục geo không phải đối tượng JSON")
    return found


def _contradiction(name: str, en: str, vi: str) -> IntakeError:
    return fault(
        name, "geoparquet-metadata", f"is no sound GeoParquet: {en}", f"không phải GeoParquet đúng: {vi}"
    )


def _crs(column: dict[str, Any], name: str) -> tuple[str | None, str]:
    if "crs" not in column:
        return None, "OGC:CRS84 (GeoParquet)"
    crs = column["crs"]
    if crs is None:
        return "", ""
    if isinstance(crs, str):  # WKT, before release 0.4
        return crs, crs[:80]
    if not isinstance(crs, dict):
        raise _contradiction(name, "its crs is no PROJJSON", "mục crs không phải PROJJSON")
    code = crs.get("id")
    told = f" ({code.get('authority')}:{code.get('code')})" if isinstance(code, dict) else ""
    return json.dumps(crs), f"{crs.get('name', '')}{told}"[:80]


def _boxes(column: dict[str, Any]) -> set[str]:
    covering = column.get("covering")
    box = covering.get("bbox") if isinstance(covering, dict) else None
    paths = box.values() if isinstance(box, dict) else []
    return {str(path[0]) for path in paths if isinstance(path, list) and path}


def _notes(column: dict[str, Any], others: list[str]) -> tuple[Note, ...]:
    notes = []
    if others:
        told = ", ".join(others)[:200]
        notes.append(
            Note(
                kind="geometry not read",
                en=f"Other geometry columns are not read: {told}.",
                vi=f"Các cột hình khác không được đọc: {told}.",
            )
        )
    if column.get("edges") == "spherical":
        notes.append(
            Note(
                kind="edges spherical",
                en="The file has its edges along great circles; they are taken as straight lines.",
                vi="Tệp quy định cạnh theo cung tròn lớn; ở đây được coi là đoạn thẳng.",
            )
        )
    return tuple(notes)
