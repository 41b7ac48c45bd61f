"""
The part of a commune or former district, as GeoJSON files that may leave the machine.

Restricted layers are never in it. Every other layer that may share boundaries with
restricted land has the cover of that land (see `layers.cover`) cut out, because the
neighbours of a defence site give its boundary away. Findings go through
`layers.exposed`.
"""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import shapely

from layers.codes import read_codes
from layers.cover import SQUARE_M, area_of, restricted_rows
from layers.exposed import exposed
from layers.open_layers import open_layers
from layers.package import MANIFEST, PACKAGE_KEY, write_package
from layers.part import part_in
from layers.rfc7946 import feature_collection, plain_value, to_bytes
from layers.withheld import withheld_squares
from layers.writer import describe, with_shown_geometry

if TYPE_CHECKING:
    from pathlib import Path

    from layers.catalogue import LayerUse
    from layers.check import CheckResult
    from layers.province import Province
    from layers.units import Unit

LAYER_FACTS = (
    "id", "family", "version", "name_vi", "name_en", "origin", "source", "source_vi", "licence",
    "decision_number", "decision_date", "effective_from", "effective_to", "scale_denominator", "accuracy_m",
)  # fmt: skip


def export_unit(result: CheckResult, province: Province, unit: Unit, folder: Path) -> dict[str, Any]:
    """
    Write the unit's part of every layer in force, its projects and findings, and a manifest.

    Parameters
    ----------
    result
        A check of the whole province; its date decides which versions are in force.
    unit
        The commune or former district; everything is cut to its boundary.
    folder
        Made if it is not there. An earlier package in it is replaced as a whole.

    Returns
    -------
    manifest
        What was written, as in manifest.json.

    Raises
    ------
    WriteError
        If `folder` holds anything but an earlier package, or cannot be written.
    ShareError
        If restricted land is not fully known, so that it cannot be left out.
    """
    codes = read_codes(province.path(province.codes))
    mask = area_of(withheld_squares(result, province, codes))
    files: dict[str, bytes] = {}
    entries: list[dict[str, Any]] = []
    problems: list[dict[str, str]] = []
    for use in open_layers(result.layers_used, mask, codes):
        if not use.layer.in_force(result.as_of):
            continue
        if use.data is None:
            problems.append(
                {"layer": use.layer.id, "problem_vi": use.problem_vi, "problem_en": use.problem_en}
            )
            continue
        part = part_in(use.data.zones, unit.shape, _kept(use))
        _add(files, entries, f"{use.layer.id}.geojson", part, province, _layer_facts(use))
    open_sites = result.sites[~restricted_rows(result.sites, codes)]
    sites = part_in(open_sites[open_sites.geometry.notna()].reset_index(drop=True), unit.shape)
    _add(
        files,
        entries,
        "sites.geojson",
        sites,
        province,
        {"name_vi": "Khu đất dự án", "name_en": "Project sites"},
    )
    findings = _findings_in(exposed(result, province).findings, result.sites, sites, unit)
    about = {"name_vi": "Kết quả kiểm tra", "name_en": "Findings", "datum_operation": result.operation}
    _add(files, entries, "findings.geojson", findings, province, about)
    manifest = _manifest(result, province, unit, entries, problems)
    files[MANIFEST] = json.dumps(manifest, ensure_ascii=False, indent=1, default=str).encode()
    write_package(folder, files)
    return manifest


def _findings_in(
    findings: gpd.GeoDataFrame, sites: gpd.GeoDataFrame, part: gpd.GeoDataFrame, unit: Unit
) -> gpd.GeoDataFrame:
    """Return the findings of sites with a part in the unit; verdicts are of the whole site."""
    chosen = findings[findings["site_id"].isin(part["site_id"])].reset_index(drop=True)
    shown = with_shown_geometry(chosen, sites)
    cut = shapely.intersection(np.asarray(shown.geometry.array), unit.shape)
    cut[shapely.is_empty(cut)] = None
    return shown.set_geometry(gpd.GeoSeries(cut, index=shown.index, crs=shown.crs))


def _kept(use: LayerUse) -> tuple[str, ...]:
    """Name the columns that a row may keep when it was cut by the cover."""
    return ("zone_id", "name", "code", use.layer.id_field, use.layer.name_field, use.layer.code_field)


def _layer_facts(use: LayerUse) -> dict[str, Any]:
    """Return what the manifest tells of a layer; not its file's hash, which depends on what was left out."""
    return {name: plain_value(getattr(use.layer, name)) for name in LAYER_FACTS}


def _add(
    files: dict[str, bytes],
    entries: list[dict[str, Any]],
    name: str,
    frame: gpd.GeoDataFrame,
    province: Province,
    facts: dict[str, Any],
) -> None:
    """Add a file and its entry in the manifest, unless there is nothing in it."""
    content = to_bytes(
        feature_collection(frame, province.datum_operation, describe(province) | {"about": facts})
    )
    files[name] = content
    sha256 = hashlib.sha256(content).hexdigest()
    entries.append({"file": name, "feature_count": len(frame), "sha256": sha256, "crs": "OGC:CRS84", **facts})


def _manifest(
    result: CheckResult,
    province: Province,
    unit: Unit,
    entries: list[dict[str, Any]],
    problems: list[dict[str, str]],
) -> dict[str, Any]:
    withheld_vi = (
        "Không có lớp đất quốc phòng, an ninh; "
        f"các ô lưới {SQUARE_M:g} m chạm đất đó bị để trống ở các lớp khác; "
        "kết quả kiểm tra trong các ô này là 'chưa kiểm tra được'."
    )
    withheld_en = (
        "No defence or security layer is included; "
        f"{SQUARE_M:g} m squares that touch such land are left blank in the other layers; "
        "findings there are 'not checked'."
    )
    return {
        PACKAGE_KEY: 1,
        **describe(province),
        "unit": {"kind": unit.kind, "code": unit.code, "name": unit.name, "boundary_layer": unit.layer_id},
        "as_of": result.as_of.isoformat(),
        "created_at": datetime.now(tz=UTC).isoformat(timespec="seconds"),
        "datum_operation": result.operation,
        "withheld_vi": withheld_vi,
        "withheld_en": withheld_en,
        "layers_with_problems": problems,
        "files": entries,
    }
