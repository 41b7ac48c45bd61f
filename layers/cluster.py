"""
The overlaps of sites with a partitioned layer, computed by the workers of a scheduler.

Nothing is left out in silence: the sites of a partition that fails for good are "not checked",
with the reason, and the rest of the result stands.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import shapely
from distributed.scheduler import KilledWorker

from geo.errors import RanhError
from geo.joined import Overlaps
from layers.cluster_run import NoWorkerError, Run, Visit
from layers.cluster_task import PackedShapes, PartOverlaps
from layers.errors import ReadError
from layers.partitions import read_manifest

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from distributed import Client

    from geo.types import FloatArray, GeometryArray, IntArray
    from layers.partitions import Manifest

SITES_PER_TASK = 2_000
BYTES_PER_TASK = 8 * 2**20
"""Sites that travel with one task: what bounds a worker's memory, beside the size of the partition."""

BYTES_PER_VERTEX = 16

NONE = np.empty(0, dtype=object)


@dataclass(frozen=True, kw_only=True)
class Failure:
    """A partition that could not be used, and the sites that it might have concerned."""

    file: str
    site: IntArray
    """Positions of the sites."""
    en: str
    vi: str


@dataclass(frozen=True, kw_only=True)
class ClusterOverlaps:
    """What all partitions gave, as the single machine would have given it, and what failed."""

    overlaps: Overlaps
    """zone: place in the layer's own order."""
    zone_id: tuple[str, ...]
    """Of each pair's zone."""
    zone_area_m2: FloatArray
    failures: tuple[Failure, ...]
    """Sites named here are "not checked", whatever the pairs say."""


@dataclass(frozen=True, kw_only=True)
class _Given:
    """What a task gave, with its shapes unpacked."""

    result: PartOverlaps
    shape: GeometryArray


def find_overlaps_on(
    client: Client,
    sites: GeometryArray,
    folder: Path,
    progress: Callable[[int, int], None] | None = None,
    *,
    restricted: bool = False,
) -> ClusterOverlaps:
    """
    Return every pair of a site and a zone whose interiors meet, to the last bit as `find_overlaps` does.

    Parameters
    ----------
    sites
        Valid polygons in the CRS of the layer, or None (has no pair).
    folder
        What `write_partitions` made; every worker must see it under the same absolute path.
    progress
        Called with (visits of partitions done, visits in all).
    restricted
        The sites must not travel in the clear, whatever the layer is.

    Raises
    ------
    ReadError
        If the manifest cannot be used.
    ClusterError
        If the scheduler is lost, a worker computes with other programs, or restricted land would
        travel in the clear.
    """
    manifest = read_manifest(folder)
    visits = _plan(sites, manifest)
    private = restricted or manifest.restricted
    run = Run(client=client, sites=sites, folder=folder.resolve(), restricted=private)
    run.require_fit()
    parts: list[_Given] = []
    failed: list[tuple[Visit, BaseException]] = []
    done = 0
    for job, answer in run.window(run.jobs(visits)):
        if isinstance(answer, tuple):
            parts.extend(map(_given, answer))
        else:
            failed.extend((visit, answer) for visit in job)
        done += len(job)
        if progress is not None:
            progress(done, len(visits))
    failures = []
    deserted = any(isinstance(error, NoWorkerError) for _, error in failed)
    for visit, error in failed:
        result = error if deserted else run.alone(visit)
        deserted = deserted or isinstance(result, NoWorkerError)
        if isinstance(result, PartOverlaps):
            parts.append(_given(result))
        else:
            failures.append(_failure(visit, result))
    return _merged(parts, tuple(sorted(failures, key=lambda failure: (failure.file, failure.site[0]))))


def _plan(sites: GeometryArray, manifest: Manifest) -> list[Visit]:
    """Send each site to the partitions whose bounds it meets: box against box, so that none is missed."""
    bounds = np.array([part.bounds_m for part in manifest.partitions]).reshape(-1, 4)
    part, site = shapely.STRtree(sites).query(shapely.box(*bounds.T))
    order = np.lexsort((site, part))
    part, site = part[order], site[order]
    byte_count = shapely.get_num_coordinates(sites) * BYTES_PER_VERTEX
    visits: list[Visit] = []
    for number in np.unique(part).tolist():
        mine = site[part == number]
        filled = np.cumsum(byte_count[mine]) // BYTES_PER_TASK + np.arange(len(mine)) // SITES_PER_TASK
        groups = np.split(mine, np.flatnonzero(np.diff(filled)) + 1)
        visits.extend(Visit(part=manifest.partitions[number], site=group) for group in groups)
    return visits


def _failure(visit: Visit, error: BaseException) -> Failure:
    """Say which partition failed and why; a person may not know what a task is."""
    if isinstance(error, RanhError):
        why_en, why_vi = error.en, error.vi
    elif isinstance(error, KilledWorker):
        why_en = "the worker ended each time, perhaps for lack of memory"
        why_vi = "tiến trình tính toán lần nào cũng bị dừng, có thể do thiếu bộ nhớ"
    else:
        why_en = why_vi = f"{type(error).__name__}: {error}".splitlines()[0]
    return Failure(
        file=visit.part.file,
        site=visit.site,
        en=f"Not compared with the zones of {visit.part.file}: {why_en.rstrip('.')}.",
        vi=f"Chưa so với các vùng trong {visit.part.file}: {why_vi.rstrip('.')}.",
    )


def _given(result: PartOverlaps) -> _Given:
    """Unpack a result while the workers are at the next ones; what it came in is then let go."""
    return _Given(result=replace(result, shapes=PackedShapes.of(NONE)), shape=result.shapes.unpacked())


def _merged(parts: Sequence[_Given], failures: tuple[Failure, ...]) -> ClusterOverlaps:
    """Put the pairs in the order of the single machine: by site, then zone."""

    def joined(name: str, dtype: type) -> np.ndarray:
        return np.concatenate([np.empty(0, dtype=dtype), *(getattr(part.result, name) for part in parts)])

    site, zone = joined("site", np.intp), joined("zone", np.intp)
    order = np.lexsort((zone, site))
    site, zone = site[order], zone[order]
    if ((np.diff(site) == 0) & (np.diff(zone) == 0)).any():
        raise ReadError(
            "A zone stands in two files of the partitioned layer: make it again with `ranh partition`.",
            "Có vùng nằm ở hai tệp của lớp đã chia: hãy tạo lại thư mục bằng lệnh `ranh partition`.",
        )
    zone_id = [zone_id for part in parts for zone_id in part.result.zone_id]
    shape = np.concatenate([NONE, *(part.shape for part in parts)])
    return ClusterOverlaps(
        overlaps=Overlaps(
            site=site,
            zone=zone,
            shape=shape[order],
            area_m2=joined("area_m2", np.float64)[order],
            recomputed=joined("recomputed", np.bool_)[order],
            unresolved=joined("unresolved", np.bool_)[order],
        ),
        zone_id=tuple(zone_id[row] for row in order.tolist()),
        zone_area_m2=joined("zone_area_m2", np.float64)[order],
        failures=failures,
    )
