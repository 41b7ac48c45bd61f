"""Bring everything that was made into the tables of the province."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from demo import zones
from demo.shapes import corridor
from demo.writing import on_grid

if TYPE_CHECKING:
    from demo.ground import Ground
    from demo.inputs import Inputs
    from demo.network import Network
    from demo.water import Water


def make_products(  # noqa: PLR0913, PLR0917 - everything that has been made comes together here
    inputs: Inputs,
    ground: Ground,
    network: Network,
    water: Water,
    sites: pd.DataFrame,
    parcels: pd.DataFrame,
    faces: pd.DataFrame,
    roads: pd.DataFrame,
) -> dict[str, pd.DataFrame]:
    """Return every table by its name in the files."""
    places = inputs.units.set_index("code_old")[["x", "y"]]
    province = ground.province
    columns = [
        "parcel_id",
        "commune_code",
        "code_2020",
        "code_2025",
        "code_2030",
        "forest_origin",
        "area_ha",
        "geometry",
    ]
    frames = _units(inputs, ground, faces)
    frames |= {
        "border_line": pd.DataFrame(
            {"id": ["BG1"], "name": ["Biên giới quốc gia (GSHHG)"], "geometry": [ground.border]}
        ),
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


def _units(inputs: Inputs, ground: Ground, faces: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return communes, former communes and former districts."""
    table = inputs.communes
    new = pd.DataFrame({"commune_code": table["code"], "name": table["name"], "type": table["type"]})
    for column in ("area_km2", "border_cn", "formed_from", "former_districts"):
        new[column] = table[column]
    shapes, legacy = faces["geometry"].to_numpy(), faces["legacy"].to_numpy()
    new["geometry"] = unions(shapes, faces["commune"].to_numpy())
    units = ground.territory.units
    rows = np.unique(legacy)
    old = units.iloc[rows][["code_old", "name", "type", "district_code", "district", "new_code"]].reset_index(
        drop=True
    )
    old["geometry"] = unions(shapes, legacy)
    order = units["district_code"].to_numpy()[legacy]
    names = old.drop_duplicates("district_code").set_index("district_code")["district"]
    codes = np.unique(order)
    district = pd.DataFrame({"district_code": codes, "name": names.loc[codes].to_numpy()})
    district["geometry"] = unions(shapes, order)
    return {"communes": new, "legacy_communes": old, "legacy_districts": district}


def _numbered(frame: pd.DataFrame, prefix: str) -> pd.DataFrame:
    frame = frame.copy()
    frame.insert(0, "zone_id", [f"{prefix}{number + 1:03d}" for number in range(len(frame))])
    return frame


def _river_lines(inputs: Inputs, province: shapely.Polygon) -> pd.DataFrame:
    rows = [
        {"name": name, "geometry": shapely.line_merge(shapely.union_all(lines))}
        for name, lines in inputs.rivers.items()
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
        {
            "id": "AX1",
            "name": "Trục phát triển kinh tế QL.32 - QL.4D - QL.12",
            "kind": "axis",
            "class": "economic axis",
        },
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
    frame["geometry"] = [
        None if shape is None else on_grid(np.array([shape]))[0] for shape in sites["geometry"]
    ]
    return frame


def unions(cells: np.ndarray, owner: np.ndarray) -> np.ndarray:
    """Return the union of the cells of each owner, ordered by owner."""
    names = np.unique(owner)
    return np.array(
        [shapely.normalize(shapely.coverage_union_all(cells[owner == name])) for name in names], dtype=object
    )
