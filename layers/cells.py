"""Compute the rows of cells: one rule asked of some sites."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layers.evaluate import evaluate
from layers.findings import finding_rows, hit_rows, secret_zones
from layers.kept import Cell, Reason, as_cell
from layers.missing import rows_missing
from layers.model import Verdict
from layers.outcome import Outcome, not_checked
from layers.schema import CELL_COLUMNS
from layers.sentences import NO_FOOTPRINT, OUTSIDE_BOUNDS
from layers.slivers import sliver_rows

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import geopandas as gpd

    from layers.codes import LandCode
    from layers.measure import Measured
    from layers.rules import Rule
    from layers.select import Selection


def compute_cells(
    rule: Rule,
    measured: Measured | tuple[str, str],
    sites: gpd.GeoDataFrame,
    blocked: Sequence[Reason],
    codes: Mapping[str, LandCode],
    asked: Selection | Outcome | None = None,
) -> list[Cell]:
    """
    Return the cell of a rule for each of `sites`, in their order.

    Parameters
    ----------
    measured
        These very sites measured against the family, or why that cannot be done.
    blocked
        For each of these sites, why nothing can be called clear there.
    """
    if isinstance(measured, tuple):
        outcomes = _overruled(rule, [not_checked(*measured)] * len(sites), blocked)
        rows = {"findings": finding_rows(rule, sites, outcomes, None, codes)}
    else:
        found = _unsure(rule, evaluate(rule, measured, codes, asked), measured)
        outcomes = _overruled(rule, found, blocked)
        rows = {
            "findings": finding_rows(rule, sites, outcomes, measured, codes),
            "hits": hit_rows(rule, measured, outcomes),
            "slivers": sliver_rows(rule, measured, outcomes, secret_zones(measured.zones, codes)),
        }
    return _parted(sites["site_id"].tolist(), rows)


def _unsure(rule: Rule, outcomes: Sequence[Outcome], measured: Measured) -> Sequence[Outcome]:
    """
    Let rows that are missing from the layers overrule whatever they could change, at every site.

    What is absent could only add to a conflict; where a site must lie inside, it could only end one.
    """
    missing = rows_missing(data.layer for data in measured.layers)
    if missing is None:
        return outcomes
    stands = Verdict.CLEAR if rule.kind == "inside" else Verdict.CONFLICT
    decided = {stands, Verdict.NOT_CHECKED}
    return [found if found.verdict in decided else not_checked(*missing) for found in outcomes]


def _overruled(rule: Rule, outcomes: Sequence[Outcome], blocked: Sequence[Reason]) -> list[Outcome]:
    """Let what blocks a site overrule all but a conflict."""
    result = list(outcomes)
    for site, why in enumerate(blocked):
        found = outcomes[site]
        kept = found.verdict is Verdict.CONFLICT or (rule.kind == "inside" and why == OUTSIDE_BOUNDS)
        if why is not None and (why == NO_FOOTPRINT or not kept):
            result[site] = not_checked(*why)
    return result


def _parted(site_ids: Sequence[str], rows: Mapping[str, list[dict[str, Any]]]) -> list[Cell]:
    """Give each site its own rows; ids do not repeat."""
    own: dict[str, dict[str, list[dict[str, Any]]]] = {
        site: {name: [] for name in CELL_COLUMNS} for site in site_ids
    }
    for name, all_rows in rows.items():
        for row in all_rows:
            own[row["site_id"]][name].append(row)
    return [as_cell(own[site]) for site in site_ids]
