"""
Build the folium map of a province.

The map is the same as long as data, day and language are: whatever a person chooses is sent
beside it as a `Choice`, because any change of the map itself would build it anew.
"""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

import folium
import geopandas as gpd
import shapely
from folium import plugins
from markupsafe import Markup
from streamlit_folium import st_folium

from geo.crs import to_display
from views import tiles
from views.drawing.control import add_drawing
from views.drawn import DEEPEST_ZOOM, OVERLAPS, SITES, Drawn, land_use_layers, overlay_layers, readable
from views.fetched import Ask, Choice, Memory
from views.offline import LIBRARY, keep_offline

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from views.store import Store
    from views.text import Text

PANES = {"restricted": 420, SITES: 440, OVERLAPS: 450, "chosen": 460}
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
    map_tools(ground, text)
    _layer_list(ground, text, grounds, groups)
    shown = {layer_id: drawn for layer_id, drawn, _ in grounds}
    shown |= {layer_id: drawn for entries in groups.values() for layer_id, drawn, _ in entries}
    words = {"failed": text("map.tiles_failed"), "in": text("map.zoom_in"), "out": text("map.zoom_out")}
    words |= {"layers": text("map.layers"), "day": as_of.isoformat()}
    Memory(shown, [[south, west], [north, east]], words).add_to(ground)
    _ask(ground, store, text, grounds)
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


def map_tools(ground: folium.Map, text: Text) -> None:
    """Add what every map has: full screen, measuring, the position of the pointer."""
    plugins.Fullscreen(title=text("map.full_screen"), title_cancel=text("map.small_screen")).add_to(ground)
    measure = plugins.MeasureControl(
        position="topleft",
        primary_length_unit="meters",
        secondary_length_unit="kilometers",
        primary_area_unit="hectares",
        secondary_area_unit="sqmeters",
        dec_point="," if text.language == "vi" else ".",
        thousands_sep="." if text.language == "vi" else ",",
    )
    if text.language == "vi":
        measure.default_js = [("leaflet_measure_js", f"{LIBRARY}/measure/leaflet-measure.vi.js")]
    measure.add_to(ground)
    plugins.MousePosition(
        position="bottomright",
        separator=" ; ",
        num_digits=5,
        empty_string=text("map.pointer"),
        prefix="WGS 84:",
    ).add_to(ground)


def _layer_list(
    ground: folium.Map, text: Text, grounds: Sequence[Drawn], groups: dict[str, list[Drawn]]
) -> None:
    def branch(title: str, entries: Sequence[Drawn], *, folded: bool) -> dict[str, Any]:
        children = [{"label": str(words), "layer": drawn} for _, drawn, words in entries]
        return {"label": str(Markup("{}").format(title)), "children": children, "collapsed": folded}

    plugins.TreeLayerControl(
        base_tree=branch(text("group.landuse"), grounds, folded=False),
        overlay_tree=[
            branch(title, entries, folded=place > 0 and not any(drawn.show for _, drawn, _ in entries))
            for place, (title, entries) in enumerate(groups.items())
        ],
        closed_symbol="▸ ",
        opened_symbol="▾ ",
        collapsed=True,
    ).add_to(ground)


def _ask(ground: folium.Map, store: Store, text: Text, grounds: Sequence[Drawn]) -> None:
    words = {"code": text("map.code"), "zone": text("map.zone"), "none": text("map.no_zone")}
    words |= {"failed": text("map.zone_failed"), "name": f"name_{text.language}"}
    asked = [
        (drawn, {"title": drawn.tile_name, "url": tiles.zones_url(store, layer_id)})
        for layer_id, drawn, _ in grounds
        if isinstance(drawn, folium.TileLayer)
    ]
    Ask(asked, words).add_to(ground)
