"""
The table in which the weight of every class of land can be changed.

A table that is not drawn for a while, or is drawn in another language, begins anew with what was
changed in this tab: nothing that somebody weighed is lost on the way to another page.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from views import state

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from layers.routing.weights import LandClass
    from views.text import Text

Row = dict[str, Any]
"""Id, treatment and factor of a class."""

CHANGED = "corridor-weights-changed"
"""What was changed: preset -> id of a class -> its row."""

BASE = "corridor-weights-base"
"""Key of the table that is drawn, and what it began with."""

TREATMENTS = ("forbidden", "avoid", "neutral", "prefer")
LEAST_FACTOR, MOST_FACTOR = 0.01, 1000.0


def ask_rows(shown: Sequence[LandClass], preset: str, text: Text) -> list[Row]:
    """Draw the table of a preset; return a row for each class, and keep those that were changed."""
    own = {one.id: {"id": one.id, "treatment": one.treatment, "factor": one.factor} for one in shown}
    changed: Mapping[str, Mapping[str, Row]] = state.value(CHANGED) or {}
    key = f"corridor-weights-{preset}-{text.language}-{hash(str(own))}"
    base_key, base = state.value(BASE) or ("", None)
    if base_key != key or state.value(key) is None:
        base = _frame(shown, own | dict(changed.get(preset, {})), text)
        state.put(BASE, (key, base))
    back = {text("corridor.treat_" + one): one for one in TREATMENTS}
    rows = [
        {"id": row["id"], "treatment": back[row["treatment"]], "factor": float(row["factor"])}
        for row in _edited(base, key, text).to_dict("records")
    ]
    now = {row["id"]: row for row in rows if row != own[row["id"]]}
    state.put(CHANGED, {**changed, preset: now})
    return rows


def _frame(shown: Iterable[LandClass], rows: Mapping[str, Row], text: Text) -> pd.DataFrame:
    return pd.DataFrame(
        [
            rows[one.id]
            | {"name": text.of(one, "name"), "treatment": text("corridor.treat_" + rows[one.id]["treatment"])}
            for one in shown
        ]
    )


def _edited(base: pd.DataFrame, key: str, text: Text) -> pd.DataFrame:
    return st.data_editor(
        base,
        hide_index=True,
        disabled=["id", "name"],
        column_order=["name", "treatment", "factor"],
        column_config={
            "name": st.column_config.TextColumn(text("corridor.class"), width="large"),
            "treatment": st.column_config.SelectboxColumn(
                text("corridor.treatment"),
                options=[text("corridor.treat_" + one) for one in TREATMENTS],
                required=True,
            ),
            "factor": st.column_config.NumberColumn(
                text("corridor.factor"),
                help=text("corridor.factor_help"),
                min_value=LEAST_FACTOR,
                max_value=MOST_FACTOR,
                required=True,
            ),
        },
        key=key,
    )
