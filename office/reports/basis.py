"""What a report rests on: what must not change while it is to be relied on."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from layers.accuracy import sites_accuracy_m
from layers.catalogue import read_layers, read_province_sites
from layers.check import check
from layers.files import sha256_of
from layers.model import Verdict
from layers.places import COMMUNES
from layers.rules import SITES, read_rules
from layers.told import told_check
from office.cases.facts import footprint_of, rule_record
from office.cases.told import communes_touched

if TYPE_CHECKING:
    from collections.abc import Iterable

    import geopandas as gpd

    from layers.catalogue import LayerUse
    from layers.check import CheckResult
    from layers.dated import Dated
    from layers.province import Province
    from layers.rules import Rule

VALID_DAYS = 90
"""Days after which a report is no longer to be relied on, even if nothing is known to change."""

Basis = dict[str, Any]
"""JSON, as the column `reports.rests_on` keeps it."""


def basis_of(result: CheckResult, province: Province, site_id: str) -> Basis:
    """
    Return what a report about a site rests on.

    Parameters
    ----------
    result
        A check as it may be told (`layers.told`): hashes are those of told zones.
    """
    rules = read_rules(province.path(province.rules))
    sites = result.sites[result.sites["site_id"] == site_id]
    found = result.findings[result.findings["site_id"] == site_id]
    sealed = found[found["restricted"].astype(bool)]
    return {
        "site_id": site_id,
        "communes": list(communes_touched(result).get(site_id, ())),
        "as_of": result.as_of.isoformat(),
        "layers": {
            use.layer.id: _layer(use, result.as_of) for use in relied_on(result.layers_used, province, rules)
        },
        "rules": {rule.id: rule_record(rule)["fingerprint"] for rule in rules if rule.in_force(result.as_of)},
        "footprint": footprint_of(sites.geometry.iloc[0]) if len(sites) else "",
        "project": _project(sites),
        "codes": sha256_of(province.path(province.codes)),
        "footprints_m": result.footprints_m,
        "crs": province.crs,
        "operation": result.operation,
        "cover": "" if result.cover is None else result.cover.version,
        "asked": sorted(sealed.loc[sealed["verdict"] == Verdict.NOT_CHECKED, "rule_id"]),
    }


def relied_on(uses: Iterable[LayerUse], province: Province, rules: Iterable[Rule]) -> tuple[LayerUse, ...]:
    """Return the open layers that a rule speaks of, or that say where the province ends."""
    families = {rule.layer for rule in rules} | {province.extent, COMMUNES}
    return tuple(use for use in uses if use.layer.family in families and not use.layer.restricted)


def basis_now(province: Province, as_of: date, site_id: str) -> Basis:
    """
    Return what a report about a site would rest on today, without checking all of it.

    Raises
    ------
    RanhError
        If sites, rules or codes cannot be read, or restricted land is not fully known.
    """
    uses = read_layers([layer for layer in province.layers if layer.family != SITES], province)
    sites, _ = read_province_sites(province, as_of)
    sealed = {use.layer.family for use in uses if use.layer.restricted}
    sealed |= set() if province.cover is None else set(province.cover.families)
    rules = [rule for rule in read_rules(province.path(province.rules)) if rule.layer in sealed]
    result = check(sites, uses, rules, province, as_of, footprints_m=sites_accuracy_m(province, as_of))
    return basis_of(told_check(result, province), province, site_id)


def valid_until(basis: Basis, province: Province, day: date) -> date:
    """
    Return the last day on which a report made on `day` may be relied on.

    It is `VALID_DAYS` later, or the last day before a known change: a layer or a rule that
    starts or ends. Days of restricted layers are left out: nobody may know of them.
    """
    as_of = date.fromisoformat(basis["as_of"])
    rules = read_rules(province.path(province.rules))
    families = {rule.layer for rule in rules} | {province.extent, COMMUNES}
    open_layers = [layer for layer in province.layers if layer.family in families and not layer.restricted]
    changing: list[Dated] = [*open_layers, *rules]
    ends = [end for dated in changing for end in _turns(dated, as_of)]
    return min([max(day, as_of) + timedelta(days=VALID_DAYS), *ends])


def _turns(dated: Dated, as_of: date) -> list[date]:
    """Return the last days before something begins or ends, as of a day."""
    ends = []
    if dated.effective_to is not None and dated.effective_to >= as_of:
        ends.append(dated.effective_to)
    if dated.effective_from is not None and dated.effective_from > as_of:
        ends.append(dated.effective_from - timedelta(days=1))
    return ends


def _project(sites: gpd.GeoDataFrame) -> dict[str, str]:
    """Return what the list says of a project: its sector decides which rules are asked of it."""
    if not len(sites):
        return {}
    said = sites.drop(columns=sites.geometry.name).iloc[0].to_dict()
    return {name: str(value) for name, value in said.items() if value is not None and value == value}  # noqa: PLR0124 - NaN


def _layer(use: LayerUse, as_of: date) -> dict[str, Any]:
    return {
        "name_vi": use.layer.name_vi,
        "name_en": use.layer.name_en,
        "family": use.layer.family,
        "version": use.layer.version,
        "sha256": "" if use.data is None else use.data.sha256,
        "accuracy_m": use.layer.accuracy_m,
        "in_force": use.layer.in_force(as_of),
    }
