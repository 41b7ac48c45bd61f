"""The frame of a map on a page: tells the map what is chosen, and the page what was clicked."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import streamlit as st

from views.browser_files import BROWSER_FILES
from views.map_route import map_url

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from views.store import Store
    from views.text import Text

NAME = "ranh_map"
PICKED = "picked"
"""What the map sends back: `kind`, `id` and a count that differs for each click."""

FRAME_HEIGHT_PX = 560
"""Before the style sheet gives the frame the height of the window."""


@dataclass(frozen=True, kw_only=True)
class Told:
    """What a map is told without being built anew: it changes with each choice."""

    function: str
    """Of the map's scripts; called with the map, a group of its own that starts empty, and `options`."""
    options: Mapping[str, Any] = field(default_factory=dict)
    """Must be JSON."""


def show_map(  # noqa: PLR0913 - all by name
    store: Store,
    kind: str,
    as_of: date,
    text: Text,
    told: Told,
    *,
    key: str,
    on_click: Callable[[], None] | None = None,
    height_px: int = FRAME_HEIGHT_PX,
) -> None:
    """
    Show a map; `on_click` runs before the page does when something of the page was clicked on it.

    Nothing but such a click comes back from the browser, so that moving the map runs nothing.

    Parameters
    ----------
    kind
        Which ground, see `map_route.grounds`.
    told
        What a person chose.

    Raises
    ------
    RanhError
        If the map cannot be built.
    """
    data = {
        "src": map_url(store, kind, as_of, text),
        "title": text("mapjs.map"),
        "height": height_px,
        "told": {"function": told.function, "options": told.options},
    }
    _component()(key=key, data=data, on_picked_change=on_click or _nothing)


@lru_cache(maxsize=1)
def _component() -> Callable[..., object]:
    """Return the component; made when first shown: before the server runs there is nobody to know it."""
    script = (BROWSER_FILES / "map_frame.js").read_text(encoding="utf-8")
    return st.components.v2.component(NAME, js=script, isolate_styles=False)


def _nothing() -> None:
    """Do nothing: a map on which nothing is picked."""
