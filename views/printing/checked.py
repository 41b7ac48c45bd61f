"""The projects and the overlaps on a sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

import shapely

from views import looks, themes
from views.drawn import OVERLAPS, SITES
from views.printing.drawing import in_window, path
from views.printing.gathered import key
from views.printing.signs import signs

if TYPE_CHECKING:
    from views.printing.gathered import Content, Sight


def add_overlaps(content: Content, seen: Sight) -> None:
    """Add the overlaps of all findings in a window, the worst on top."""
    found, told = seen.store.result(seen.as_of).findings, looks.overlap_looks()
    drawn = []
    for verdict in reversed(list(told)):
        shapes = in_window(found[found["verdict"].astype(str) == verdict].geometry.to_numpy(), seen.window)
        if len(shapes):
            drawn.append(path(shapes, seen.window, looks.OVERLAP_PATH | told[verdict]))
    if not drawn:
        return
    content.pieces += [seen.faded(OVERLAPS, one) for one in drawn]
    red = told[next(iter(told))]["color"]
    opacity = looks.OVERLAP_PATH["fillOpacity"] * seen.fade(OVERLAPS)
    content.legend.append(key(seen.text("map.overlaps"), fill=red, stroke=red, opacity=opacity))


def add_sites(content: Content, seen: Sight, colour: str) -> None:
    """Add the projects in a window, coloured by a theme, the worst on top."""
    store, window, text = seen.store, seen.window, seen.text
    result = store.result(seen.as_of)
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
        content.pieces.append(seen.faded(SITES, path(in_window(shapes[row : row + 1], window), window, look)))
    inside = shapely.point_on_surface(shapely.intersection(shapes[sequence], window.box))
    is_there = ~shapely.is_empty(inside)
    at = shapely.get_coordinates(inside[is_there])
    kept = [one for one, there in zip(classes, is_there.tolist(), strict=True) if there]
    ids = place["site_id"].to_numpy()[sequence][is_there].tolist()
    told = [(one.colour, one.mark, str(site_id)) for one, site_id in zip(kept, ids, strict=True)]
    drawn, without_id = signs(at, told, window, content.room)
    content.names.append(seen.faded(SITES, drawn))
    content.legend.append(key(f"{text('map.sites')}: {theme.title}", head=True))
    used = {one.value for one in classes}
    content.legend += [
        key(one.words, mark=one.mark, fill=one.colour, opacity=seen.fade(SITES))
        for one in theme.classes
        if one.value in used
    ]
    if without_id:
        content.legend.append(key(text("print.without_id", count=without_id), mark="•", fill="#555555"))
