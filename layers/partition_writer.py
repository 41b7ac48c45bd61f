"""
Write a layer of any size as a folder of partitions, in bounded memory.

The zones pass through once, into a spool on disk; only their centres and sizes stay in memory
(about 100 bytes a zone). The centres give the order along a Hilbert curve and with it each
zone's partition; then the spool is dealt out into buckets, and each bucket is written.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import shapely
from numpy.typing import NDArray

from geo.crs import require_metric
from geo.errors import CRSError, GeometryError
from layers.errors import WriteError
from layers.partitions import SCHEMA, Manifest, Partition, write_manifest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import pyproj

    from geo.types import FloatArray, GeometryArray
    from layers.model import Issue

ZONES_PER_PART = 25_000
BYTES_PER_PART = 48 * 2**20
"""WKB that one file holds at most (one zone may be larger): what bounds a worker's memory."""

BUCKETS = 128
"""Files open at a time while zones are dealt out."""

CHUNK = 100_000
"""Rows that are looked at together."""

POLYGONS = (3, 6)

Numbers = NDArray[np.uint32]
"""One number a zone; 32 bits, because there may be many millions."""


@dataclass(frozen=True, kw_only=True)
class Source:
    """What the folder is to say of where its zones come from."""

    layer_id: str
    file: str = ""
    sha256: str = ""
    restricted: bool = False
    issues: tuple[Issue, ...] = ()


@dataclass(kw_only=True)
class _Seen:
    """What stays in memory of the zones that went into the spool; lists of one array a batch."""

    centre_m: list[FloatArray] = field(default_factory=list)
    byte_count: list[Numbers] = field(default_factory=list)
    zone_count: int = 0


def require_new_folder(folder: Path) -> None:
    """Refuse a target that is there and not empty, or lies in no folder, before any work is done."""
    parent = folder.resolve().parent
    if not parent.is_dir():
        raise WriteError(
            f"Cannot write {folder}: the folder {parent} is not there.",
            f"Không ghi được {folder}: không có thư mục {parent}.",
        )
    if folder.is_file() or (folder.is_dir() and any(folder.iterdir())):
        raise WriteError(
            f"Cannot write into {folder}: something is there already; give a new or empty folder.",
            f"Không ghi vào {folder}: nơi này đã có dữ liệu; hãy chọn thư mục mới hoặc trống.",
        )


def write_partitions(
    batches: Iterable[gpd.GeoDataFrame],
    folder: Path,
    source: Source,
    zones_per_part: int = ZONES_PER_PART,
) -> Manifest:
    """
    Write zones as partitions; the folder is whole or not there.

    Parameters
    ----------
    batches
        Frames with zone_id, name, code and geometry (valid polygons in one CRS in metres), as
        `LayerData.zones`; taken one by one, none is kept. Their rows in turn are the layer's order.
    folder
        New or empty.
    zones_per_part
        Zones that one file holds at most; fewer where they are large (`BYTES_PER_PART`).

    Raises
    ------
    WriteError
        If the folder is not new, or cannot be written.
    CRSError, GeometryError
        If a batch is in another CRS, or holds what is no polygon.
    """
    require_new_folder(folder)
    try:
        with tempfile.TemporaryDirectory(prefix=".ranh-", dir=folder.resolve().parent) as held:
            made, work = Path(held) / "new", Path(held) / "work"
            made.mkdir()
            work.mkdir()
            crs, seen = _spool(batches, work / "spool.arrow")
            rank, part = _order(seen, zones_per_part)
            buckets = _deal(work, rank, part)
            parts = tuple(p for bucket in buckets for p in _write_bucket(bucket, made, crs))
            manifest = Manifest(
                layer_id=source.layer_id,
                source=source.file,
                source_sha256=source.sha256,
                restricted=source.restricted,
                crs=crs.to_wkt() if crs else "",
                zone_count=seen.zone_count,
                issues=source.issues,
                partitions=parts,
            )
            write_manifest(manifest, made)
            if folder.exists():
                folder.rmdir()
            made.replace(folder)
    except OSError as error:
        raise WriteError(
            f"Cannot write {folder}: {error.strerror or error}.",
            f"Không ghi được {folder}: {error.strerror or error}.",
        ) from error
    return manifest


def _spool(batches: Iterable[gpd.GeoDataFrame], path: Path) -> tuple[pyproj.CRS | None, _Seen]:
    """Write every zone to disk in the order of the layer; keep its centre and its size."""
    seen = _Seen()
    crs = None
    with pa.OSFile(str(path), "wb") as file, pa.ipc.new_stream(file, SCHEMA) as out:
        for batch in batches:
            if require_metric(batch.crs) != (crs := crs or batch.crs):
                raise CRSError(
                    f"The zones are in {crs.name} and in {batch.crs.name}: all must be in one.",
                    f"Các vùng ở hai hệ toạ độ {crs.name} và {batch.crs.name}: cần cùng một hệ.",
                )
            shapes = np.asarray(batch.geometry.array, dtype=object)
            _require_polygons(shapes)
            wkb = shapely.to_wkb(shapely.force_2d(shapes), byte_order=1)
            box = shapely.bounds(shapes)
            seen.centre_m.append((box[:, :2] + box[:, 2:]) / 2)
            seen.byte_count.append(np.fromiter(map(len, wkb), dtype=np.uint32, count=len(wkb)))
            positions = np.arange(seen.zone_count, seen.zone_count + len(batch))
            texts = [pa.array(batch[name], pa.string()) for name in ("zone_id", "name", "code")]
            out.write_batch(
                pa.record_batch(
                    [pa.array(positions, pa.int64()), *texts, pa.array(wkb, pa.binary())], schema=SCHEMA
                ),
            )
            seen.zone_count += len(batch)
    return crs, seen


def _require_polygons(shapes: GeometryArray) -> None:
    strange = np.flatnonzero(~np.isin(shapely.get_type_id(shapes), POLYGONS) | shapely.is_empty(shapes))
    if len(strange):
        raise GeometryError(
            f"Only polygons can be partitioned; {len(strange)} of the zones are none.",
            f"Chỉ chia được lớp gồm các vùng; có {len(strange)} đối tượng không phải vùng.",
        )


def _order(seen: _Seen, zones_per_part: int) -> tuple[Numbers, Numbers]:
    """Return each zone's place along the curve and its partition, in the order of the layer."""
    centre_m = np.concatenate([*seen.centre_m, np.empty((0, 2))])
    seen.centre_m.clear()
    frame = (*centre_m.min(axis=0, initial=np.inf), *centre_m.max(axis=0, initial=-np.inf))
    along = np.empty(len(centre_m), dtype=np.uint32)
    for start in range(0, len(centre_m), CHUNK):
        points = gpd.GeoSeries(shapely.points(centre_m[start : start + CHUNK]))
        along[start : start + CHUNK] = points.hilbert_distance(total_bounds=frame)
    del centre_m
    order = np.argsort(along, kind="stable").astype(np.uint32)
    rank = np.empty(len(order), dtype=np.uint32)
    rank[order] = np.arange(len(order), dtype=np.uint32)
    byte_count = np.concatenate([*seen.byte_count, np.empty(0, dtype=np.uint32)])
    part = np.empty(len(order), dtype=np.uint32)
    part[order] = _cut(byte_count[order], zones_per_part)
    return rank, part


def _cut(byte_count: Numbers, zones_per_part: int) -> Numbers:
    """
    Return the number of the partition of each zone, given the zones' sizes in the order of the curve.

    Examples
    --------
    >>> _cut(np.full(5, 100), 2).tolist()
    [0, 0, 1, 1, 2]
    """
    filled = np.cumsum(byte_count, dtype=np.int64)
    part = np.empty(len(filled), dtype=np.uint32)
    start, number = 0, 0
    while start < len(filled):
        before = filled[start - 1] if start else 0
        fits = int(np.searchsorted(filled, before + BYTES_PER_PART, side="right"))
        stop = max(start + 1, min(start + zones_per_part, fits))
        part[start:stop] = number
        start, number = stop, number + 1
    return part


def _deal(work: Path, rank: Numbers, part: Numbers) -> Iterator[pa.Table]:
    """Give the zones bucket by bucket, in the order of the curve, with columns `part` and `rank`."""
    count = int(part.max()) + 1 if len(part) else 0
    width = max(1, -(-count // BUCKETS))
    schema = SCHEMA.append(pa.field("part", pa.int64())).append(pa.field("rank", pa.int64()))
    paths = [work / f"bucket-{number}.arrow" for number in range(-(-count // width))]
    with ExitStack() as open_files, pa.OSFile(str(work / "spool.arrow")) as spool:
        files = [open_files.enter_context(pa.OSFile(str(path), "wb")) for path in paths]
        writers = [open_files.enter_context(pa.ipc.new_stream(file, schema)) for file in files]
        for batch in pa.ipc.open_stream(spool):
            position = batch["position"].to_numpy()
            order = np.argsort(rank[position], kind="stable")
            bucket = (part[position][order] // width).astype(np.int64)
            columns = [pa.array(numbers[position], pa.int64()) for numbers in (part, rank)]
            dealt = pa.record_batch([*batch.columns, *columns], schema=schema).take(pa.array(order))
            starts = np.flatnonzero(np.diff(bucket, prepend=-1))
            for start, stop in zip(starts, [*starts[1:], len(bucket)], strict=True):
                writers[bucket[start]].write_batch(dealt.slice(start, stop - start))
    (work / "spool.arrow").unlink()
    for path in paths:
        with pa.OSFile(str(path)) as file:
            yield pa.ipc.open_stream(file).read_all()
        path.unlink()


def _write_bucket(bucket: pa.Table, folder: Path, crs: pyproj.CRS | None) -> Iterator[Partition]:
    bucket = bucket.take(pa.array(np.argsort(bucket["rank"].to_numpy(), kind="stable")))
    number = bucket["part"].to_numpy()
    starts = np.flatnonzero(np.diff(number, prepend=-1))
    for start, stop in zip(starts, [*starts[1:], len(number)], strict=True):
        rows = bucket.slice(start, stop - start).select(SCHEMA.names)
        wkb = rows["geometry"].to_numpy(zero_copy_only=False)
        bounds = tuple(shapely.total_bounds(shapely.from_wkb(wkb)).tolist())
        about = {b"geo": json.dumps(_geo(bounds, crs)).encode()}
        path = folder / f"part-{number[start]:05d}.parquet"
        pq.write_table(rows.replace_schema_metadata(about), path)
        sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
        yield Partition(file=path.name, zone_count=rows.num_rows, bounds_m=bounds, sha256=sha256)


def _geo(bounds: tuple[float, ...], crs: pyproj.CRS | None) -> dict[str, Any]:
    """Return the file's metadata (GeoParquet 1.1.0); an empty list of types means that they are not told."""
    column = {
        "encoding": "WKB",
        "geometry_types": [],
        "crs": crs.to_json_dict() if crs else None,
        "bbox": list(bounds),
    }
    return {"version": "1.1.0", "primary_column": "geometry", "columns": {"geometry": column}}
