"""The planes of VN-2000: codes, parameters and provinces against PROJ's own database."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

import numpy as np
import pyproj
import pytest

from geo.crs import parse_crs, transform_xy
from geo.datum import datum
from layers.errors import IntakeError
from layers.intake.whereabouts.vn2000 import (
    LONLAT,
    VN2000,
    WEB_MERCATOR,
    WGS84,
    meridian_text,
    plane,
    read_system,
    vn2000_planes,
)

CODES = [3405, 3406, 5896, 5897, 5898, 5899, *range(9205, 9219)]


@lru_cache
def database() -> tuple:
    return tuple(pyproj.database.query_crs_info(auth_name="EPSG", pj_types="PROJECTED_CRS"))


def bare(text: str) -> str:
    letters = unicodedata.normalize("NFD", text.replace("Đ", "D").replace("đ", "d"))
    return "".join(c for c in letters if not unicodedata.combining(c))


def test_every_code_of_the_database_is_in_the_table_and_no_other() -> None:
    known = {f"EPSG:{info.code}" for info in database() if info.name.startswith("VN-2000 /")}
    ours = {system.key for system in vn2000_planes() if system.key.startswith("EPSG")}
    assert ours == known == {f"EPSG:{code}" for code in CODES}


@pytest.mark.parametrize("system", vn2000_planes(), ids=lambda system: system.key)
def test_parameters_are_those_of_the_system_itself(system) -> None:
    crs = parse_crs(system.crs)
    values = {p.name: p.value for p in crs.coordinate_operation.params}
    assert datum(crs) == VN2000
    assert crs.coordinate_operation.method_name == "Transverse Mercator"
    assert values == {
        "Latitude of natural origin": 0.0,
        "Longitude of natural origin": system.meridian_deg,
        "Scale factor at natural origin": system.scale,
        "False easting": 500_000.0,
        "False northing": 0.0,
    }
    assert system.name == crs.name


@pytest.mark.parametrize("system", [s for s in vn2000_planes() if s.provinces], ids=lambda system: system.key)
def test_provinces_are_those_of_the_database(system) -> None:
    """PROJ names the areas as "Dien Bien and Lai Chau provinces"; 5897 and 5898 have a second area."""
    areas = {
        i.area_of_use.name
        for i in database()
        if f"EPSG:{i.code}" == system.key and "rovince" in i.area_of_use.name
    }
    (area,) = areas
    words = re.sub(r"\b(Vietnam -|provinces?|city|cities|municipality)", "", area).strip(" .")
    theirs = {re.sub(r"\s+", " ", name).strip() for name in re.split(r",|;| and ", words)}
    assert {bare(name) for name in system.provinces.split(", ")} == theirs


def test_keys_are_read_back_as_the_same_system() -> None:
    odd = [
        plane(VN2000, 103.0, 0.9996),
        plane(WGS84, 103.0, 0.9999),
        plane(VN2000, 103.125, 0.9999),
        plane(VN2000, 105.0, 1.0, (18_500_000.0, -100.5)),
        plane(WGS84, 105.0, 0.9996),
    ]
    for system in (*vn2000_planes(), *LONLAT.values(), WEB_MERCATOR, *odd):
        assert read_system(system.key) == system
    assert [system.key for system in odd] == [
        "VN2000:103-00:0.9996",
        "WGS84:103-00:0.9999",
        "VN2000:103-07-30:0.9999",
        "VN2000:105-00:1:18500000:-100.5",
        "EPSG:32648",
    ]


@pytest.mark.parametrize(
    "key",
    [
        "",
        "EPSG:3148",
        "EPSG:4131",
        "9205",
        "EPSG:32661",
        "VN2000:103:0.9999",
        "VN2000:103-60:0.9999",
        "+proj=utm",
    ],
)
def test_what_cannot_be_placed_is_refused_by_name(key: str) -> None:
    with pytest.raises(IntakeError, match="no coordinate system that can be placed") as caught:
        read_system(key)
    assert caught.value.code == "crs-key"
    assert key in caught.value.vi


def test_the_wrong_scale_moves_a_point_of_lai_chau_by_740_metres() -> None:
    there = np.array([[547012.17, 2477623.98]])
    other = transform_xy(
        transform_xy(there, plane(VN2000, 103.0, 0.9996).crs, "EPSG:4756"), "EPSG:4756", "EPSG:9205"
    )
    assert np.hypot(*(other - there)[0]) == pytest.approx(743.5, abs=1)


def test_a_built_plane_differs_from_the_coded_one_in_nothing() -> None:
    built = plane(VN2000, 103.0, 0.9999, (500_000.0, 1e-9)).crs
    there = np.array([[547012.17, 2477623.98]])
    assert not built.startswith("EPSG")
    assert transform_xy(there, built, "EPSG:4326") == pytest.approx(
        transform_xy(there, "EPSG:9205", "EPSG:4326")
    )


def test_meridians_are_written_in_degrees_and_minutes() -> None:
    assert [meridian_text(m) for m in (102.0, 104.75, 108.5, 103.0 + 1 / 3600)] == [
        "102-00",
        "104-45",
        "108-30",
        "103-00-01",
    ]


def test_names_in_vietnamese() -> None:
    assert read_system("EPSG:3405").name_vi == "VN-2000 / UTM múi 48N"
    assert LONLAT[VN2000].name_vi == "VN-2000 kinh độ, vĩ độ"
