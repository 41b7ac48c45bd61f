"""
What the search of the map knows of one face of the province: names with and without diacritics.

It is made of what this person may see and of nothing else, so that a search can tell no more than
the map does.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo.crs import to_display
from layers.units import plain
from views.drawn import readable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    import geopandas as gpd

    from views.store import Store
    from views.text import Text

Bounds = tuple[tuple[float, float], tuple[float, float]]
"""South-west and north-east corner, each latitude, longitude."""

UNITS = {
    "communes": "search.commune",
    "legacy_communes": "search.former",
    "legacy_districts": "search.district",
}
"""Family -> what its zones are called."""

DIGITS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Something that can be found by its name."""

    kind: str
    title: str
    note: str
    keys: tuple[str, ...]
    """Folded names, the main one first."""
    rank: int
    """Of two that fit as well, the lower comes first."""
    bounds: Bounds | None
    pick: tuple[str, str] | None = None
    """Kind and id of what the page opens."""


def folded(text: str) -> str:
    """
    Return a text as it is compared: small letters, no diacritics, single spaces.

    Examples
    --------
    >>> folded("  Xã  Nậm Xe, Đèo "), folded("THUỶ ĐIỆN")
    ('xa nam xe, deo', 'thuy dien')
    """
    letters = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return " ".join("".join(letter for letter in letters if not unicodedata.combining(letter)).split())


def entries(store: Store, as_of: date, text: Text) -> list[Entry]:
    """Return everything that can be found by name."""
    return [*_projects(store, as_of, text), *_findings(store, as_of, text), *_units(store, text)]


def _projects(store: Store, as_of: date, text: Text) -> Iterator[Entry]:
    result = store.result(as_of)
    for row, bounds in zip(result.sites.itertuples(), bounds_of(result.sites, store), strict=True):
        vietnamese = str(row.name)
        english = getattr(row, "name_en", "")
        english = english if isinstance(english, str) else ""
        title = english if text.language == "en" and english else vietnamese
        commune = getattr(row, "commune_name", "")
        note = " · ".join(part for part in (str(row.site_id), _said(commune)) if part)
        if bounds is None:
            note += " · " + text("search.no_place")
        yield Entry(
            kind=text("search.project"),
            title=title,
            note=note,
            keys=_keys(vietnamese, english, str(row.site_id)),
            rank=0,
            bounds=bounds,
            pick=("site", str(row.site_id)) if store.sees_findings else None,
        )


def _findings(store: Store, as_of: date, text: Text) -> Iterator[Entry]:
    """Found by their id alone: by name the project is what is meant."""
    if not store.sees_findings:
        return
    findings = store.result(as_of).findings
    for row in findings.itertuples():
        yield Entry(
            kind=text("search.finding"),
            title=str(row.finding_id),
            note=f"{text('verdict.' + str(row.verdict))} · {row.site_name}",
            keys=(folded(str(row.finding_id)),),
            rank=3,
            bounds=None,
            pick=("finding", str(row.finding_id)),
        )


def _units(store: Store, text: Text) -> Iterator[Entry]:
    layers = {layer.family: layer for layer in readable(store) if layer.family in UNITS}
    communes = store.layer(layers["communes"].id).zones if "communes" in layers else None
    names = (
        {} if communes is None else dict(zip(communes["zone_id"].astype(str), communes["name"], strict=True))
    )
    for family, layer in layers.items():
        zones = store.layer(layer.id).zones
        for row, bounds in zip(zones.itertuples(), bounds_of(zones, store), strict=True):
            note = _said(getattr(row, "district", ""))
            if family == "legacy_communes":
                now = names.get(str(getattr(row, "new_code", "")), "") or _now_in(row.geometry, communes)
                note = " · ".join(
                    part for part in (note, text("search.now", name=now) if now else "") if part
                )
            yield Entry(
                kind=text(UNITS[family]),
                title=str(row.name),
                note=note,
                keys=_keys(str(row.name), str(row.zone_id)),
                rank=1 if family == "communes" else 2,
                bounds=bounds,
            )


def _now_in(shape: shapely.Geometry, communes: gpd.GeoDataFrame | None) -> str:
    """Return the commune in which a former one's middle lies now."""
    if communes is None or shape is None or shape.is_empty:
        return ""
    inside = communes.sindex.query(shapely.point_on_surface(shape), predicate="intersects")
    return "" if len(inside) == 0 else str(communes["name"].iloc[int(inside[0])])


def bounds_of(frame: gpd.GeoDataFrame, store: Store) -> list[Bounds | None]:
    """Return the bounds of each row in degrees, nothing for a row without a place; in their order."""
    has_place = np.flatnonzero(~(frame.geometry.isna() | frame.geometry.is_empty).to_numpy())
    shapes = frame.geometry.to_numpy()[has_place]
    boxes = frame.iloc[has_place][[frame.geometry.name]].set_geometry(
        list(shapely.box(*shapely.bounds(shapes).T)), crs=frame.crs
    )
    found: list[Bounds | None] = [None] * len(frame)
    if len(boxes):
        degrees = to_display(boxes, store.province.datum_operation).bounds.to_numpy().round(DIGITS)
        for row, (west, south, east, north) in zip(has_place.tolist(), degrees.tolist(), strict=True):
            found[row] = ((south, west), (north, east))
    return found


def _keys(*names: str) -> tuple[str, ...]:
    """Return names as they are compared, whole and without the word for their kind."""
    return tuple(dict.fromkeys(key for name in names if name for key in (folded(name), plain(name))))


def _said(value: object) -> str:
    return value if isinstance(value, str) else ""


def score(entry: Entry, wanted: str) -> int:
    """
    Return how well an entry fits a folded text, from 0: it does not, to 4: it is the very name.

    Examples
    --------
    >>> entry = Entry(kind="", title="", note="", keys=("xa nam xe", "nam xe"), rank=0, bounds=None)
    >>> [score(entry, text) for text in ("nam xe", "nam", "xe", "xe nam", "m x", "nam lan")]
    [4, 3, 2, 1, 1, 0]
    """
    best = 0
    words = wanted.split()
    for key in entry.keys:
        if key == wanted:
            return 4
        if key.startswith(wanted):
            best = max(best, 3)
        elif f" {wanted}" in key:
            best = max(best, 2)
        elif wanted in key or all(word in key for word in words):
            best = max(best, 1)
    return best


def best_of(found: Iterable[Entry], wanted: str, most: int) -> list[Entry]:
    """Return the entries that fit, the best first."""
    scored = [(score(entry, wanted), entry) for entry in found]
    fitting = [(value, entry) for value, entry in scored if value]
    fitting.sort(key=lambda pair: (-pair[0], pair[1].rank, len(pair[1].title), pair[1].title))
    return [entry for _, entry in fitting[:most]]
