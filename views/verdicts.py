"""Mark and word of each verdict: colour alone is not enough for everyone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers.colours import VERDICT_MARKS as MARKS
from layers.model import Verdict

if TYPE_CHECKING:
    import geopandas as gpd

    from views.text import Text

__all__ = ["MARKS", "verdict_word", "worst_verdicts"]


def verdict_word(verdict: str, text: Text) -> str:
    """Return mark and word of a verdict, for a cell of a table."""
    return f"{MARKS[verdict]} {text('verdict.' + verdict)}"


def worst_verdicts(findings: gpd.GeoDataFrame) -> dict[str, str]:
    """Return the worst verdict of each site."""
    ranks = findings["verdict"].map(lambda verdict: Verdict(verdict).rank)
    worst = ranks.groupby(findings["site_id"]).min()
    return {site_id: list(Verdict)[rank].value for site_id, rank in worst.items()}
