"""The colours and marks that mean something: the same on the map, in a table and on paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers.model import Verdict

if TYPE_CHECKING:
    from layers.layer import Layer

VERDICT_COLOURS = {
    Verdict.CONFLICT: "#B3261E",
    Verdict.NOT_CHECKED: "#6A1B9A",
    Verdict.NEAR: "#A15C00",
    Verdict.CLEAR: "#2E7D32",
}
"""As strong for "not checked" as for a conflict; each has 4.5:1 contrast on white."""

VERDICT_MARKS = {
    Verdict.CONFLICT.value: "✖",
    Verdict.NOT_CHECKED.value: "?",
    Verdict.NEAR.value: "▲",
    Verdict.CLEAR.value: "✔",
}
"""Colour alone is not enough for everyone."""

GROUP_COLOURS = {
    "restricted": "#FF6450",
    "protected": "#1B7F3B",
    "infrastructure": "#8A5A00",
    "water": "#1E88C8",
    "boundary": "#5F6368",
    "project": "#37474F",
    "corridor": "#7E57C2",
    "landuse": "#9E9E9E",
}


def colour_of(layer: Layer) -> str:
    """Return the colour of a layer as `#RRGGBB`: its own, else its group's."""
    return layer.colour or GROUP_COLOURS[layer.group]
