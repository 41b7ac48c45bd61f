"""What land costs a line: a preset of the province, in which every class can be changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from layers.routing.decimals import with_comma
from layers.routing.errors import WeightError
from layers.routing.weights import LandClass, Weights, default_weights, read_weights
from views import state
from views.corridors.html_table import small_html
from views.corridors.weights_table import MOST_FACTOR, ask_rows

if TYPE_CHECKING:
    from collections.abc import Iterable

    from views.corridors.weights_table import Row
    from views.store import Store
    from views.text import Text

USUAL, SHORTEST, CAREFUL = "usual", "shortest", "careful"
PRESETS = (USUAL, CAREFUL, SHORTEST)
CAREFUL_TIMES = 2.0
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
    preset = _choose_preset(text)
    weights = preset_of(usual, preset)
    with st.expander(text("corridor.weights"), icon=":material/tune:"):
        st.html(small_html(text.of(weights, "status")))
        shown = [one for one in weights.classes if store.is_exact or not one.restricted]
        rows = ask_rows(shown, preset, text)
    return with_changes(weights, rows)


def _choose_preset(text: Text) -> str:
    said = state.value(PRESET)
    preset = said if said in PRESETS else USUAL
    key = f"{PRESET}-{text.language}-{preset}"
    st.segmented_control(
        text("corridor.preset"),
        list(PRESETS),
        format_func=lambda one: text("corridor.preset_" + one),
        default=preset,
        required=True,
        key=key,
        on_change=lambda: state.put(PRESET, state.value(key)),
    )
    return preset


def with_changes(weights: Weights, rows: Iterable[Row]) -> Weights:
    """
    Return weights with what was changed in the table; classes that it does not show stay.

    Raises
    ------
    WeightError
        If a factor does not fit how a class is treated.
    """
    changed = {row["id"]: row for row in rows}
    classes = tuple(_changed(one, changed[one.id]) if one.id in changed else one for one in weights.classes)
    return weights.model_copy(update={"classes": classes})


def _changed(one: LandClass, row: Row) -> LandClass:
    treatment, factor = row["treatment"], row["factor"]
    if treatment in {"forbidden", "neutral"}:
        factor = 1.0
    fits = {"avoid": factor > 1, "prefer": 0 < factor < 1}.get(treatment, True)
    if not fits:
        told = f"{factor:g}"
        raise WeightError(
            f"{one.name_en}: a factor of {told} does not fit; above 1 to avoid, below 1 to prefer.",
            f"{one.name_vi}: hệ số {with_comma(told)} không phù hợp; lớn hơn 1 nếu tránh, nhỏ hơn 1 nếu ưu"
            " tiên.",
        )
    # Whoever crosses what the province forbids has to ask, however it is weighed for a trial.
    ask = one.ask or one.treatment == "forbidden"
    return one.model_copy(update={"treatment": treatment, "factor": factor, "ask": ask})
