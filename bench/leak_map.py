"""The map, and what it is told when it asks: legend of what is seen, search, footprints drawn on it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import geopandas as gpd
import shapely

from bench.leak_office import DAY, OPENED, Office, Sent
from bench.secret_land import ACROSS, CRS
from geo.crs import to_display
from views import in_view, search, state
from views.drawing import routes as drawing
from views.map_route import grounds, map_url
from views.printing import route as printing
from views.store import store_for
from views.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

WANTED = ("mat", "khu", "CQP", "LUC", "S")
"""Searched for: parts of marks, codes, the beginning of ids."""
SHEET = "scale=10000&paper=A4&turned=landscape&colour=verdict&title=Thử&lang=vi"
CHECK, SUGGEST, TAKE_AWAY = (f"{drawing.PLACE}/{name}" for name in ("kiem-tra", "goi-y", "tep"))


FORMS = ("pdf", "png")
"""Of a printed sheet."""


def map_exits(office: Office, viewer: str, forms: tuple[str, ...] = FORMS) -> Iterator[Sent]:
    """Give every answer: of one's own map, and of the exact one's addresses."""
    session = office.session(viewer)
    opened = office.session(OPENED)
    if opened is None:
        raise LookupError(OPENED)
    exact = store_for(opened)
    shape = to_display(gpd.GeoDataFrame(geometry=[ACROSS], crs=CRS)).geometry.iloc[0]
    box = ",".join(f"{edge:.6f}" for edge in shape.bounds)
    for face in dict.fromkeys((exact if session is None else store_for(session), exact)):
        yield office.ask("legend", viewer, f"{in_view.url(face, 'landuse')}?box={box}&lang=vi")
        # Else an address says that its map is yet to be made, or not, by who came first.
        face.result(DAY)
        face.result(state.today())
        for kind in grounds():
            yield office.ask("map", viewer, map_url(face, kind, DAY, Text("vi")))
    for wanted in WANTED:
        asked = f"q={wanted}&day={DAY.isoformat()}&lang=vi&ground=landuse"
        yield office.ask("search", viewer, f"{search.PLACE}?{asked}")
    drawn = {"shape": json.loads(shapely.to_geojson(shape)), "as_of": DAY.isoformat(), "planned_code": "ODT"}
    for address in (CHECK, SUGGEST):
        yield office.ask("drawing", viewer, address, json.dumps(drawn).encode())
    filed = drawn | {"name": "Hình thử", "format": "gpkg"}
    offered = office.ask("drawing", viewer, TAKE_AWAY, json.dumps(filed).encode())
    yield offered
    if offered.given:
        yield office.ask("drawing", viewer, json.loads(offered.body)["url"])
    for form in forms:
        yield from _printed(office, viewer, form)


def _printed(office: Office, viewer: str, form: str) -> Iterator[Sent]:
    """Give a sheet with all layers around the defence land: whether one may have it, and the file."""
    session = office.session(viewer)
    middle = to_display(gpd.GeoDataFrame(geometry=[ACROSS.centroid], crs=CRS)).geometry.iloc[0]
    layers = ",".join(layer.id for layer in store_for(session).province.layers) if session else "defence"
    place = f"lon={middle.x}&lat={middle.y}&day={DAY.isoformat()}"
    asked = f"{place}&{SHEET}&form={form}&layers=background,sites,{layers}"
    offered = office.ask("printed sheet", viewer, f"{printing.PLACE}?{asked}")
    yield offered
    if offered.given:
        yield office.ask("printed sheet", viewer, json.loads(offered.body)["url"])
