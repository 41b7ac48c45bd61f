"""What stands on a sheet: the layers that were seen, the keys of the legend, the sources."""

from __future__ import annotations

from typing import TYPE_CHECKING

from office.reports.cartography import arrow_box, bar_box
from views import backdrop, looks, palette, tiles
from views.drawn import OVERLAPS, SITES, readable
from views.layer_words import provenance
from views.printing.checked import add_overlaps, add_sites
from views.printing.drawing import in_window, path
from views.printing.gathered import Content, Sight, key
from views.printing.ground import TooFineError, paint_ground
from views.printing.land import paint_land
from views.printing.names import names_inside
from views.printing.room import Room

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from layers.background import Background
    from layers.layer import Layer
    from office.reports.frame import Frame
    from views.store import Store
    from views.text import Text

LINE_GROUPS = frozenset({"boundary"})
CODES_TO = 25_000
"""At smaller scales parcels have no room for their codes."""
VERSION_CHARACTERS = 8


def gather(  # noqa: PLR0913 - what the map on the screen shows
    store: Store,
    window: Frame,
    *,
    wanted: Sequence[str],
    colour: str,
    as_of: date,
    text: Text,
    fades: Mapping[str, float] | None = None,
) -> Content:
    """
    Return what a sheet shows of the layers that were wanted and that this person may see.

    Parameters
    ----------
    wanted
        Ids of layers as the map has them; what is not there is left out.
    colour
        Id of the theme of the projects.
    fades
        Opacity by the id of a layer, 0 to 1; one that is not named is whole.
    """
    content = Content(room=Room(taken=[arrow_box(window), bar_box(window)]))
    seen = Sight(store=store, window=window, as_of=as_of, text=text, fades=fades or {})
    background = store.province.background
    if background is not None and backdrop.ID in wanted and backdrop.problem(store) is None:
        _add_ground(content, seen, background)
    # Signs and names of areas have their place before land codes.
    projects = Content(room=content.room)
    if SITES in wanted:
        add_sites(projects, seen, colour)
    chosen = [layer for layer in readable(store) if layer.id in wanted and layer.family != SITES]
    for layer in chosen:
        _add_names(content, seen, layer)
    for layer in [layer for layer in chosen if tiles.is_tiled(layer)][:1]:
        _add_land(content, seen, layer)
    if content.pictures:
        content.legend.insert(0, key(text("print.blank"), fill="#ffffff"))
    above = [layer for layer in chosen if not tiles.is_tiled(layer)]
    for layer in sorted(above, key=lambda layer: layer.family in looks.HATCHES):
        _add_layer(content, seen, layer)
    if OVERLAPS in wanted and store.sees_findings:
        add_overlaps(content, seen)
    content.pieces += projects.pieces
    content.names += projects.names
    content.legend += projects.legend
    return content


def _add_names(content: Content, seen: Sight, layer: Layer) -> None:
    if layer.group in LINE_GROUPS and layer.geometry == "polygon":
        zones = seen.store.layer(layer.id).zones
        content.names += names_inside(zones, "name", seen.window, content.room, size_mm=3.2, slanted=True)


def _add_ground(content: Content, seen: Sight, background: Background) -> None:
    store, text = seen.store, seen.text
    try:
        picture, damaged = paint_ground(background, store.province, seen.window, store.withheld().squares)
    except TooFineError as error:
        content.lacking.append(text.error(error))
        return
    content.pictures.append((picture, seen.fade(backdrop.ID)))
    name = text.of(background, "name")
    content.sources.append(f"{name}: {background.source}" if background.source else name)
    if damaged:
        content.lacking.append(text("print.damaged_ground", count=damaged))


def _add_land(content: Content, seen: Sight, layer: Layer) -> None:
    store, text = seen.store, seen.text
    zones = store.layer(layer.id).zones
    land, codes = paint_land(zones, store.codes, seen.window)
    if not codes:
        return
    fade = seen.fade(layer.id)
    content.pictures.append((land, fade))
    if seen.window.scale <= CODES_TO:
        content.names += names_inside(zones, "code", seen.window, content.room, size_mm=2.1)
    content.legend.append(key(_named(seen, layer), head=True))
    paints = palette.paints(store.codes)
    for code in codes:
        entry, paint = store.codes.get(code), paints.get(code, palette.UNKNOWN)
        name = text("legend.unknown") if entry is None else text.of(entry, "name")
        look = {"fill": paint.hex, "hatch": paint.hatch, "opacity": fade}
        content.legend.append(key(f"{code} {name}".strip(), **look))
    content.sources.append(_source(seen, layer))


def _add_layer(content: Content, seen: Sight, layer: Layer) -> None:
    window = seen.window
    zones = seen.store.layer(layer.id).zones
    shapes = in_window(zones.geometry.to_numpy(), window)
    if len(shapes) == 0:
        return
    look = looks.layer_look(layer)
    hatch = look.get("hatch", "")
    drawn = look["path"] | ({"fillColor": look["colour"]} if hatch else {})
    content.pieces.append(seen.faded(layer.id, path(shapes, window, drawn, hatch)))
    is_line = layer.geometry != "polygon" or layer.group in LINE_GROUPS
    colour = looks.colour_of(layer)
    sign = {"line": is_line, "fill": "" if is_line else colour, "stroke": drawn["color"], "hatch": hatch}
    opacity = 1.0 if is_line else drawn.get("fillOpacity", 1.0)
    if layer.geometry == "point":
        sign |= {"mark": " ", "fill": colour}
    content.legend.append(key(_named(seen, layer), **sign, opacity=opacity * seen.fade(layer.id)))
    content.sources.append(_source(seen, layer))


def _named(seen: Sight, layer: Layer) -> str:
    """Return the name of a layer for the legend: one that does not hold on the day says so there."""
    name = seen.text.of(layer, "name")
    return name if layer.in_force(seen.as_of) else f"{name} ({seen.text('map.not_in_force')})"


def _source(seen: Sight, layer: Layer) -> str:
    """Return where a layer comes from: decision, how real it is, scale, version, hash, source."""
    text = seen.text
    parts = provenance(layer, seen.as_of, text)
    version = f"{layer.version} {seen.store.layer(layer.id).sha256[:VERSION_CHARACTERS]}".strip()
    parts.append(text("print.version", version=version))
    source = layer.source_vi if text.language == "vi" else layer.source
    told = f"{text.of(layer, 'name')} ({'; '.join(parts)})"
    return f"{told}: {source}" if source else told
