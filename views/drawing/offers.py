"""Suggestions as the panel shows them: what would be done, what it clears, and what it leaves."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import shapely

from layers.model import Verdict
from views import numbers
from views.drawing.answer import geojson_of

if TYPE_CHECKING:
    from layers.trial.ready import Ready
    from layers.trial.suggest import Suggestion, Suggestions
    from views.drawing.answer import Json
    from views.text import Text

POINTS = ("e", "ne", "n", "nw", "w", "sw", "s", "se")


def offers_of(found: Suggestions, ready: Ready, text: Text) -> Json:
    """Return the suggestions, or that there is none."""
    offered = []
    if found.shift is not None:
        offered.append(_offer("shift", _shift_title(found.shift, text), found.shift, ready, text))
    if found.trim is not None:
        offered.append(_offer("trim", _trim_title(found.trim, text), found.trim, ready, text))
    return {"offers": offered, "note": text("draw." + ("suggested" if offered else "no_suggestion"))}


def towards(east_m: float, north_m: float) -> str:
    """
    Return the direction of a move as one of eight points of the compass.

    Examples
    --------
    >>> towards(10, 1), towards(-5, 5), towards(0, -3)
    ('e', 'nw', 's')
    """
    return POINTS[round(math.atan2(north_m, east_m) / (math.pi / 4)) % 8]


def _shift_title(one: Suggestion, text: Text) -> str:
    distance = numbers.number(math.hypot(*one.shift_m), text.language, 1)
    return text("draw.shift", distance=distance, towards=text("compass." + towards(*one.shift_m)))


def _trim_title(one: Suggestion, text: Text) -> str:
    return text(
        "draw.trim",
        area=numbers.area_ha(one.given_up_ha, text.language),
        left=numbers.area_ha(one.trial.area_ha, text.language),
        parts=shapely.get_num_geometries(one.trial.shape),
    )


def _offer(kind: str, title: str, one: Suggestion, ready: Ready, text: Text) -> Json:
    left = text("draw.left", rules=", ".join(one.left)) if one.left else text("draw.left_none")
    lines = [text("draw.cleared", rules=", ".join(one.cleared)), left]
    if open_ := len(one.trial.of(Verdict.NOT_CHECKED)):
        lines.append(text("draw.still_open", open=open_))
    return {"kind": kind, "title": title, "lines": lines, "shape": geojson_of(one.trial.shape, ready)}
