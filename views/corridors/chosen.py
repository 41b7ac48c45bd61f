"""What a tab has chosen of corridors; it stands in the address, so that a page can be sent."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import streamlit as st

from layers.corridor.profile import WIDEST_M
from views import opened, state

if TYPE_CHECKING:
    from datetime import date

    from views.text import Text

PROFILE, COMPARE, ROUTE = "ho-so", "so-sanh", "tim-tuyen"
PARTS = (PROFILE, COMPARE, ROUTE)
"""The three parts of the page, by their words in the address."""

PART, AXIS, WIDTH, STEP, PERIOD, SIDES = "muc", "truc", "rong", "buoc", "ky", "so"
START, GOAL, VIA = "tu", "den", "qua"
NAMES = (PART, AXIS, WIDTH, STEP, PERIOD, SIDES, START, GOAL, VIA)
"""In the address, and with `KEY` before them in the state of the tab."""

PLACED = (AXIS, PERIOD, SIDES, START, GOAL, VIA)
"""What names layers, objects or places: chosen at an exact view it may tell of restricted land."""

KEY = "corridor-"
READ = f"{KEY}read"
LONGEST = 6000
"""Of one word of the address; a drawn line is the longest."""

TOO_LONG = "ve:…"
"""In place of a longer word: a line that nobody can read, for cut off it would be another line."""

DEFAULT_WIDTH_M = 1000.0
STEPS_M = (100.0, 250.0, 500.0, 1000.0, 2000.0, 5000.0)
MOST_BARS = 150


def read_address() -> None:
    """Take over what the address says, once for each tab; a link to this page that is opened later counts."""
    said = {name: fitting(st.query_params.get(name, "")) for name in NAMES}
    told = {name: value for name, value in said.items() if value}
    if not told or told == state.value(READ):
        return
    state.put(READ, told)
    for name in NAMES:
        state.put(KEY + name, said[name])


def fitting(said: str) -> str:
    """
    Return a word as it is, `TOO_LONG` in place of one that no address holds.

    Examples
    --------
    >>> fitting("ve:103.5,22.25;103.6,22.3"), fitting("ve:" + "103.5,22.25;" * 1000)
    ('ve:103.5,22.25;103.6,22.3', 've:…')
    """
    return said if len(said) <= LONGEST else TOO_LONG


def get(name: str) -> str:
    """Return what is chosen, or ""."""
    return str(state.value(KEY + name) or "")


def put(name: str, value: str) -> None:
    """Choose."""
    state.put(KEY + name, value)


def write_address(as_of: date, text: Text, *, is_exact: bool) -> None:
    """
    Let the address say what is shown; called last, when everything is chosen.

    At an exact view it names no place and no object: an address outlives the view, in the history of
    the browser and wherever it is sent.
    """
    names = [name for name in NAMES if not (is_exact and name in PLACED)]
    told = {name: value for name in names if (value := get(name)) and len(value) <= LONGEST}
    shown = opened.address_of(as_of, text) | {opened.FINDING: ""}
    wanted = told | {name: value for name, value in shown.items() if value}
    state.put(READ, told)
    if dict(st.query_params) != wanted:
        st.query_params.from_dict(wanted)


def part() -> str:
    """Return which part of the page is open."""
    return get(PART) if get(PART) in PARTS else PROFILE


def width_m() -> float:
    """Return the width of the band; the usual one where none or a senseless one is chosen."""
    return metres(get(WIDTH), DEFAULT_WIDTH_M)


def metres(said: str, otherwise: float) -> float:
    """
    Return a width that was typed or stands in an address, in metres.

    Examples
    --------
    >>> metres("750", 1000.0), metres("1.500 m", 1000.0), metres("0", 1000.0), metres("rộng", 1000.0)
    (750.0, 1500.0, 0.0, 1000.0)
    >>> metres("-5", 1000.0), metres("9999999", 1000.0)
    (1000.0, 1000.0)
    """
    plain = said.lower().removesuffix("m").strip().replace(" ", "")
    if len(plain) > 3 and plain[-4] in ".,":  # noqa: PLR2004 - a separator of thousands
        plain = plain[:-4] + plain[-3:]
    try:
        found = float(plain.replace(",", "."))
    except ValueError:
        return otherwise
    return found if math.isfinite(found) and 0 <= found <= WIDEST_M else otherwise


def step_m(length_m: float) -> float:
    """
    Return the length of an interval: the chosen one, else the shortest that gives at most 150 of them.

    Examples
    --------
    >>> [usual_step(length) for length in (900.0, 60_000.0, 140_000.0, 2_000_000.0)]
    [100.0, 500.0, 1000.0, 5000.0]
    """
    said = metres(get(STEP), 0.0)
    return said if said in STEPS_M else usual_step(length_m)


def usual_step(length_m: float) -> float:
    """Return the shortest step that draws no more bars than can be told apart."""
    return next((step for step in STEPS_M if length_m / step <= MOST_BARS), STEPS_M[-1])
