"""A province of 10 by 10 km with a park across it, for the tests of lines."""

from __future__ import annotations

from datetime import date

from layers.corridor.seen import FolderSeen
from layers.province import open_province
from layers.routing.model import Asked
from layers.routing.search import find_routes
from layers.routing.weights import read_weights
from squares import EAST, NORTH, PARK, declare, square, write, write_parks

DAY = date(2026, 11, 1)

WEIGHTS = """
status_vi = "Giả định."
status_en = "Assumed."
land = "landuse"
unknown_factor = 2.0
cover_factor = 10.0

[[class]]
id = "park"
name_vi = "Vườn"
name_en = "Park"
treatment = "forbidden"
layer = "park"

[[class]]
id = "defence"
name_vi = "Đất quốc phòng"
name_en = "Defence"
treatment = "forbidden"
layer = "defence"
restricted = true

[[class]]
id = "rice"
name_vi = "Lúa"
name_en = "Rice"
treatment = "avoid"
factor = 4.0
layer = "landuse"
codes = ["LUA"]
ask = true
"""


def at(x, y):
    """Return a place in metres from the corner as a person types it."""
    return f"{EAST + x},{NORTH + y}"


def with_park(folder, zones, defence=None, parcels=None):
    """Give the small province a park, and land of known use everywhere."""
    declare(folder, layers=PARK)
    (folder / "route_weights.toml").write_text(WEIGHTS, encoding="utf-8")
    write_parks(folder, *zones)
    parcels = parcels or {"ODT": [square(0, 0, 10_000)]}
    rows = [(code, shape) for code, shapes in parcels.items() for shape in shapes]
    write(
        folder / "landuse.gpkg",
        {"parcel_id": [f"p{k}" for k in range(len(rows))], "code": [code for code, _ in rows]},
        [shape for _, shape in rows],
    )
    write(folder / "defence.gpkg", {"zone": ["d1"]}, [defence or square(9700, 9700, 100)])
    return open_province(folder)


def route(province, start, goal, *, exact=False, via=(), lines=1, **asked):
    """Ask for lines from point to point."""
    seen = FolderSeen(whole=province, is_exact=exact)
    weights = read_weights(province.folder / "route_weights.toml")
    question = Asked(start=start, goal=goal, via=via, as_of=DAY, lines=lines, **asked)
    return find_routes(seen, question, weights)
