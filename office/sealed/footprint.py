"""The footprint of a question about sealed land: what may be asked, and what is too small or too fine."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely

from geo.overlap import M2_PER_HA
from layers.catalogue import read_layers, read_province_sites
from layers.extent import blocked_sites
from layers.places import COMMUNES
from layers.told import told_sites
from office.errors import AnswerError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from layers.province import Province
    from office.sealed.limits import Limits


def footprint_of(province: Province, as_of: date, site_ids: Sequence[str]) -> shapely.Geometry:
    """
    Return the footprints of the province's projects as one geometry, in its CRS.

    Raises
    ------
    AnswerError
        If one is not known or has no footprint: what is left out would be called "no need". A project
        that is itself for defence or security is not known here: a dossier would carry its outline.
    """
    sites = told_sites(read_province_sites(province, as_of)[0], province)
    chosen = sites[sites["site_id"].isin(site_ids)]
    missing = set(site_ids) - set(chosen.loc[chosen.geometry.notna(), "site_id"])
    if missing or not site_ids:
        first = min(missing, default="")
        raise AnswerError(
            f"Project {first!r} is not there or has no footprint: give projects with a drawn footprint.",
            f"Không có dự án {first!r} hoặc dự án chưa có ranh giới: hãy chọn dự án đã vẽ ranh giới.",
        )
    return shapely.union_all(np.asarray(chosen.geometry.array, dtype=object))


def admitted(footprint: shapely.Geometry, limits: Limits) -> shapely.Geometry:
    """
    Return the footprint as it is asked about: on a grid of a metre, without what is too fine.

    Raises
    ------
    AnswerError
        If it is no area, is invalid, or lies beyond a limit.
    """
    if footprint.geom_type not in {"Polygon", "MultiPolygon"} or not footprint.is_valid or footprint.is_empty:
        raise AnswerError(
            "The footprint is no valid area: correct its outline first.",
            "Ranh giới khu đất không phải vùng hợp lệ: hãy sửa trước.",
        )
    _require(shapely.get_num_coordinates(footprint), limits.vertices, "vertices", "đỉnh")
    _require(shapely.get_num_geometries(footprint), limits.parts, "parts", "phần")
    # Read back from bytes: a grid that stays on a shape would coarsen whatever it is compared with.
    snapped = shapely.from_wkb(shapely.to_wkb(shapely.set_precision(footprint, limits.snap_m)))
    _require(snapped.area / M2_PER_HA, limits.most_area_ha, "ha", "ha")
    _require(shapely.get_num_geometries(snapped), limits.parts, "parts", "phần")
    if not shapely.difference(footprint, snapped.buffer(limits.snap_m)).is_empty:
        raise AnswerError(
            f"The footprint has parts narrower than {limits.snap_m:g} m: remove them, then ask again.",
            f"Khu đất có phần hẹp hơn {limits.snap_m:g} m: hãy bỏ phần đó rồi hỏi lại.",
        )
    if snapped.area < limits.least_area_m2 or snapped.buffer(-limits.least_width_m / 2).is_empty:
        raise AnswerError(
            f"The footprint is too small: at least {limits.least_area_m2:g} m2 and"
            f" {limits.least_width_m:g} m wide is needed for an answer.",
            f"Khu đất quá nhỏ: cần ít nhất {limits.least_area_m2:g} m² và rộng"
            f" {limits.least_width_m:g} m mới được trả lời.",
        )
    return snapped


def sha256_of_outline(footprint: shapely.Geometry) -> str:
    """Return the hash of an outline as it was admitted."""
    return hashlib.sha256(shapely.to_wkb(footprint)).hexdigest()


def is_present_outline(
    province: Province, as_of: date, site_ids: Sequence[str], sha256: str, limits: Limits
) -> bool:
    """Tell whether projects have the outline that was asked about; a project that is gone has another."""
    try:
        present = admitted(footprint_of(province, as_of, site_ids), limits)
    except AnswerError:
        return False
    return sha256_of_outline(present) == sha256


def _require(found: float, most: float, en: str, vi: str) -> None:
    if found > most:
        raise AnswerError(
            f"The footprint is too large for one dossier: at most {most:g} {en}; divide the project.",
            f"Khu đất quá lớn cho một hồ sơ: tối đa {most:g} {vi}; hãy chia dự án.",
        )


def communes_of(footprint: shapely.Geometry, province: Province, as_of: date) -> tuple[str, ...]:
    """
    Return the codes of the communes that a footprint touches.

    Raises
    ------
    AnswerError
        If it lies beyond the province, where nobody can say "no need".
    """
    families = {province.extent, COMMUNES}
    uses = read_layers([layer for layer in province.layers if layer.family in families], province)
    frame = gpd.GeoDataFrame({"site_id": ["1"]}, geometry=[footprint], crs=province.crs)
    (why,) = blocked_sites(frame, uses, province, as_of)
    if why is not None:
        raise AnswerError(*why)
    zones = [
        use.data.zones
        for use in uses
        if use.layer.family == COMMUNES and use.layer.in_force(as_of) and use.data is not None
    ]
    return tuple(
        sorted(
            {
                str(code)
                for frame in zones
                for code in frame.loc[frame.geometry.intersects(footprint), "zone_id"]
            }
        )
    )
