"""The rows of a comparison that are asked for; what was not compared stays with them, whatever is asked."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from views.plan.plans_asked import Which

if TYPE_CHECKING:
    from collections.abc import Hashable

    import numpy as np
    import pandas as pd

    from geo.types import BoolArray
    from layers.plans.periods import Days
    from layers.plans.writer import Report
    from views.plan.plans_asked import Asked

ORDER = ("misfit", "not_checked", "no_layer")
"""Projects on planned land: what has to be looked at first."""


def shown_of(report: Report, asked: Asked) -> Report:
    """Return a report of the rows that are asked for, which says that it is one; index as before."""
    rows = report.rows
    keep = rows["state"].isin(asked.kinds or rows["state"].unique()).to_numpy(dtype=bool, copy=True)
    if asked.days is not None and asked.which is not Which.PLANS:
        keep &= _in_period(rows, asked.period, asked.days)
    kept = rows[keep]
    if asked.which is Which.USES:
        rank = {state: place for place, state in enumerate(ORDER)}
        place = kept["state"].map(lambda state: rank.get(state, len(rank))) + len(rank) * 2 * ~kept[
            "stands"
        ].astype(bool)
        kept = kept.loc[place.sort_values(kind="stable").index]
    others = {name: _land(table, kept) if name == "land" else table for name, table in report.others.items()}
    about = dict(report.about) | {
        "communes": "; ".join(sorted(asked.communes or ())) or "*",
        "period": asked.period or "*",
        "states": "; ".join(asked.kinds) or "*",
        "rows_left_out": len(rows) - len(kept),
    }
    return replace(report, rows=kept, others=others, about=about)


def _in_period(rows: pd.DataFrame, period: str, days: Days) -> BoolArray:
    """Mark rows of a period; of projects those of which one may be built in it, as far as is known."""
    if "period" in rows:
        return (rows["period"] == period).to_numpy(dtype=bool)
    return _built(rows, "one", days) | _built(rows, "other", days)


def _built(rows: pd.DataFrame, side: str, days: Days) -> np.ndarray:
    first, last = (rows[f"{side}_{name}"].astype(float) for name in ("years_from", "years_to"))
    # A year that is not known is no reason to leave a project out.
    begins, ends = ~(first > days.last.year), ~(last < days.first.year)
    return (begins & ends).to_numpy(dtype=bool)


def _land(table: pd.DataFrame, kept: pd.DataFrame) -> pd.DataFrame:
    shown: set[Hashable] = set(zip(kept["id"], kept["days_from"], strict=True))
    return table[[pair in shown for pair in zip(table["id"], table["days_from"], strict=True)]]
