"""What stands on the map: each layer of the province, the sites and the overlaps, as folium draws them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import folium

from geo.errors import RanhError
from views import features, looks, themes, tiles
from views.columns import shown_columns
from views.fetched import Features, Nothing

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from layers.layer import Layer
    from views.store import Store
    from views.text import Text

SITES, OVERLAPS = "sites", "overlaps"
DEEPEST_ZOOM = 19

Drawn = tuple[str, folium.map.Layer, str, str]
"""A layer's id, what folium draws, its name, and what stands behind the name in the list of layers."""


def land_use_layers(ground: folium.Map, store: Store, as_of: date, text: Text) -> list[Drawn]:
    """Add the land-use layers, of which one in force shows at first, and a white ground."""
    tiled = [layer for layer in readable(store) if tiles.is_tiled(layer)]
    current = [layer for layer in tiled if layer.in_force(as_of)]
    # The last of equals in the file: the plan rather than the survey that it started from.
    first = max(current, key=lambda layer: (layer.show, current.index(layer)), default=None)
    drawn: list[Drawn] = []
    for layer in tiled:
        name = text.of(layer, "name")
        picture = folium.TileLayer(
            tiles.tile_url(store, layer.id),
            attr=" ",
            name=name,
            overlay=False,
            control=False,
            show=layer is first,
            max_zoom=DEEPEST_ZOOM,
        ).add_to(ground)
        drawn.append((layer.id, picture, name, _note(layer, as_of, text)))
    blank = Nothing(text("map.blank"), show=first is None).add_to(ground)
    return [*drawn, ("blank", blank, text("map.blank"), "")]


def overlay_layers(ground: folium.Map, store: Store, as_of: date, text: Text) -> dict[str, list[Drawn]]:
    """Add everything that lies over the land use; return it by the id of its group."""
    checks = [_drawn(ground, _site_layer(store, as_of, text), "")]
    if store.sees_findings:
        checks.insert(0, _drawn(ground, _overlap_layer(store, as_of, text), ""))
    groups: dict[str, list[Drawn]] = {"checks": checks}
    for layer in readable(store):
        if tiles.is_tiled(layer) or layer.family == SITES:
            continue
        drawn = _drawn(ground, _zone_layer(store, layer, as_of, text), _note(layer, as_of, text))
        groups.setdefault(layer.group, []).append(drawn)
    return groups


def _drawn(ground: folium.Map, layer: Features, note: str) -> Drawn:
    layer.add_to(ground)
    return layer.options["id"], layer, layer.layer_name, note


def _note(layer: Layer, as_of: date, text: Text) -> str:
    """Return what stands behind a layer's name: how real it is, and whether it holds on the day."""
    origin = text("origin." + layer.origin)
    return origin if layer.in_force(as_of) else f"{origin}; {text('map.not_in_force')}"


def _zone_layer(store: Store, layer: Layer, as_of: date, text: Text) -> Features:
    name = text.of(layer, "name")
    fields = [(column, "column." + column) for column in ("name", *shown_columns(layer.family))]
    restricted = layer.family in looks.HATCHES
    options = {
        "id": layer.id,
        "url": features.layer_url(store, layer.id),
        "pane": "restricted" if restricted else "overlayPane",
        "svg": restricted,
        "title": name,
        "look": looks.layer_look(layer),
    }
    return Features(name, options | _words(name, fields, text), show=layer.show and layer.in_force(as_of))


def _site_layer(store: Store, as_of: date, text: Text) -> Features:
    name = text("map.sites")
    found = themes.themes(store.result(as_of).sites, text, with_verdict=store.sees_findings)
    options = {
        "id": SITES,
        "url": features.result_url(store, SITES, as_of),
        "pane": SITES,
        "svg": True,
        "title": "",
        "look": {"path": looks.SITE_PATH},
        "themes": themes.for_browser(found),
        "dots": True,
        "pick": "site",
    }
    name_column = "name" if text.language == "vi" else "name_en"
    fields = [("id", "column.id"), (name_column, "column.site")]
    if store.sees_findings:
        fields.append(("verdict", "map.verdict"))
    return Features(name, options | _words(name, fields, text), show=True)


def _overlap_layer(store: Store, as_of: date, text: Text) -> Features:
    name = text("map.overlaps")
    options = {
        "id": OVERLAPS,
        "url": features.result_url(store, OVERLAPS, as_of),
        "pane": OVERLAPS,
        "svg": True,
        "title": name,
        "look": {"path": looks.OVERLAP_PATH},
        "by": "verdict",
        "looks": looks.overlap_looks(),
        "pick": "finding",
    }
    fields = [(column, "column." + column) for column in ("site", "rule", "verdict", "overlap_area_ha")]
    return Features(name, options | _words(name, fields, text), show=True)


def _words(name: str, fields: Sequence[tuple[str, str]], text: Text) -> dict[str, Any]:
    """Return the texts that the browser needs for one layer."""
    return {
        "fields": [[column, text(key)] for column, key in fields],
        "words": text.vocabulary("value") | text.vocabulary("verdict"),
        "locale": "vi-VN" if text.language == "vi" else "en-GB",
        "failed": text("map.layer_failed", layer=name),
    }


def readable(store: Store) -> list[Layer]:
    """Return the layers that can be read; the others are named on the page."""
    return [layer for layer in store.province.layers if not problem_of(store, layer.id)]


def problem_of(store: Store, layer_id: str) -> RanhError | None:
    """Return why a layer cannot be shown, or nothing."""
    try:
        store.layer(layer_id)
    except RanhError as error:
        return error
    return None
