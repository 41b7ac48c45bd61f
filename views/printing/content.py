"""What stands on a sheet: the layers that were seen, the projects, the keys of the legend, the sources."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import shapely

from views import backdrop, looks, palette, themes, tiles
from views.drawn import OVERLAPS, SITES, readable
from views.layer_words import provenance
from views.printing.drawing import in_window, path, signs
from views.printing.ground import paint_ground
from views.printing.land import paint_land
from views.printing.names import names_inside

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from layers.layer import Layer
    from office.reports.frame import Frame
    from views.store import Store
    from views.text import Text

LINE_GROUPS = frozenset({"boundary"})
CODES_TO = 25_000
"""At smaller scales parcels have no room for their codes."""
VERSION_CHARACTERS = 8


@dataclass(kw_only=True)
class Content:
    """What was gathered for one sheet."""

    pictures: list[tuple[bytes, float]] = field(default_factory=list)
    """PNG images as large as the frame, each with its opacity, the lowest first."""
    pieces: list[str] = field(default_factory=list)
    """Of SVG, the lowest first."""
    names: list[str] = field(default_factory=list)
    """Of SVG, above all pieces."""
    legend: list[dict[str, Any]] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)


def gather(  # noqa: PLR0913 - what the map on the screen shows
    store: Store,
    window: Frame,
    *,
    wanted: Sequence[str],
    colour: str,
    as_of: date,
    text: Text,
    fade: float = 1.0,
) -> Content:
    """
    Return what a sheet shows of the layers that were wanted and that this person may see.

    Parameters
    ----------
    wanted
        Ids of layers as the map has them; what is not there is left out.
    colour
        Id of the theme of the projects.
    fade
        Opacity of the land use, 0 to 1.
    """
    content = Content()
    background = store.province.background
    if background is not None and backdrop.ID in wanted:
        squares = store.withheld().squares
        content.pictures.append((paint_ground(background, store.province, window, squares), 1.0))
        name = text.of(background, "name")
        content.sources.append(f"{name}: {background.source}" if background.source else name)
    chosen = [layer for layer in readable(store) if layer.id in wanted and layer.family != SITES]
    for layer in [layer for layer in chosen if tiles.is_tiled(layer)][:1]:
        _add_land(content, store, layer, window, as_of=as_of, text=text, fade=fade)
    above = [layer for layer in chosen if not tiles.is_tiled(layer)]
    for layer in sorted(above, key=lambda layer: layer.family in looks.HATCHES):
        _add_layer(content, store, layer, window, as_of, text)
    if OVERLAPS in wanted and store.sees_findings:
        _add_overlaps(content, store, window, as_of, text)
    if SITES in wanted:
        _add_sites(content, store, window, colour, as_of=as_of, text=text)
    return content


def _key(words: str, **look: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
    blank = {
        "head": False,
        "mark": "",
        "line": False,
        "fill": "",
        "stroke": "#555555",
        "hatch": "",
        "opacity": 1.0,
    }
    return blank | look | {"words": words}


def _add_land(  # noqa: PLR0913 - as `gather`
    content: Content, store: Store, layer: Layer, window: Frame, *, as_of: date, text: Text, fade: float
) -> None:
    zones = store.layer(layer.id).zones
    land, seen = paint_land(zones, store.codes, window)
    if not seen:
        return
    content.pictures.append((land, fade))
    if window.scale <= CODES_TO:
        content.names += names_inside(zones, "code", window, size_mm=2.1)
    content.legend.append(_key(_named(layer, as_of, text), head=True))
    content.legend.append(_key(text("mapjs.land_blank"), fill="#ffffff"))
    paints = palette.paints(store.codes)
    for code in seen:
        entry, paint = store.codes.get(code), paints.get(code, palette.UNKNOWN)
        name = text("legend.unknown") if entry is None else text.of(entry, "name")
        content.legend.append(_key(f"{code} {name}".strip(), fill=paint.hex, hatch=paint.hatch))
    content.sources.append(_source(store, layer, as_of, text))


def _add_layer(content: Content, store: Store, layer: Layer, window: Frame, as_of: date, text: Text) -> None:
    zones = store.layer(layer.id).zones
    shapes = in_window(zones.geometry.to_numpy(), window)
    if len(shapes) == 0:
        return
    if layer.group in LINE_GROUPS and layer.geometry == "polygon":
        content.names += names_inside(zones, "name", window, size_mm=3.2, slanted=True)
    look = looks.layer_look(layer)
    hatch = look.get("hatch", "")
    drawn = look["path"] | ({"fillColor": look["colour"]} if hatch else {})
    content.pieces.append(path(shapes, window, drawn, hatch))
    is_line = layer.geometry != "polygon" or layer.group in LINE_GROUPS
    colour = looks.colour_of(layer)
    key = {"line": is_line, "fill": "" if is_line else colour, "stroke": drawn["color"], "hatch": hatch}
    if layer.geometry == "point":
        key |= {"mark": " ", "fill": colour}
    key |= {"opacity": drawn.get("fillOpacity", 1.0)}
    content.legend.append(_key(_named(layer, as_of, text), **key))
    content.sources.append(_source(store, layer, as_of, text))


def _add_overlaps(content: Content, store: Store, window: Frame, as_of: date, text: Text) -> None:
    found = store.result(as_of).findings
    told = looks.overlap_looks()
    any_drawn = False
    for verdict in reversed(list(told)):
        shapes = in_window(found[found["verdict"].astype(str) == verdict].geometry.to_numpy(), window)
        if len(shapes):
            content.pieces.append(path(shapes, window, looks.OVERLAP_PATH | told[verdict]))
            any_drawn = True
    if any_drawn:
        red = told[next(iter(told))]["color"]
        content.legend.append(
            _key(text("map.overlaps"), fill=red, stroke=red, opacity=looks.OVERLAP_PATH["fillOpacity"])
        )


def _add_sites(
    content: Content, store: Store, window: Frame, colour: str, *, as_of: date, text: Text
) -> None:
    """Add the projects in a window, coloured by a theme, the worst on top."""
    result = store.result(as_of)
    known = themes.themes(result.sites, text, with_verdict=store.sees_findings)
    theme = next((one for one in known if one.id == colour), known[0] if known else None)
    place = result.sites[~(result.sites.geometry.isna() | result.sites.geometry.is_empty)]
    place = place[place.intersects(window.box)]
    if theme is None or place.empty:
        return
    values = themes.values_of(place, theme.id, result.findings)
    order = {one.value: -number for number, one in enumerate(theme.classes)}
    sequence = sorted(range(len(place)), key=lambda row: order.get(values[row], 0))
    shapes = place.geometry.to_numpy()
    classes = [theme.class_of(values[row]) for row in sequence]
    for row, one in zip(sequence, classes, strict=True):
        look = looks.SITE_PATH | {"color": one.colour}
        content.pieces.append(path(in_window(shapes[row : row + 1], window), window, look))
    inside = shapely.point_on_surface(shapely.intersection(shapes[sequence], window.box))
    seen = ~shapely.is_empty(inside)
    at = shapely.get_coordinates(inside[seen])
    kept = [one for one, is_seen in zip(classes, seen.tolist(), strict=True) if is_seen]
    ids = place["site_id"].to_numpy()[sequence][seen].tolist()
    told = [(one.colour, one.mark, str(site_id)) for one, site_id in zip(kept, ids, strict=True)]
    content.names.append(signs(at, told, window))
    content.legend.append(_key(f"{text('map.sites')}: {theme.title}", head=True))
    used = {one.value for one in classes}
    content.legend += [
        _key(one.words, mark=one.mark, fill=one.colour) for one in theme.classes if one.value in used
    ]


def _named(layer: Layer, as_of: date, text: Text) -> str:
    """Return the name of a layer for the legend: one that does not hold on the day says so there."""
    name = text.of(layer, "name")
    return name if layer.in_force(as_of) else f"{name} ({text('map.not_in_force')})"


def _source(store: Store, layer: Layer, as_of: date, text: Text) -> str:
    """Return where a layer comes from: decision, how real it is, scale, version, hash, source."""
    parts = provenance(layer, as_of, text)
    version = f"{layer.version} {store.layer(layer.id).sha256[:VERSION_CHARACTERS]}".strip()
    parts.append(text("print.version", version=version))
    source = layer.source_vi if text.language == "vi" else layer.source
    told = f"{text.of(layer, 'name')} ({'; '.join(parts)})"
    return f"{told}: {source}" if source else told
