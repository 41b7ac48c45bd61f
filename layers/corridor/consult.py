"""Who must be consulted about a band: every rule in force asked of it as of a site."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd
import shapely

from layers.check import check
from layers.consult import ASK, undecided
from layers.corridor.model import CONSULT_COLUMNS
from layers.model import Severity, Verdict
from layers.reach import hidden_within_m
from layers.rules import SITES, read_rules

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from layers.catalogue import LayerUse
    from layers.corridor.grid import Grid
    from layers.corridor.seen import Seen
    from layers.rules import Rule
    from layers.withheld import Withheld

LINE_WIDTH_M = 1.0
"""Rules are about areas: of an axis without width, a band of this is asked."""

BAND = "band"
"""Id of the site that stands for the band."""


def consult_of(seen: Seen, grid: Grid, uses: Sequence[LayerUse], as_of: date) -> pd.DataFrame:
    """
    Return what every rule in force says of the band, worst first, with the columns of `CONSULT_COLUMNS`.

    Rules about other projects are left out: these are listed themselves. Where something that is
    withheld or could not be read might decide, a rule without a conflict is "not checked". Rules
    about restricted land are answered by the approved cover; without it they are "not checked".
    """
    band = grid.band.shape
    if grid.is_line:
        band = shapely.buffer(grid.line.shape, LINE_WIDTH_M / 2, cap_style="flat")
    province, withheld = seen.province, seen.withheld()
    # What is open of a family that is sealed in part would answer for all of it.
    opened = tuple(use for use in uses if use.layer.family not in withheld.families)
    sites = gpd.GeoDataFrame({"site_id": [BAND], "name": [BAND]}, geometry=[band], crs=province.crs)
    rules = [rule for rule in read_rules(province.path(province.rules)) if rule.layer != SITES]
    result = check(sites, opened, rules, province, as_of)
    rows: dict[str, dict[str, Any]] = {
        row["rule_id"]: row for row in result.findings.drop(columns="geometry").to_dict("records")
    }
    unknown = _Unknown(band=band, uses=opened, as_of=as_of, withheld=withheld)
    found = pd.DataFrame([rows[rule.id] | unknown.told(rule, rows[rule.id]) for rule in result.rules])
    found = found.reindex(columns=list(CONSULT_COLUMNS))
    found["rank"] = [Verdict(verdict).rank for verdict in found["verdict"]]
    found["weight"] = [Severity(severity).rank for severity in found["severity"]]
    ordered = found.sort_values(["rank", "weight", "rule_id"], kind="stable")
    return ordered[list(CONSULT_COLUMNS)].reset_index(drop=True)


@dataclass(frozen=True, kw_only=True)
class _Unknown:
    """What nobody could see when rules were asked of a band."""

    band: shapely.Geometry
    uses: tuple[LayerUse, ...]
    as_of: date
    withheld: Withheld

    def told(self, rule: Rule, row: dict[str, Any]) -> dict[str, Any]:
        """Return what is told in place of a finding; nothing where it stays."""
        verdict = row["verdict"]
        if rule.layer in self.withheld.families:
            return {} if verdict == Verdict.CLEAR else undecided(ASK) | {"zone_count": 0}
        if verdict == Verdict.CONFLICT or not self._is_near(rule):
            return {}
        return undecided(ASK) | {"zone_count": 0}

    def _is_near(self, rule: Rule) -> bool:
        """Whether zones of the rule may be missing under the withheld squares where it looks."""
        near_m = hidden_within_m(rule, self.uses, self.as_of, None)
        return near_m is not None and self.withheld.is_near(self.band, near_m)
