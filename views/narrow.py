"""Choose which findings are listed. Works on frames alone, so that it can be tested without a page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from layers.model import Verdict
from layers.units import plain

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

WARNINGS = (Verdict.CONFLICT.value, Verdict.NOT_CHECKED.value, Verdict.NEAR.value)
"""Shown until the person asks for the clear ones too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What the person wants to see; an empty tuple means all."""

    verdicts: tuple[str, ...] = WARNINGS
    communes: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    severities: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()
    phases: tuple[str, ...] = ()
    search: str = ""
    grouped: bool = False
    """Also the single rows of the groups that could not be checked."""

    @property
    def conditions(self) -> int:
        """How many filters beside the verdict are set."""
        fields = (self.communes, self.rules, self.severities, self.sectors, self.phases, self.search)
        return sum(bool(field) for field in fields) + self.grouped


@dataclass(frozen=True, slots=True, kw_only=True)
class Groups:
    """Findings that say the same many times over: told in one line each instead of one row each."""

    rules: tuple[str, ...]
    """Rules that could not be checked for any site, for want of their layer."""

    sites: tuple[str, ...]
    """Sites that could not be checked against any rule, for want of a place."""

    of_rules: pd.Series
    """Whether a finding belongs to one of those rules; index of the findings."""

    of_sites: pd.Series
    """Whether it belongs to one of those sites and to none of those rules."""


def find_groups(findings: gpd.GeoDataFrame) -> Groups:
    """
    Return the rules and sites about which nothing could be said.

    A finding is counted in one group only: a rule that fails everywhere first.
    """
    unknown = findings["verdict"].astype(str) == Verdict.NOT_CHECKED.value
    all_of_site = unknown.groupby(findings["site_id"]).transform("all")
    # A site without a place fails every rule: it says nothing about the rule.
    located = ~all_of_site
    fails = unknown.where(located).groupby(findings["rule_id"]).transform("min") == 1
    of_rules = unknown & fails.fillna(value=False)
    of_sites = unknown & all_of_site & ~of_rules
    return Groups(
        rules=tuple(findings.loc[of_rules, "rule_id"].unique()),
        sites=tuple(findings.loc[of_sites, "site_id"].unique()),
        of_rules=of_rules,
        of_sites=of_sites,
    )


def narrow(
    findings: gpd.GeoDataFrame, sites: gpd.GeoDataFrame, groups: Groups, wanted: Wanted
) -> gpd.GeoDataFrame:
    """
    Return the findings that are wanted, in their order (worst first).

    Parameters
    ----------
    findings
        All findings of a check.
    sites
        Its sites: sector, phase and commune come from here.
    groups
        What `find_groups` says of the findings.
    wanted
        The filters.
    """
    of_site = sites.set_index("site_id")
    keep = findings["verdict"].astype(str).isin(wanted.verdicts)
    for column, values in (("rule_id", wanted.rules), ("severity", wanted.severities)):
        if values:
            keep &= findings[column].astype(str).isin(values)
    for column, values in (
        ("commune_name", wanted.communes),
        ("sector", wanted.sectors),
        ("phase", wanted.phases),
    ):
        if values and column in of_site:
            keep &= findings["site_id"].map(of_site[column]).isin(values)
    if wanted.search:
        sought = plain(wanted.search)
        text = findings["site_name"].map(plain) + " " + findings["site_id"].map(plain)
        keep &= text.str.contains(sought, regex=False)
    # Asking for a rule or a project by name is asking for its rows.
    if not (wanted.grouped or wanted.rules):
        keep &= ~groups.of_rules
    if not (wanted.grouped or wanted.search):
        keep &= ~groups.of_sites
    return findings[keep]
