"""How each small layer is drawn: one place for the map, its layer list and the legend."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layers.colours import GROUP_COLOURS, VERDICT_COLOURS, colour_of

if TYPE_CHECKING:
    from layers.layer import Layer

__all__ = [
    "GROUP_COLOURS",
    "VERDICT_COLOURS",
    "colour_of",
    "layer_look",
    "overlap_looks",
    "site_looks",
]

HATCHES = {
    "defence": "diagonal",
    "defence_plan": "diagonal",
    "security": "cross",
    "security_plan": "cross",
}
"""By family: the two official reds differ too little."""

DASHES = {"defence_plan": "6 4", "security_plan": "6 4", "border_belt": "4 4", "legacy_communes": "3 4"}
"""Planned land and areas that are no more, or that only a rule draws, have broken outlines."""

SELECTED = {"color": "#00B8D4", "weight": 4, "opacity": 1, "fill": False}

SETBACK = {
    "color": "#B3261E", "weight": 1, "opacity": 1, "dashArray": "3 3",
    "fill": True, "fillColor": "#F9AB00", "fillOpacity": 0.55,
}  # fmt: skip
"""The part of a site inside a distance: unlike every verdict's and every layer's colour."""


def layer_look(layer: Layer) -> dict[str, Any]:
    """Return how `ranh.js` draws a layer: Leaflet path options, and the hatch if it has one."""
    colour, hatch = colour_of(layer), HATCHES.get(layer.family, "")
    area = layer.geometry == "polygon" and layer.group != "boundary"
    path: dict[str, Any] = {
        "color": colour,
        "weight": 1.5 if layer.geometry == "polygon" else 2.5,
        "opacity": 0.9,
    }
    path |= {"fill": layer.geometry == "polygon", "fillOpacity": 0.35 if area else 0.0}
    if layer.family in DASHES:
        path["dashArray"] = DASHES[layer.family]
    if not hatch:
        return {"path": path}
    name = f"hatch-{hatch}-{colour.removeprefix('#')}"
    path |= {"fillColor": f"url(#{name})", "fillOpacity": 0.9, "color": "#6e0000"}
    return {"path": path, "hatch": hatch, "hatch-id": name, "colour": colour}


def site_looks() -> dict[str, dict[str, Any]]:
    """Return the outline of a site for each verdict."""
    return {verdict.value: {"color": colour} for verdict, colour in VERDICT_COLOURS.items()}


def overlap_looks() -> dict[str, dict[str, Any]]:
    """Return outline and fill of an overlap for each verdict."""
    return {
        verdict.value: {"color": colour, "fillColor": colour} for verdict, colour in VERDICT_COLOURS.items()
    }


SITE_PATH = {
    "color": GROUP_COLOURS["project"],
    "weight": 3,
    "opacity": 1,
    "fill": True,
    "fillOpacity": 0.06,
    "fillColor": "#ffffff",
}
"""The colour is that of a site of which no verdict is told; with one, `site_looks` sets another."""
OVERLAP_PATH = {"weight": 1.5, "opacity": 1, "fill": True, "fillOpacity": 0.28}
"""Light enough that the land under the overlaps of several rules is still seen."""
