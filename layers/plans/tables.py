"""Tables of what was compared: plain cells, shapes beside them; what is not known is empty, never 0."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    import shapely
    from pyproj import CRS

    from layers.layer import Layer
    from layers.plans.gap import Gap

DIGITS = 4
"""Decimals of hectares: a square metre."""
GAP_COLUMNS = ("why", "what", "vi", "en")


def gap_frame(gaps: Iterable[Gap]) -> pd.DataFrame:
    """Return what was not compared with `GAP_COLUMNS`."""
    rows = [{"why": str(one.why), "what": one.what, "vi": one.vi, "en": one.en} for one in gaps]
    return plain_frame(rows, GAP_COLUMNS)


def decision_of(layer: Layer) -> str:
    """
    Return number and date of a decision as they are stated, "" where no decision is.

    Examples
    --------
    >>> from datetime import date
    >>> from layers.layer import Layer
    >>> layer = Layer(id="a", family="a", name_vi="a", name_en="a", file="a.gpkg", decision_number="7/QĐ-TTg")
    >>> decision_of(layer), decision_of(layer.model_copy(update={"decision_date": date(2024, 11, 29)}))
    ('7/QĐ-TTg', '7/QĐ-TTg 2024-11-29')
    """
    return f"{layer.decision_number} {layer.decision_date or ''}".strip() if layer.decision_number else ""


def day_text(day: date | None) -> str:
    """Return a day as ISO text, "" where there is none."""
    return day.isoformat() if day is not None else ""


def plain_frame(rows: Iterable[Mapping[str, Any]], columns: Sequence[str]) -> pd.DataFrame:
    """Return rows with these columns, numbers rounded to `DIGITS`."""
    plain = [{name: _cell(row[name]) for name in columns} for row in rows]
    return pd.DataFrame(plain, columns=list(columns), dtype=object)


def _cell(value: Any) -> Any:  # noqa: ANN401 - any cell
    return round(value, DIGITS) + 0.0 if isinstance(value, float) else value


def with_shapes(
    rows: Iterable[Mapping[str, Any]],
    columns: Sequence[str],
    shapes: Sequence[shapely.Geometry | None],
    crs: str | CRS,
) -> gpd.GeoDataFrame:
    """Return rows with their shapes, None where there is nothing to draw."""
    held = np.array([None, *shapes], dtype=object)[1:]
    return gpd.GeoDataFrame(plain_frame(rows, columns), geometry=gpd.GeoSeries(held, crs=crs), crs=crs)
