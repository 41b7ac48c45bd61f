"""A click tells everything at a place that this person may see, and nothing else."""

import json
from datetime import date

import geopandas as gpd
import numpy as np
import pytest
import shapely
from starlette.requests import Request

from geo.crs import DISPLAY_CRS, transform_xy
from layers.open_layers import CUT
from views import identify
from views.person import FOUND
from views.store import store_for

DAY = date(2026, 11, 23)
CRS = "EPSG:9205"
WEST, SOUTH = 540_000.0, 2_470_000.0
HOSTILE = "<img src=x onerror=alert(1)>`${alert(2)}`"


def ask(session, column, row, query="", **changed):
    """Click a place of the tiny province, counted in kilometres from its corner."""
    xy = np.array([(WEST + 1000 * column, SOUTH + 1000 * row)])
    lon, lat = transform_xy(xy, CRS, DISPLAY_CRS)[0]
    said = {"lon": lon, "lat": lat, "reach": 5, "day": DAY, "lang": "vi", "ground": "landuse-plan"} | changed
    query = query or "&".join(f"{name}={value}" for name, value in said.items())
    scope = {"type": "http", "method": "GET", "path": "/at", "headers": [], "query_string": query.encode()}
    return identify.serve_place(Request(scope | {FOUND: session}))


def told(session, column, row, **changed):
    answer = ask(session, column, row, **changed)
    assert answer.headers["cache-control"] == "no-store"
    return json.loads(answer.body)


def rows(answer, title):
    return [row for section in answer["sections"] if section["title"] == title for row in section["rows"]]


@pytest.fixture(autouse=True)
def checked(store, officer):
    """Have the day checked, for whoever asks."""
    store.result(DAY)
    store_for(officer).result(DAY)


def test_open_land_has_its_code_parcel_area_and_source(officer):
    answer = told(officer, 0.5, 0.5)
    (land,) = rows(answer, "Loại đất theo từng kỳ")
    assert (land["head"], land["text"]) == ("Lớp landuse-plan", "RPH · Rừng phòng hộ")
    assert land["notes"] == ["Thửa 1 · 800,00 ha", "mô phỏng"]
    assert land["colour"] == "#BEFF1E"
    assert answer["place"] == [["Lớp communes", HOSTILE]]
    assert answer["warning"] == ""


def test_the_position_is_that_of_the_official_grid(officer):
    (_, grid), (_, degrees) = told(officer, 0.5, 0.5)["position"]
    assert grid == "X 2.470.500,0 m; Y 540.500,0 m"
    assert degrees.startswith("22,33")
    assert told(officer, 0.5, 0.5, lang="en")["position"][0] == [
        "VN-2000 / TM-3 103-00 (EPSG:9205)",
        "X 2,470,500.0 m; Y 540,500.0 m",
    ]


def test_a_hole_tells_nothing_of_the_parcel_around_it(officer):
    answer = told(officer, 1.5, 1.5)
    (land,) = rows(answer, "Loại đất theo từng kỳ")
    assert land["text"] == "không có thửa nào tại đây"
    assert answer["outline"] is None


def test_the_parcel_is_outlined_as_it_is(officer):
    ring = told(officer, 0.5, 0.5)["outline"]
    shape = gpd.GeoSeries([shapely.from_geojson(json.dumps(ring))], crs=DISPLAY_CRS)
    back = transform_xy(shapely.get_coordinates(shape.array), DISPLAY_CRS, CRS)
    assert back.min(axis=0) == pytest.approx([WEST, SOUTH], abs=0.2)
    assert back.max(axis=0) == pytest.approx([WEST + 3000, SOUTH + 3000], abs=0.2)
    assert told(officer, 0.5, 0.5, ground="another")["outline"] is None


def test_a_steward_is_told_of_defence_land_and_of_every_finding_there(steward):
    answer = told(steward, 4.75, 0.25)
    assert [row["text"] for row in rows(answer, "Loại đất theo từng kỳ")] == ["CQP · Quốc phòng"]
    assert [row["text"] for row in rows(answer, "Vùng của các lớp khác")] == ["Khu A"]
    projects = rows(answer, "Dự án và cảnh báo tại đây")
    assert [row["pick"] for row in projects][:2] == [
        {"kind": "site", "id": "P1"},
        {"kind": "finding", "id": "P1/DEF-01"},
    ]
    assert projects[0]["text"] == HOSTILE
    assert projects[0]["notes"][0].endswith("Xung đột")


def test_an_officer_is_told_to_ask_and_nothing_of_what_is_there(officer):
    answer = told(officer, 4.75, 0.25)
    assert answer["warning"].startswith("Tại đây phải xin ý kiến cơ quan có thẩm quyền")
    (land,) = rows(answer, "Loại đất theo từng kỳ")
    assert land["text"] == "không thể hiện tại đây"
    assert answer["outline"] is None
    text = json.dumps(answer, ensure_ascii=False)
    assert not any(secret in text for secret in ("Khu A", "CQP", "Quốc phòng", "Lớp defence", "P1/DEF-01"))


def test_the_answer_is_the_same_wherever_in_the_square_one_clicks(officer):
    here, there = (told(officer, *at) for at in ((4.6, 0.1), (4.9, 0.4)))
    assert {**here, "position": ""} == {**there, "position": ""}


def test_a_parcel_that_was_cut_states_no_area(own_province, officer):
    assert own_province.is_dir()
    face = store_for(officer)
    face.result(DAY)
    face.layer("landuse-plan").zones.loc[0, CUT] = True
    (land,) = rows(told(officer, 0.5, 0.5), "Loại đất theo từng kỳ")
    assert land["notes"] == ["Thửa 1", "mô phỏng"]


def test_who_may_see_no_findings_is_told_projects_alone(public):
    store_for(public).result(DAY)
    answer = told(public, 2.5, 5.5)
    assert [(row["head"], row["pick"]) for row in rows(answer, "Dự án và cảnh báo tại đây")] == [("P2", None)]
    assert "verdict" not in json.dumps(answer)


def test_far_away_nothing_is_there_and_no_grid_position(officer):
    answer = told(officer, 0, 0, lon=-60, lat=0)
    assert answer["place"] == []
    assert [row["text"] for row in rows(answer, "Loại đất theo từng kỳ")] == ["không có thửa nào tại đây"]


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        ({"lon": "x"}, 400),
        ({"lat": "nan"}, 400),
        ({"lang": "fr"}, 400),
        ({"day": "yesterday"}, 400),
        ({"reach": "inf"}, 400),
        ({"day": "2001-01-01"}, 404),
    ],
)
def test_a_question_that_is_none_is_refused_and_an_unchecked_day_starts_no_check(officer, wrong, status):
    assert ask(officer, 0.5, 0.5, **wrong).status_code == status
    assert ask(officer, 0.5, 0.5, query="lon=1").status_code == 400


def test_nobody_is_told_anything(store):
    assert store.has_result(DAY)
    assert ask(None, 0.5, 0.5).status_code == 404


def test_the_first_click_waits_for_no_index(officer):
    face = store_for(officer)
    identify.prepare(face, DAY)
    zones = face.layer("landuse-plan").zones
    assert zones.geometry.array._sindex is not None


def test_of_zones_over_one_another_the_one_that_the_map_shows_is_outlined(own_province, officer):
    path = own_province / "landuse-plan.gpkg"
    small = shapely.box(WEST + 400, SOUTH + 400, WEST + 600, SOUTH + 600)
    zones = gpd.read_file(path)
    both = gpd.GeoDataFrame({"code": ["LUC", *zones["code"]]}, geometry=[small, *zones.geometry], crs=CRS)
    both.to_file(path, layer="landuse-plan")
    store_for(officer).result(DAY)
    ring = np.array(told(officer, 0.5, 0.5)["outline"]["coordinates"][0])
    metres = transform_xy(ring, DISPLAY_CRS, CRS)
    assert np.ptp(metres, axis=0) == pytest.approx([200, 200], abs=0.5)
