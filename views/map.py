"""
Build the folium map of a province.

The map is the same as long as data, day and language are: whatever a person chooses is sent
beside it as a `Choice`, because any change of the map itself would build it anew.
"""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING

import folium
import geopandas as gpd
import shapely
from streamlit_folium import st_folium

from geo.crs import to_display
from views import backdrop
from views.drawing.control import add_drawing
from views.drawn import DEEPEST_ZOOM, OVERLAPS, SITES, land_use_layers, overlay_layers, readable
from views.fetched import Choice, Tools
from views.identify_map import add_identify
from views.offline import keep_offline
from views.tools import add_full_screen, calls_of, list_of_layers

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from views.store import Store
    from views.text import Text

PANES = {"restricted": 420, SITES: 440, OVERLAPS: 450, "marks": 455, "chosen": 460}
"""Name -> height: later ones are drawn and clicked before earlier ones."""

SHALLOWEST_ZOOM = 8
FRAME_HEIGHT_PX = 560
"""Before the style sheet gives the frame the height of the window."""


def build_map(store: Store, as_of: date, text: Text) -> folium.Map:
    """
    Return the map with all layers, controls and the list of layers; see the module's head.

    Layers that cannot be read are left out: the page names them.

    Raises
    ------
    RanhError
        If the check itself fails.
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
    for name, height in PANES.items():
        folium.map.CustomPane(name, z_index=height).add_to(ground)
    grounds = land_use_layers(ground, store, as_of, text)
    groups = overlay_layers(ground, store, as_of, text)
    if picture := backdrop.add_backdrop(ground, store, text, DEEPEST_ZOOM):
        groups[backdrop.GROUP] = picture
    add_full_screen(ground, text)
    shown = {layer_id: drawn for layer_id, drawn, *_ in grounds}
    shown |= {layer_id: drawn for entries in groups.values() for layer_id, drawn, *_ in entries}
    first = next((layer_id for layer_id, drawn, *_ in grounds if drawn.show), "")
    listed = list_of_layers(store, text, grounds, groups)
    bounds = [[south, west], [north, east]]
    Tools(shown, calls_of(store, as_of, text, listed, bounds, first)).add_to(ground)
    add_identify(ground, as_of, text, grounds)
    add_drawing(ground, store, as_of, text)
    return ground


def display_bounds(store: Store) -> tuple[float, float, float, float]:
    """Return west, south, east, north of the province in degrees: its communes, else its declared bounds."""
    layers = [layer for layer in readable(store) if layer.family == store.province.extent]
    zones = store.layer(layers[-1].id).zones if layers else None
    if zones is None or zones.empty:
        zones = gpd.GeoDataFrame(geometry=[shapely.box(*store.province.bounds_m)], crs=store.province.crs)
    return tuple(float(value) for value in to_display(zones, store.province.datum_operation).total_bounds)


def show_map(ground: folium.Map, choice: Choice, *, key: str, on_click: Callable[[], None]) -> None:
    """
    Show the map; `on_click` runs before the page does when a site or an overlap was clicked.

    Nothing but such a click comes back from the browser, so that moving the map runs nothing.
    """
    keep_offline()
    group = folium.FeatureGroup(name="choice", control=False)
    choice.add_to(group)
    # streamlit-folium changes the map it is given.
    st_folium(
        copy.deepcopy(ground),
        key=key,
        height=FRAME_HEIGHT_PX,
        use_container_width=True,
        returned_objects=[],
        feature_group_to_add=group,
        on_change=on_click,
    )
