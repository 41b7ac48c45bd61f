"""
What one worker does: the overlaps of some sites with the zones of one partition.

It runs in other processes, perhaps on other machines. Whatever it gives back must be what the
asking machine would have computed itself, to the last bit; so it first compares the programs.
"""

from __future__ import annotations

import hashlib
import platform
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import shapely

import geo
from geo.index import ZoneIndex
from geo.overlap import find_overlaps
from layers.errors import ClusterError
from layers.partitions import read_partition

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from geo.types import BoolArray, FloatArray, GeometryArray, IntArray
    from layers.partitions import Partition

Programs = tuple[tuple[str, str], ...]
"""Names of programs with their versions."""


class UnlikeError(ClusterError):
    """A worker runs other programs than the machine that asks: its last bits may differ."""


@dataclass(frozen=True, kw_only=True)
class PartTask:
    """Some sites and the partition that they may overlap."""

    folder: str
    part: Partition
    site: IntArray
    """Positions of the sites."""
    site_wkb: tuple[bytes, ...]
    programs: Programs
    """What the asking machine computes with."""


@dataclass(frozen=True, kw_only=True)
class PackedShapes:
    """Geometries in two arrays: many small objects would cost the asking machine more than the question."""

    wkb: NDArray[np.uint8]
    """One after the other."""
    stop: IntArray
    """Where each ends; one that has no length is None."""

    @classmethod
    def of(cls, shapes: GeometryArray) -> PackedShapes:
        """Pack geometries or None, to the last bit."""
        wkb = [text or b"" for text in shapely.to_wkb(shapes).tolist()]
        size = np.fromiter(map(len, wkb), dtype=np.intp, count=len(wkb))
        return cls(wkb=np.frombuffer(b"".join(wkb), dtype=np.uint8), stop=np.cumsum(size))

    def unpacked(self) -> GeometryArray:
        """Return the geometries."""
        content, stop = self.wkb.tobytes(), self.stop.tolist()
        wkb = np.empty(len(stop), dtype=object)
        wkb[:] = [content[a:b] or None for a, b in zip([0, *stop], stop, strict=False)]
        return np.asarray(shapely.from_wkb(wkb))


@dataclass(frozen=True, kw_only=True)
class PartOverlaps:
    """Pairs of one task, as `Overlaps`, with what is to be said of each pair's zone."""

    site: IntArray
    zone: IntArray
    """Place of the zone in the layer's own order."""
    shapes: PackedShapes
    area_m2: FloatArray
    recomputed: BoolArray
    unresolved: BoolArray
    zone_id: tuple[str, ...]
    zone_area_m2: FloatArray


def overlap_part(task: PartTask) -> PartOverlaps:
    """
    Return all pairs of the task's sites and zones whose interiors meet.

    Raises
    ------
    UnlikeError
        If this machine computes with other programs than the one that asks.
    ReadError
        If the partition cannot be read here, or is not what was written.
    """
    require_same(programs(), task.programs, platform.node())
    read = read_partition(Path(task.folder), task.part)
    sites = np.asarray(shapely.from_wkb(np.array([*task.site_wkb, None], dtype=object)))[:-1]
    found = find_overlaps(sites, ZoneIndex.build(read.zones), threads=1)
    return PartOverlaps(
        site=task.site[found.site],
        zone=read.position[found.zone],
        shapes=PackedShapes.of(found.shape),
        area_m2=found.area_m2,
        recomputed=found.recomputed,
        unresolved=found.unresolved,
        zone_id=tuple(read.zone_id[zone] for zone in found.zone.tolist()),
        zone_area_m2=np.asarray(shapely.area(read.zones[found.zone]), dtype=float),
    )


def each(ask: Callable[[PartTask], PartOverlaps], tasks: tuple[PartTask, ...]) -> tuple[PartOverlaps, ...]:
    """Answer several tasks in one journey: each journey costs the asking machine time."""
    return tuple(ask(task) for task in tasks)


@cache
def programs() -> Programs:
    """Return what this machine computes areas with: the engine's own source, and what it stands on."""
    digest = hashlib.sha256()
    for path in sorted(Path(geo.__file__).parent.glob("*.py")):
        digest.update(path.read_bytes())
    return (
        ("Ranh", digest.hexdigest()[:12]),
        ("GEOS", shapely.geos_version_string),
        ("shapely", shapely.__version__),
        ("numpy", np.__version__),
        ("numba", version("numba")),
        ("processor", platform.machine()),
    )


def require_same(worker: Programs, asking: Programs, host: str) -> None:
    """Raise UnlikeError unless a worker computes with the same programs as the machine that asks."""
    pairs = zip(worker, asking, strict=True)
    unlike = ", ".join(f"{name} {there} / {here}" for (name, there), (_, here) in pairs if there != here)
    if unlike:
        raise UnlikeError(
            f"The worker {host} computes with other programs than this machine ({unlike}):"
            " install the same versions on both.",
            f"Máy tính toán {host} dùng phiên bản phần mềm khác với máy này ({unlike}):"
            " hãy cài cùng phiên bản trên các máy.",
        )
