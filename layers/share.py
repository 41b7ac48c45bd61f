"""Findings as a file to take away: whole, or without what restricted land would tell."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from layers.exposed import Exposed, exposed
from layers.rfc7946 import feature_collection, to_bytes
from layers.writer import describe, with_shown_geometry

if TYPE_CHECKING:
    import geopandas as gpd

    from layers.check import CheckResult
    from layers.province import Province


def shareable_findings(result: CheckResult, province: Province) -> gpd.GeoDataFrame:
    """Return the findings as `exposed` tells them, without the rules about restricted layers."""
    return shareable(result, province).findings


def shareable(result: CheckResult, province: Province, *, setbacks: bool = False) -> Exposed:
    """Return findings and slivers as `exposed` tells them, without the rules about restricted layers."""
    told = exposed(result, province, setbacks=setbacks)
    # Where no rule is about a restricted layer, the column holds plain objects.
    findings = told.findings[~told.findings["restricted"].astype(bool)].reset_index(drop=True)
    return replace(told, findings=findings)


def findings_geojson(
    findings: gpd.GeoDataFrame, result: CheckResult, province: Province, *, with_restricted: bool
) -> bytes:
    """
    Return findings as GeoJSON (RFC 7946).

    Parameters
    ----------
    findings
        Rows of `result.findings`, or of `shareable_findings` where defence and security land is
        to be left out. Choose among those rows, never among the true findings: which of them
        are in the file would tell the true verdicts.
    with_restricted
        Which of the two they are; the file says so.
    """
    frame = with_shown_geometry(findings.reset_index(drop=True), result.sites)
    about = describe(province) | {
        "as_of": result.as_of.isoformat(),
        "datum_operation": result.operation,
        "defence_and_security": "included" if with_restricted else "withheld",
    }
    return to_bytes(feature_collection(frame, province.datum_operation, about))
