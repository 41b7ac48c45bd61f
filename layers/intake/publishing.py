"""
Write an imported version: whole under its name, or not at all, also after kill -9 and on a full disk.

Zones and record are written to a folder that is no version yet, flushed to the disk and read
back; then one rename makes the version. Nothing is ever changed in it.
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import shapely

from layers.errors import WriteError
from layers.files import sha256_of
from layers.intake.private import private_folder
from layers.reader import read_layer, read_sites
from layers.rules import SITES
from layers.version_record import VersionRecord
from layers.versions import FOLDER, RECORD, STAGING, ZONES, read_records

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd

    from layers.intake.declared import Target
    from layers.layer import Layer
    from layers.province import Province
    from layers.version_record import Account

HASH_CHARACTERS = 12
UNNAMED = frozenset({"id", "file"})
"""Fields of a layer that follow from its content."""


@dataclass(frozen=True, kw_only=True)
class Published:
    """A version, and whether it was there before."""

    record: VersionRecord
    folder: Path
    was_there: bool


def publish(
    frame: gpd.GeoDataFrame, target: Target, account: Account, province: Province, *, by: str
) -> Published:
    """
    Make a version of the rows and return its record.

    The same rows with the same declaration are the same version: it is not written twice.

    Parameters
    ----------
    frame
        The rows to keep, in the province's CRS; geometry None for a project without a place.
    by
        Who imports.

    Raises
    ------
    WriteError
        If it cannot be written or reads back differently; nothing is then left behind.
    RanhError
        If what was written could not be read as a layer of the province.
    """
    versions = province.folder / FOLDER
    with private_folder(versions, STAGING) as staging:
        try:
            return _written(frame, target, account, province, staging, by)
        except WriteError:
            raise
        except OSError as error:
            why = error.strerror or error
            raise WriteError(
                f"The version cannot be written to {versions} ({why}): nothing was imported.",
                f"Không ghi được phiên bản vào {versions} ({why}): chưa nhập gì cả.",
            ) from error


def _written(
    frame: gpd.GeoDataFrame, target: Target, account: Account, province: Province, staging: Path, by: str
) -> Published:
    versions, zones = staging.parent, staging / ZONES
    record = stage(frame, target, account, province, zones, by=by)
    final = versions / record.layer.id
    if final.is_dir():
        return _there(final, versions)
    (staging / RECORD).write_text(record.model_dump_json(indent=1), encoding="utf-8")
    for path in (zones, staging / RECORD, staging):
        _flush(path)
    staging.rename(final)
    _flush(versions)
    return Published(record=record, folder=final, was_there=False)


def stage(
    frame: gpd.GeoDataFrame,
    target: Target,
    account: Account,
    province: Province,
    zones: Path,
    *,
    by: str,
) -> VersionRecord:
    """
    Write the rows to a file that is no version yet, read it back, and return the record it would have.

    Raises
    ------
    WriteError
        If it reads back differently.
    RanhError
        If it could not be read as a layer of the province.
    """
    frame.to_parquet(zones, index=False)
    _require_same(frame, zones)
    record = _record(zones, target, account, province, by)
    _require_readable(zones, record.layer, province)
    return record


def _there(folder: Path, versions: Path) -> Published:
    record = next(r for r in read_records(versions.parent) if r.layer.id == folder.name)
    return Published(record=record, folder=folder, was_there=True)


def _record(zones: Path, target: Target, account: Account, province: Province, by: str) -> VersionRecord:
    sha256 = sha256_of(zones)
    said = json.dumps(target.layer.model_dump(mode="json", exclude=set(UNNAMED)), sort_keys=True)
    content = hashlib.sha256(f"{sha256} {said}".encode()).hexdigest()[:HASH_CHARACTERS]
    layer_id = f"{target.line}-{content}"
    layer = target.layer.model_copy(
        update={
            "id": layer_id,
            "file": f"{FOLDER}/{layer_id}/{ZONES}",
            "missing_rows": account.reconciliation.gap,
        }
    )
    records = read_records(province.folder)
    return VersionRecord(
        sequence=max((record.sequence for record in records), default=0) + 1,
        line=target.line,
        layer=layer,
        zones_sha256=sha256,
        imported_at=datetime.now(tz=UTC),
        imported_by=by,
        program=f"ranh {version('ranh')}",
        account=account,
    )


def _require_same(frame: gpd.GeoDataFrame, zones: Path) -> None:
    """Read back what was written: a disk that is full, or fails, does not always say so."""
    back = pq.read_table(zones)
    shapes = pa.array(shapely.to_wkb(np.asarray(frame.geometry.array, dtype=object)), pa.binary())
    attributes = pa.Table.from_pandas(pd.DataFrame(frame.drop(columns="geometry")), preserve_index=False)
    same = back.column_names == list(frame.columns) and back["geometry"].combine_chunks().equals(shapes)
    if not same or not back.drop_columns(["geometry"]).equals(attributes):
        raise WriteError(
            "What was written is not what was read from the file: nothing was imported; check the disk.",
            "Dữ liệu ghi ra không khớp dữ liệu đã đọc: chưa nhập gì cả; hãy kiểm tra ổ đĩa.",
        )


def _require_readable(zones: Path, layer: Layer, province: Province) -> None:
    """Read it the way every check will, before it has a name."""
    staged = layer.model_copy(update={"file": str(zones)})
    if layer.family == SITES:
        read_sites(zones, province, crs=layer.crs, id_field=layer.id_field)
    else:
        read_layer(staged, province)


def _flush(path: Path) -> None:
    """Make the disk hold a file or a folder's entries; Windows opens no folder and needs none of this."""
    if path.is_dir() and os.name == "nt":
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
