"""What is told of one place, in the words of the page: text alone, which the browser only sets out."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.crs import parse_crs, to_display
from geo.errors import RanhError
from layers.model import Verdict
from layers.open_layers import CUT
from layers.rules import SITES
from views import looks, numbers, palette
from views.columns import shown_columns
from views.drawn import readable
from views.features import DIGITS
from views.layer_words import provenance
from views.tile_sheets import is_tiled
from views.verdicts import MARKS

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from layers.layer import Layer
    from views.store import Store
    from views.text import Text

Json = dict[str, Any]

M2_PER_HA = 10_000
MOST_VERTICES = 4000
"""An outline of more is drawn with fewer: it shows which zone was meant, and is measured nowhere."""

BOUNDARY = "boundary"


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One question about one place."""

    store: Store
    as_of: date
    point: shapely.Point
    """In the province CRS; empty where the place has no position there."""
    lon_lat: tuple[float, float]
    reach_m: float
    """So near to the point a line counts as being there."""
    ground: str
    """The land-use layer that is shown: its zone is outlined."""
    hidden: bool
    """Whether the competent office must be asked here, and layers are blank."""
    text: Text


def told_of(asked: Asked) -> Json:
    """
    Return everything at a place.

    Returns
    -------
    told
        `position` and `place`: pairs of a label and a text; `warning`; `sections`, each with `title`
        and `rows` (`head`, `text`, `notes`, `colour`, `hatch`, `pick`: what the page opens); `outline`:
        GeoJSON of the zone that was meant, or nothing.
    """
    text, layers = asked.text, readable(asked.store)
    ground = [layer for layer in layers if is_tiled(layer)]
    bounds = [layer for layer in layers if layer.group == BOUNDARY and layer.geometry == "polygon"]
    others = [layer for layer in layers if layer not in [*ground, *bounds] and layer.family != SITES]
    sections = [
        _section(text("at.land"), _land_rows(asked, ground)),
        _section(text("at.projects"), _project_rows(asked)),
        _section(text("at.zones"), [row for layer in others for row in _zone_rows(asked, layer)]),
    ]
    return {
        "position": _position(asked),
        "place": [pair for layer in bounds for pair in _unit(asked, layer)],
        "warning": text("at.hidden") if asked.hidden else "",
        "sections": [section for section in sections if section["rows"]],
        "outline": _outline(asked, ground),
        "nothing": text("at.nothing"),
    }


def zones_at(asked: Asked, layer: Layer) -> gpd.GeoDataFrame:
    """Return the zones of a layer at the place: those that hold it, lines and points within reach."""
    zones = asked.store.layer(layer.id).zones
    return _at(zones, asked.point, 0.0 if layer.geometry == "polygon" else asked.reach_m)


def _at(frame: gpd.GeoDataFrame, point: shapely.Point, reach_m: float) -> gpd.GeoDataFrame:
    if point.is_empty or frame.empty:
        return frame.iloc[:0]
    if reach_m > 0:
        found = frame.sindex.query(point, predicate="dwithin", distance=reach_m)
    else:
        found = frame.sindex.query(point, predicate="intersects")
    return frame.iloc[np.sort(found)]


def _position(asked: Asked) -> list[tuple[str, str]]:
    text, province = asked.text, asked.store.province
    lon, lat = asked.lon_lat
    degrees = "; ".join(numbers.number(value, text.language, 6) for value in (lat, lon))
    told = [("WGS 84", degrees)]
    if not asked.point.is_empty:
        crs = parse_crs(province.crs)
        north, east = (numbers.number(value, text.language, 1) for value in (asked.point.y, asked.point.x))
        told.insert(0, (f"{crs.name} ({province.crs})", f"X {north} m; Y {east} m"))
    return told


def _unit(asked: Asked, layer: Layer) -> list[tuple[str, str]]:
    names = [str(name) for name in zones_at(asked, layer)["name"] if name]
    return [(asked.text.of(layer, "name"), "; ".join(names))] if names else []


def _land_rows(asked: Asked, layers: Iterable[Layer]) -> list[Json]:
    """
    Return one row for each zone of each land-use layer: the periods stand under one another.

    A parcel that stays the same from one to the next is told once.
    """
    rows, last = [], ""
    for layer in layers:
        found = zones_at(asked, layer)
        for _, zone in found.iterrows():
            parcel = _parcel(zone, asked.text)
            rows.append(_land_row(asked, layer, zone, "" if parcel == last else parcel))
            last = parcel
        if found.empty:
            absent = asked.text("at.withheld" if asked.hidden else "at.no_zone")
            rows.append(_row(asked.text.of(layer, "name"), absent, [_source(asked, layer)]))
    return rows


def _parcel(zone: pd.Series, text: Text) -> str:
    """Return the id of a parcel, and its area unless a part of it is withheld."""
    told = text("at.zone", id=zone["zone_id"])
    if zone.get(CUT, False):
        return told
    return f"{told} · {numbers.area_ha(zone.geometry.area / M2_PER_HA, text.language)} ha"


def _land_row(asked: Asked, layer: Layer, zone: pd.Series, parcel: str) -> Json:
    store, text = asked.store, asked.text
    code = str(zone["code"] or "")
    entry, paint = store.codes.get(code), palette.paints(store.codes).get(code, palette.UNKNOWN)
    name = text("legend.unknown") if entry is None else text.of(entry, "name")
    row = _row(text.of(layer, "name"), f"{code} · {name}" if code else name, [parcel, _source(asked, layer)])
    return row | {"colour": paint.hex, "hatch": paint.hatch}


def _zone_rows(asked: Asked, layer: Layer) -> list[Json]:
    look = looks.colour_of(layer), looks.HATCHES.get(layer.family, "")
    return [
        _row(asked.text.of(layer, "name"), str(zone["name"] or zone["zone_id"]), notes)
        | {"colour": look[0], "hatch": look[1]}
        for _, zone in zones_at(asked, layer).iterrows()
        for notes in ([*_columns(asked, layer, zone), _source(asked, layer)],)
    ]


def _columns(asked: Asked, layer: Layer, zone: pd.Series) -> list[str]:
    text, told = asked.text, []
    for column in shown_columns(layer.family):
        value = zone.get(column)
        if pd.isna(value) or value == "":
            continue
        if isinstance(value, float | np.floating):
            value = numbers.number(float(value), text.language)
        told.append(f"{text('column.' + column)}: {text.known('value', str(value))}")
    return told


def _source(asked: Asked, layer: Layer) -> str:
    return " · ".join(provenance(layer, asked.as_of, asked.text))


def _project_rows(asked: Asked) -> list[Json]:
    """Return the sites at the place, each with its findings there; the worst first."""
    store, text = asked.store, asked.text
    result = store.result(asked.as_of)
    sites, found = _at(result.sites, asked.point, 0.0), _at(result.findings, asked.point, 0.0)
    rows = []
    for _, site in sites.iterrows():
        row = _row(str(site["site_id"]), _site_name(site, text), [])
        row["pick"] = {"kind": "site", "id": site["site_id"]} if store.sees_findings else None
        if store.sees_findings:
            own = result.findings.loc[result.findings["site_id"] == site["site_id"], "verdict"]
            row |= _verdict(
                min(map(Verdict, own), key=lambda one: one.rank, default=Verdict.NOT_CHECKED), text
            )
        rows.append(row)
    for _, finding in found.iterrows():
        head = f"{finding['site_id']} · {finding['rule_id']}"
        row = _row(head, str(finding[f"sentence_{text.language}"]), []) | _verdict(
            Verdict(finding["verdict"]), text
        )
        rows.append(row | {"pick": {"kind": "finding", "id": finding["finding_id"]}})
    return rows


def _site_name(site: pd.Series, text: Text) -> str:
    english = site.get("name_en") if text.language == "en" else None
    return str(english) if isinstance(english, str) and english else str(site["name"])


def _verdict(verdict: Verdict, text: Text) -> Json:
    words = f"{MARKS[verdict.value]} {text('verdict.' + verdict.value)}"
    return {"colour": looks.VERDICT_COLOURS[verdict], "notes": [words]}


def _row(head: str, said: str, notes: list[str]) -> Json:
    return {"head": head, "text": said, "notes": notes, "colour": "", "hatch": "", "pick": None}


def _section(title: str, rows: list[Json]) -> Json:
    return {"title": title, "rows": rows}


def _outline(asked: Asked, layers: Iterable[Layer]) -> Json | None:
    """Return the zone of the land-use layer that is shown, in degrees."""
    layer = next((layer for layer in layers if layer.id == asked.ground), None)
    found = None if layer is None else zones_at(asked, layer)
    if found is None or found.empty:
        return None
    shape = min(found.geometry, key=lambda one: one.area)  # the one that the map paints on top
    if shapely.get_num_coordinates(shape) > MOST_VERTICES:
        shape = shapely.simplify(shape, 2.0)
    try:
        shown = to_display(
            gpd.GeoDataFrame(geometry=[shape], crs=found.crs), asked.store.province.datum_operation
        )
    except RanhError:
        return None
    rounded = shapely.transform(shown.geometry.iloc[0], lambda lon_lat: np.round(lon_lat, DIGITS))
    told: Json = json.loads(shapely.to_geojson(rounded))
    return told
