"""What land costs a line: a preset of the province, and a table in which every class can be changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from layers.routing.errors import WeightError
from layers.routing.weights import LandClass, Weights, default_weights, read_weights
from views import numbers

if TYPE_CHECKING:
    from collections.abc import Iterable

    from views.store import Store
    from views.text import Text

USUAL, SHORTEST, CAREFUL = "usual", "shortest", "careful"
PRESETS = (USUAL, CAREFUL, SHORTEST)
CAREFUL_TIMES = 2.0
TREATMENTS = ("forbidden", "avoid", "neutral", "prefer")
MOST_FACTOR = 1000.0
PRESET = "corridor-preset"


def preset_of(weights: Weights, preset: str) -> Weights:
    """
    Return the weights of a preset: as the province has them, more careful, or nothing but what is forbidden.

    What is forbidden stays so in each.
    """
    if preset == USUAL:
        return weights
    classes = tuple(_preset_class(one, preset) for one in weights.classes)
    return weights.model_copy(update={"classes": classes})


def _preset_class(one: LandClass, preset: str) -> LandClass:
    if one.treatment == "forbidden":
        return one
    if preset == SHORTEST:
        return one.model_copy(update={"treatment": "neutral", "factor": 1.0})
    if one.treatment == "avoid":
        factor = min(MOST_FACTOR, 1 + CAREFUL_TIMES * (one.factor - 1))
        return one.model_copy(update={"factor": factor})
    return one


def choose_weights(store: Store, text: Text) -> Weights:
    """
    Ask for the weights; return them.

    Raises
    ------
    WeightError
        If the province's weights cannot be read, or what was typed does not fit together.
    """
    usual = read_weights(default_weights(store.province))
    preset = st.segmented_control(
        text("corridor.preset"),
        list(PRESETS),
        format_func=lambda one: text("corridor.preset_" + one),
        default=USUAL,
        required=True,
        key=f"{PRESET}-{text.language}",
        persist_state="session",
    )
    weights = preset_of(usual, str(preset))
    with st.expander(text("corridor.weights"), icon=":material/tune:"):
        st.caption(text.of(weights, "status"))
        shown = [one for one in weights.classes if store.is_exact or not one.restricted]
        edited = _table(shown, str(preset), text)
    return with_changes(weights, edited, text)


def _table(shown: Iterable[LandClass], preset: str, text: Text) -> list[dict[str, Any]]:
    words = {one: text("corridor.treat_" + one) for one in TREATMENTS}
    frame = pd.DataFrame(
        [
            {
                "id": one.id,
                "name": text.of(one, "name"),
                "treatment": words[one.treatment],
                "factor": one.factor,
            }
            for one in shown
        ]
    )
    edited = st.data_editor(
        frame,
        hide_index=True,
        disabled=["id", "name"],
        column_order=["name", "treatment", "factor"],
        column_config={
            "name": st.column_config.TextColumn(text("corridor.class"), width="large"),
            "treatment": st.column_config.SelectboxColumn(
                text("corridor.treatment"), options=list(words.values()), required=True
            ),
            "factor": st.column_config.NumberColumn(
                text("corridor.factor"),
                help=text("corridor.factor_help"),
                min_value=0.01,
                max_value=MOST_FACTOR,
                required=True,
            ),
        },
        key=f"corridor-weights-{preset}-{text.language}",
    )
    back = {word: one for one, word in words.items()}
    return [row | {"treatment": back[row["treatment"]]} for row in edited.to_dict("records")]


def with_changes(weights: Weights, rows: Iterable[dict[str, Any]], text: Text) -> Weights:
    """
    Return weights with what was changed in the table; classes that it does not show stay.

    Raises
    ------
    WeightError
        If a factor does not fit how a class is treated.
    """
    changed = {row["id"]: row for row in rows}
    classes = tuple(
        _changed(one, changed[one.id], text) if one.id in changed else one for one in weights.classes
    )
    return weights.model_copy(update={"classes": classes})


def _changed(one: LandClass, row: dict[str, Any], text: Text) -> LandClass:
    treatment, factor = row["treatment"], float(row["factor"])
    if treatment in {"forbidden", "neutral"}:
        factor = 1.0
    fits = {"avoid": factor > 1, "prefer": 0 < factor < 1}.get(treatment, True)
    if not fits:
        told = numbers.number(factor, text.language, 2)
        raise WeightError(
            f"{one.name_en}: a factor of {told} does not fit; above 1 to avoid, below 1 to prefer.",
            f"{one.name_vi}: hệ số {told} không phù hợp; lớn hơn 1 nếu tránh, nhỏ hơn 1 nếu ưu tiên.",
        )
    # Whoever crosses what the province forbids has to ask, however it is weighed for a trial.
    ask = one.ask or one.treatment == "forbidden"
    return one.model_copy(update={"treatment": treatment, "factor": factor, "ask": ask})
