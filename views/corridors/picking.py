"""What was picked on the map: a line that becomes the axis, or a point that a line goes through."""

from __future__ import annotations

from dataclasses import replace

from views import state
from views.corridors import chosen, own_lines
from views.corridors.ground import MAP
from views.corridors.sides import sides, told_sides

POINTS = {"start": chosen.START, "goal": chosen.GOAL, "via": chosen.VIA}
LAST = "corridor-last-pick"


def note_pick() -> None:
    """Take over what was picked: a line becomes the axis, a point one that a line goes through."""
    kind, said = _picked()
    if kind == "line":
        chosen.put(chosen.AXIS, said)
    elif kind in POINTS:
        chosen.put(POINTS[kind], said)


def note_side() -> None:
    """Take over a line that was drawn: it takes the place of what is not chosen yet, else of the last."""
    kind, said = _picked()
    if kind != "line":
        return
    found = sides()
    place = next((number for number, side in enumerate(found) if not side.axis), len(found) - 1)
    found[place] = replace(found[place], axis=said)
    chosen.put(chosen.SIDES, told_sides(found))


def _picked() -> tuple[str, str]:
    """
    Return what was picked and its words in the address, once.

    Anything else that comes from the map is none of ours.
    """
    picked = dict((state.value(MAP) or {}).get("picked") or {})
    if not picked or picked.get("count") == state.value(LAST):
        return "", ""
    state.put(LAST, picked.get("count"))
    kind, said = str(picked.get("kind", "")), str(picked.get("id", ""))
    return kind, chosen.fitting(own_lines.DRAWN + said if kind == "line" else said)
