"""
What was chosen at an exact view ends with it: ids, names and places in it may tell of restricted land.

Whatever the tab had chosen before is there again afterwards.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from views import state
from views.corridors import bringing, chosen, own_lines
from views.corridors.axis_choice import KIND
from views.text import LANGUAGES

if TYPE_CHECKING:
    from views.store import Store

VIEW, BEFORE = "corridor-view", "corridor-before"
"""State of the exact view that the choices are of, None for none; the choices from before it."""

ENDING = (*(f"{chosen.KEY}{name}" for name in chosen.PLACED), own_lines.NAMED, own_lines.BROUGHT)
KINDS = tuple(f"{KIND}-{language}" for language in LANGUAGES)
"""Of axes, by their layers' names; "" for all of them, where None would be nothing that can be chosen."""


def settle(store: Store) -> None:
    """Drop the choices of an exact view that is no more; called before anything is drawn."""
    now = store.state if store.is_exact else None
    last = state.value(VIEW)
    if now == last:
        return
    if last is not None:
        for key, value in (state.value(BEFORE) or {}).items():
            state.put(key, value)
        bringing.forget()
    before = {key: state.value(key) for key in ENDING} | {key: state.value(key) or "" for key in KINDS}
    state.put(BEFORE, before if now is not None else None)
    state.put(VIEW, now)
