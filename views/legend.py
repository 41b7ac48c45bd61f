"""The legend: the land-use codes of the loaded layers in their official colours, and the other layers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from layers.model import Verdict
from views import looks, palette, tiles
from views.drawn import SITES, readable
from views.verdicts import MARKS

if TYPE_CHECKING:
    from views.store import Store
    from views.text import Text


def legend_html(store: Store, text: Text) -> Markup:
    """Return the legend as HTML: verdicts first, then land use, then every other layer."""
    codes = _codes(store)
    paints = palette.paints(store.codes)
    entries = [
        Markup('<span class="key"><i style="border:3px solid {}"></i>{} {}</span>').format(
            looks.VERDICT_COLOURS[verdict], MARKS[verdict.value], text("verdict." + verdict.value)
        )
        for verdict in (Verdict if store.sees_findings else ())
    ]
    for code in [code for code in store.codes if code in codes]:
        paint = paints.get(code, palette.UNKNOWN)
        words = f"{code} {text.of(store.codes[code], 'name')}"
        entries.append(_key(paint.hex, paint.hatch, words))
    if codes - set(store.codes):
        entries.append(_key(palette.UNKNOWN.hex, "", text("legend.unknown")))
    for layer in readable(store):
        if not tiles.is_tiled(layer) and layer.family != SITES:
            hatch = looks.HATCHES.get(layer.family, "")
            entries.append(_key(looks.colour_of(layer), hatch, text.of(layer, "name")))
    return Markup('<div class="ranh-legend"><b>{}</b>{}</div>').format(
        text("legend.title"), Markup().join(entries)
    )


def _codes(store: Store) -> set[str]:
    """Return the codes that occur in the land-use layers."""
    tiled = [layer.id for layer in readable(store) if tiles.is_tiled(layer)]
    return {str(code) for layer_id in tiled for code in store.layer(layer_id).zones["code"].unique() if code}


def _key(colour: str, hatch: str, words: str) -> Markup:
    return Markup('<span class="key"><i class="{}" style="background-color:{}"></i>{}</span>').format(
        hatch, colour, words
    )
