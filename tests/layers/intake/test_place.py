"""Where a file lies: found out when it is wrong, taken unasked when it is right, said in both languages."""

from __future__ import annotations

import math
from pathlib import Path

import geopandas as gpd
import numpy as np
import pyproj
import pytest
import shapely

from bench.places import World, judge, open_world, right_files, wrong_files
from geo.crs import transform_where_possible, transform_xy
from geo.errors import CRSError
from layers.errors import IntakeError
from layers.intake.whereabouts import ground
from layers.intake.whereabouts.coordinate_fixes import Fix
from layers.intake.whereabouts.ground import MARGIN_M, Ground
from layers.intake.whereabouts.place import Placement, apply, propose, read_as, to_province
from layers.intake.whereabouts.place_words import compare, length
from layers.intake.whereabouts.vn2000 import LONLAT, VN2000, WGS84, plane, read_system
from layers.province import Province

OWN = "EPSG:9205"
TM = 'CoordSys Earth Projection 8, 104, "m", 103, 0, 0.9999, 500000, 0'
BLOCKS = np.array(
    [shapely.box(547_000 + 500 * i, 2_477_000, 547_400 + 500 * i, 2_477_400) for i in range(20)], dtype=object
)


def province_of(crs: str, bounds_m: tuple[float, float, float, float]) -> Province:
    return Province(id="p", name_vi="Tỉnh Thử", name_en="Trial", crs=crs, bounds_m=bounds_m, folder=Path())


def communes_of(crs: str, bounds_m: tuple[float, float, float, float]) -> gpd.GeoDataFrame:
    """Four communes, two by two, that fill the bounds."""
    west, south, east, north = bounds_m
    x, y = (west + east) / 2, (south + north) / 2
    boxes = [
        shapely.box(west, south, x, y),
        shapely.box(x, south, east, y),
        shapely.box(west, y, x, north),
        shapely.box(x, y, east, north),
    ]
    names = ["Xã Tây Nam", "Xã Đông Nam", "Xã Tây Bắc", "Phường Đông Bắc"]
    return gpd.GeoDataFrame({"zone_id": ["1", "2", "3", "4"], "name": names}, geometry=boxes, crs=crs)


BOUNDS = (440_000.0, 2_410_000.0, 600_000.0, 2_520_000.0)
HERE, COMMUNES = province_of(OWN, BOUNDS), communes_of(OWN, BOUNDS)


def moved(shapes: np.ndarray, crs: str, source: str = OWN) -> np.ndarray:
    return np.asarray(shapely.transform(shapes, lambda xy: transform_xy(xy, source, crs)))


def changed(shapes: np.ndarray, change) -> np.ndarray:
    return np.asarray(shapely.transform(shapes, change))


def asked(shapes: np.ndarray, crs: str, name: str = "", expected: tuple[str, ...] = ()) -> Placement:
    return propose(
        shapes,
        crs_wkt=pyproj.CRS.from_user_input(crs).to_wkt() if crs else "",
        crs_name=name,
        province=HERE,
        communes=COMMUNES,
        expected_communes=expected,
    )


def keys(found: Placement) -> list[str]:
    return [one.key for one in found.candidates]


# --- made-up files ---------------------------------------------------------------------------


@pytest.fixture(scope="module")
def world() -> World:
    return open_world()


def test_every_kind_of_wrong_file_is_found_out(world: World) -> None:
    tally = judge(wrong_files(world, np.random.default_rng(11)), 38, world)
    assert len(tally.files) == 38
    assert tally.files.total() == 38
    assert +tally.fooled == {}


def test_right_files_are_taken_unasked_at_their_true_place(world: World) -> None:
    tally = judge(right_files(world, np.random.default_rng(12)), 14, world)
    assert (len(tally.files), tally.settled.total(), tally.fooled.total()) == (7, 14, 0)


# --- what is stated and right ----------------------------------------------------------------


@pytest.mark.parametrize("crs", [OWN, "EPSG:3405", "EPSG:4326", "EPSG:4756", "EPSG:3857"])
def test_a_right_statement_is_taken(crs: str) -> None:
    found = asked(moved(BLOCKS, crs), crs)
    assert found.settled is found.candidates[0]
    assert found.settled.key == crs
    place = found.settled.place
    assert (place.commune_code, place.commune_name) == ("4", "Phường Đông Bắc")
    assert (place.inside_share, place.near_share, place.within_share, place.distance_km) == (1, 1, 1, 0)
    assert place.expected_share is None
    assert place.centroid_m == pytest.approx((551_950, 2_477_200), abs=500)
    assert place.lon_lat == pytest.approx((103.505, 22.392), abs=0.01)


def test_beside_wgs84_the_other_figure_is_shown() -> None:
    found = asked(moved(BLOCKS, "EPSG:4326"), "EPSG:4326")
    assert "223 m further south-east" in found.doubt_en
    assert "lệch 223 m về phía đông nam, ở phường Đông Bắc" in found.doubt_vi
    assert keys(found) == ["EPSG:4326", "EPSG:4756"]


def test_the_own_system_is_said_with_its_place() -> None:
    found = asked(BLOCKS, OWN)
    assert found.doubt("en").startswith(
        "Read as VN-2000 / TM-3 103-00 (EPSG:9205), it lies in phường Đông Bắc"
    )
    assert found.doubt("vi").startswith(
        "Theo VN-2000 / TM-3 103-00 (EPSG:9205), dữ liệu nằm ở phường Đông Bắc"
    )


def test_one_stray_shape_in_two_hundred_is_told_and_three_are_asked_about() -> None:
    many = np.array(
        [shapely.box(x, 2_470_000, x + 50, 2_470_050) for x in range(500_000, 510_000, 50)], dtype=object
    )
    far = np.array([shapely.box(9e5, 2.4e6, 9e5 + 50, 2.4e6 + 50)] * 3, dtype=object)
    found = asked(np.concatenate((many, far[:1])), OWN)
    assert found.settled is not None
    assert "1 of 201 shapes lie outside by more than 20 km" in found.doubt_en
    found = asked(np.concatenate((many, far)), OWN)
    assert found.settled is None
    assert "Only 99 % of the shapes lie in Trial" in found.doubt_en


def test_without_communes_the_bounds_decide() -> None:
    wkt = pyproj.CRS(OWN).to_wkt()
    found = propose(BLOCKS, crs_wkt=wkt, crs_name="", province=HERE, communes=None)
    assert found.settled is not None
    assert (found.settled.place.inside_share, found.settled.place.commune_name) == (1.0, "")
    outside = changed(BLOCKS, lambda xy: xy - np.array([0, 120_000]))
    found = propose(outside, crs_wkt=wkt, crs_name="", province=HERE, communes=None)
    assert found.settled is None
    assert found.candidates[0].place.distance_km == pytest.approx(53.0, abs=0.3)


# --- what is stated and wrong ----------------------------------------------------------------


def test_a_plane_of_another_province_is_asked_about_with_the_own_one() -> None:
    found = asked(BLOCKS, "EPSG:9206")
    assert found.settled is None
    assert keys(found)[0] == OWN
    stated = found.choose("EPSG:9206").place
    assert stated.distance_km == pytest.approx(54.7, abs=1)
    assert stated.within_share == 0
    assert "it lies 5" in found.doubt_en
    assert "km from Trial, at 104.5" in found.doubt_en


@pytest.mark.parametrize(
    "meridian", [102.0, 103.25, 103.5, 104.0, 104.5, 104.75, 105.0, 105.75, 107.75, 108.5]
)
def test_no_wrong_meridian_is_taken(meridian: float) -> None:
    found = asked(BLOCKS, plane(VN2000, meridian, 0.9999).crs)
    assert found.settled is None
    assert keys(found)[0] == OWN or meridian in {103.25, 102.0}


def test_the_wrong_scale_is_asked_about_740_metres_apart() -> None:
    found = asked(moved(BLOCKS, "EPSG:3405"), "EPSG:5897")
    assert found.settled is None
    assert {"EPSG:3405", "EPSG:5897"} <= set(keys(found))
    assert "745 m further north" in found.doubt_en


def test_wgs84_utm_and_vn2000_utm_are_both_shown() -> None:
    found = asked(moved(BLOCKS, "EPSG:3405"), "EPSG:32648")
    assert found.settled is None
    assert keys(found)[:2] == ["EPSG:3405", "EPSG:32648"]
    assert "As WGS 84 / UTM zone 48N (EPSG:32648): in phường Đông Bắc" in found.doubt_en
    assert "as VN-2000 / UTM zone 48N (EPSG:3405): 223 m further south-east" in found.doubt_en
    assert "theo VN-2000 / UTM múi 48N (EPSG:3405): lệch 223 m" in found.doubt_vi


@pytest.mark.parametrize(
    ("true", "written", "line"),
    [
        (OWN, "WGS84:103-00:0.9999", TM),
        ("EPSG:3405", "EPSG:32648", 'CoordSys Earth Projection 8, 104, "m", 105, 0, 0.9996, 500000, 0'),
        ("EPSG:4756", "EPSG:4326", "CoordSys Earth Projection 1, 104"),
    ],
)
def test_mapinfo_writes_vn2000_as_wgs84_and_is_asked_about(true: str, written: str, line: str) -> None:
    found = asked(moved(BLOCKS, true), read_system(written).crs, line)
    assert found.settled is None
    assert keys(found)[:2] == [true, written]
    first, second = found.candidates[:2]
    assert math.dist(first.place.centroid_m, second.place.centroid_m) == pytest.approx(223, abs=1)
    assert "223 m" in found.doubt_en


@pytest.mark.parametrize(
    ("crs", "stated", "change", "key"),
    [
        (OWN, OWN, lambda xy: xy[:, ::-1], f"{OWN}+swapped"),
        ("EPSG:4326", "EPSG:4326", lambda xy: xy[:, ::-1], "EPSG:4326+swapped"),
        (OWN, "EPSG:4326", None, OWN),
        ("EPSG:4326", OWN, None, "EPSG:4326"),
        ("EPSG:3857", OWN, None, "EPSG:3857"),
        ("EPSG:3857", "EPSG:4326", None, "EPSG:3857"),
        ("EPSG:3405", "EPSG:3405", lambda xy: xy + np.array([48e6, 0]), "EPSG:3405+zone-digits"),
        (OWN, OWN, lambda xy: xy * 1000, f"{OWN}+mm"),
        (OWN, "", lambda xy: xy / 1000, f"{OWN}+km"),
        (OWN, "", None, OWN),
        ("EPSG:3405", "", lambda xy: (xy + np.array([48e6, 0]))[:, ::-1], "EPSG:3405+swapped+zone-digits"),
    ],
)
def test_slips_are_proposed_first_and_lead_to_the_true_place(crs: str, stated: str, change, key: str) -> None:
    shapes = moved(BLOCKS, crs)
    found = asked(shapes if change is None else changed(shapes, change), stated)
    assert found.settled is None
    assert keys(found)[0] == key
    placed = to_province(shapes if change is None else changed(shapes, change), found.candidates[0], HERE)
    assert np.abs(shapely.get_coordinates(placed) - shapely.get_coordinates(BLOCKS)).max() < 0.005


def test_packed_degrees_are_proposed() -> None:
    degrees = moved(BLOCKS, "EPSG:4326")

    def pack(xy: np.ndarray) -> np.ndarray:
        seconds = np.round(xy * 3600, 2)
        return seconds // 3600 + seconds // 60 % 60 / 100 + seconds % 60 / 10_000

    found = asked(changed(degrees, pack), "")
    assert found.settled is None
    placed = to_province(changed(degrees, pack), found.choose("EPSG:4326+dms"), HERE)
    assert np.abs(shapely.get_coordinates(placed) - shapely.get_coordinates(BLOCKS)).max() < 0.3
    joined = asked(changed(degrees, lambda xy: np.round(pack(xy) * 10_000, 2)), "")
    assert keys(joined)[0] == "EPSG:4326+ddmmss"


def test_nothing_stated_is_never_taken() -> None:
    found = asked(BLOCKS, "")
    assert found.settled is None
    assert found.doubt_en.startswith("The file states no coordinate system. As VN-2000 / TM-3 103-00")
    assert found.candidates[0].reason_en == "the system of this province"
    assert found.candidates[0].reason("vi") == "hệ toạ độ của tỉnh này"


def test_hn72_without_a_statement_is_named_and_not_offered() -> None:
    found = asked(changed(moved(BLOCKS, "EPSG:3405"), lambda xy: xy + np.array([18e6, 0])), "")
    assert (found.candidates, found.settled) == ((), None)
    assert "HN-72" in found.doubt_en
    assert "HN-72" in found.doubt_vi


def test_another_datum_is_refused_by_name() -> None:
    with pytest.raises(IntakeError, match="Indian 1960") as caught:
        asked(BLOCKS, "EPSG:3148")
    assert caught.value.code == "crs-datum"


def test_an_origin_of_its_own_is_said() -> None:
    found = asked(changed(BLOCKS, lambda xy: xy - np.array([547_000, 2_477_000])), "")
    assert found.candidates == ()
    assert "origin of its own" in found.doubt_en
    assert "gốc riêng" in found.doubt_vi


@pytest.mark.parametrize("size", [1e8, 1e15, 1e300, np.inf, np.nan])
def test_coordinates_out_of_this_world_are_not_taken(size: float) -> None:
    lines = np.asarray(shapely.linestrings([[(0, 0), (1, 1)]] * 3), dtype=object)
    shapes = changed(lines, lambda xy: xy * 0 + np.array([0, size]))
    for crs in (OWN, "EPSG:4326", "EPSG:3405", ""):
        assert asked(shapes, crs).settled is None


def test_a_box_with_one_corner_out_of_this_world_is_not_within() -> None:
    bad = BLOCKS.copy()
    bad[0] = shapely.Polygon([(547_000, 2_477_000), (np.inf, 2_477_000), (547_100, 2_477_100)])
    found = asked(bad, OWN)
    assert found.settled is None
    assert found.candidates[0].place.within_share == 0.95


def test_no_shapes_at_all() -> None:
    for shapes in (np.array([], dtype=object), np.array([None, shapely.Polygon()], dtype=object)):
        for crs in (OWN, ""):
            found = asked(shapes, crs)
            assert found.settled is None
            assert found.doubt_en == "There is no shape in it to place."


# --- communes that the person or the file names ----------------------------------------------


def test_communes_named_unmask_a_wrong_meridian_under_the_own_system() -> None:
    drawn = moved(BLOCKS, "EPSG:9206")
    silent = asked(drawn, OWN)
    assert silent.settled is not None, "nothing in the file gives it away"
    named = asked(drawn, OWN, expected=("4",))
    assert named.settled is None
    assert keys(named)[0] == "EPSG:9206"
    assert named.candidates[0].place.expected_share == 1.0
    assert "None of the points lie in or near phường Đông Bắc, where they should." in named.doubt_en


def test_a_shift_of_223_metres_shows_in_a_whole_commune() -> None:
    commune = np.asarray(COMMUNES.geometry.array[3:], dtype=object)
    dense = np.asarray(shapely.segmentize(commune, 500.0))
    right = asked(moved(dense, "EPSG:4326"), "EPSG:4326", expected=("4",))
    assert right.settled is not None
    wrong = asked(moved(dense, "EPSG:4756"), "EPSG:4326", expected=("4",))
    assert wrong.settled is None
    assert wrong.choose("EPSG:4756").place.expected_share == 1.0
    assert wrong.choose("EPSG:4326").place.expected_share < 0.8


def test_data_more_than_two_kilometres_from_the_commune_named_is_not_taken() -> None:
    shifted = changed(BLOCKS, lambda xy: xy - np.array([0, 14_000]))
    assert asked(shifted, OWN, expected=("4",)).settled is not None, "1.6 km at most"
    shifted = changed(BLOCKS, lambda xy: xy - np.array([0, 15_000]))
    found = asked(shifted, OWN, expected=("4",))
    assert found.settled is None
    assert found.candidates[0].place.expected_near_share < 0.99


def test_codes_that_are_not_known_say_nothing() -> None:
    found = asked(BLOCKS, OWN, expected=("99",))
    assert found.settled is not None
    assert found.settled.place.expected_share is None


# --- keys, and what is done to the shapes ----------------------------------------------------


def test_a_key_is_chosen_among_the_candidates_or_named_freely() -> None:
    found = asked(BLOCKS, "")
    assert found.choose(OWN) is found.candidates[0]
    with pytest.raises(IntakeError, match="none of the ways") as caught:
        found.choose("EPSG:9206")
    assert caught.value.code == "crs-choice"
    free = read_as(BLOCKS, "EPSG:9206", province=HERE, communes=COMMUNES)
    assert (free.key, free.place.within_share) == ("EPSG:9206", 0.0)
    back = read_as(BLOCKS, "EPSG:3405+mm+swapped", province=HERE, communes=COMMUNES)
    assert (back.key, back.fixes) == ("EPSG:3405+swapped+mm", (Fix.SWAPPED, Fix.MM))
    for key in ("EPSG:9205+upside-down", "EPSG:4131", "declared"):
        with pytest.raises(IntakeError) as caught:
            read_as(BLOCKS, key, province=HERE, communes=COMMUNES)
        assert caught.value.code == "crs-key"


def test_every_key_that_is_proposed_can_be_named_again() -> None:
    for one in asked(moved(BLOCKS, "EPSG:3405"), "").candidates:
        again = read_as(moved(BLOCKS, "EPSG:3405"), one.key, province=HERE, communes=COMMUNES)
        assert (again.crs, again.fixes, again.place) == (one.crs, one.fixes, one.place)


def test_shapes_keep_every_bit_without_a_fix_and_lose_their_height() -> None:
    shapes = np.array([shapely.Point(547_012.1712345678, 2_477_623.987654321, 900.0), None], dtype=object)
    chosen = read_as(shapes, OWN, province=HERE, communes=None)
    for done in (apply(shapes, chosen), to_province(shapes, chosen, HERE)):
        assert shapely.get_coordinates(done).tolist() == [[547_012.1712345678, 2_477_623.987654321]]
        assert not done[0].has_z
        assert done[1] is None


def test_apply_leaves_the_coordinates_in_the_candidates_own_system() -> None:
    degrees = moved(BLOCKS, "EPSG:4326")
    chosen = read_as(
        changed(degrees, lambda xy: xy[:, ::-1]), "EPSG:4326+swapped", province=HERE, communes=None
    )
    done = apply(changed(degrees, lambda xy: xy[:, ::-1]), chosen)
    assert shapely.get_coordinates(done).tolist() == shapely.get_coordinates(degrees).tolist()


def test_a_corner_without_an_image_stops_the_transformation() -> None:
    shapes = np.array([shapely.Point(1e30, 1e30)], dtype=object)
    with pytest.raises(CRSError, match="cannot lie"):
        to_province(shapes, read_as(shapes, "EPSG:3405", province=HERE, communes=None), HERE)


# --- other provinces, exactness, speed -------------------------------------------------------


@pytest.mark.parametrize(
    ("crs", "bounds_m", "utm"),
    [
        ("EPSG:9217", (560_000.0, 1_300_000.0, 625_000.0, 1_420_000.0), "EPSG:3406"),
        ("EPSG:5897", (530_000.0, 2_270_000.0, 600_000.0, 2_360_000.0), "EPSG:3405"),
        ("EPSG:9207", (480_000.0, 950_000.0, 600_000.0, 1_070_000.0), "EPSG:3405"),
    ],
)
def test_other_provinces_need_no_code(
    crs: str, bounds_m: tuple[float, float, float, float], utm: str
) -> None:
    province, communes = province_of(crs, bounds_m), communes_of(crs, bounds_m)
    west, south = bounds_m[:2]
    shapes = changed(
        BLOCKS, lambda xy: xy - np.array([547_000, 2_477_000]) + np.array([west + 9_000, south + 9_000])
    )

    def said(drawn: np.ndarray, stated: str) -> Placement:
        wkt = pyproj.CRS.from_user_input(stated).to_wkt() if stated else ""
        return propose(drawn, crs_wkt=wkt, crs_name="", province=province, communes=communes)

    assert said(shapes, crs).settled.key == crs
    assert said(shapes, crs).settled.place.commune_name == "Xã Tây Nam"
    assert said(shapes, "").candidates[0].key == crs
    assert said(shapes, OWN).settled is None
    assert keys(said(moved(shapes, "EPSG:4326", crs), "EPSG:4326"))[0] == "EPSG:4326"
    assert utm in keys(said(moved(shapes, utm, crs), ""))


def test_a_province_with_a_plane_of_its_own() -> None:
    crs = plane(VN2000, 103.25, 0.9999).crs
    province = province_of(crs, BOUNDS)
    found = propose(
        BLOCKS, crs_wkt=pyproj.CRS(crs).to_wkt("WKT1_ESRI"), crs_name="", province=province, communes=None
    )
    assert found.settled.key == "VN2000:103-15:0.9999"


def test_boxes_at_the_edge_are_decided_as_by_transforming_every_corner() -> None:
    """Rectangles decide most boxes in their own system; a point by point computation must agree."""
    here = Ground(HERE, None)
    rng = np.random.default_rng(3)
    west, south, east, north = here.allowed
    lows = np.column_stack(
        (rng.uniform(west - 9e3, east + 9e3, 4000), rng.uniform(south - 9e3, north + 9e3, 4000))
    )
    boxes = np.hstack((lows, lows + rng.uniform(1, 3000, (4000, 2))))
    for key in ("EPSG:9205", "EPSG:3405", "EPSG:4326", "EPSG:9218"):
        system = read_system(key)
        there = np.hstack([transform_xy(boxes[:, i : i + 2], OWN, system.crs) for i in (0, 2)])
        there = np.hstack((np.minimum(there[:, :2], there[:, 2:]), np.maximum(there[:, :2], there[:, 2:])))
        corners = here.images(there[:, [0, 1, 2, 1, 2, 3, 0, 3]].reshape(-1, 2), system).reshape(-1, 8)
        x, y = corners[:, ::2], corners[:, 1::2]
        plainly = (x.min(1) >= west) & (x.max(1) <= east) & (y.min(1) >= south) & (y.max(1) <= north)
        found = here.within(there, system)
        assert 1000 < plainly.sum() < 3900
        assert (found != plainly).sum() == 0


def test_the_margin_is_twenty_kilometres() -> None:
    here = Ground(HERE, None)
    inside = np.array([[440_000 - MARGIN_M, 2_420_000.0, 445_000.0, 2_430_000.0]])
    assert here.within(inside, read_system(OWN)).tolist() == [True]
    assert here.within(inside - [[0.01, 0, 0, 0]], read_system(OWN)).tolist() == [False]


@pytest.mark.parametrize("stated", [OWN, "EPSG:4326", "EPSG:9206", ""])
def test_of_two_hundred_thousand_shapes_few_corners_are_transformed(
    stated: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    xy = np.random.default_rng(5).uniform((450_000, 2_420_000), (590_000, 2_510_000), (200_000, 2))
    shapes = shapely.box(xy[:, 0], xy[:, 1], xy[:, 0] + 50, xy[:, 1] + 50)
    counted = []

    def counting(points: np.ndarray, *systems: str) -> np.ndarray:
        counted.append(len(points))
        return transform_where_possible(points, *systems)

    monkeypatch.setattr(ground, "transform_where_possible", counting)
    asked(moved(shapes, stated) if stated == "EPSG:4326" else shapes, stated)
    assert 0 < sum(counted) < 40_000


def test_lengths_and_the_same_place_are_said_plainly() -> None:
    assert length(104_000) == ("104 km", "104 km")
    assert length(2_617_000) == ("2,617 km", "2.617 km")
    one = read_as(BLOCKS, OWN, province=HERE, communes=COMMUNES)
    assert "are the same place" in compare(one, one, HERE)[0]
    assert LONLAT[WGS84].name in asked(moved(BLOCKS, "EPSG:4326"), "").doubt_en
