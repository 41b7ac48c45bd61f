"""The way from a row of a comparison onto the map: its place, with the layers that it is about."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from layers.plans.located import spot_of
from views import opened, state
from views.drawn import SITES
from views.plan.plans_asked import Which
from views.search_coordinates import degrees_of

if TYPE_CHECKING:
    from collections.abc import Hashable
    from datetime import date

    import pandas as pd

    from views.plan.plans_asked import Asked
    from views.plan.plans_made import Made
    from views.plan.plans_tables import Links
    from views.store import Store
    from views.text import Text

MAP = "./"
"""The first page, seen from another: by its own name Streamlit finds none."""
NEAREST, FARTHEST = 17, 9
WIDTH_M = 60_000.0
"""What a map shows at `FARTHEST`, about; half of it at each step nearer."""


def links_of(store: Store, made: Made, asked: Asked, text: Text) -> Links:
    """Return a function from the index of a row to its address, "" where it has no place."""
    rows = made.report.rows
    by_id = {layer.id for layer in store.province.layers}

    def link(at: Hashable) -> str:
        shape = made.shapes[at]
        if shape is None or shape.is_empty:
            return ""
        x, y, width_m = spot_of(shape)
        lat, lon = degrees_of((x, y), store.province)
        layers = [name for name in _layers(rows.loc[at], asked.which) if name in by_id]
        return _address(f"{lat:.5f},{lon:.5f},{zoom_of(width_m)}", [SITES, *layers], asked.day, text)

    return link


def zoom_of(width_m: float) -> int:
    """
    Return the zoom at which a place fills about a quarter of the map.

    Examples
    --------
    >>> zoom_of(100_000), zoom_of(1000), zoom_of(0)
    (9, 12, 17)
    """
    steps = math.log2(WIDTH_M / (4.0 * max(width_m, 1.0)))
    return min(NEAREST, FARTHEST + max(0, math.floor(steps)))


def _layers(row: pd.Series, which: Which) -> list[str]:
    """Return the layers that a row is about, the ground first."""
    if which is Which.PLANS:
        return [str(row["upper_layer_id"]), str(row["lower_layer_id"])]
    return str(row["layer_ids"]).split("; ") if which is Which.USES else []


def _address(place: str, layers: list[str], day: date, text: Text) -> str:
    said = {opened.PLACE: place, opened.DAY: "" if day == state.today() else day.isoformat()}
    # Without a plan to show, the map keeps the layers that it shows by itself.
    said |= {"on": ",".join(layers) if len(layers) > 1 else "", opened.LANGUAGE: text.language}
    return f"{MAP}?{urlencode({name: value for name, value in said.items() if value}, safe=',')}"
