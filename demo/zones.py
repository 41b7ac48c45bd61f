"""Make the layers that are read off the parcels: parks, restricted land, mines, heritage, the border belt."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from demo.arrangement import join_groups
from demo.noise import fractal_noise, uniform
from demo.shapes import blob
from demo.writing import on_grid

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from demo.ground import Ground

DEFENCE_CATEGORIES = ("work", "military_zone", "work", "ammunition_depot", "antenna")
EXTENSION_SHARE, WATER_SHARE, BELT_SHARE = 0.6, 0.25, 0.2
"""Shares of the fictional sites with a delineated extension on land, on water, a belt."""
MIN_RESERVE_M2 = 2e7
MIN_MINE_M2 = 4e4
RESTORED_NOISE = -0.25
BELT_MIN_M, BELT_MAX_M = 100.0, 1_000.0
CORE_M = 900.0
SERVICE_COUNT = 6


def parts_with_code(parcels: pd.DataFrame, column: str, code: str) -> np.ndarray:
    """Return the connected areas of one land code, largest first."""
    shapes = parcels.loc[parcels[column] == code, "geometry"].to_numpy()
    parts, _ = join_groups(shapes, np.zeros(len(shapes), dtype=int))
    return parts[np.argsort(-shapely.area(parts), kind="stable")]


def restricted_zones(parcels: pd.DataFrame, column: str, code: str, *, planned: bool) -> pd.DataFrame:
    """
    Return fictional defence (CQP) or security (CAN) sites: the connected parcels of the code.

    Planned sites are those parcels that are not of the code in 2020. Extensions and belts are
    given for some sites only, as in military files; the others are null, "not delineated".
    """
    chosen = parcels[(parcels[column] == code) & ((parcels["code_2020"] != code) | (not planned))]
    shapes = parts_with_code(chosen, column, code)
    word = "Khu quốc phòng giả định" if code == "CQP" else "Khu an ninh giả định"
    tail = " (quy hoạch)" if planned else ""
    prefix = {"CQP": "QP", "CAN": "AN"}[code] + ("Q" if planned else "H")
    number = np.arange(len(shapes))
    frame = pd.DataFrame({"zone_id": [f"{prefix}{n + 1:02d}" for n in number]})
    frame["name"] = [f"{word} {n + 1:02d}{tail}" for n in number]
    if code == "CQP":
        draw = uniform(number, number * 0 + 5, 17)
        frame["category"] = [DEFENCE_CATEGORIES[n % len(DEFENCE_CATEGORIES)] for n in number]
        work = (frame["category"] != "military_zone").to_numpy()
        frame["restricted_extension_m"] = np.where(
            work & (draw < EXTENSION_SHARE), np.round(15 + 40 * draw / EXTENSION_SHARE, 0), np.nan
        )
        frame["water_extension_m"] = np.where(
            work & (draw < WATER_SHARE), np.round(100 + 400 * draw / WATER_SHARE, -1), np.nan
        )
        depot = (frame["category"] == "ammunition_depot").to_numpy() | (draw > 1 - BELT_SHARE)
        frame["belt_m"] = np.where(depot, np.round(200 + 600 * draw, -1), np.nan)
    frame["geometry"] = shapes
    return frame


def national_park(parcels: pd.DataFrame) -> pd.DataFrame:
    """Return strict, restoration, service and buffer zones of the reserves of special-use forest."""
    reserves = parts_with_code(parcels, "code_2020", "RDD")
    main = shapely.union_all(reserves[shapely.area(reserves) > MIN_RESERVE_M2])
    near = main.buffer(2_500, quad_segs=2).simplify(150).buffer(-600, quad_segs=2)
    centre = shapely.get_coordinates(shapely.point_on_surface(parcels["geometry"].to_numpy()))
    special = (parcels["code_2020"] == "RDD").to_numpy() & shapely.contains_xy(
        main, centre[:, 0], centre[:, 1]
    )
    buffer = (parcels["code_2020"].isin(["RPH", "RSX", "DCS"])).to_numpy() & shapely.contains_xy(
        near, centre[:, 0], centre[:, 1]
    )
    core = shapely.contains_xy(main.buffer(-CORE_M), centre[:, 0], centre[:, 1])
    wild = fractal_noise(centre[:, 0], centre[:, 1], seed=501, wavelength_m=6_000) > RESTORED_NOISE
    zone = np.where(
        special, np.where(core & wild, "strict", "restoration"), np.where(buffer & ~special, "buffer", "")
    )
    edge = np.flatnonzero(zone == "restoration")
    zone[edge[np.argsort(shapely.area(parcels["geometry"].to_numpy()[edge]))[: SERVICE_COUNT * 4]]] = (
        "service"
    )
    rows = []
    for name in ("strict", "restoration", "service", "buffer"):
        shapes = parcels["geometry"].to_numpy()[zone == name]
        parts, _ = join_groups(shapes, np.zeros(len(shapes), dtype=int))
        rows += [{"park_zone": name, "geometry": part} for part in parts]
    frame = pd.DataFrame(rows)
    frame.insert(0, "zone_id", [f"VQG{n + 1:03d}" for n in range(len(frame))])
    frame.insert(1, "name", "Rừng đặc dụng (sơ đồ)")
    return frame


def border_belt(ground: Ground) -> pd.DataFrame:
    """Return the belt along the border, 100 to 1,000 m deep, as one polygon."""
    pieces = []
    for line in shapely.get_parts(ground.border):
        points = shapely.get_coordinates(shapely.segmentize(line, 400.0))
        depth = 0.5 + 0.75 * fractal_noise(
            points[:, 0], points[:, 1], seed=601, wavelength_m=9_000, octaves=3
        )
        radius = np.clip(BELT_MIN_M + (BELT_MAX_M - BELT_MIN_M) * depth, BELT_MIN_M, BELT_MAX_M)
        discs = shapely.buffer(shapely.points(points), radius, quad_segs=4)
        pairs = shapely.geometrycollections(np.stack((discs[:-1], discs[1:]), axis=1))
        pieces.append(shapely.union_all(shapely.convex_hull(pairs)))
    belt = shapely.intersection(
        shapely.simplify(shapely.union_all(pieces), 8.0), ground.province, grid_size=0.01
    )
    return pd.DataFrame({"zone_id": ["VDBG1"], "name": ["Vành đai biên giới (giả định)"], "geometry": [belt]})


def mines(parcels: pd.DataFrame) -> pd.DataFrame:
    """Return licensed mines: connected mining land of 2020 of at least 4 ha."""
    shapes = parts_with_code(parcels, "code_2020", "SKS")
    shapes = shapes[shapely.area(shapes) > MIN_MINE_M2]
    names = [f"Mỏ giả định {n + 1:02d}" for n in range(len(shapes))]
    return pd.DataFrame(
        {"zone_id": [f"MO{n + 1:02d}" for n in range(len(shapes))], "name": names, "geometry": shapes}
    )


def mineral_reserves(places: pd.DataFrame, ground: Ground) -> pd.DataFrame:
    """Return schematic reserve areas around the named ore fields and two invented ones."""
    spots = (("03421", 1_100.0), ("03586", 1_450.0), ("03448", 900.0), ("03547", 760.0))
    rows = []
    for number, (code, area) in enumerate(spots, start=1):
        shape = shapely.intersection(
            blob(places.loc[code] + (-1_200, 900), area, seed=610 + number, points=70),
            ground.province,
            grid_size=0.01,
        )
        rows.append(
            {
                "zone_id": f"DT{number:02d}",
                "name": f"Khu dự trữ khoáng sản (sơ đồ) {number:02d}",
                "geometry": shape,
            }
        )
    return pd.DataFrame(rows)


def heritage(places: pd.DataFrame, ground: Ground) -> pd.DataFrame:
    """Return heritage sites with an inner zone I and a zone II around it."""
    spots = (
        ("03387", (-1_900, -1_300), 34.0),
        ("03481", (600, 1_100), 9.0),
        ("03478", (1_100, -1_700), 21.0),
    )
    rows = []
    for number, (code, away, area) in enumerate(spots, start=1):
        place = places.loc[code] + away
        inner = blob(place, area, seed=620 + number)
        outer = shapely.difference(blob(place, area * 3.4, seed=620 + number), inner, grid_size=0.01)
        for zone, shape in (("I", inner), ("II", outer)):
            cut = shapely.intersection(shape, ground.province, grid_size=0.01)
            name = f"Di tích giả định {number:02d}"
            rows.append(
                {"zone_id": f"DS{number:02d}-{zone}", "name": name, "protection_zone": zone, "geometry": cut}
            )
    return pd.DataFrame(rows)


def cut_to(province: shapely.Polygon, frame: pd.DataFrame) -> pd.DataFrame:
    """Return the rows that reach into the province, cut at its outline."""
    shapes = frame["geometry"].to_numpy()
    cut = on_grid(shapely.intersection(shapes, province))
    frame = frame.copy()
    frame["geometry"] = [
        of_dimension(shape, int(size))
        for shape, size in zip(cut, shapely.get_dimensions(shapes), strict=True)
    ]
    keep = [not shape.is_empty for shape in frame["geometry"]]
    return frame[keep].reset_index(drop=True)


def of_dimension(shape: BaseGeometry, dimension: int) -> BaseGeometry:
    """Return `shape` without its parts of lower dimension, such as points where outlines only touch."""
    parts = shapely.get_parts(shape)
    kept = parts[shapely.get_dimensions(parts) == dimension]
    return kept[0] if len(kept) == 1 else shapely.union_all(kept)
