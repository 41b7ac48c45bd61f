"""Who must be consulted about a band: every rule in force asked of it as of a site."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd
import shapely

from layers.check import check
from layers.consult import ASK, words
from layers.corridor.model import CONSULT_COLUMNS
from layers.cover import area_of
from layers.model import Severity, Verdict
from layers.open_layers import CUT, UNCOVERED_GROUPS
from layers.rules import SITES, read_rules

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from layers.catalogue import LayerUse
    from layers.corridor.grid import Grid
    from layers.corridor.seen import Seen

LINE_WIDTH_M = 1.0
"""Rules are about areas: of an axis without width, a band of this is asked."""

BAND = "band"
"""Id of the site that stands for the band."""

NEAR_BLANK_M = 500.0
"""Around land that is blank because of the cover, without the cover itself, nothing is called clear."""


def consult_of(seen: Seen, grid: Grid, uses: Sequence[LayerUse], as_of: date) -> pd.DataFrame:
    """
    Return what every rule in force says of the band, worst first, with the columns of `CONSULT_COLUMNS`.

    Rules about other projects are left out: these are listed themselves. What lies where restricted
    land is withheld is "not checked": ask. Without a restricted layer and without an approved cover
    the rules about restricted land are "not checked" as well.
    """
    band = grid.band.shape
    if grid.is_line:
        band = shapely.buffer(grid.line.shape, LINE_WIDTH_M / 2, cap_style="flat")
    province = seen.province
    sites = gpd.GeoDataFrame({"site_id": [BAND], "name": [BAND]}, geometry=[band], crs=province.crs)
    rules = [rule for rule in read_rules(province.path(province.rules)) if rule.layer != SITES]
    result = check(sites, uses, rules, province, as_of)
    found = pd.DataFrame(result.findings.drop(columns="geometry"))
    if not seen.is_exact:
        layer_of = found["rule_id"].map({rule.id: rule.layer for rule in rules})
        absent = ~layer_of.isin({use.layer.family for use in uses}) & (found["verdict"] != Verdict.CLEAR)
        found = _asked(found, absent | _undecided(found, layer_of, seen, band, uses))
    found["rank"] = [Verdict(verdict).rank for verdict in found["verdict"]]
    found["weight"] = [Severity(severity).rank for severity in found["severity"]]
    ordered = found.sort_values(["rank", "weight", "rule_id"], kind="stable")
    return ordered[list(CONSULT_COLUMNS)].reset_index(drop=True)


def _asked(found: pd.DataFrame, rows: pd.Series) -> pd.DataFrame:
    """Say "ask" of some rules and nothing else."""
    told = words(Verdict.NOT_CHECKED, ASK) | {"zone_count": 0}
    return found.assign(**{name: found[name].mask(rows, value) for name, value in told.items()})


def _undecided(
    found: pd.DataFrame, layer_of: pd.Series, seen: Seen, band: shapely.Geometry, uses: Sequence[LayerUse]
) -> pd.Series:
    """Tell which rules are no conflict, where something withheld might have decided otherwise."""
    if not _meets_blank(seen, band, uses):
        return pd.Series(data=False, index=found.index)
    covered = {use.layer.family for use in uses if use.layer.group not in UNCOVERED_GROUPS}
    return (found["verdict"] != Verdict.CONFLICT) & layer_of.isin(covered)


def _meets_blank(seen: Seen, band: shapely.Geometry, uses: Sequence[LayerUse]) -> bool:
    """Whether the band comes near land that is withheld: the cover, or zones that lost a part to it."""
    if (cover := seen.province.cover) is not None:
        return bool(shapely.dwithin(band, area_of(cover.squares), NEAR_BLANK_M))
    own = shapely.force_2d(band)  # a copy: what is prepared here is nobody else's
    shapely.prepare(own)
    for use in uses:
        if use.data is None or CUT not in use.data.zones:
            continue
        cut = use.data.zones.geometry[use.data.zones[CUT].astype(bool)]
        if shapely.dwithin(own, cut.to_numpy(), NEAR_BLANK_M).any():
            return True
    return False
