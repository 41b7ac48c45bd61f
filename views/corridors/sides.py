"""What is compared: up to five axes, each with a width, as the address of the tab has them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import streamlit as st

from layers.corridor.compare import LEAST, MOST
from views import state
from views.corridors import chosen, own_lines
from views.corridors.axis_choice import Line
from views.corridors.band_choice import WIDTHS_M, width_words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from views.text import Text

BETWEEN, WIDE = "~", "@"
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
    """
    found = []
    for part in said.split(BETWEEN)[:MOST]:
        axis, _, width = part.rpartition(WIDE)
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
    return BETWEEN.join(f"{side.axis}{WIDE}{side.width_m:g}" for side in found)


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
    known = dict(lines)
    if side.axis.startswith(own_lines.DRAWN) and side.axis not in known:
        own = text("corridor.own_lines")
        known[side.axis] = Line(words=own_lines.name_of(side.axis, text), kind=own)
    axis, width, drop = st.columns(
        [AXIS_SHARE, WIDTH_SHARE, DROP_SHARE], gap="small", vertical_alignment="bottom"
    )
    with axis:
        _ask_axis(known, found, number, side, text)
    with width:
        _ask_width(found, number, side, text)
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


def _ask_width(found: Sequence[Side], number: int, side: Side, text: Text) -> None:
    options = [f"{one:g}" for one in sorted({*WIDTHS_M, side.width_m})]
    key = f"corridor-side-width-{number}-{text.language}-{side.width_m:g}"

    def note() -> None:
        width_m = chosen.metres(str(state.value(key) or ""), side.width_m)
        _change(found, number, replace(side, width_m=width_m))

    st.selectbox(
        text("corridor.width"),
        options,
        index=options.index(f"{side.width_m:g}"),
        format_func=lambda one: width_words(one, text),
        accept_new_options=True,
        key=key,
        on_change=note,
    )


def _change(found: Sequence[Side], number: int, side: Side) -> None:
    _note([*found[:number], side, *found[number + 1 :]])


def _note(found: Sequence[Side]) -> None:
    chosen.put(chosen.SIDES, told_sides(found))
