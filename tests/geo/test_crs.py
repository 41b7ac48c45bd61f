"""VN-2000 against its control figures: a wrong place is the costliest silent fault."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pyproj
import pytest
import shapely

from geo.crs import (
    datum,
    operation_name,
    parse_crs,
    require_metric,
    require_same_crs,
    to_crs,
    to_display,
    transform_where_possible,
    transform_xy,
)
from geo.errors import CRSError

LON_LAT = np.array([[103.4585, 22.3964]])
EAST_NORTH = np.array([[547012.17, 2477623.98]])


def metres_between(first: np.ndarray, second: np.ndarray) -> float:
    return float(np.hypot(*(first - second)[0]))


def test_the_control_point_lands_where_it_should() -> None:
    assert transform_xy(LON_LAT, "EPSG:4326", "EPSG:9205").round(2).tolist() == EAST_NORTH.tolist()


def test_there_and_back_is_within_two_millimetres() -> None:
    grid = np.array([[e, n] for e in np.linspace(429e3, 603e3, 5) for n in np.linspace(2398e3, 2525e3, 4)])
    back = transform_xy(transform_xy(grid, "EPSG:9205", "EPSG:4326"), "EPSG:4326", "EPSG:9205")
    assert np.abs(back - grid).max() < 0.002


def test_the_pinned_operation_is_the_one_with_the_official_parameters() -> None:
    assert operation_name() == "EPSG:6960 VN-2000 to WGS 84 (2), 1 m"
    best = pyproj.Transformer.from_crs("EPSG:9205", "EPSG:4326", always_xy=True)
    there = np.column_stack(best.transform(*EAST_NORTH[0]))
    assert transform_xy(EAST_NORTH, "EPSG:9205", "EPSG:4326") == pytest.approx(there, abs=1e-12)


def test_another_operation_can_be_named_and_moves_the_point() -> None:
    total = transform_xy(LON_LAT, "EPSG:4326", "EPSG:9205", "EPSG:5194")
    assert metres_between(total, EAST_NORTH) == pytest.approx(0.69, abs=0.02)


@pytest.mark.parametrize(("crs", "kilometres"), [("EPSG:9206", 103), ("EPSG:5897", 206)])
def test_a_wrong_zone_is_a_hundred_kilometres_off(crs: str, kilometres: float) -> None:
    wrong = transform_xy(transform_xy(EAST_NORTH, crs, "EPSG:4326"), "EPSG:4326", "EPSG:9205")
    assert metres_between(wrong, EAST_NORTH) / 1000 == pytest.approx(kilometres, rel=0.01)


def test_same_datum_needs_no_shift() -> None:
    utm = transform_xy(EAST_NORTH, "EPSG:9205", "EPSG:3405")
    assert utm == pytest.approx(np.array([[341122.3499, 2477624.7525]]), abs=0.01)


def test_proj4_strings_are_refused() -> None:
    with pytest.raises(CRSError, match="223 m"):
        parse_crs("+proj=tmerc +lat_0=0 +lon_0=103 +k=0.9999 +x_0=500000 +ellps=WGS84 +units=m")


@pytest.mark.parametrize("value", [None, "", "EPSG:0", "nonsense"])
def test_missing_or_unknown_crs_is_refused(value: str | None) -> None:
    with pytest.raises(CRSError):
        parse_crs(value)


def test_other_datums_and_bound_systems_are_refused() -> None:
    with pytest.raises(CRSError, match="Indian 1960"):
        datum(parse_crs("EPSG:3148"))
    bound = pyproj.crs.BoundCRS(
        pyproj.CRS("EPSG:9205"),
        pyproj.CRS("EPSG:4326"),
        pyproj.crs.coordinate_operation.ToWGS84Transformation(pyproj.CRS("EPSG:4756"), -190, -40, -110),
    )
    with pytest.raises(CRSError):
        datum(bound)


def test_the_right_name_on_another_ellipsoid_or_meridian_is_refused() -> None:
    wkt = pyproj.CRS("EPSG:4756").to_wkt("WKT1_GDAL")
    odd = [
        wkt.replace("6378137,298.257223563", "6378245,298.3"),
        wkt.replace('"Greenwich",0', '"Paris",2.33722917'),
    ]
    for text in odd:
        assert text != wkt
        with pytest.raises(CRSError):
            datum(pyproj.CRS.from_wkt(text))
    with pytest.raises(CRSError):
        datum(parse_crs("EPSG:4978"))


@pytest.mark.parametrize("wkt", ["WKT1_ESRI", "WKT1_GDAL", "WKT2_2019"])
@pytest.mark.parametrize(("code", "name"), [(9205, "VN-2000"), (32648, "WGS 84"), (4326, "WGS 84")])
def test_the_datum_is_known_in_every_dialect(wkt: str, code: int, name: str) -> None:
    assert datum(pyproj.CRS.from_wkt(pyproj.CRS(code).to_wkt(wkt))) == name


@pytest.mark.parametrize("bad", [np.nan, np.inf, 1e30])
def test_a_point_without_an_image_is_refused(bad: float) -> None:
    with pytest.raises(CRSError, match="cannot lie"):
        transform_xy(np.array([[bad, 2_477_623.98]]), "EPSG:9205", "EPSG:4326")


def test_where_possible_a_point_without_an_image_is_nan_and_the_others_are_the_same() -> None:
    points = np.array([[np.nan, 1.0], [103.4585, 22.3964], [103.4585, 91.0], [181.0, 22.0], [np.inf, 0.0]])
    found = transform_where_possible(points, "EPSG:4326", "EPSG:9205")
    assert found[1] == pytest.approx(transform_xy(LON_LAT, "EPSG:4326", "EPSG:9205")[0], abs=1e-9)
    assert np.isnan(found[[0, 2, 3, 4]]).all()
    same = transform_where_possible(np.array([[5.0, np.inf], [5.0, 6.0]]), "EPSG:9205", "EPSG:9205")
    assert np.isnan(same[0]).all()
    assert same[1].tolist() == [5.0, 6.0]
    far = transform_where_possible(np.array([[1e30, 1e30]]), "EPSG:9205", "EPSG:4326")
    assert np.isnan(far).all()
    with pytest.raises(CRSError, match="Indian 1960"):
        transform_where_possible(points, "EPSG:3148", "EPSG:9205")


def test_measuring_in_degrees_is_refused() -> None:
    with pytest.raises(CRSError, match="metres"):
        require_metric(parse_crs("EPSG:4326"))
    assert require_metric(parse_crs("EPSG:9205")).name == "VN-2000 / TM-3 103-00"


def test_two_systems_are_never_compared() -> None:
    square = [shapely.box(0, 0, 1, 1)]
    with pytest.raises(CRSError, match="Cannot compare"):
        require_same_crs(gpd.GeoSeries(square, crs="EPSG:9205"), gpd.GeoSeries(square, crs="EPSG:3405"))


def test_frames_lose_height_and_keep_absent_geometry() -> None:
    frame = gpd.GeoDataFrame(geometry=[shapely.Point(547012.17, 2477623.98, 900), None], crs="EPSG:9205")
    shown = to_display(frame)
    assert shown.crs == "EPSG:4326"
    assert not shown.geometry.iloc[0].has_z
    assert shown.geometry.iloc[0].x == pytest.approx(103.4585, abs=1e-7)
    assert shown.geometry.iloc[1] is None
    assert to_crs(frame, "EPSG:9205").geometry.iloc[0].y == 2477623.98
