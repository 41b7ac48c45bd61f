"""The bare question asked of a scheduler: every pair of a site and a zone that overlap."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.crs import require_same_crs
from layers.cluster import find_overlaps_on
from layers.errors import ClusterError
from layers.pairs import NOT_CHECKED, PAIR_COLUMNS, pairs_frame
from layers.partition_file import partitioned
from layers.partitions import is_partitioned, read_manifest
from layers.scheduler import is_here, open_scheduler, require_address

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from distributed import Client

    from layers.cluster import Failure
    from layers.partitions import Manifest
    from layers.province import Province


@dataclass(frozen=True, kw_only=True)
class Engine:
    """Where to compute: what the options of the command say."""

    scheduler: str
    """"local", tcp://host:port or tls://host:port."""
    workers: int = 0
    """Processes of the local engine; 0: one for every core."""


@dataclass(frozen=True, kw_only=True)
class Zones:
    """The zones to compare with: a file or a folder of partitions."""

    path: Path
    crs: str = ""
    """Of a file that declares none."""
    id_field: str = ""


def pairs_beyond(
    sites: gpd.GeoDataFrame,
    zones: Zones,
    engine: Engine,
    province: Province,
    progress: Callable[[int, int], None] | None = None,
    *,
    restricted: bool = False,
) -> tuple[gpd.GeoDataFrame, Manifest]:
    """
    Return the pairs of `overlap_pairs_on` and what the partitioned layer says of itself.

    Raises
    ------
    RanhError
        If the engine, the zones or their partitions cannot be used.
    """
    require_address(engine.scheduler)
    if not (is_partitioned(zones.path) or is_here(engine.scheduler)):
        raise ClusterError(
            f"The workers of {engine.scheduler} cannot see {zones.path.name}: write it with `ranh partition`"
            " into a folder that they share, and give that folder.",
            f"Các máy tính toán của {engine.scheduler} không thấy {zones.path.name}: hãy dùng lệnh"
            " `ranh partition` để ghi vào thư mục dùng chung rồi nêu thư mục đó.",
        )
    with (
        partitioned(zones.path, province, zones.crs, zones.id_field) as folder,
        open_scheduler(engine.scheduler, engine.workers) as client,
    ):
        manifest = read_manifest(folder)
        return overlap_pairs_on(client, sites, folder, progress, restricted=restricted), manifest


def zones_box(manifest: Manifest) -> gpd.GeoSeries:
    """Return the box of all zones, for `gap_m`."""
    boxes = [shapely.box(*manifest.bounds_m)] if manifest.bounds_m else []
    return gpd.GeoSeries(boxes, crs=manifest.crs or None)


def overlap_pairs_on(
    client: Client,
    sites: gpd.GeoDataFrame,
    folder: Path,
    progress: Callable[[int, int], None] | None = None,
    *,
    restricted: bool = False,
) -> gpd.GeoDataFrame:
    """
    Return the same pairs as `overlap_pairs`, computed by the workers of a scheduler.

    Parameters
    ----------
    sites
        Frame of `read_sites`, in the CRS of the partitioned layer.
    folder
        What `write_partitions` made.
    restricted
        The sites themselves are defence or security land, whatever the zones are.

    Returns
    -------
    pairs
        First one row for every site and partition that could not be compared: zone_id "", no
        area, status "not_checked", and why. Then the pairs, the same to the last bit.

    Raises
    ------
    CRSError
        If the layer was partitioned in another CRS.
    ReadError, ClusterError
        As `find_overlaps_on`.
    """
    manifest = read_manifest(folder)
    if manifest.partitions:
        require_same_crs(sites, zones_box(manifest))
    shapes = np.asarray(sites.geometry.array, dtype=object)
    done = find_overlaps_on(client, shapes, folder, progress, restricted=restricted)
    zone_id = np.array(done.zone_id, dtype=object)
    pairs = pairs_frame(sites, done.overlaps, zone_id, done.zone_area_m2)
    if not done.failures:
        return pairs
    missed = _missed_frame(sites, done.failures)
    return gpd.GeoDataFrame(pd.concat([missed, pairs], ignore_index=True), crs=sites.crs)


def _missed_frame(sites: gpd.GeoDataFrame, failures: Sequence[Failure]) -> gpd.GeoDataFrame:
    """One row for every site that a failed partition might have concerned; its shape is the site."""
    site = np.concatenate([failure.site for failure in failures])
    why = np.repeat(np.arange(len(failures)), [len(failure.site) for failure in failures])
    order = np.lexsort((why, site))
    said = [failures[number] for number in why[order].tolist()]
    missed = sites.iloc[site[order]]
    table = pd.DataFrame(
        {
            "site_id": missed["site_id"].to_numpy(),
            "zone_id": "",
            "overlap_area_ha": np.nan,
            "site_share": np.nan,
            "zone_share": np.nan,
            "status": NOT_CHECKED,
            "recomputed": False,
            "reason_en": [failure.en for failure in said],
            "reason_vi": [failure.vi for failure in said],
        },
        columns=list(PAIR_COLUMNS),
    )
    return gpd.GeoDataFrame(table, geometry=missed.geometry.to_numpy(), crs=sites.crs)
