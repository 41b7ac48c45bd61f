"""Make water surfaces: rivers, reservoirs, lakes, dams and canals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd
import shapely
import shapely.ops
from shapely import LineString, Polygon

from demo.economic_zone import largest
from demo.reservoirs import make_reservoirs, ribbon
from demo.shapes import blob

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from demo.inputs import Inputs
    from demo.network import Network

RIVER_WIDTH_M = {"Sông Đà": 200.0, "Nậm Na": 120.0, "Nậm Mu": 90.0}
STREAM_WIDTH_M = 30.0


@dataclass(frozen=True, kw_only=True)
class Water:
    """Frames with a `geometry` column in EPSG:9205, not yet cut to the province."""

    rivers: pd.DataFrame
    reservoirs: pd.DataFrame
    lakes: pd.DataFrame
    dams: pd.DataFrame
    canals: pd.DataFrame


def make_water(inputs: Inputs, network: Network) -> Water:
    """Return all water surfaces; reservoirs take their place from the rivers."""
    places = inputs.units.set_index("code_old")[["x", "y"]]
    courses = {name: _course(lines) for name, lines in inputs.rivers.items()}
    courses["Nậm Mu"] = network.nam_mu
    reservoirs, dams = make_reservoirs(courses, places)
    flooded = shapely.union_all(reservoirs["geometry"].to_numpy())
    rivers = [
        {
            "name": name,
            "setting": "rural",
            "ecological": name != "Nậm Mu",
            "geometry": ribbon(line, RIVER_WIDTH_M[name]),
        }
        for name, line in courses.items()
    ]
    for number, line in enumerate(network.streams, start=1):
        row = {"name": f"Suối giả định {number:02d}", "setting": "rural", "ecological": False}
        rivers.append({**row, "geometry": ribbon(line, STREAM_WIDTH_M)})
    for row in rivers:
        row["geometry"] = shapely.difference(row["geometry"], flooded, grid_size=0.01)
    # Later rivers end at the bank of earlier ones.
    taken: BaseGeometry = Polygon()
    for row in rivers:
        row["geometry"] = largest(shapely.difference(row["geometry"], taken, grid_size=0.01))
        taken = shapely.union(taken, row["geometry"])
    return Water(
        rivers=pd.DataFrame(rivers),
        reservoirs=reservoirs,
        lakes=_lakes(places),
        dams=dams,
        canals=_canals(network),
    )


def _course(lines: list[LineString]) -> BaseGeometry:
    return shapely.line_merge(shapely.union_all([shapely.simplify(line, 15.0) for line in lines]))


def _lakes(places: pd.DataFrame) -> pd.DataFrame:
    rows = [
        ("Hồ Hạ (giả định) 01", "urban", True, places.loc["03387"] + (900, 700), 9.5),
        ("Hồ trung tâm giả định 02", "urban", True, places.loc["03595"] + (-700, 500), 6.2),
        ("Hồ tự nhiên giả định 03", "natural", True, places.loc["03478"] + (1_900, 900), 14.8),
        ("Hồ tự nhiên giả định 04", "special", True, places.loc["03394"] + (-1_500, 1_200), 22.4),
        ("Hồ cảnh quan giả định 05", "natural", False, places.loc["03598"] + (1_400, -900), 7.1),
    ]
    return pd.DataFrame(
        [
            {
                "name": name,
                "lake_kind": kind,
                "fill_banned": banned,
                "geometry": blob(place, area, seed=60 + number),
            }
            for number, (name, kind, banned, place, area) in enumerate(rows)
        ]
    )


def _canals(network: Network) -> pd.DataFrame:
    """Run a canal beside the lower half of every fourth stream."""
    rows = []
    for number, stream in enumerate(network.streams[::4], start=1):
        half = shapely.ops.substring(stream, stream.length * 0.45, stream.length * 0.97)
        line = shapely.simplify(half.offset_curve(140.0, join_style="bevel"), 15.0)
        if line.is_empty or line.geom_type != "LineString":
            continue
        flow = round(0.4 + 1.3 * (number % 7), 1)
        lining = "lined" if number % 2 else "earth"
        rows.append(
            {"name": f"Kênh giả định {number:02d}", "flow_m3s": flow, "lining": lining, "geometry": line}
        )
    return pd.DataFrame(rows)
