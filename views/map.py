"""
Build the folium map of a province.

The map is the same as long as data, day and language are: whatever a person chooses is told to it
by its frame, because any change of the map itself would build it anew.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import folium

from views import backdrop
from views.display_bounds import display_bounds
from views.drawing.control import add_drawing
from views.drawn import DEEPEST_ZOOM, OVERLAPS, SITES, land_use_layers, overlay_layers
from views.fetched import Tools
from views.identify_map import add_identify
from views.tools import add_full_screen, calls_of, list_of_layers

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from views.drawn import Drawn
    from views.store import Store
    from views.text import Text

PANES = {"restricted": 420, SITES: 440, OVERLAPS: 450, "marks": 455, "chosen": 460}
"""Name -> height: later ones are drawn and clicked before earlier ones."""

SHALLOWEST_ZOOM = 8


def build_map(store: Store, as_of: date, text: Text) -> folium.Map:
    """
    Return the map with all layers, controls and the list of layers; see the module's head.

    Layers that cannot be read are left out: the page names them.

    Raises
    ------
    RanhError
        If the check itself fails.
    """
    laid = lay_ground(store, as_of, text, PANES)
    first = next((layer_id for layer_id, drawn, *_ in laid.grounds if drawn.show), "")
    calls = calls_of(store, as_of, text, laid.listed(store, text), laid.bounds, first)
    Tools(laid.layers, calls).add_to(laid.ground)
    add_identify(laid.ground, as_of, text, laid.grounds)
    add_drawing(laid.ground, store, as_of, text)
    return laid.ground


@dataclass(frozen=True, kw_only=True)
class Laid:
    """A map with the layers of a province, before its tools."""

    ground: folium.Map
    grounds: list[Drawn]
    """Layers of land, of which one is shown."""
    groups: dict[str, list[Drawn]]
    """What lies above and below them, by group."""
    bounds: list[list[float]]
    """South-west and north-east corner in latitude, longitude."""

    @property
    def layers(self) -> dict[str, folium.map.Layer]:
        """All layers by their ids."""
        entries = [*self.grounds, *(entry for group in self.groups.values() for entry in group)]
        return {layer_id: drawn for layer_id, drawn, *_ in entries}

    def listed(self, store: Store, text: Text) -> dict[str, Any]:
        """Return what the list of layers on the map is made of."""
        return list_of_layers(store, text, self.grounds, self.groups)


def lay_ground(store: Store, as_of: date, text: Text, panes: Mapping[str, int]) -> Laid:
    """
    Return a map of the whole province with its layers and the office's own picture of the ground.

    Parameters
    ----------
    panes
        Name -> height.
    """
    west, south, east, north = display_bounds(store)
    ground = folium.Map(
        location=((south + north) / 2, (west + east) / 2),
        zoom_start=9,
        tiles=None,
        prefer_canvas=True,
    )
    # Without a tile ground that says so, Leaflet would know no deepest zoom.
    ground.options.update(minZoom=SHALLOWEST_ZOOM, maxZoom=DEEPEST_ZOOM)
    for name, height in panes.items():
        folium.map.CustomPane(name, z_index=height).add_to(ground)
    grounds = land_use_layers(ground, store, as_of, text)
    groups = overlay_layers(ground, store, as_of, text)
    if picture := backdrop.add_backdrop(ground, store, text, DEEPEST_ZOOM):
        groups[backdrop.GROUP] = picture
    add_full_screen(ground, text)
    return Laid(ground=ground, grounds=grounds, groups=groups, bounds=[[south, west], [north, east]])
