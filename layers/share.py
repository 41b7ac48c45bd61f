"""Findings as a file to take away: whole, or without what restricted land would tell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers.codes import read_codes
from layers.exposed import exposed_findings
from layers.rfc7946 import feature_collection, to_bytes
from layers.writer import describe, with_shown_geometry

if TYPE_CHECKING:
    from collections.abc import Iterable

    from layers.check import CheckResult
    from layers.province import Province


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
    if with_restricted:
        told = result.findings
    else:
        exposed = exposed_findings(result, read_codes(province.path(province.codes)))
        told = exposed[~exposed["restricted"]]
    told = told[told["finding_id"].isin(chosen)].reset_index(drop=True)
    frame = with_shown_geometry(told, result.sites)
    about = describe(province) | {
        "as_of": result.as_of.isoformat(),
        "datum_operation": result.operation,
        "defence_and_security": "included" if with_restricted else "withheld",
    }
    return to_bytes(feature_collection(frame, province.datum_operation, about))
