"""The map of the public page: where it is, and which published layers can be laid on it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from markupsafe import Markup

from geo.errors import RanhError
from layers.rules import SITES
from views import features, numbers
from views.display_bounds import display_bounds
from views.looks import SITE_PATH, layer_look
from views.public.gate import ROOT
from views.tile_ahead import ahead
from views.tile_sheets import is_tiled, tile_version

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from layers.layer import Layer
    from views.public.published import PublishedStore
    from views.text import Text

NO_GROUND = ""
"""Value of the choice of no land-use layer."""


def map_element(store: PublishedStore, query: dict[str, str], text: Text) -> Markup:
    """Return the element that the script makes a map of."""
    west, south, east, north = display_bounds(store)
    return Markup(
        '<div id="map" data-bounds="{}" data-projects="{}/du-an.geojson?{}" data-path="{}" data-failed="{}">'
        "</div>"
    ).format(
        json.dumps([[south, west], [north, east]]),
        ROOT,
        urlencode(query | {"lang": text.language}),
        json.dumps(SITE_PATH),
        text("public.map_failed"),
    )


def layer_choice(store: PublishedStore, as_of: date, text: Text) -> Markup:
    """Return the published layers that hold on the day: one land-use layer at a time, any of the others."""
    shown = [layer for layer in store.province.layers if layer.family != SITES and layer.in_force(as_of)]
    grounds = [_choice(store, layer, text) for layer in shown if is_tiled(layer)]
    others = [_choice(store, layer, text) for layer in shown if not is_tiled(layer)]
    none = Markup('<label><input type="radio" name="ground" value="{}" checked> {}</label>')
    head = [none.format(NO_GROUND, text("map.blank"))] if grounds else []
    legend = land_legend(store, [layer for layer in shown if is_tiled(layer)], text)
    return Markup("<h2>{}</h2>{}{}").format(
        text("public.layers"), Markup().join([*others, *head, *grounds]), legend
    )


def land_legend(store: PublishedStore, grounds: Iterable[Layer], text: Text) -> Markup:
    """Return the colours of the land-use codes that stand in some layers; nothing where there are none."""
    found: set[str] = set()
    for layer in grounds:
        try:
            found |= set(store.layer(layer.id).zones["code"].dropna().astype(str))
        except RanhError:
            continue  # said beside the layer's own name
    # Drawn as a picture: this page takes no style from its own text.
    sign = Markup('<li><svg width="14" height="10"><rect width="14" height="10" fill="{}"/></svg> {} {}</li>')
    told = [
        sign.format(code.hex, code.code, text.of(code, "name"))
        for code in store.codes.values()
        if code.code in found
    ]
    if not told:
        return Markup()
    return Markup("<details><summary>{}</summary><ul>{}</ul></details>").format(
        text("public.legend"), Markup().join(told)
    )


def layer_address(store: PublishedStore, layer: Layer) -> str:
    """
    Return where a layer is fetched: its zones, or the pattern of its tiles.

    Raises
    ------
    RanhError
        If the layer cannot be read.
    """
    if is_tiled(layer):
        ahead.want(store, layer.id)
        return f"{ROOT}/o/{layer.id}/{tile_version(store, layer.id)}/{{z}}/{{x}}/{{y}}.png"
    return f"{ROOT}/lop/{layer.id}/{zones_version(store, layer.id)}.json"


def zones_version(store: PublishedStore, layer_id: str) -> str:
    """Return the part of the address that changes with a layer's zones."""
    return features.layer_url(store, layer_id).rsplit("/", 1)[-1].removesuffix(".json")


def _choice(store: PublishedStore, layer: Layer, text: Text) -> Markup:
    name, tiled = text.of(layer, "name"), is_tiled(layer)
    try:
        address = layer_address(store, layer)
    except RanhError:
        # Which file is missing is for who can mend it; here, that the layer is.
        return Markup('<p class="missing">{}</p>').format(text("public.layer_missing", layer=name))
    return Markup(
        '<label title="{about}"><input type="{kind}" name="{group}" value="{id}" data-{form}="{address}" '
        'data-path="{path}"{checked}> {name}<small>{decision}</small></label>'
    ).format(
        about=layer.source_vi if text.language == "vi" and layer.source_vi else layer.source,
        kind="radio" if tiled else "checkbox",
        group="ground" if tiled else "layer",
        id=layer.id,
        form="tiles" if tiled else "zones",
        address=address,
        path=json.dumps(layer_look(layer)["path"]),
        checked=Markup(" checked") if layer.show and not tiled else "",
        name=name,
        decision=_decision(layer, text),
    )  # fmt: skip


def _decision(layer: Layer, text: Text) -> str:
    if not layer.decision_number:
        return text("origin." + layer.origin)
    day = f" ({numbers.day(layer.decision_date, text.language)})" if layer.decision_date else ""
    return f"{layer.decision_number}{day}, {text('origin.' + layer.origin)}"
