"""What the page has chosen, told to the map without building it anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo.crs import to_display
from views import looks
from views.drawn import OVERLAPS
from views.features import DIGITS
from views.map_frame import Told

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import geopandas as gpd

    from views.store import Store


def choice_of(  # noqa: PLR0913 - all by name
    store: Store,
    *,
    turn: int,
    finding: gpd.GeoDataFrame,
    site: gpd.GeoDataFrame,
    listed: Iterable[str],
    setback: gpd.GeoDataFrame,
    address: Mapping[str, str] | None = None,
) -> Told:
    """
    Return where the map has to go, what it outlines, and which overlaps it draws.

    Parameters
    ----------
    turn
        Differs for each choice.
    finding
        The frame with the one finding of the open card, or an empty one. The map goes to
        its overlap, else to the site.
    site
        The frame with its site, or an empty one. It is outlined.
    listed
        Ids of the findings in the list. With a card open, its overlap alone is drawn: the
        overlaps of a dozen rules on one another would hide which part it is.
    setback
        The frame with the part of the site inside the rule's distance, or an empty one.
    address
        What the address of the tab has to say of this choice.

    Returns
    -------
    Told
        `turn`, `bounds` (south-west and north-east corner in latitude, longitude, or nothing),
        `only` (layer id -> ids of the features to show), `address`, `shapes` (GeoJSON geometries in
        WGS 84 to outline, drawn as `path` says) and `inside` (those to fill below them, as
        `inside_path` says).
    """
    outlined, overlap = _drawn(site, store), _drawn(finding, store)
    drawn = finding["finding_id"] if len(overlap) else listed
    place = overlap if len(overlap) else outlined
    bounds = None
    if len(place):
        west, south, east, north = (float(value) for value in place.total_bounds)
        bounds = [[south, west], [north, east]]
    return Told(
        function="ranh.choose",
        options={
            "turn": turn,
            "address": dict(address or {}),
            "bounds": bounds,
            "shapes": [shapely.geometry.mapping(shape) for shape in outlined],
            "path": looks.SELECTED,
            "inside": [shapely.geometry.mapping(_rounded(shape)) for shape in _drawn(setback, store)],
            "inside_path": looks.SETBACK,
            "only": {OVERLAPS: sorted(drawn)},
        },
    )


def _rounded(shape: shapely.Geometry) -> shapely.Geometry:
    """Return a shape in degrees with the digits that the map's other features have."""
    return shapely.transform(shape, lambda lon_lat: np.round(lon_lat, DIGITS))


def _drawn(frame: gpd.GeoDataFrame, store: Store) -> gpd.GeoSeries:
    """Return the shapes that there are, in degrees."""
    present = frame[~(frame.geometry.isna() | frame.geometry.is_empty)]
    return to_display(present, store.province.datum_operation).geometry
