"""Ids and names of the rows of a file, as text."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from layers.errors import ReadError

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd


def require_column(frame: gpd.GeoDataFrame, field: str, path: Path) -> None:
    """Refuse a file without a column."""
    if field not in frame:
        raise ReadError(
            f"{path.name} has no column {field!r} (its columns: {', '.join(map(str, frame.columns))}).",
            f"{path.name} không có cột {field!r} (các cột: {', '.join(map(str, frame.columns))}).",
        )


def with_ids(frame: gpd.GeoDataFrame, column: str, id_field: str, path: Path) -> gpd.GeoDataFrame:
    """Give every row an id as text; refuse a file without rows, an id that is missing or repeats."""
    if len(frame) == 0:
        raise ReadError(f"{path.name} has no rows.", f"{path.name} không có dòng nào.")
    frame = frame.reset_index(drop=True)
    ids = frame[id_field].map(_id_text) if id_field else pd.Series(frame.index + 1).astype(str)
    for fault, en, vi in (
        (ids == "", "row {} has no {}", "dòng {} không có {}"),
        (ids.duplicated(), "row {}: {} {!r} is there twice", "dòng {}: {} {!r} bị lặp"),
    ):
        if fault.any():
            row = int(np.flatnonzero(fault)[0])
            values = (row + 1, id_field, ids[row])
            raise ReadError(f"{path.name}, {en.format(*values)}.", f"{path.name}, {vi.format(*values)}.")
    frame[column] = ids
    return frame


def _id_text(value: object) -> str:
    """Ids stay as they are written; 12.0 read from a column of numbers is 12."""
    if value is None or value is pd.NA or value != value:  # noqa: PLR0124 - NaN is not equal to itself
        return ""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value).strip()


def texts_of(frame: gpd.GeoDataFrame, field: str) -> pd.Series:
    """Return a column as text, "" where a row has none; all "" where no column is named."""
    if not field:
        return pd.Series("", index=frame.index, dtype=object)
    texts = [
        str(value).strip() if present else ""
        for value, present in zip(frame[field], frame[field].notna(), strict=True)
    ]
    return pd.Series(texts, index=frame.index, dtype=object)
