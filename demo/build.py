"""Build the demonstration province: one function from the inputs to the files."""

from __future__ import annotations

import logging
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import shapely

from demo.carving import Carving, carve
from demo.catalogue import province_toml, tables
from demo.example import make_example
from demo.ground import make_ground
from demo.inputs import Inputs, read_inputs
from demo.landuse import assign_landuse, forest_origin, site_features
from demo.network import Network, make_network
from demo.parcels import make_parcels
from demo.plan import make_plans
from demo.products import make_products, unions
from demo.relief import make_relief
from demo.shapes import M2_PER_HA, corridor
from demo.sites import LINEAR, PREPARED, make_sites
from demo.water import make_water
from demo.writing import write_layer

if TYPE_CHECKING:
    import pandas as pd

DEMO_FOLDER = Path(__file__).resolve().parents[1] / "data" / "demo"
MAX_CARVED_HA = 160.0
CONTESTED = {"P047": 1, "P073": 1, "P040": 2, "P048": 2, "P074": 2}
"""Large sites that fictional defence land is to overlap: 1 existing, 2 planned."""

log = logging.getLogger(__name__)


def build(folder: Path = DEMO_FOLDER) -> None:
    """
    Write province.toml and all GeoPackages of the demonstration province into `folder`.

    The files are made in a temporary folder first and then replace those in `folder`, so a
    failure leaves the old province as it was.
    """
    folder.mkdir(parents=True, exist_ok=True)
    frames = make_frames(read_inputs())
    with tempfile.TemporaryDirectory(dir=folder) as name:
        new = Path(name)
        for table in tables():
            write_layer(new / table.file, table.name, frames[table.name])
        (new / "province.toml").write_text(province_toml(), encoding="utf-8")
        for path in sorted(new.iterdir()):
            shutil.move(path, folder / path.name)
            log.info("%8.1f kB  %s", (folder / path.name).stat().st_size / 1e3, path.name)


def make_frames(inputs: Inputs) -> dict[str, pd.DataFrame]:
    """Return every table of the province by name."""
    mains = [line for lines in inputs.rivers.values() for line in lines]
    relief = make_relief(mains)
    network = make_network(inputs, relief)
    ground = make_ground(inputs, network)
    log.info("ground: %d cells", len(ground.cells))
    water = make_water(inputs, network)
    communes = unions(ground.cells, ground.commune)
    project = inputs.projects.set_index("id").loc["P032"]
    tan_phong = communes[int(np.flatnonzero(inputs.communes["code"] == "03408")[0])]
    surfaces = [*water.rivers["geometry"], *water.reservoirs["geometry"]]
    example = make_example(tan_phong, (project["x"], project["y"]), network, surfaces)
    sites = make_sites(inputs, network, communes, example.site, surfaces)
    roads = _roads(network)
    carved = _carved_sites(sites)
    faces = carve(
        ground,
        Carving(
            example=example.pieces(),
            rivers=list(water.rivers["geometry"]),
            reservoirs=list(water.reservoirs["geometry"]),
            lakes=list(water.lakes["geometry"]),
            roads=list(roads["geometry"]),
            sites=list(carved["geometry"]),
        ),
    )
    log.info("carved: %d faces", len(faces))
    sites = _fitted(sites, carved, faces)
    features = site_features(faces, inputs, network, relief, ground)
    features["contested"] = _contested(sites, features)
    faces["prepared"] = faces["sites"].isin(np.flatnonzero(carved["planned"].isin(PREPARED)))
    code_2020 = assign_landuse(faces, features, inputs.targets)
    fixed = np.where(
        (faces["example"] >= 0).to_numpy(), np.where(faces["example"] == 1, "planted", ""), "?"
    ).astype(object)
    origin = forest_origin(code_2020, features, inputs.targets, fixed)
    code_2025, code_2030 = make_plans(faces, features, code_2020, carved)
    faces["code_2020"], faces["code_2025"], faces["code_2030"] = code_2020, code_2025, code_2030
    faces["forest_origin"] = origin
    parcels = make_parcels(faces, inputs)
    log.info("parcels: %d", len(parcels))
    return make_products(inputs, ground, network, water, sites, parcels, faces, roads)


def _carved_sites(sites: pd.DataFrame) -> pd.DataFrame:
    """Return the compact sites that the plan may show under their own code, with how it does."""
    area = sites["geometry"].map(lambda shape: np.inf if shape is None else shape.area / M2_PER_HA)
    land = ~sites["planned_code"].isin(["KKT", "KDL"]) & ~sites["id"].isin([*LINEAR, "P032"])
    return sites[(area <= MAX_CARVED_HA) & land].reset_index(drop=True)


def _fitted(sites: pd.DataFrame, carved: pd.DataFrame, faces: pd.DataFrame) -> pd.DataFrame:
    """Return the sites, the carved ones as unions of faces: they share the vertices of the parcels."""
    shapes = dict(zip(sites["id"], sites["geometry"], strict=True))
    members = [(code, faces["sites"] == number) for number, code in enumerate(carved["id"])]
    for code, inside in [*members, ("P032", faces["example"] >= 0)]:
        shapes[code] = shapely.coverage_union_all(faces.loc[inside, "geometry"].to_numpy())
    return sites.assign(geometry=[shapes[code] for code in sites["id"]])


def _contested(sites: pd.DataFrame, features: pd.DataFrame) -> np.ndarray:
    """Return 1 or 2 for faces in sites that existing or planned defence land is to overlap, else 0."""
    result = np.zeros(len(features), dtype=int)
    for site in sites[sites["id"].isin(CONTESTED)].itertuples():
        shapely.prepare(site.geometry)
        result[shapely.contains_xy(site.geometry, features["x"], features["y"])] = CONTESTED[site.id]
    return result


def _roads(network: Network) -> pd.DataFrame:
    """Return road land, each road without the land of the roads before it."""
    frame = network.roads.copy()
    taken: shapely.Geometry = shapely.Polygon()
    shapes = []
    for road in frame.itertuples():
        land = corridor(shapely.simplify(road.line, 8.0), road.width_m)
        shapes.append(shapely.difference(land, taken, grid_size=0.01))
        taken = shapely.union(taken, land)
    frame["geometry"] = shapes
    return frame[[not shape.is_empty for shape in shapes]].reset_index(drop=True)
