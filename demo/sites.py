"""
Draw the footprints of the 74 projects.

Only the commune of a project is known, so each footprint is synthetic: a shape of the declared
area (or of a usual size for its kind where none is declared) placed inside its commune.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import shapely
import shapely.ops

from demo.economic_zone import ECONOMIC_ZONE, ZONE_PARTS, economic_zone, largest
from demo.noise import uniform
from demo.shapes import blob, corridor, plot

if TYPE_CHECKING:
    import pandas as pd
    from shapely import Polygon
    from shapely.geometry.base import BaseGeometry

    from demo.inputs import Inputs
    from demo.network import Network

USUAL_AREA_HA = {
    "border trade": 46.0,
    "mining": 240.0,
    "energy": 22.0,
    "power grid": 5.6,
    "tourism": 48.0,
    "tourism/heritage": 86.0,
    "agro-industry": 9.0,
    "commerce": 2.4,
    "agriculture": 640.0,
    "forestry": 520.0,
    "education": 5.0,
    "industry": 58.0,
    "transport": 6.5,
    "urban": 12.0,
}
OWN_AREA_HA = {
    "P039": 1_150.0,
    "P040": 980.0,
    "P037": 11.0,
    "P038": 16.0,
    "P042": 94.0,
    "P043": 128.0,
    "P020": 34.0,
}
PLOTS = frozenset(
    {"education", "agro-industry", "commerce", "power grid", "urban", "industry", "urban/social"}
)
NO_PLACE = frozenset({"P004"})
"""The package lies in the neighbouring province, although a commune is named."""
CORRIDORS = {
    "P005": ("QL.4D", 44.0),
    "P067": ("QL.32", 46.0),
    "P068": ("QL.12", 44.0),
    "P069": ("QL.279", 40.0),
    "P070": ("QL.4H", 38.0),
}
"""Upgrades of roads: the road and the width in metres that the works need."""
GRID_LINES = {"P030": 500, "P031": 110}
LINEAR = ("P001", "P002", "P027", *CORRIDORS, *GRID_LINES)
TUNNEL_M = ((900.0, 200.0), (3_100.0, 700.0), (5_450.0, 650.0))
"""Bends of the tunnel and its approach, from the commune point of Sơn Bình; schematic."""
STEP_M = 340.0
TRIES = 960
CLEARANCE_M = 95.0
PLAN_CYCLE = ("2025", "no", "2030", "half", "no")
"""How the synthetic plan treats compact sites, by number: period from which, by half, or not at all."""
PREPARED = ("2025", "2030")
GAP_M = 25.0


def make_sites(
    inputs: Inputs, network: Network, communes: np.ndarray, example: Polygon, water: list[BaseGeometry]
) -> pd.DataFrame:
    """
    Return all projects with a `geometry`, None where no place is known.

    Parameters
    ----------
    inputs
        Projects and places.
    network
        Roads and power lines that linear projects follow.
    communes
        Polygons of the communes in the order of `inputs.communes`.
    example
        Footprint of the worked example P032.
    water
        Surfaces from which sites that are planned under their own code keep away.
    """
    projects = inputs.projects
    home = _home(inputs)
    shapes: dict[str, BaseGeometry] = {"P032": example}
    province = shapely.coverage_union_all(communes)
    shapes |= _linear(inputs, network, province)
    shapes |= economic_zone(communes[_row(inputs, "03549")], inputs)
    frame = projects.copy()
    frame["planned"] = [PLAN_CYCLE[int(code[1:]) % len(PLAN_CYCLE)] for code in frame["id"]]
    obstacles = shapely.STRtree(
        [*network.roads["line"], *network.streams, *network.power_lines["line"], *water]
    )
    kept = [example.buffer(GAP_M)]
    for _, project in frame.sort_values("id").iterrows():
        code = project["id"]
        if code in shapes or code in NO_PLACE or not np.isfinite(project["x"]):
            continue
        shapes[code] = _placed(project, communes[home[code]], kept, obstacles)
        kept.append(shapes[code].buffer(GAP_M))
    frame["geometry"] = [shapes.get(code) for code in frame["id"]]
    frame["commune_code"] = [
        inputs.communes["code"].iloc[home[code]] if code in home else "" for code in frame["id"]
    ]
    frame["part_of"] = np.where(frame["id"].isin(ZONE_PARTS), ECONOMIC_ZONE, "")
    return frame


def _linear(inputs: Inputs, network: Network, province: BaseGeometry) -> dict[str, BaseGeometry]:
    """Return the projects that follow a line: roads, the tunnel, the expressway, power lines."""
    road = network.roads.set_index("ref")["line"]
    places = inputs.units.set_index("code_old")[["x", "y"]]
    inside = province.buffer(-30.0)
    shapes = {code: corridor(road[ref], width) for code, (ref, width) in CORRIDORS.items()}
    pass_road = places.loc["03413"].to_numpy()
    tunnel = shapely.LineString(pass_road + np.array(TUNNEL_M))
    shapes["P001"] = corridor(tunnel, 48.0)
    fast = places.loc[["03618", "03598", "03424", "03408"]].to_numpy() + np.array((900.0, 700.0))
    shapes["P002"] = corridor(shapely.LineString(_winding(fast, 301)), 60.0)
    shapes["P027"] = corridor(
        shapely.LineString(places.loc[["03549", "03387", "03390", "03598", "03595"]] + (-600, 500)), 26.0
    )
    for code, voltage in GRID_LINES.items():
        row = network.power_lines[network.power_lines["voltage_kv"] == voltage].iloc[0]
        shapes[code] = corridor(row["line"], row["width_m"])
    return {
        code: largest(shapely.intersection(shape, inside, grid_size=0.01)) for code, shape in shapes.items()
    }


def _winding(points: np.ndarray, seed: int) -> np.ndarray:
    """Return points with a bend between each pair."""
    rows = [points[0]]
    for number, (a, b) in enumerate(pairwise(points)):
        push = 0.24 * (float(uniform(np.array([number]), np.array([seed]), 1)[0]) - 0.5)
        rows += [(a + b) / 2 + push * np.array([-(b - a)[1], (b - a)[0]]), b]
    return np.array(rows)


def _placed(
    project: pd.Series, commune: Polygon, kept: list[BaseGeometry], obstacles: shapely.STRtree
) -> Polygon:
    """
    Return a footprint in the commune, as near to its point as earlier footprints allow.

    A well prepared project also keeps away from roads, lines and water, where there is room.
    """
    area = project["area_ha"] if np.isfinite(project["area_ha"]) else 0.0
    area = area or OWN_AREA_HA.get(project["id"], USUAL_AREA_HA.get(project["sector"], 10.0))
    draw = plot if project["sector"] in PLOTS else blob
    seed = 400 + int(project["id"][1:])
    room = commune.buffer(-15.0)
    shapely.prepare(room)
    taken = shapely.STRtree(kept)
    turn = 2 * np.pi * float(uniform(np.array([seed]), np.array([7]), 3)[0])
    prepared = project["planned"] in PREPARED
    for number in range(TRIES * (2 if prepared else 1)):
        away = STEP_M * np.sqrt(number % TRIES + 0.8)
        angle = turn + number * 2.399963
        place = (project["x"] + away * np.cos(angle), project["y"] + away * np.sin(angle))
        shape = draw(place, area, seed=seed)
        if not room.contains(shape) or len(taken.query(shape, predicate="intersects")):
            continue
        if (
            prepared
            and number < TRIES
            and len(obstacles.query(shape, predicate="dwithin", distance=CLEARANCE_M))
        ):
            continue
        return shape
    raise ValueError(f"{project['id']} finds no room in its commune: lower its area in demo/sites.py.")


def _home(inputs: Inputs) -> dict[str, int]:
    number = {name: row for row, name in enumerate(inputs.communes["name"])}
    known = inputs.projects.dropna(subset=["x"])
    pairs = zip(known["id"], known["commune_2025"], strict=True)
    return {code: number[name] for code, name in pairs}


def _row(inputs: Inputs, code: str) -> int:
    return int(np.flatnonzero(inputs.communes["code"] == code)[0])
