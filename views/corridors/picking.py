"""What was picked on the map: a line that becomes the axis, or a point that a line goes through."""

from __future__ import annotations

from views import state
from views.corridors import chosen, own_lines
from views.corridors.ground import MAP

POINTS = {"start": chosen.START, "goal": chosen.GOAL, "via": chosen.VIA}
LAST = "corridor-last-pick"


def note_pick() -> None:
    """Take over what was picked, once; anything else that comes from the map is none of ours."""
    picked = dict((state.value(MAP) or {}).get("picked") or {})
    if not picked or picked.get("count") == state.value(LAST):
        return
    state.put(LAST, picked.get("count"))
    kind, said = picked.get("kind"), str(picked.get("id", ""))[: chosen.LONGEST]
    if kind == "line":
        chosen.put(chosen.AXIS, f"{own_lines.DRAWN}{said}")
    elif kind in POINTS:
        chosen.put(POINTS[str(kind)], said)
