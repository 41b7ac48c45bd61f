"""Build the demonstration province: one function from the inputs to the files."""

from __future__ import annotations

import logging
import shutil
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd
import shapely

from demo import zones
from demo.arrangement import join_groups
from demo.carving import Carving, carve
from demo.catalogue import province_toml, tables
from demo.example import make_example
from demo.ground import Ground, make_ground
from demo.inputs import Inputs, read_inputs
from demo.landuse import assign_landuse, forest_origin, site_features
from demo.network import Network, make_network
from demo.plan import make_plans
from demo.relief import make_relief
from demo.shapes import M2_PER_HA, corridor
from demo.sites import make_sites
from demo.water import Water, make_water
from demo.writing import on_grid, write_layer

DEMO_FOLDER = Path(__file__).resolve().parents[1] / "data" / "demo"
MAX_CARVED_HA = 160.0
PLAN_CYCLE = ("2025", "no", "2030", "half", "no")
"""How the plan treats the carved sites in turn."""

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
    communes = _unions(ground.cells, ground.commune)
    project = inputs.projects.set_index("id").loc["P032"]
    tan_phong = communes[int(np.flatnonzero(inputs.communes["code"] == "03408")[0])]
    surfaces = [*water.rivers["geometry"], *water.reservoirs["geometry"]]
    example = make_example(tan_phong, (project["x"], project["y"]), network, surfaces)
    sites = make_sites(inputs, network, communes, example.site)
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
    features = site_features(faces, inputs, network, relief, ground)
    code_2020 = assign_landuse(faces, features, inputs.targets)
    fixed = np.where((faces["example"] >= 0).to_numpy(), np.where(faces["example"] == 1, "planted", ""), "?").astype(object)
    origin = forest_origin(code_2020, features, inputs.targets, fixed)
    code_2025, code_2030 = make_plans(faces, features, code_2020, carved)
    faces["code_2020"], faces["code_2025"], faces["code_2030"] = code_2020, code_2025, code_2030
    faces["forest_origin"] = origin
    parcels = _parcels(faces, inputs)
    log.info("parcels: %d", len(parcels))
    return _layers(inputs, ground, network, water, sites, parcels, communes, roads)


def _unions(cells: np.ndarray, owner: np.ndarray) -> np.ndarray:
    """Return the union of the cells of each owner, ordered by owner."""
    names = np.unique(owner)
    return np.array([shapely.normalize(shapely.coverage_union_all(cells[owner == name])) for name in names], dtype=object)


def _carved_sites(sites: pd.DataFrame) -> pd.DataFrame:
    """Return the compact sites that the plan may show under their own code, with how it does."""
    area = sites["geometry"].map(lambda shape: np.inf if shape is None else shape.area / M2_PER_HA)
    land = ~sites["planned_code"].isin(["KKT", "KDL"]) & ~sites["id"].isin(["P001", "P002", "P032"])
    roads = sites["planned_code"].eq("DGT") & sites["area_ha"].isna()
    chosen = sites[(area <= MAX_CARVED_HA) & land & ~roads].reset_index(drop=True)
    chosen["planned"] = [PLAN_CYCLE[number % len(PLAN_CYCLE)] for number in range(len(chosen))]
    return chosen


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


def _parcels(faces: pd.DataFrame, inputs: Inputs) -> pd.DataFrame:
    """Join faces of one cell and one use again, and number the parcels by commune from north to south."""
    keys = ["cell", "legacy", "commune", "code_2020", "code_2025", "code_2030", "forest_origin", "example", "sites"]
    faces = faces.copy()
    strip = (faces["roads"] >= 0) | (faces["rivers"] >= 0) | (faces["reservoirs"] >= 0) | (faces["lakes"] >= 0)
    # Strips are one parcel per commune, not one per cell that they cross.
    number = 1_000_000 + faces["roads"] + 1_000 * faces["rivers"] + 100_000 * faces["reservoirs"]
    faces.loc[strip, "cell"] = number[strip]
    group = faces.groupby(keys, sort=True).ngroup().to_numpy()
    shapes, owner = join_groups(faces["geometry"].to_numpy(), group)
    first = pd.Series(np.arange(len(group))).groupby(group).first().to_numpy()
    parcels = faces.iloc[first[owner]].reset_index(drop=True)
    parcels["geometry"] = shapes
    parcels["area_ha"] = np.round(shapely.area(shapes) / M2_PER_HA, 4)
    parcels["commune_code"] = inputs.communes["code"].to_numpy()[parcels["commune"]]
    top = shapely.bounds(shapes)
    parcels = parcels.iloc[np.lexsort((top[:, 0], -top[:, 3], parcels["commune_code"]))].reset_index(drop=True)
    order = parcels.groupby("commune_code").cumcount() + 1
    parcels["parcel_id"] = parcels["commune_code"] + "-" + order.map("{:04d}".format)
    return parcels


def _layers(  # noqa: PLR0913 - everything that has been made comes together here
    inputs: Inputs,
    ground: Ground,
    network: Network,
    water: Water,
    sites: pd.DataFrame,
    parcels: pd.DataFrame,
    communes: np.ndarray,
    roads: pd.DataFrame,
) -> dict[str, pd.DataFrame]:
    places = inputs.units.set_index("code_old")[["x", "y"]]
    province = ground.province
    columns = ["parcel_id", "commune_code", "code_2020", "code_2025", "code_2030", "forest_origin", "area_ha", "geometry"]
    frames = _units(inputs, ground, communes)
    frames |= {
        "border_line": pd.DataFrame({"id": ["BG1"], "name": ["Biên giới quốc gia (GSHHG)"], "geometry": [ground.border]}),
        "border_belt": zones.border_belt(ground),
        "landuse": parcels[columns],
        "national_park": zones.national_park(parcels),
        "rivers": _numbered(zones.cut_to(province, water.rivers), "SG"),
        "river_lines": _river_lines(inputs, province),
        "lakes": _numbered(zones.cut_to(province, water.lakes), "HO"),
        "reservoirs": _numbered(zones.cut_to(province, water.reservoirs), "HC"),
        "dams": _numbered(zones.cut_to(province, water.dams), "DP"),
        "canals": _numbered(zones.cut_to(province, water.canals), "KE"),
        "roads": _numbered(zones.cut_to(province, roads[["ref", "name", "road_class", "geometry"]]), "DG"),
        "power_lines": _numbered(zones.cut_to(province, _power_lines(network)), "DD"),
        "mineral_reserves": zones.mineral_reserves(places, ground),
        "mines": zones.mines(parcels),
        "heritage": zones.heritage(places, ground),
        "defence": zones.restricted_zones(parcels, "code_2020", "CQP", planned=False),
        "defence_plan": zones.restricted_zones(parcels, "code_2030", "CQP", planned=True),
        "security": zones.restricted_zones(parcels, "code_2020", "CAN", planned=False),
        "security_plan": zones.restricted_zones(parcels, "code_2030", "CAN", planned=True),
        "sites": _site_rows(sites),
        "corridors": _corridors(network, province),
    }
    return frames


def _units(inputs: Inputs, ground: Ground, communes: np.ndarray) -> dict[str, pd.DataFrame]:
    """Return communes, former communes and former districts."""
    table = inputs.communes
    new = pd.DataFrame({"commune_code": table["code"], "name": table["name"], "type": table["type"]})
    for column in ("area_km2", "border_cn", "formed_from", "former_districts"):
        new[column] = table[column]
    new["geometry"] = communes
    units = ground.territory.units
    rows = np.unique(ground.legacy)
    old = units.iloc[rows][["code_old", "name", "type", "district_code", "district", "new_code"]].reset_index(drop=True)
    old["geometry"] = _unions(ground.cells, ground.legacy)
    order = units["district_code"].to_numpy()[ground.legacy]
    names = old.drop_duplicates("district_code").set_index("district_code")["district"]
    codes = np.unique(order)
    district = pd.DataFrame({"district_code": codes, "name": names.loc[codes].to_numpy()})
    district["geometry"] = _unions(ground.cells, order)
    return {"communes": new, "legacy_communes": old, "legacy_districts": district}


def _numbered(frame: pd.DataFrame, prefix: str) -> pd.DataFrame:
    frame = frame.copy()
    frame.insert(0, "zone_id", [f"{prefix}{number + 1:03d}" for number in range(len(frame))])
    return frame


def _river_lines(inputs: Inputs, province: shapely.Polygon) -> pd.DataFrame:
    rows = [
        {"name": name, "geometry": shapely.line_merge(shapely.union_all(lines))} for name, lines in inputs.rivers.items()
    ]
    return _numbered(zones.cut_to(province, pd.DataFrame(rows)), "TS")


def _power_lines(network: Network) -> pd.DataFrame:
    frame = network.power_lines.copy()
    frame["geometry"] = [corridor(row.line, row.width_m) for row in frame.itertuples()]
    return frame[["name", "voltage_kv", "conductor", "geometry"]]


def _corridors(network: Network, province: shapely.Polygon) -> pd.DataFrame:
    road = network.roads.set_index("ref")["line"]
    axis = shapely.line_merge(shapely.union_all([road["QL.32"], road["QL.4D"], road["QL.12"]]))
    rows = [
        {"id": "AX1", "name": "Trục phát triển kinh tế QL.32 - QL.4D - QL.12", "kind": "axis", "class": "economic axis"},
        {"id": "R_QL32", "name": "Quốc lộ 32", "kind": "road", "class": "national road"},
        {"id": "R_QL4D", "name": "Quốc lộ 4D", "kind": "road", "class": "national road"},
        {"id": "R_QL12", "name": "Quốc lộ 12", "kind": "road", "class": "national road"},
        {"id": "R_DT127", "name": "Đường tỉnh 127", "kind": "road", "class": "provincial road"},
        {"id": "R_QL279", "name": "Quốc lộ 279", "kind": "road", "class": "national road"},
    ]
    lines = [axis, road["QL.32"], road["QL.4D"], road["QL.12"], road["ĐT.127"], road["QL.279"]]
    return zones.cut_to(province, pd.DataFrame(rows).assign(geometry=lines))


def _site_rows(sites: pd.DataFrame) -> pd.DataFrame:
    frame = pd.DataFrame(
        {
            "site_id": sites["id"],
            "name": sites["name_vi"],
            "name_en": sites["name_en"],
            "sector": sites["sector"],
            "funding": sites["funding"],
            "phase": sites["phase"],
            "status": sites["status"].fillna(""),
            "planned_code": sites["planned_code"],
            "declared_area_ha": sites["area_ha"],
            "capital_bn_vnd": sites["capital_bn_vnd"],
            "commune_code": sites["commune_code"],
            "part_of": sites["part_of"],
            "confidence": sites["confidence"],
        }
    )
    frame["geometry"] = [None if shape is None else on_grid(np.array([shape]))[0] for shape in sites["geometry"]]
    return frame
