"""The choice of a band: how wide, in what intervals, with the land of which period."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from layers.corridor.profile import WIDEST_M
from views import numbers, state
from views.card import warning_html
from views.corridors import chosen

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from layers.corridor.model import Profile
    from layers.layer import Layer
    from views.text import Text

REFUSED = "corridor-width-refused-"
"""Before the name of a question: what was typed and could not be used."""

MOST_SAID = 40
WIDTHS_M = (0.0, 100.0, 200.0, 500.0, 1000.0, 2000.0, 5000.0)


def choose_band(length_m: float, text: Text) -> None:
    """Ask for width and step; a choice is noted before the page is drawn again."""
    left, right = st.columns(2, gap="small")
    with left:
        ask_width("profile", chosen.width_m(), text, lambda width_m: chosen.put(chosen.WIDTH, f"{width_m:g}"))
    with right:
        _ask_step(length_m, text)


def ask_width(name: str, width_m: float, text: Text, take: Callable[[float], None]) -> None:
    """
    Ask for the width of a band, one of the usual ones or one that is typed.

    Parameters
    ----------
    name
        Tells this question from others of the page.
    take
        Is given a new width before the page is drawn again; a width that cannot be used is said instead.
    """
    options = [f"{one:g}" for one in sorted({*WIDTHS_M, width_m})]
    refused = state.value(REFUSED + name) or ""
    # After a refusal the field shows what counts, not what was typed.
    key = f"corridor-width-{name}-{text.language}-{width_m:g}-{refused}"

    def note() -> None:
        said = str(state.value(key) or "")
        found = chosen.metres(said, -1.0)
        state.put(REFUSED + name, "" if found >= 0 else said)
        if found >= 0:
            take(found)

    st.selectbox(
        text("corridor.width"),
        options,
        index=options.index(f"{width_m:g}"),
        format_func=lambda one: width_words(one, text),
        accept_new_options=True,
        help=text("corridor.width_help"),
        key=key,
        on_change=note,
    )
    if refused:
        most = numbers.number(WIDEST_M, text.language, 0)
        st.html(warning_html(text("corridor.width_refused", said=refused[:MOST_SAID], most=most)))


def width_words(said: str, text: Text) -> str:
    """Return a width as the list shows it."""
    metres = chosen.metres(said, -1.0)
    if metres < 0:
        return said
    return text("corridor.no_width") if metres == 0 else f"{numbers.number(metres, text.language, 0)} m"


def _ask_step(length_m: float, text: Text) -> None:
    usual = chosen.usual_step(length_m)
    options = ["", *(f"{step:g}" for step in chosen.STEPS_M if length_m / step <= 20 * chosen.MOST_BARS)]
    said = chosen.get(chosen.STEP)
    key = f"corridor-step-{text.language}-{said}-{usual:g}"
    st.selectbox(
        text("corridor.step"),
        options,
        index=options.index(said) if said in options else 0,
        format_func=lambda one: (
            _step_words(float(one), text)
            if one
            else text("corridor.step_usual", step=_step_words(usual, text))
        ),
        key=key,
        on_change=lambda: chosen.put(chosen.STEP, state.value(key) or ""),
    )


def _step_words(step_m: float, text: Text) -> str:
    if step_m < 1000:  # noqa: PLR2004 - a kilometre
        return f"{step_m:g} m"
    return f"{numbers.number(step_m / 1000, text.language, 0)} km"


def choose_period(made: Profile, as_of: date, text: Text) -> str:
    """Ask for the layer of land that chart and map show; return its id, "" where there is none."""
    layers = periods_of(made)
    if not layers:
        return ""
    said = chosen.get(chosen.PERIOD)
    shown = said if said in layers else usual_period(layers, as_of)
    key = f"corridor-period-{text.language}-{hash((tuple(layers), shown))}"
    st.selectbox(
        text("corridor.period"),
        list(layers),
        index=list(layers).index(shown),
        format_func=lambda one: text.of(layers[one], "name"),
        key=key,
        on_change=lambda: chosen.put(chosen.PERIOD, state.value(key) or ""),
    )
    return shown


def periods_of(made: Profile) -> dict[str, Layer]:
    """Return the layers of land that a profile has, in the order of the province."""
    layers = {one.layer.id: one.layer for one in made.basis}
    return {layer_id: layers[layer_id] for layer_id in dict.fromkeys(made.land["layer_id"])}


def usual_period(layers: dict[str, Layer], as_of: date) -> str:
    """Return the layer that is shown first: in force, and the last of equals, as on the map."""
    in_force = [one for one in layers.values() if one.in_force(as_of)] or list(layers.values())
    return max(in_force, key=lambda one: (one.show, in_force.index(one))).id
