"""What is compared: up to five axes, each with a width, as the address of the tab has them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import streamlit as st

from layers.corridor.compare import LEAST, MOST
from views import state
from views.corridors import chosen
from views.corridors.axis_choice import with_drawn
from views.corridors.band_choice import ask_width

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from views.corridors.axis_choice import Line
    from views.text import Text

BETWEEN, WIDE = "~", "@"
HELD = (("%", "%25"), (BETWEEN, "%7E"))
"""An id may have these signs itself: as they are, and as they stand in the address."""

AXIS_SHARE, WIDTH_SHARE, DROP_SHARE = 58, 30, 12


@dataclass(frozen=True, kw_only=True)
class Side:
    """One of what is compared."""

    axis: str
    """Its words in the address; "": not chosen yet."""
    width_m: float


def sides() -> list[Side]:
    """Return what is compared; at first the axis and the width of the profile, and one to be chosen."""
    said = chosen.get(chosen.SIDES)
    if said:
        return read_sides(said)
    return [
        Side(axis=chosen.get(chosen.AXIS), width_m=chosen.width_m()),
        Side(axis="", width_m=chosen.width_m()),
    ]


def read_sides(said: str) -> list[Side]:
    """
    Return what an address compares.

    Examples
    --------
    >>> read_sides("axes/A@1000~@500")
    [Side(axis='axes/A', width_m=1000.0), Side(axis='', width_m=500.0)]
    >>> read_sides(told_sides([Side(axis="axes/A~B@5%", width_m=0.0)]))
    [Side(axis='axes/A~B@5%', width_m=0.0)]
    """
    if said == chosen.TOO_LONG:
        return [Side(axis=said, width_m=chosen.width_m()), Side(axis="", width_m=chosen.width_m())]
    found = []
    for part in said.split(BETWEEN)[:MOST]:
        axis, _, width = part.rpartition(WIDE)
        for sign, told in reversed(HELD):
            axis = axis.replace(told, sign)
        found.append(Side(axis=axis, width_m=chosen.metres(width, chosen.DEFAULT_WIDTH_M)))
    return found


def told_sides(found: Sequence[Side]) -> str:
    """
    Return what is compared as the address has it.

    Examples
    --------
    >>> told_sides([Side(axis="axes/A", width_m=1000.0), Side(axis="", width_m=500.0)])
    'axes/A@1000~@500'
    """
    parts = []
    for side in found:
        axis = side.axis
        for sign, told in HELD:
            axis = axis.replace(sign, told)
        parts.append(f"{axis}{WIDE}{side.width_m:g}")
    return BETWEEN.join(parts)


def choose_sides(lines: Mapping[str, Line], text: Text) -> list[Side]:
    """Ask for the axes and widths; a choice is noted before the page is drawn again."""
    found = sides()
    for number, side in enumerate(found):
        _ask(lines, found, number, side, text)
    if len(found) < MOST:
        st.button(
            text("corridor.add_side"),
            icon=":material/add:",
            key="corridor-add-side",
            on_click=lambda: _note([*found, replace(found[-1], axis="")]),
        )
    return found


def _ask(lines: Mapping[str, Line], found: Sequence[Side], number: int, side: Side, text: Text) -> None:
    known = with_drawn(lines, side.axis, text)
    axis, width, drop = st.columns(
        [AXIS_SHARE, WIDTH_SHARE, DROP_SHARE], gap="small", vertical_alignment="bottom"
    )
    with axis:
        _ask_axis(known, found, number, side, text)
    with width:
        ask_width(
            f"side-{number}", side.width_m, text,
            lambda width_m: _change(found, number, replace(side, width_m=width_m)),
        )  # fmt: skip
    with drop:
        st.button(
            "✕",
            help=text("corridor.drop_side", number=number + 1),
            disabled=len(found) <= LEAST,
            key=f"corridor-drop-{number}-{text.language}",
            on_click=lambda: _note([*found[:number], *found[number + 1 :]]),
        )


def _ask_axis(known: Mapping[str, Line], found: Sequence[Side], number: int, side: Side, text: Text) -> None:
    ids = list(known)
    key = f"corridor-side-{number}-{text.language}-{hash((tuple(ids), side.axis))}"
    st.selectbox(
        text("corridor.side", number=number + 1),
        ids,
        index=ids.index(side.axis) if side.axis in known else None,
        format_func=lambda one: known[one].words,
        placeholder=text("corridor.choose_axis"),
        key=key,
        on_change=lambda: _change(found, number, replace(side, axis=state.value(key) or "")),
    )


def _change(found: Sequence[Side], number: int, side: Side) -> None:
    _note([*found[:number], side, *found[number + 1 :]])


def _note(found: Sequence[Side]) -> None:
    chosen.put(chosen.SIDES, told_sides(found))
