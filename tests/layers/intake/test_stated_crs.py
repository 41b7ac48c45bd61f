"""What a file states: known by parameters, whatever the dialect and the name; the rest is asked or refused."""

from __future__ import annotations

import numpy as np
import pyproj
import pytest

from layers.errors import IntakeError
from layers.intake.whereabouts.stated_crs import Standing, Stated, read_stated

CORNERS = np.array([[102.3, 21.7], [104.0, 21.7], [104.0, 22.8], [102.3, 22.8]])
OFFICIAL = "-191.90441429,-39.30318279,-111.45032835,0.00928836,-0.01975479,0.00427372,0.252906278"
AS_PRINTED = "-191.90441429,-39.30318279,-111.45032835,-0.00928836,0.01975479,-0.00427372,0.252906278"
MIF_9999 = f'CoordSys Earth Projection 8, 9999, 28, {AS_PRINTED}, 0, "m", 103, 0, 0.9999, 500000, 0'
ESRI = (
    'PROJCS["{}",GEOGCS["{}",DATUM["{}",SPHEROID["WGS_1984",6378137.0,298.257223563]],PRIMEM["Greenwich",0.0],'
    'UNIT["Degree",0.0174532925199433]],PROJECTION["{}"],PARAMETER["False_Easting",500000.0],'
    'PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",{}],PARAMETER["Scale_Factor",{}],'
    'PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]'
)


def stated(wkt: str, name: str = "") -> Stated:
    return read_stated(wkt, name, CORNERS, "EPSG:6960")


def proj(more: str) -> str:
    return (
        f"+proj=tmerc +lat_0=0 +lon_0=103 +k=0.9999 +x_0=500000 +y_0=0 +ellps=WGS84 +units=m {more} +type=crs"
    )


def keys(found: Stated) -> tuple[str, str, str]:
    return (
        str(found.standing),
        found.system.key if found.system else "",
        found.twin.key if found.twin else "",
    )


@pytest.mark.parametrize("dialect", ["WKT1_ESRI", "WKT1_GDAL", "WKT2_2015", "WKT2_2019"])
@pytest.mark.parametrize(
    ("code", "wanted"),
    [
        (9205, ("VN-2000", "EPSG:9205", "WGS84:103-00:0.9999")),
        (3405, ("VN-2000", "EPSG:3405", "EPSG:32648")),
        (5897, ("VN-2000", "EPSG:5897", "WGS84:105-00:0.9999")),
        (4756, ("VN-2000", "EPSG:4756", "EPSG:4326")),
        (4326, ("WGS 84", "EPSG:4326", "EPSG:4756")),
        (32648, ("WGS 84", "EPSG:32648", "EPSG:3405")),
        (3857, ("WGS 84", "EPSG:3857", "")),
    ],
)
def test_known_systems_in_every_dialect(dialect: str, code: int, wanted: tuple[str, str, str]) -> None:
    assert keys(stated(pyproj.CRS(code).to_wkt(dialect))) == wanted


@pytest.mark.parametrize("name", ["VN_2000_TM_3_103_00", "anything", "WGS_1984_UTM_Zone_48N"])
@pytest.mark.parametrize("method", ["Transverse_Mercator", "Gauss_Kruger"])
def test_esri_planes_are_known_by_parameters_not_by_name(name: str, method: str) -> None:
    found = stated(ESRI.format(name, "GCS_VN_2000", "D_Vietnam_2000", method, 103.0, 0.9999))
    assert keys(found)[:2] == ("VN-2000", "EPSG:9205")


def test_a_plane_without_a_code_has_a_key_of_its_own() -> None:
    found = stated(ESRI.format("x", "GCS_VN_2000", "D_Vietnam_2000", "Transverse_Mercator", 103.0, 0.9996))
    assert keys(found)[:2] == ("VN-2000", "VN2000:103-00:0.9996")
    odd = stated(ESRI.format("x", "GCS_VN_2000", "D_Vietnam_2000", "Transverse_Mercator", 103.0001, 0.9999))
    assert keys(odd) == ("VN-2000", "declared", "")


@pytest.mark.parametrize("name", ["VN_2000_TM_3_103_00", "VN2000_103", "He toa do Viet Nam 2000"])
def test_a_name_that_says_vn2000_above_wgs84_is_doubtful(name: str) -> None:
    found = stated(ESRI.format(name, "GCS_WGS_1984", "D_WGS_1984", "Transverse_Mercator", 103.0, 0.9999))
    assert keys(found) == ("unsure", "EPSG:9205", "WGS84:103-00:0.9999")
    assert "name says VN-2000" in found.remark_en


def test_the_own_plane_on_wgs84_has_vn2000_as_its_twin() -> None:
    found = stated(ESRI.format("unnamed", "GCS_WGS_1984", "D_WGS_1984", "Transverse_Mercator", 103.0, 0.9999))
    assert keys(found) == ("WGS 84", "WGS84:103-00:0.9999", "EPSG:9205")


@pytest.mark.parametrize("dialect", ["", "WKT1_GDAL", "WKT2_2019"])
def test_the_official_shift_is_vn2000_exactly(dialect: str) -> None:
    text = proj(f"+towgs84={OFFICIAL}")
    assert keys(stated(pyproj.CRS(text).to_wkt(dialect) if dialect else text))[:2] == ("VN-2000", "EPSG:9205")


@pytest.mark.parametrize(
    ("shift", "metres", "word"),
    [
        (AS_PRINTED, "0.81 m", "opposite signs"),
        (
            "191.90441429,-39.30318279,-111.45032835,0.00928836,-0.01975479,0.00427372,0.252906278",
            "375",
            "dX",
        ),
        ("-191.90441429,39.30318279,-111.45032835,0.00928836,-0.01975479,0.00427372,0.252906278", " m", "dY"),
        ("-191.90441429,-39.30318279,111.45032835,0.00928836,-0.01975479,0.00427372,0.252906278", " m", "dZ"),
        ("-191.90441429,-39.30318279,-111.45032835", "0.40 m", "left out"),
        (
            "191.90441429,39.30318279,111.45032835,-0.00928836,0.01975479,-0.00427372,-0.252906278",
            "446",
            "backwards",
        ),
        ("0,0,0", "223.07 m", "as if VN-2000 were WGS 84"),
        ("-192.873,-39.382,-111.202,-0.00205,-0.0005,0.00335,0.0188", "0.69 m", "other ones"),
    ],
)
def test_another_shift_is_asked_about_with_its_slip_by_name(shift: str, metres: str, word: str) -> None:
    found = stated(pyproj.CRS(proj(f"+towgs84={shift}")).to_wkt())
    assert keys(found) == ("unsure", "EPSG:9205", "WGS84:103-00:0.9999")
    assert metres in found.remark_en
    assert word in found.remark_en
    assert metres.replace(".", ",") in found.remark_vi


def test_without_a_datum_it_is_asked_about() -> None:
    found = stated(pyproj.CRS(proj("")).to_wkt())
    assert keys(found) == ("unsure", "EPSG:9205", "WGS84:103-00:0.9999")
    assert found.remark_en == "It names no known datum."


@pytest.mark.parametrize(
    ("wkt", "name"),
    [
        (pyproj.CRS(3148).to_wkt(), "Indian 1960"),
        (pyproj.CRS(4131).to_wkt("WKT1_GDAL"), "Indian 1960"),
        (pyproj.CRS(4147).to_wkt(), "Hanoi 1972"),
        (pyproj.CRS(2044).to_wkt("WKT1_ESRI"), "Hanoi 1972"),
        (pyproj.CRS(4269).to_wkt(), "North American"),
        (pyproj.CRS("+proj=tmerc +lon_0=105 +ellps=krass +type=crs").to_wkt(), "Krassovsky"),
        (pyproj.CRS("+proj=utm +zone=48 +ellps=evrst30 +towgs84=198,881,317 +type=crs").to_wkt(), "Everest"),
        (pyproj.CRS(4756).to_wkt("WKT1_GDAL").replace('"Greenwich",0', '"Paris",2.33722917'), "Vietnam"),
    ],
)
def test_other_datums_are_refused_by_name(wkt: str, name: str) -> None:
    with pytest.raises(IntakeError, match="neither VN-2000 nor WGS 84") as caught:
        stated(wkt)
    assert caught.value.code == "crs-datum"
    assert name in caught.value.en
    assert name in caught.value.vi


@pytest.mark.parametrize(
    "wkt", ["", 'LOCAL_CS["Nonearth",UNIT["Meter",1.0]]', pyproj.CRS(4978).to_wkt(), "garbage"]
)
def test_nothing_on_the_earth_is_nothing_stated(wkt: str) -> None:
    found = stated(wkt)
    assert (found.standing, found.system) == (Standing.NONE, None)
    assert ("cannot be read" in found.remark_en) == (wkt == "garbage")


def test_heights_and_realisations_do_not_hide_wgs84() -> None:
    assert keys(stated(pyproj.CRS(4979).to_wkt()))[:2] == ("WGS 84", "EPSG:4326")
    assert keys(stated(pyproj.CRS(9057).to_wkt()))[:2] == ("WGS 84", "EPSG:4326")
    assert keys(stated(pyproj.CRS("EPSG:9205+5773").to_wkt()))[:2] == ("VN-2000", "EPSG:9205")
    zeros = pyproj.CRS(4326).to_wkt("WKT1_GDAL").replace("]],PRIMEM", "],TOWGS84[0,0,0,0,0,0,0]],PRIMEM", 1)
    assert "TOWGS84" in zeros
    assert keys(stated(zeros))[:2] == ("WGS 84", "EPSG:4326")


def test_mapinfo_is_known_by_its_own_words() -> None:
    wkt = pyproj.CRS(proj(f"+towgs84={OFFICIAL}")).to_wkt()
    found = stated(wkt, MIF_9999)
    assert (found.is_mapinfo, found.standing) == (True, Standing.VN2000)
    affine = stated(wkt, f'{MIF_9999} Affine Units "m", 1, 0, 100, 0, 1, 100')
    assert affine.standing is Standing.UNSURE
    assert "affine" in affine.remark_en
    assert not stated(wkt, "EPSG:9205").is_mapinfo
