"""
Imported layer versions: folders beside `province.toml`, each complete or absent, never changed.

A version ends the earlier ones of its line on the day before it starts. A folder that is not
what its record says stops the province: a layer that vanished in silence would be a false clear.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pydantic

from layers.errors import ProvinceError
from layers.version_record import VersionRecord

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date
    from pathlib import Path

    from layers.layer import Layer

FOLDER, RECORD, ZONES = "versions", "version.json", "zones.parquet"
STAGING = ".new-"
"""Start of the names of folders that are not versions yet."""


def read_records(province_folder: Path) -> tuple[VersionRecord, ...]:
    """
    Return the records of all imported versions of a province, oldest import first.

    Raises
    ------
    ProvinceError
        If a version's folder misses its record or its zones, or the record is not its own.
    """
    folder = province_folder / FOLDER
    if not folder.is_dir():
        return ()
    found = [_record(path) for path in sorted(folder.iterdir()) if not path.name.startswith(".")]
    return tuple(sorted(found, key=lambda record: (record.sequence, record.layer.id)))


def _record(path: Path) -> VersionRecord:
    try:
        record = VersionRecord.model_validate_json((path / RECORD).read_bytes())
        if record.layer.id != path.name or not (path / ZONES).is_file():
            raise ValueError("its files are not those of its record")
    except (OSError, ValueError) as error:
        first = error.errors()[0]["msg"] if isinstance(error, pydantic.ValidationError) else str(error)
        raise ProvinceError(
            f"The imported version {path} is damaged ({first}): restore the folder from a backup.",
            f"Phiên bản đã nhập {path} bị hỏng ({first}): hãy khôi phục thư mục này từ bản sao lưu.",
        ) from error
    return record


def with_versions(declared: Sequence[Layer], records: Iterable[VersionRecord]) -> tuple[Layer, ...]:
    """
    Return the declared and the imported layers, each ended where a later version of its line starts.

    A layer that was never in force after that is left out: its record still tells of it.
    """
    lines: dict[str, list[Layer]] = {layer.id: [layer] for layer in declared}
    for record in records:
        line = lines.setdefault(record.line, [])
        start = record.layer.effective_from
        lines[record.line] = [*_ended(line, start), record.layer]
    return tuple(layer for line in lines.values() for layer in line)


def with_version(
    layers: Sequence[Layer], records: Sequence[VersionRecord], new: VersionRecord
) -> tuple[Layer, ...]:
    """
    Return the layers as they would be with one more version; one that is there already changes nothing.

    Parameters
    ----------
    layers
        Of `with_versions`, with these records.
    """
    if any(record.layer.id == new.layer.id for record in records):
        return tuple(layers)
    line_by_id = {record.layer.id: record.line for record in records}
    lines: dict[str, list[Layer]] = {}
    for layer in layers:
        lines.setdefault(line_by_id.get(layer.id, layer.id), []).append(layer)
    lines[new.line] = [*_ended(lines.get(new.line, []), new.layer.effective_from), new.layer]
    return tuple(layer for line in lines.values() for layer in line)


def _ended(line: Iterable[Layer], start: date | None) -> list[Layer]:
    """Return what remains of earlier versions before `start`; nothing if the new one has no start."""
    if start is None:
        return []
    last = start - timedelta(days=1)
    kept = []
    for layer in line:
        if layer.effective_from is not None and layer.effective_from > last:
            continue
        end = last if layer.effective_to is None else min(last, layer.effective_to)
        kept.append(layer.model_copy(update={"effective_to": end}))
    return kept


def line_of(layer_id: str, records: Iterable[VersionRecord]) -> str:
    """Return the line of a layer: for an imported one as its record says, else its own id."""
    return next((record.line for record in records if record.layer.id == layer_id), layer_id)
