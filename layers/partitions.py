"""
A layer as a folder of GeoParquet files with zones that lie close together, and what it says of itself.

Every zone stands in exactly one file, however far it reaches, so no pair of a site and a zone
can be counted twice. A file's bounds are those of its whole zones: two files' bounds may overlap.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Literal

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pydantic
import shapely

from layers.errors import ReadError
from layers.model import Issue
from layers.province import reason

if TYPE_CHECKING:
    from pathlib import Path

    from geo.types import GeometryArray, IntArray

MANIFEST = "partitions.json"

Bounds = tuple[float, float, float, float]
Count = Annotated[int, pydantic.Field(ge=0)]
Sha256 = Annotated[str, pydantic.Field(pattern="^[0-9a-f]{64}$")]

SCHEMA = pa.schema(
    [
        ("position", pa.int64()),
        ("zone_id", pa.string()),
        ("name", pa.string()),
        ("code", pa.string()),
        ("geometry", pa.binary()),
    ]
)
"""position: the zone's place in the layer's own order, from 0; geometry: WKB in the CRS of the manifest."""


class _Strict(pydantic.BaseModel):
    model_config = pydantic.ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class Partition(_Strict):
    """One file of the folder."""

    file: Annotated[str, pydantic.Field(pattern=r"^part-[0-9]{5,}\.parquet$")]
    """Name inside the folder, never a path: a manifest must not make a worker read elsewhere."""
    zone_count: Annotated[int, pydantic.Field(gt=0)]
    bounds_m: Bounds
    """West, south, east, north of all its zones."""
    sha256: Sha256


class Manifest(_Strict):
    """What a folder of partitions says of itself."""

    format: Literal["ranh-partitions-1"] = "ranh-partitions-1"
    layer_id: str
    source: str
    """Name of the file that the zones came from; "" where there was none."""
    source_sha256: str = ""
    restricted: bool
    """Defence or security land: never sent in the clear to another machine."""
    crs: str
    """WKT; metres."""
    zone_count: Count
    issues: tuple[Issue, ...] = ()
    """What was found in the source; whoever asks the layer must be told of zones that could not be used."""
    partitions: tuple[Partition, ...]

    @pydantic.model_validator(mode="after")
    def _add_up(self) -> Manifest:
        if sum(part.zone_count for part in self.partitions) != self.zone_count:
            raise ValueError("its counts of zones do not add up")
        if len({part.file for part in self.partitions}) < len(self.partitions):
            raise ValueError("a file is listed twice")
        return self

    @property
    def broken_count(self) -> int:
        """Zones of the source that could not be used."""
        return sum(issue.blocks for issue in self.issues)

    @property
    def bounds_m(self) -> Bounds | None:
        """West, south, east, north of all zones; None where there is none."""
        if not self.partitions:
            return None
        edges = np.array([part.bounds_m for part in self.partitions])
        west, south = edges[:, :2].min(axis=0).tolist()
        east, north = edges[:, 2:].max(axis=0).tolist()
        return west, south, east, north


@dataclass(frozen=True, kw_only=True)
class PartitionZones:
    """The zones of one file; all arrays in the order of the file."""

    position: IntArray
    """Place of each zone in the layer's own order."""
    zone_id: tuple[str, ...]
    zones: GeometryArray


def write_manifest(manifest: Manifest, folder: Path) -> None:
    """Write the manifest with a hash of its own: a bound changed by hand would hide zones."""
    body = manifest.model_dump(mode="json")
    text = json.dumps({"sha256": _sealed(body), "manifest": body}, ensure_ascii=False, indent=1)
    (folder / MANIFEST).write_text(text, encoding="utf-8")


def read_manifest(folder: Path) -> Manifest:
    """
    Return what the folder says of itself; the files themselves are not opened.

    Raises
    ------
    ReadError
        If the manifest is missing, damaged, of another format, or was changed.
    """
    path = folder / MANIFEST
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        manifest = Manifest(**document["manifest"])
        if document["sha256"] != _sealed(document["manifest"]):
            raise ValueError("it was changed after it was written")
    except (OSError, KeyError, TypeError, ValueError) as error:
        raise ReadError(
            f"{path} cannot be used: {reason(error)}; make the folder again with `ranh partition`.",
            f"Không dùng được {path}: {reason(error)}; hãy tạo lại thư mục bằng lệnh `ranh partition`.",
        ) from error
    return manifest


def is_partitioned(path: Path) -> bool:
    """Whether a path is a folder that `write_partitions` made."""
    return (path / MANIFEST).is_file()


def read_partition(folder: Path, part: Partition) -> PartitionZones:
    """
    Return the zones of one file, if it is byte for byte what was written.

    Raises
    ------
    ReadError
        If the file is not to be seen from here, or its hash, columns, count, positions or
        bounds are not those of the manifest.
    """
    path = folder / part.file
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ReadError(
            f"{path} cannot be read on the machine that computes ({error.strerror or error}):"
            " put the folder on a disk that every worker sees under the same path.",
            f"Máy tính toán không đọc được {path} ({error.strerror or error}):"
            " hãy đặt thư mục ở ổ đĩa dùng chung mà mọi máy đều thấy với cùng đường dẫn.",
        ) from error
    if hashlib.sha256(content).hexdigest() != part.sha256:
        raise _damaged(path, "its hash is another", "mã băm không khớp")
    try:
        table = pq.read_table(pa.BufferReader(content), schema=SCHEMA)
        zones = shapely.from_wkb(table["geometry"].to_numpy(zero_copy_only=False))
    except (pa.ArrowException, shapely.errors.GEOSException, OSError) as error:
        raise _damaged(path, f"{error}".splitlines()[0], "nội dung không đọc được") from error
    if table.num_rows != part.zone_count or tuple(shapely.total_bounds(zones).tolist()) != part.bounds_m:
        raise _damaged(path, "its zones are not those of the manifest", "các vùng không khớp bản kê")
    return PartitionZones(
        position=table["position"].to_numpy().astype(np.intp, copy=False),
        zone_id=tuple(table["zone_id"].to_pylist()),
        zones=zones,
    )


def _sealed(body: object) -> str:
    text = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _damaged(path: Path, en: str, vi: str) -> ReadError:
    return ReadError(
        f"{path} is damaged ({en}): make the folder again with `ranh partition`.",
        f"{path} bị hỏng ({vi}): hãy tạo lại thư mục bằng lệnh `ranh partition`.",
    )
