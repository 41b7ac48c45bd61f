"""Lay out schematic streams, roads, power lines and canals between known places."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely
from shapely import LineString

from demo.inputs import smooth
from demo.relief import distance_m
from demo.routes import bent, road_cost, stream_cost, way_between

if TYPE_CHECKING:
    from demo.inputs import Inputs
    from demo.relief import Relief

NAM_MU = ("03427", "03601", "03610", "03622", "03628", "03634", "03640", "03643")
"""Former communes along the Nậm Mu, upstream first; its course between them is schematic."""

ROADS = (
    (
        "QL.32",
        "Quốc lộ 32",
        "IV",
        50.0,
        ("03637", "03595", "03618", "03616", "03598", "03602", "03424", "03390"),
    ),
    ("QL.4D", "Quốc lộ 4D", "IV", 50.0, ("03413", "03390", "03406", "03405", "03408", "03387", "03549")),
    ("QL.12", "Quốc lộ 12", "IV", 50.0, ("03574", "03549", "03490", "03493", "03487", "03481")),
    ("QL.279", "Quốc lộ 279", "V", 44.0, ("03595", "03632")),
    ("QL.4H", "Quốc lộ 4H", "V", 44.0, ("03433", "03466", "03454", "03448")),
    (
        "ĐT.127",
        "Đường tỉnh 127",
        "V",
        44.0,
        ("03481", "03434", "03472", "03469", "03433", "03457", "03445", "03439"),
    ),
    ("ĐT.128", "Đường tỉnh 128", "V", 40.0, ("03487", "03478", "03499", "03502")),
    ("ĐT.129", "Đường tỉnh 129", "V", 40.0, ("03478", "03526", "03415", "03387")),
)
"""Reference, name, class, width of road land in metres, former communes passed. Chains are schematic."""

LINES = (
    ("500 kV", "Đường dây 500 kV Sơn La - Lai Châu", 500, "bare", 32.0, ("03475", "03481", "03538", "03547")),
    (
        "220 kV",
        "Đường dây 220 kV Mường Tè - Lai Châu",
        220,
        "bare",
        16.0,
        ("03433", "03466", "03502", "03403", "03387"),
    ),
    (
        "110 kV",
        "Đường dây 110 kV Phong Thổ - Than Uyên",
        110,
        "bare",
        9.0,
        ("03549", "03394", "03387", "03390", "03598", "03616", "03595"),
    ),
    ("35 kV", "Đường dây 35 kV Than Uyên - Mường Kim", 35, "bare", 4.0, ("03595", "03631", "03637")),
    ("22 kV", "Đường dây 22 kV Mường Tè - Pắc Ma", 22, "insulated", 2.5, ("03433", "03457", "03445")),
)
"""Label, name, kV, conductor, metres between the outermost conductors, former communes passed."""

LOCAL_ROAD_WIDTH_M = 34.0
"""With slopes and ditches; chosen so that road land comes near its area in the inventory."""
RING_ROADS = 60
MAX_RING_M = 15_000.0
STREAM_COUNT = 70
MIN_STREAM_M = 1_000.0
MAX_STREAM_M = 26_000.0


@dataclass(frozen=True, kw_only=True)
class Network:
    """Schematic lines in EPSG:9205."""

    streams: list[LineString]
    nam_mu: LineString
    roads: pd.DataFrame
    """ref, name, road_class, width_m, line."""
    power_lines: pd.DataFrame
    """name, voltage_kv, conductor, width_m, line."""


def make_network(inputs: Inputs, relief: Relief) -> Network:
    """Return the network between the places of the former communes."""
    places = inputs.units.set_index("code_old")[["x", "y"]]
    height = relief.height_m
    mains = [line for lines in inputs.rivers.values() for line in lines]
    nam_mu = bent(chain(height, places, NAM_MU, stream_cost), reach_m=1_900.0, size_m=6_000.0)
    roads = [
        {
            "ref": ref,
            "name": name,
            "road_class": kind,
            "width_m": width,
            "line": chain(height, places, codes, road_cost),
        }
        for ref, name, kind, width, codes in ROADS
    ]
    own = inputs.units[inputs.units["new_code"] != ""]
    roads += _local_roads(height, own, [road["line"] for road in roads])
    lines = [
        {
            "name": name,
            "voltage_kv": voltage,
            "conductor": conductor,
            "width_m": width,
            "line": straight_chain(places, codes),
        }
        for _, name, voltage, conductor, width, codes in LINES
    ]
    return Network(
        streams=_streams(height, own, [*mains, nam_mu]),
        nam_mu=nam_mu,
        roads=pd.DataFrame(roads),
        power_lines=pd.DataFrame(lines),
    )


def chain(height: np.ndarray, places: pd.DataFrame, codes: tuple[str, ...], cost: object) -> LineString:
    """Return one line through the places of former communes along the cheapest ways."""
    parts = [
        way_between(height, tuple(places.loc[a]), tuple(places.loc[b]), cost) for a, b in pairwise(codes)
    ]
    points = np.vstack([shapely.get_coordinates(part) for part in parts])
    keep = np.append(True, np.hypot(*np.diff(points, axis=0).T) > 1)
    return LineString(points[keep])


def straight_chain(places: pd.DataFrame, codes: tuple[str, ...]) -> LineString:
    """Return a power line: straight spans beside the places, bent at each."""
    points = places.loc[list(codes)].to_numpy() + np.array([420.0, -380.0])
    return shapely.simplify(smooth(LineString(points), rounds=1), 150.0)


def _local_roads(height: np.ndarray, own: pd.DataFrame, mains: list[LineString]) -> list[dict[str, object]]:
    """Join every former commune to the network by its shortest tree."""
    points = own[["x", "y"]].to_numpy()
    joined = distance_m(points[:, 0], points[:, 1], mains)
    from_place = np.full(len(points), -1)
    done = joined < 1_500  # noqa: PLR2004 - metres: it lies on the road already
    ways: list[LineString] = []
    main = shapely.union_all(mains)
    linked: set[tuple[int, int]] = set()
    while not done.all():
        best = int(np.where(done, np.inf, joined).argmin())
        start = points[best]
        if from_place[best] >= 0:
            end = points[from_place[best]]
            linked.add(tuple(sorted((best, int(from_place[best])))))
        else:
            end = shapely.get_coordinates(shapely.shortest_line(shapely.points(start), main))[1]
        ways.append(way_between(height, start, end, road_cost))
        done[best] = True
        away = np.hypot(*(points - start).T)
        nearer = (away < joined) & ~done
        joined[nearer], from_place[nearer] = away[nearer], best
    ways += [way_between(height, points[a], points[b], road_cost) for a, b in _rings(points, linked)]
    return [
        {
            "ref": f"ĐH.{number:02d}",
            "name": f"Đường huyện giả định {number:02d}",
            "road_class": "VI",
            "width_m": LOCAL_ROAD_WIDTH_M,
            "line": line,
        }
        for number, line in enumerate(ways, start=1)
    ]


def _rings(points: np.ndarray, linked: set[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the nearest pairs of places that the tree does not join and that are not too far apart."""
    first, second = np.triu_indices(len(points), k=1)
    away = np.hypot(*(points[first] - points[second]).T)
    order = np.argsort(away, kind="stable")
    pairs = [(int(first[n]), int(second[n])) for n in order if 3_000 < away[n] < MAX_RING_M]  # noqa: PLR2004 - metres
    used: dict[int, int] = {}
    chosen = []
    for a, b in pairs:
        if (a, b) in linked or used.get(a, 0) + used.get(b, 0) > 1:
            continue
        used[a], used[b] = used.get(a, 0) + 1, used.get(b, 0) + 1
        chosen.append((a, b))
    return chosen[:RING_ROADS]


def _streams(height: np.ndarray, own: pd.DataFrame, mains: list[LineString]) -> list[LineString]:
    """Return streams from beside the places farthest from a river down to the nearest river or stream."""
    points = own[["x", "y"]].to_numpy() + np.array([700.0, 500.0])
    away = distance_m(points[:, 0], points[:, 1], mains)
    order = np.argsort(-away)[:STREAM_COUNT]
    streams: list[LineString] = []
    for number in order[::-1]:
        start = points[number]
        if not MIN_STREAM_M < away[number] < MAX_STREAM_M:
            continue
        target = shapely.union_all([*mains, *streams])
        end = shapely.get_coordinates(shapely.shortest_line(shapely.points(start), target))[1]
        if np.hypot(*(end - start)) > MIN_STREAM_M:
            streams.append(way_between(height, start, end, stream_cost))
    return streams
