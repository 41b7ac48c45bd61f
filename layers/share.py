"""Findings as a file to take away: whole, or without what restricted land would tell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers.exposed import exposed_findings
from layers.rfc7946 import feature_collection, to_bytes
from layers.writer import describe, with_shown_geometry

if TYPE_CHECKING:
    from collections.abc import Iterable

    import geopandas as gpd

    from layers.check import CheckResult
    from layers.province import Province


def shareable_findings(result: CheckResult, province: Province) -> gpd.GeoDataFrame:
    """Return the findings as `exposed_findings` tells them, without the rules about restricted layers."""
    exposed = exposed_findings(result, province)
    return exposed[~exposed["restricted"]].reset_index(drop=True)


def findings_geojson(
    finding_ids: Iterable[str], result: CheckResult, province: Province, *, with_restricted: bool
) -> bytes:
    """
    Return findings as GeoJSON (RFC 7946).

    Parameters
    ----------
    finding_ids
        Which findings of `result`.
    with_restricted
        Whether defence and security land is in it. Where it is not, the rules about it are
        left out, and all else depends on the fixed cover of that land alone.
    """
    chosen = set(finding_ids)
    told = result.findings if with_restricted else shareable_findings(result, province)
    told = told[told["finding_id"].isin(chosen)].reset_index(drop=True)
    frame = with_shown_geometry(told, result.sites)
    about = describe(province) | {
        "as_of": result.as_of.isoformat(),
        "datum_operation": result.operation,
        "defence_and_security": "included" if with_restricted else "withheld",
    }
    return to_bytes(feature_collection(frame, province.datum_operation, about))
