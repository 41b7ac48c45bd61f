"""Which case the tab has open: it stands in the address, so that it is there again after a reload."""

from __future__ import annotations

import streamlit as st

from views import state

PATH = "cases"
"""Of the page in the frame."""
NUMBER = "so"
ORDER = "case-order"
STEP = "case-step"


def open_number() -> str:
    """Return the number of the open case, or ""."""
    return st.query_params.get(NUMBER, "")


def open_case(number: str) -> None:
    """Open a case."""
    st.query_params[NUMBER] = number
    close_form()


def close_case() -> None:
    """Go back to the list."""
    st.query_params.pop(NUMBER, None)
    close_form()


def open_form(kind: str) -> None:
    """Open the form of a step."""
    state.put(STEP, kind)


def close_form() -> None:
    """Close the form of the step that is open; what was typed stays."""
    state.put(STEP, "")


def open_step() -> str:
    """Return the kind of step whose form is open, or ""."""
    return str(state.value(STEP) or "")


def keep_order(numbers: tuple[str, ...]) -> None:
    """Remember the list as it is shown: an open case leads to the next one in it."""
    state.put(ORDER, numbers)


def beside(number: str) -> tuple[str, str]:
    """Return the numbers of the cases before and after one in the list; "" at its ends."""
    order = state.value(ORDER) or ()
    if number not in order:
        return "", ""
    place = order.index(number)
    before = order[place - 1] if place else ""
    return before, order[place + 1] if place + 1 < len(order) else ""
