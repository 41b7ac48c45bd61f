"""The manifest of a package: every layer with its decision, what was withheld, every file's hash."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from geo.crs import operation_name
from layers.packages.dxf_file import cad_layers
from layers.packages.model import LAYOUT, PACKAGE_KEY
from layers.packages.names import field_names
from layers.packages.readme import withheld_en, withheld_vi
from layers.writer import describe

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from layers.packages.model import Content, Table
    from layers.packages.proof import Proved


def entries_of(folder: Path, proved: Mapping[str, Proved]) -> list[dict[str, Any]]:
    """Return a line of the manifest for each file."""
    entries = []
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        body, name = path.read_bytes(), path.relative_to(folder).as_posix()
        entry: dict[str, Any] = {"file": name, "bytes": len(body), "sha256": hashlib.sha256(body).hexdigest()}
        if name in proved:
            entry |= {
                "rows": proved[name].rows,
                "farthest_vertex_off_mm": round(proved[name].off_m * 1000, 4),
            }
        entries.append(entry)
    return entries


def manifest_of(content: Content, entries: list[dict[str, Any]]) -> dict[str, Any]:
    """Return what stands in manifest.json."""
    unit, province = content.unit, content.province
    return {
        PACKAGE_KEY: LAYOUT,
        **describe(province),
        "unit": {"kind": unit.kind, "code": unit.code, "name": unit.name, "boundary_layer": unit.layer_id},
        "units_before_and_after": {level: list(names) for level, names in content.relatives.items()},
        "as_of": content.as_of.isoformat(),
        "created_at": datetime.now(tz=UTC).isoformat(timespec="seconds"),
        "crs": province.crs,
        "datum_operation": operation_name(province.datum_operation),
        "exact": content.exact,
        "withheld_vi": withheld_vi(content),
        "withheld_en": withheld_en(content),
        "withheld_squares": content.squares,
        "layers": [_layer(table) for table in (*content.tables, *content.empty)],
        "layers_with_problems": [
            {"layer": one.layer_id, "problem_vi": one.vi, "problem_en": one.en} for one in content.problems
        ],
        "drawing_layers": {
            one.name: {"layer": one.table.id, "code": one.code} for one in cad_layers(content)
        },
        "files": entries,
    }


def _layer(table: Table) -> dict[str, Any]:
    return {
        "id": table.id,
        "title_vi": table.title_vi,
        "title_en": table.title_en,
        **table.facts,
        "feature_count": table.count,
        "slivers_left_out": table.slivers,
        "slivers_left_out_m2": round(table.slivers_m2, 3),
        "shapefile_fields": field_names(column.name for column in table.columns),
    }
