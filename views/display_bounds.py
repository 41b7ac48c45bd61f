"""
Where the map of a province lies.

Apart from the map itself: what the server imports before it runs must not import streamlit-folium,
whose component Streamlit would then never serve, and every map would stay blank.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import shapely

from geo.crs import to_display
from views.drawn import readable

if TYPE_CHECKING:
    from views.store import Store


def display_bounds(store: Store) -> tuple[float, float, float, float]:
    """Return west, south, east, north of the province in degrees: its communes, else its declared bounds."""
    layers = [layer for layer in readable(store) if layer.family == store.province.extent]
    zones = store.layer(layers[-1].id).zones if layers else None
    if zones is None or zones.empty:
        zones = gpd.GeoDataFrame(geometry=[shapely.box(*store.province.bounds_m)], crs=store.province.crs)
    return tuple(float(value) for value in to_display(zones, store.province.datum_operation).total_bounds)
