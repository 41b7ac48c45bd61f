"""The search of the map: what fits best comes first, and nothing is found that is not shown."""

import time
from datetime import date

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from geo.crs import transform_xy
from layers.province import open_province
from views import search
from views.faces import PublicStore
from views.search_coordinates import places_of, read_pair
from views.search_index import Entry, best_of, folded
from views.store import store_for
from views.text import Text

DAY = date(2026, 11, 23)
VI = Text("vi")


@pytest.fixture
def checked(store):
    store.result(DAY)
    return store


def titles(store, wanted, ground="landuse-plan"):
    return [entry["title"] for entry in search.find(store, wanted, DAY, ground, VI)["found"]]


def test_a_project_is_found_without_diacritics_and_by_its_id(checked):
    assert titles(checked, "du an xa")[0] == "Dự án xa"
    assert titles(checked, "DỰ ÁN XA")[0] == "Dự án xa"
    assert titles(checked, "p2")[0] == "Dự án xa"
    assert titles(checked, "far project")[0] == "Dự án xa"


def test_a_project_without_a_place_says_so_and_still_opens_its_card(checked):
    found = search.find(checked, "p3", DAY, "", VI)["found"][0]
    assert "chưa có ranh giới" in found["note"]
    assert (found["bounds"], found["pick"]) == (None, ("site", "P3"))


def test_a_finding_is_found_by_its_id(checked):
    found = search.find(checked, "p1/def-01", DAY, "", VI)["found"][0]
    assert (found["title"], found["pick"]) == ("P1/DEF-01", ("finding", "P1/DEF-01"))


def test_a_land_code_tells_how_much_there_is_and_leads_to_the_largest(checked):
    first, zone = search.find(checked, "cqp", DAY, "landuse-plan", VI)["found"][:2]
    assert first["title"].startswith("CQP")
    assert first["note"].startswith("1 thửa, ")
    assert zone["bounds"] == first["bounds"]
    assert search.find(checked, "cqp", DAY, "defence", VI)["found"] == []


@pytest.fixture
def told(province_folder, monkeypatch, officer):
    monkeypatch.setenv("RANH_PROVINCE", str(province_folder))
    store = store_for(officer)
    store.result(DAY)
    return store


def test_who_may_not_see_findings_finds_none_and_no_card(told):
    public = PublicStore(told)
    assert search.find(public, "p1/def-01", DAY, "", VI)["found"] == []
    assert [entry["pick"] for entry in search.find(public, "p2", DAY, "", VI)["found"]] == [None]


def test_who_may_not_see_restricted_land_finds_none(told):
    assert titles(told, "khu a") == []
    code = search.find(told, "cqp", DAY, "landuse-plan", VI)["found"]
    assert [entry["bounds"] for entry in code] == [None]


@pytest.mark.parametrize(
    ("wanted", "known"),
    [("2477624 547012", True), ("547012 2477624", True), ("22.39 103.44", True), ("103,44 22,39", True)],
)
def test_coordinates_are_understood_in_either_order(province_folder, wanted, known):
    province = open_province(province_folder).model_copy(
        update={"bounds_m": (540_000.0, 2_470_000.0, 555_000.0, 2_490_000.0)}
    )
    places = places_of(read_pair(wanted), province)
    assert (len(places) == 1) is known
    x, y = places[0]
    assert 530_000 < x < 560_000
    assert 2_460_000 < y < 2_500_000


def test_degrees_are_those_of_wgs_84(province_folder):
    province = open_province(province_folder).model_copy(
        update={"bounds_m": (540_000.0, 2_470_000.0, 555_000.0, 2_490_000.0)}
    )
    (place,) = places_of((22.3964, 103.4585), province)
    wanted = transform_xy([[103.4585, 22.3964]], "EPSG:4326", province.crs)[0]
    assert place == pytest.approx(tuple(wanted), abs=1e-6)


def test_a_place_says_in_which_grid_its_metres_were_read(checked):
    (place,) = search.find(checked, "2471000 541000", DAY, "", VI)["found"]
    assert place["note"].startswith("VN-2000 / TM-3 103-00; WGS 84 22,")


def test_a_place_outside_the_province_is_said_to_be_so(checked):
    told = search.find(checked, "1000000 100000", DAY, "", VI)
    assert told["found"] == []
    assert "ngoài tỉnh" in told["said"]


def test_the_very_name_comes_before_its_beginning_and_that_before_a_part():
    def entry(title):
        return Entry(kind="", title=title, note="", keys=(folded(title),), rank=0, bounds=None)

    found = best_of([entry("Bản Nậm Xe"), entry("Nậm Xe Hạ"), entry("Nậm Xe")], "nam xe", 2)
    assert [one.title for one in found] == ["Nậm Xe", "Nậm Xe Hạ"]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("?q=a&day=2026-11-23&lang=vi", 200),
        ("?q=&day=2026-11-23&lang=vi", 400),
        ("?q=a&day=never&lang=vi", 400),
        ("?q=a&day=2026-11-23&lang=xx", 400),
        ("?q=a&day=1999-01-01&lang=vi", 404),
    ],
)
def test_a_question_that_is_none_is_refused_and_starts_no_check(checked, monkeypatch, path, status):
    monkeypatch.setattr(search, "store_of", lambda _: checked)
    client = TestClient(Starlette(routes=search.ROUTES), "http://127.0.0.1")
    assert client.get(f"/tim-kiem{path}").status_code == status


def test_a_second_search_is_quick(checked):
    titles(checked, "a")
    began = time.perf_counter()
    for _ in range(20):
        titles(checked, "du an")
    assert (time.perf_counter() - began) / 20 < 0.3
