"""The choice of a point for a line: a commune, a project, coordinates, or a click on the map."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import shapely
import streamlit as st

from geo.errors import RanhError
from layers.places import COMMUNES
from layers.routing.errors import PointError
from views import numbers, state
from views.corridors import chosen
from views.search_coordinates import places_of, read_pair

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from views.store import Store
    from views.text import Text

PROJECT = "du-an:"
"""Before the id of a project in the address; a commune stands there by its code."""

SIGNS = {chosen.START: "A", chosen.VIA: "C", chosen.GOAL: "B"}
Spot = tuple[float, float]


@dataclass(frozen=True, kw_only=True)
class Places:
    """What can be chosen by name."""

    words: Mapping[str, str]
    """By their words in the address."""
    projects: Mapping[str, Spot]
    """Easting and northing of a point inside each project."""


def places_here(store: Store, as_of: date, text: Text) -> Places:
    """Return the communes in force and the projects that have a place, as this person may see them."""
    words: dict[str, str] = {}
    for layer in store.province.layers:
        if layer.family != COMMUNES or not layer.in_force(as_of):
            continue
        try:
            zones = store.layer(layer.id).zones
        except RanhError:
            continue
        words |= dict(zip(zones["zone_id"].astype(str), zones["name"].astype(str), strict=True))
    sites = store.result(as_of).sites
    placed = sites[~(sites.geometry.isna() | sites.geometry.is_empty)]
    inside = shapely.get_coordinates(shapely.point_on_surface(placed.geometry.to_numpy()))
    projects = {}
    kind = text("group.project")
    for site_id, name, (x, y) in zip(placed["site_id"], placed["name"], inside.tolist(), strict=True):
        words[f"{PROJECT}{site_id}"] = f"{kind} {site_id} {name}"
        projects[f"{PROJECT}{site_id}"] = (x, y)
    return Places(words=words, projects=projects)


def ask_place(name: str, places: Places, store: Store, text: Text) -> str:
    """Ask for one point; return its words in the address, "" where none is chosen."""
    said = chosen.get(name)
    known = dict(places.words)
    if said and said not in known:
        known[said] = spot_words(said, store, text)
    ids = list(known)
    key = f"corridor-{name}-{text.language}-{hash((tuple(ids), said))}"
    st.selectbox(
        text("corridor.place_" + {chosen.START: "start", chosen.GOAL: "goal", chosen.VIA: "via"}[name]),
        ids,
        index=ids.index(said) if said else None,
        format_func=lambda one: known.get(one, one),
        placeholder=text("corridor.choose_place"),
        accept_new_options=True,
        key=key,
        on_change=lambda: chosen.put(name, (state.value(key) or "").strip()),
    )
    return said


def spot_words(said: str, store: Store, text: Text) -> str:
    """Return coordinates in metres of the province's CRS, X (north) first; other words as they are."""
    pair = read_pair(said)
    found = places_of(pair, store.province) if pair is not None else []
    return metres_words(found[0], text) if found else said


def metres_words(spot: Spot, text: Text) -> str:
    """
    Return easting and northing as officials write them.

    Examples
    --------
    >>> from views.text import Text
    >>> metres_words((547012.17, 2477623.98), Text("vi"))
    'X 2.477.624 m; Y 547.012 m'
    """
    east, north = (numbers.number(metres, text.language, 0) for metres in spot)
    return f"X {north} m; Y {east} m"


def asked_place(said: str, places: Places, store: Store) -> str:
    """
    Return a point as the search for lines takes it: a commune's code or name, or easting and northing.

    Raises
    ------
    PointError
        As `spot_of`.
    """
    spot = spot_of(said, places, store)
    return said if spot is None else "{:.2f},{:.2f}".format(*spot)


def spot_of(said: str, places: Places, store: Store) -> Spot | None:
    """
    Return easting and northing of a point, None for a commune: a line may start anywhere in it.

    Raises
    ------
    PointError
        If a project is none that has a place here, or two numbers are no place of the province.
    """
    if said.startswith(PROJECT):
        if said not in places.projects:
            raise PointError(
                f"There is no project {said.removeprefix(PROJECT)!r} with a place: choose another point.",
                f"Không có dự án {said.removeprefix(PROJECT)!r} có ranh giới: hãy chọn điểm khác.",
            )
        return places.projects[said]
    pair = read_pair(said)
    if pair is None:
        return None
    found = places_of(pair, store.province)
    if not found:
        raise PointError(
            f"{said} is no place of the province: type X and Y (VN-2000) or degrees.",
            f"{said} không nằm trong tỉnh: hãy nhập X, Y (VN-2000) hoặc độ.",
        )
    return found[0]
