"""What was found between A and B: lines on the map, tables, notes, files, and a line as an axis."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import streamlit as st
from markupsafe import Markup

from geo.crs import DISPLAY_CRS, to_display, transform_xy
from layers.routing.told import about_routes, routes_frame
from layers.writer import describe, write_rows
from views import numbers
from views.corridors import chosen, own_lines
from views.corridors.files import show_files
from views.corridors.html_table import small_html, table_html
from views.corridors.lines_table import ask_words, causes_table, lines_table
from views.corridors.picture import shape_json
from views.corridors.place_choice import metres_words
from views.corridors.serving import offer_body
from views.themes import COLOURS

if TYPE_CHECKING:
    import shapely

    from layers.province import Province
    from layers.routing.model import Route, Routes
    from layers.routing.places import Place
    from office.sessions import Session
    from views.corridors.searching import Found
    from views.store import Store
    from views.text import Text

DASHES = (None, "9 5", "3 5", "12 4 3 4", "1 6")
"""Lines are told apart by more than their colour."""


def lines_address(store: Store, session: Session, found: Found, text: Text) -> str:
    """Return the address of what the map draws of lines."""
    what = ("lines", text.language, found.question)
    return offer_body(session, store, what, lambda: _drawn(found.routes, store.province, text))


def _drawn(found: Routes, province: Province, text: Text) -> dict[str, Any]:
    bands = gpd.GeoSeries([route.band for route in found.routes], crs=province.crs)
    shown = to_display(gpd.GeoDataFrame(geometry=bands), province.datum_operation).geometry
    return {
        "routes": [
            {
                "number": route.number,
                "title": text("corridor.line_number", number=route.number),
                "facts": _facts(route, found, text),
                "colour": COLOURS[route.number - 1],
                "dash": DASHES[route.number - 1],
                "runs": [[[lat, lon] for lon, lat in lon_lat(route.line, province)]],
                "band": shape_json(band),
            }
            for route, band in zip(found.routes, shown, strict=True)
        ]
    }


def _facts(route: Route, found: Routes, text: Text) -> list[list[str]]:
    km = (route.length_m / 1000, route.cost_m / 1000)
    length, cost = (f"{numbers.number(value, text.language, 1)} km" for value in km)
    return [
        [text("corridor.line_length"), length],
        [text("corridor.cost"), cost],
        [text("corridor.ask"), ask_words(route, found, text)],
    ]


def lon_lat(line: shapely.LineString, province: Province) -> list[tuple[float, float]]:
    """Return the points of a line as longitude and latitude on WGS 84, to a decimetre."""
    xy = np.asarray(line.coords)[:, :2]
    places = transform_xy(xy, province.crs, DISPLAY_CRS, province.datum_operation)
    return [(round(float(lon), 6), round(float(lat), 6)) for lon, lat in places]


def show_found(store: Store, session: Session, found: Found, text: Text) -> None:
    """Draw the tables of the lines, with the way to a profile of each and to a file."""
    routes = found.routes
    st.html(title_html(routes, text))
    st.html(table_html(lines_table(routes, text), text("corridor.lines")))
    st.html(small_html(text("corridor.checked_again")))
    with st.container(horizontal=True, gap="small", key="corridor-take-lines"):
        for route in routes.routes:
            st.button(
                text("corridor.profile_of", number=route.number),
                icon=":material/bar_chart:",
                key=f"corridor-profile-of-{route.number}-{text.language}",
                on_click=_as_axis,
                args=(route, routes, store.province, text),
            )
    with st.expander(text("corridor.causes"), expanded=True):
        st.html(table_html(causes_table(routes, text), text("corridor.causes")))
    stem = f"ranh-tuyen-{store.province.id}-{routes.asked.as_of.isoformat()}"
    makers = {"geojson": lambda: lines_file(routes, store.province)}
    show_files(store, session, makers, stem, ("lines", found.question), text)


def title_html(routes: Routes, text: Text) -> Markup:
    """Return how many lines there are, and between which places."""
    names = " → ".join(_named(place, text) for place in routes.places)
    words = text("corridor.found", count=len(routes.routes), places=names)
    return Markup('<h4 class="ranh-h4">{}</h4>').format(words)


def _named(place: Place, text: Text) -> str:
    """Return what to call an end of a line: the commune, else where it is."""
    return metres_words((place.x, place.y), text) if place.shape is None else place.text


def unasked_html(routes: Routes, text: Text) -> Markup:
    """Return what the lines could not be held against, loudly, and what else has to be said."""
    vi = text.language == "vi"
    loud = dict.fromkeys(routes.unasked)
    items = [(note, note in loud) for note in (*loud, *(one for one in routes.notes if one not in loud))]
    return Markup('<ul class="ranh-notes">{}</ul>').format(
        Markup().join(
            Markup('<li class="{}">{}</li>').format("loud" if is_loud else "", note[1] if vi else note[0])
            for note, is_loud in items
        )
    )


def _as_axis(route: Route, routes: Routes, province: Province, text: Text) -> None:
    """Take a line as the axis of a profile."""
    said = own_lines.told_points(lon_lat(route.line, province))
    names = " → ".join(_named(place, text) for place in (routes.places[0], routes.places[-1]))
    own_lines.name_line(said, text("corridor.line_named", number=route.number, places=names))
    chosen.put(chosen.AXIS, said)
    chosen.put(chosen.PART, chosen.PROFILE)


def lines_file(routes: Routes, province: Province) -> bytes:
    """Return lines and bands as GeoJSON, as the command writes them."""
    about = describe(province) | about_routes(routes)
    with tempfile.TemporaryDirectory(prefix="ranh-") as folder:
        path = Path(folder) / "lines.geojson"
        write_rows(routes_frame(routes, province), path, province.datum_operation, about)
        return path.read_bytes()
