"""Where a drawing lies, as the panel says it: communes, the nearest protected zone, other projects."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers.places import COMMUNES, communes_in_force
from layers.trial.surroundings import PROTECTED
from views import numbers

if TYPE_CHECKING:
    from layers.trial.ready import Ready
    from layers.trial.surroundings import Part
    from layers.trial.trial import Trial
    from views.text import Text

DECIMALS_M = 1
NAMED = 8
"""Communes or projects that are named; the rest is counted."""


def place_of(trial: Trial, ready: Ready, text: Text) -> list[dict[str, str]]:
    """Return the lines about the place of a footprint; what is not known is said, never left out."""
    return [
        {"label": text("draw.communes"), "text": _communes(trial, ready, text)},
        {"label": text("draw.nearest"), "text": _nearest(trial, ready, text)},
        {"label": text("draw.projects"), "text": _projects(trial, ready, text)},
        {
            "label": text("draw.consult"),
            "text": "; ".join(trial.consultees(text.language)) or text("draw.none"),
        },
    ]


def _communes(trial: Trial, ready: Ready, text: Text) -> str:
    if communes_in_force(ready.uses, ready.as_of) is None:
        own = [use for use in ready.uses if use.layer.family == COMMUNES]
        unread = any(use.layer.in_force(ready.as_of) for use in own)
        return text("draw.communes_unread" if unread else "draw.communes_not_in_force")
    return _parts(trial.communes, text) or text("draw.outside")


def _nearest(trial: Trial, ready: Ready, text: Text) -> str:
    lacking = ready.lacking(PROTECTED)
    if not trial.nearest:
        return text("draw.nearest_lacks") if lacking else text("draw.no_nearest")
    first = trial.nearest[0]
    distance = numbers.number(first.distance_m, text.language, DECIMALS_M)
    how = text("draw.distance", distance=distance) if first.distance_m > 0 else text("draw.touches")
    name = text.of(first.layer, "name")
    told = f"{name}{f': {first.zone_name}' if first.zone_name else ''} ({how})"
    if first.distance_m > 0 and not first.is_sure:
        told = f"{told}. {text('draw.nearest_hidden')}"
    return f"{told}. {text('draw.nearest_lacks')}" if lacking else told


def _projects(trial: Trial, ready: Ready, text: Text) -> str:
    told = _parts(trial.projects, text)
    if unplaced := ready.projects.unplaced:
        return "; ".join(filter(None, [told, text("draw.unplaced", count=unplaced)]))
    return told or text("draw.none")


def _parts(parts: tuple[Part, ...], text: Text) -> str:
    named = [
        f"{part.name or part.id} ({numbers.area_ha(part.area_ha, text.language)} ha)"
        for part in parts[:NAMED]
    ]
    more = [f"+{len(parts) - NAMED}"] if len(parts) > NAMED else []
    return "; ".join([*named, *more])
