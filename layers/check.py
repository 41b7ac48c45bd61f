"""The check: sites against rules, one finding for every site and rule in force."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from geo.crs import operation_name
from geo.overlap import M2_PER_HA
from layers.accuracy import sites_accuracy_m, tolerance_m
from layers.catalogue import LayerUse, read_layers, read_province_sites
from layers.codes import read_codes
from layers.errors import RuleError
from layers.evaluate import evaluate
from layers.extent import blocked_sites
from layers.findings import finding_rows, findings_frame, hit_rows, hits_frame, secret_zones
from layers.measure import Measured, measure
from layers.model import Issue, Verdict
from layers.outcome import CONTACT_M, Outcome, not_checked
from layers.province import Layer
from layers.reader import LayerData
from layers.rules import SITES, Rule, read_rules
from layers.select import numbers, plain_word
from layers.sentences import NO_FOOTPRINT, OUTSIDE_BOUNDS, missing_layer, none_in_force
from layers.slivers import sliver_rows, slivers_frame
from layers.units import with_commune

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

    import geopandas as gpd
    import pandas as pd

    from layers.codes import LandCode
    from layers.province import Province

    Progress = Callable[[str, int, int], None]


COMMUNES = "communes"
"""Family of the layer that says which commune a site lies in."""


@dataclass(frozen=True, kw_only=True)
class CheckResult:
    """Everything that one check found, with what it was found on."""

    findings: gpd.GeoDataFrame
    """Columns of `schema.FINDING_COLUMNS`, worst first."""
    hits: pd.DataFrame
    """Columns of `schema.HIT_COLUMNS`."""
    slivers: pd.DataFrame
    """Columns of `schema.SLIVER_COLUMNS`."""
    sites: gpd.GeoDataFrame
    """The sites with drawn_area_ha and, where communes are loaded, commune_code and commune_name."""
    layers_used: tuple[LayerUse, ...]
    rules: tuple[Rule, ...]
    issues: tuple[Issue, ...]
    as_of: date
    operation: str
    """The datum operation that all coordinates went through."""
    footprints_m: float | None = None
    """Accuracy of the sites; None: they state none and are taken as surveyed."""


def check_province(province: Province, as_of: date, progress: Progress | None = None) -> CheckResult:
    """
    Check the province's own projects against all its layers and rules.

    A layer that cannot be read does not stop the check: the rules that need it are "not
    checked", with the reason.

    Raises
    ------
    RanhError
        If the sites, the rules or the land-use codes cannot be read.
    """
    rules = read_rules(province.path(province.rules))
    uses = read_layers([layer for layer in province.layers if layer.family != SITES], province)
    sites, issues = read_province_sites(province, as_of)
    return check(
        sites,
        uses,
        rules,
        province,
        as_of,
        footprints_m=sites_accuracy_m(province, as_of),
        site_issues=issues,
        progress=progress,
    )


def described_sites(province: Province, as_of: date) -> gpd.GeoDataFrame:
    """Return the province's projects with drawn area and commune, without checking them."""
    sites, _ = read_province_sites(province, as_of)
    return _described(sites, read_layers(province.versions(COMMUNES), province), as_of)


def check(  # noqa: PLR0913 - each is a thing that the findings depend on
    sites: gpd.GeoDataFrame,
    uses: Sequence[LayerUse],
    rules: Sequence[Rule],
    province: Province,
    as_of: date,
    *,
    footprints_m: float | None = None,
    site_issues: Sequence[Issue] = (),
    progress: Progress | None = None,
) -> CheckResult:
    """
    Return exactly one finding for every site and rule in force on a day.

    Parameters
    ----------
    sites
        Frame of `read_sites`, in the province's CRS.
    uses
        The layers at hand, read or with their problem.
    rules
        All rules; those not in force on `as_of` are left out.
    footprints_m
        Accuracy of the sites; None where they state none: then they count as surveyed.
    progress
        Called with (what, done, of all).

    Notes
    -----
    A rule of certain sectors has findings for projects of these sectors only, and for those
    whose sector is not known.
    """
    codes = read_codes(province.path(province.codes))
    _require_known_codes(rules, codes)
    current = [rule for rule in rules if rule.in_force(as_of)]
    blocked = blocked_sites(sites, uses, province, as_of)
    rows: list[dict[str, Any]] = []
    hits: list[dict[str, Any]] = []
    slivers: list[dict[str, Any]] = []
    families = list(dict.fromkeys(rule.layer for rule in current))
    for number, family in enumerate(families):
        if progress is not None:
            progress(family, number, len(families))
        of_family = [rule for rule in current if rule.layer == family]
        measured, problem = _measure_family(family, of_family, sites, uses, as_of, footprints_m)
        for rule in of_family:
            outcomes = _outcomes(rule, measured, problem, blocked, codes, len(sites))
            if measured is not None:
                hits.extend(hit_rows(rule, measured, outcomes))
                secret = secret_zones(measured, codes)
                slivers.extend(sliver_rows(rule, measured, outcomes, _applies(rule, sites), secret))
            found = finding_rows(rule, sites, outcomes, measured, codes)
            rows.extend(row for row, applies in zip(found, _applies(rule, sites), strict=True) if applies)
    if progress is not None:
        progress("", len(families), len(families))
    return CheckResult(
        findings=findings_frame(rows, sites.crs),
        hits=hits_frame(hits),
        slivers=slivers_frame(slivers),
        sites=_described(sites, uses, as_of),
        layers_used=tuple(uses),
        rules=tuple(current),
        issues=(*site_issues, *(issue for use in uses if use.data for issue in use.data.issues)),
        as_of=as_of,
        operation=operation_name(province.datum_operation),
        footprints_m=footprints_m,
    )


def _outcomes(
    rule: Rule,
    measured: Measured | None,
    problem: tuple[str, str],
    blocked: Sequence[tuple[str, str] | None],
    codes: Mapping[str, LandCode],
    count: int,
) -> list[Outcome]:
    """One outcome a site; what blocks a site overrules all but a conflict."""
    outcomes = [not_checked(*problem)] * count if measured is None else evaluate(rule, measured, codes)
    for site, why in enumerate(blocked):
        found = outcomes[site]
        kept = found.verdict is Verdict.CONFLICT or (rule.kind == "inside" and why == OUTSIDE_BOUNDS)
        if why is not None and (why == NO_FOOTPRINT or not kept):
            outcomes[site] = not_checked(*why)
    return outcomes


def _applies(rule: Rule, sites: gpd.GeoDataFrame) -> Sequence[bool]:
    if not rule.sectors or "sector" not in sites:
        return [True] * len(sites)
    asked = {plain_word(sector) for sector in rule.sectors} | {None}
    return [plain_word(sector) in asked for sector in sites["sector"]]


def _require_known_codes(rules: Sequence[Rule], codes: Mapping[str, LandCode]) -> None:
    """Refuse a rule with a land-use code that is in no table: it would match nothing and always be clear."""
    for rule in rules:
        strange = sorted(set(rule.codes) - set(codes))
        if strange:
            raise RuleError(
                f"Rule {rule.id}: {', '.join(strange)} is not in the table of land-use codes.",
                f"Quy tắc {rule.id}: {', '.join(strange)} không có trong bảng mã loại đất.",
            )


def _measure_family(
    family: str,
    rules: Sequence[Rule],
    sites: gpd.GeoDataFrame,
    uses: Sequence[LayerUse],
    as_of: date,
    footprints_m: float | None,
) -> tuple[Measured | None, tuple[str, str]]:
    """Measure the sites against the versions in force, or say why that cannot be done."""
    if family == SITES:
        data = [_sites_as_layer(sites, footprints_m)]
    else:
        versions = [use for use in uses if use.layer.family == family]
        current = [use for use in versions if use.layer.in_force(as_of)]
        if not versions:
            return None, missing_layer(family)
        if not current:
            return None, none_in_force(family, as_of.isoformat())
        for use in current:
            if use.data is None:
                return None, (use.problem_en, use.problem_vi)
        data = [use.data for use in current if use.data is not None]
    fields = {rule.distance_field for rule in rules} - {""}
    carried = [d for field in fields for one in data if field in one.zones for d in numbers(one.zones[field])]
    reach_m = max(CONTACT_M, *(rule.reach_m(carried) for rule in rules))
    tolerance = tolerance_m([one.layer for one in data], footprints_m)
    return measure(sites, data, reach_m, tolerance_m=tolerance), ("", "")


def _sites_as_layer(sites: gpd.GeoDataFrame, footprints_m: float | None) -> LayerData:
    layer = Layer(
        id=SITES,
        family=SITES,
        name_vi="Khu đất dự án",
        name_en="Project sites",
        file="-",
        accuracy_m=footprints_m,
    )
    zones = sites[sites.geometry.notna()].reset_index(drop=True)
    zones["zone_id"], zones["code"] = zones["site_id"], ""
    broken = zones.iloc[:0][["zone_id", "geometry"]]
    return LayerData(layer=layer, zones=zones, broken=broken, issues=(), sha256="")


def _described(sites: gpd.GeoDataFrame, uses: Sequence[LayerUse], as_of: date) -> gpd.GeoDataFrame:
    """Add the drawn area and the commune to each site."""
    communes = next(
        (u.data for u in uses if u.layer.family == COMMUNES and u.layer.in_force(as_of) and u.data), None
    )
    result = with_commune(sites, communes.zones if communes else None)
    result["drawn_area_ha"] = np.where(result.geometry.isna(), np.nan, result.geometry.area / M2_PER_HA)
    return result
