"""What the tools of the map are given: layers to list, grid, words, addresses."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import folium
from folium import plugins

from geo.grid import grid_of
from layers.model import Verdict
from views import in_view, looks, search, themes
from views.drawn import OVERLAPS, SITES, readable
from views.fetched import Tools
from views.printing.route import choices

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from views.drawn import Drawn
    from views.store import Store
    from views.text import Text

LOCALES = {"vi": "vi-VN", "en": "en-GB"}
OPEN_GROUPS = ("checks", "landuse")


def map_tools(ground: folium.Map, store: Store, text: Text) -> None:
    """Add what every map has: full screen, the position of the pointer, scale and measuring."""
    add_full_screen(ground, text)
    calls = {"speak": words_of(text), "position": position_of(store, text)}
    Tools({}, calls).add_to(ground)


def add_full_screen(ground: folium.Map, text: Text) -> None:
    """Add the button that fills the screen with the map."""
    plugins.Fullscreen(title=text("map.full_screen"), title_cancel=text("map.small_screen")).add_to(ground)


def words_of(text: Text) -> dict[str, str]:
    """Return the words that the scripts ask for."""
    return text.vocabulary("mapjs")


def position_of(store: Store, text: Text) -> dict[str, Any]:
    """Return the grid in which positions are shown, and how numbers are written."""
    grid = grid_of(store.province.crs, store.province.datum_operation)
    return {"grid": None if grid is None else asdict(grid), "locale": LOCALES[text.language]}


def list_of_layers(
    store: Store, text: Text, grounds: Sequence[Drawn], groups: Mapping[str, Sequence[Drawn]]
) -> dict[str, Any]:
    """Return what the list of layers and the legend need."""
    told = [_group("landuse", text("group.landuse"), store, grounds)]
    told += [_group(group, _title(group, text), store, entries) for group, entries in groups.items()]
    tiled = [layer_id for layer_id, drawn, _, _ in grounds if isinstance(drawn, folium.TileLayer)]
    return {
        "groups": told,
        "grounds": [layer_id for layer_id, *_ in grounds],
        "legends": {layer_id: in_view.url(store, layer_id) for layer_id in tiled},
        "lang": text.language,
    }


def _title(group: str, text: Text) -> str:
    return text("map.checks") if group == "checks" else text("group." + group)


def _group(group: str, title: str, store: Store, entries: Sequence[Drawn]) -> dict[str, Any]:
    return {
        "id": group,
        "title": title,
        "open": group in OPEN_GROUPS,
        "entries": [
            {"id": layer_id, "name": name, "note": note, **_sign(layer_id, store)}
            for layer_id, _, name, note in entries
        ],
    }


def _sign(layer_id: str, store: Store) -> dict[str, str]:
    """Return colour and hatch of a layer in the list; none for one with a colour for each land code."""
    if layer_id == SITES:
        return {"colour": looks.GROUP_COLOURS["project"], "hatch": ""}
    if layer_id == OVERLAPS:
        return {"colour": looks.VERDICT_COLOURS[Verdict.CONFLICT], "hatch": ""}
    layer = next((layer for layer in readable(store) if layer.id == layer_id), None)
    if layer is None or layer.code_field:
        return {"colour": "", "hatch": ""}
    return {"colour": looks.colour_of(layer), "hatch": looks.HATCHES.get(layer.family, "")}


def calls_of(
    store: Store,
    as_of: date,
    text: Text,
    listed: Mapping[str, Any],
    bounds: Sequence[Sequence[float]],
    first: str,
) -> dict[str, Any]:
    """
    Return the functions of the scripts with what each is given, in the order of their calls.

    Parameters
    ----------
    listed
        What `list_of_layers` returned.
    bounds
        Where the map starts: south-west and north-east corner, latitude, longitude.
    first
        Id of the land-use layer that is shown where the address names none.
    """
    page = {"day": as_of.isoformat(), "lang": text.language, "locale": LOCALES[text.language]}
    found = themes.themes(store.result(as_of).sites, text, with_verdict=store.sees_findings)
    opened = {"bounds": bounds, "first": first, "themes": [theme.id for theme in found]}
    return {
        "speak": words_of(text),
        "remember": page | opened | {"grounds": listed["grounds"]},
        "search": page | {"url": search.PLACE, "grounds": listed["grounds"]},
        "layerList": dict(listed),
        "position": position_of(store, text),
        "print": page | choices(),
        "copyLink": {},
    }
