"""Read the source files and reference tables, with every place in EPSG:9205 metres."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import shapely
from shapely import LineString

from geo.crs import transform_xy

ROOT = Path(__file__).resolve().parents[1]
SOURCE_FOLDER = ROOT / "data" / "demo" / "source"
REFERENCE_FOLDER = ROOT / "data" / "reference"
PROVINCE_CRS = "EPSG:9205"
OWN_PROVINCE = "Lai Châu"
SMOOTHING_ROUNDS = 2
MIN_BOUNDS_M = 1_600.0
"""A smaller box is the geocoder's view of a village, not the extent of a commune."""
MAX_BOUNDS_M = 40_000.0
NO_BOUNDS_HALF_M = 5_000.0


@dataclass(frozen=True, kw_only=True)
class Inputs:
    """Everything the demonstration province is made from."""

    border: LineString
    """National border with China, west to east."""
    rivers: dict[str, list[LineString]]
    """Courses of sông Đà and Nậm Na by name."""
    units: pd.DataFrame
    """Former communes of five provinces: place (x, y), middle and half size of the box, has_bounds."""
    communes: pd.DataFrame
    """The 38 communes with their official area and centroid (x, y)."""
    neighbours: pd.DataFrame
    """Communes of 2025 in the neighbouring provinces: x, y (centroid), area_km2."""
    projects: pd.DataFrame
    """The 74 projects with x, y (NaN where the place is unknown)."""
    targets: dict[str, float]
    """Area in 2020 in hectares by land code."""


def read_inputs() -> Inputs:
    """Return the inputs from data/demo/source and data/reference."""
    return Inputs(
        border=_lines("gshhg_border.geojson")[0][1],
        rivers=_rivers(),
        units=_units(),
        communes=_communes(),
        neighbours=_neighbours(),
        projects=_projects(),
        targets=_targets(),
    )


def to_metres(lon: pd.Series, lat: pd.Series) -> np.ndarray:
    """Return easting and northing, array (n, 2); rows without a place become NaN."""
    points = np.column_stack((lon.to_numpy(dtype=float), lat.to_numpy(dtype=float)))
    known = np.isfinite(points).all(axis=1)
    metres = np.full(points.shape, np.nan)
    metres[known] = transform_xy(points[known], "EPSG:4326", PROVINCE_CRS)
    return metres


def smooth(line: LineString, rounds: int = SMOOTHING_ROUNDS) -> LineString:
    """Return `line` with its corners cut (Chaikin's rule), its ends kept."""
    points = shapely.get_coordinates(line)
    for _ in range(rounds):
        first, second = points[:-1], points[1:]
        cut = np.stack((0.75 * first + 0.25 * second, 0.25 * first + 0.75 * second), axis=1).reshape(-1, 2)
        points = np.vstack((points[:1], cut, points[-1:]))
    return LineString(points)


def _lines(name: str) -> list[tuple[str, LineString]]:
    features = json.loads((SOURCE_FOLDER / name).read_text(encoding="utf-8"))["features"]
    return [
        (
            feature["properties"]["name"],
            LineString(transform_xy(np.array(feature["geometry"]["coordinates"]), "EPSG:4326", PROVINCE_CRS)),
        )
        for feature in features
    ]


def _rivers() -> dict[str, list[LineString]]:
    rivers: dict[str, list[LineString]] = {}
    for name, line in _lines("gshhg_rivers.geojson"):
        rivers.setdefault(name, []).append(line)
    return rivers


def _units() -> pd.DataFrame:
    units = pd.read_csv(SOURCE_FOLDER / "legacy_communes.csv", dtype=str)
    own = pd.read_csv(REFERENCE_FOLDER / "legacy_communes_2024.csv", dtype=str)
    new_code = own.set_index("code_old")["new_code_2025"]
    usable = own.set_index("code_old")["coord_quality"].str.startswith("plausible")
    units[["x", "y"]] = to_metres(units["lon"], units["lat"])
    corners = units["bounds"].str.extract(r"([\d.]+),([\d.]+) – ([\d.]+),([\d.]+)").astype(float)
    south_west, north_east = to_metres(corners[1], corners[0]), to_metres(corners[3], corners[2])
    size = north_east - south_west
    believable = (size > MIN_BOUNDS_M).all(axis=1) & (size < MAX_BOUNDS_M).all(axis=1)
    units["has_bounds"] = believable & units["code_old"].map(usable).fillna(value=True).astype(bool)
    centre = (south_west + north_east) / 2
    units["cx"] = np.where(units["has_bounds"], centre[:, 0], units["x"])
    units["cy"] = np.where(units["has_bounds"], centre[:, 1], units["y"])
    units["half_x"] = np.where(units["has_bounds"], size[:, 0] / 2, NO_BOUNDS_HALF_M)
    units["half_y"] = np.where(units["has_bounds"], size[:, 1] / 2, NO_BOUNDS_HALF_M)
    units["new_code"] = units["code_old"].map(new_code).fillna("")
    details = own.set_index("code_old")
    for column in ("type", "district_code"):
        units[column] = units["code_old"].map(details[column]).fillna("")
    return units


def _communes() -> pd.DataFrame:
    communes = pd.read_csv(REFERENCE_FOLDER / "communes_2025.csv", dtype={"code": str})
    communes[["x", "y"]] = to_metres(communes["lon_centroid"], communes["lat_centroid"])
    communes["border_cn"] = communes["border_cn"].str.startswith("yes")
    return communes


def _neighbours() -> pd.DataFrame:
    units = pd.read_csv(SOURCE_FOLDER / "communes_2025.csv", dtype={"code": str})
    units[["x", "y"]] = to_metres(units["lon_centroid"], units["lat_centroid"])
    return units[units["province"] != OWN_PROVINCE].reset_index(drop=True)


def _projects() -> pd.DataFrame:
    projects = pd.read_csv(REFERENCE_FOLDER / "projects.csv", dtype={"id": str})
    projects[["x", "y"]] = to_metres(projects["lon"], projects["lat"])
    return projects


def _targets() -> dict[str, float]:
    table = pd.read_csv(REFERENCE_FOLDER / "landuse_targets.csv")
    actual = table[(table["year"] == 2020) & (table["kind"] == "actual")]  # noqa: PLR2004 - the inventory's year
    return dict(zip(actual["code"], actual["area_ha"].astype(float), strict=True))
