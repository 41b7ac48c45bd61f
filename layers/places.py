"""What follows from the place of a site alone, kept from one check to the next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from geo.overlap import M2_PER_HA
from layers.extent import blocked_sites
from layers.fingerprint import digest, program, shape_digests
from layers.units import locate, with_commune

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

    import geopandas as gpd

    from geo.types import IntArray
    from layers.catalogue import LayerUse
    from layers.kept import Kept, Reason
    from layers.province import Province

COMMUNES = "communes"
"""Family of the layer that says which commune a site lies in."""

Value = TypeVar("Value")


@dataclass(frozen=True, kw_only=True)
class Places:
    """Answers for each site, and the same by the fingerprint of what they follow from."""

    blocked: list[Reason]
    """Why nothing can be called clear there."""
    located: list[str] | None
    """Code of the commune; None where no layer of communes is in force."""
    kept_blocked: dict[bytes, Reason]
    kept_communes: dict[bytes, str]


def find_places(
    sites: gpd.GeoDataFrame, uses: Sequence[LayerUse], province: Province, as_of: date, kept: Kept
) -> Places:
    """Return what follows from the place of each site, computed only where `kept` does not hold it."""
    shapes = shape_digests(sites)
    crs = sites.crs.to_wkt() if sites.crs is not None else ""
    extent = [_state(use, as_of) for use in uses if use.layer.family == province.extent]
    asked = digest("blocked", program(), crs, repr((province.bounds_m, province.extent)), *extent)
    blocked, kept_blocked = _filled(
        [digest(asked, shape) for shape in shapes],
        kept.blocked,
        lambda rows: blocked_sites(sites.iloc[rows], uses, province, as_of),
    )
    communes = communes_in_force(uses, as_of)
    if communes is None or communes.data is None:
        return Places(blocked=blocked, located=None, kept_blocked=kept_blocked, kept_communes={})
    zones = communes.data.zones
    asked = digest("commune", program(), crs, communes.data.content)
    located, kept_communes = _filled(
        [digest(asked, shape) for shape in shapes],
        kept.communes,
        lambda rows: locate(sites.iloc[rows], zones),
    )
    return Places(blocked=blocked, located=located, kept_blocked=kept_blocked, kept_communes=kept_communes)


def communes_in_force(uses: Sequence[LayerUse], as_of: date) -> LayerUse | None:
    """Return the first layer of communes that is in force and could be read."""
    return next((u for u in uses if u.layer.family == COMMUNES and u.layer.in_force(as_of) and u.data), None)


def describe_sites(
    sites: gpd.GeoDataFrame, uses: Sequence[LayerUse], as_of: date, located: Sequence[str] | None = None
) -> gpd.GeoDataFrame:
    """Add the drawn area and the commune to each site; `located` as `Places` holds it, where known."""
    communes = communes_in_force(uses, as_of)
    result = with_commune(sites, communes.data.zones if communes and communes.data else None, located)
    result["drawn_area_ha"] = np.where(result.geometry.isna(), np.nan, result.geometry.area / M2_PER_HA)
    return result


def _state(use: LayerUse, as_of: date) -> bytes:
    content = digest("unreadable") if use.data is None else use.data.content
    return digest(repr(use.layer.in_force(as_of)), content)


def _filled(
    keys: Sequence[bytes], known: Mapping[bytes, Value], compute: Callable[[IntArray], Sequence[Value]]
) -> tuple[list[Value], dict[bytes, Value]]:
    """Return the value of every key, and all of them by key; `compute` is asked for the rows not known."""
    rows = [row for row, key in enumerate(keys) if key not in known]
    fresh = compute(np.array(rows, dtype=np.intp)) if rows else []
    values = dict(zip([keys[row] for row in rows], fresh, strict=True))
    values |= {key: known[key] for key in keys if key in known}
    return [values[key] for key in keys], values
