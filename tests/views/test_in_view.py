"""The legend of what is in view: codes of the zones in a box, in the order of the code table."""

import pytest
import shapely
from starlette.applications import Starlette
from starlette.testclient import TestClient

from views import in_view


@pytest.fixture
def client(store, monkeypatch):
    monkeypatch.setattr(in_view, "store_of", lambda _: store)
    return TestClient(Starlette(routes=in_view.ROUTES), "http://127.0.0.1")


def told(client, url, box, lang="vi"):
    return client.get(url, params={"box": box, "lang": lang})


def test_only_codes_of_zones_in_the_box_are_told(store):
    zones = store.layer("landuse-plan").zones
    square = zones[zones["code"] == "CQP"].geometry.iloc[0]
    assert in_view.codes_in(store, "landuse-plan", square.centroid.buffer(1.0)) == ["CQP"]
    assert in_view.codes_in(store, "landuse-plan", shapely.box(*zones.total_bounds).buffer(1)) == [
        *[code for code in store.codes if code in set(zones["code"])],
        "XYZ",
    ]


def test_a_box_over_a_hole_alone_has_no_code(store):
    zones = store.layer("landuse-plan").zones
    hole = shapely.Polygon(zones.geometry.iloc[0].interiors[0])
    assert in_view.codes_in(store, "landuse-plan", hole.centroid.buffer(1.0)) == []


def test_names_colours_and_hatches_are_those_of_the_tiles(client, store):
    answer = told(client, in_view.url(store, "landuse-plan"), "102,21,105,24").json()
    assert [entry["code"] for entry in answer][-1] == "XYZ"
    by_code = {entry["code"]: entry for entry in answer}
    assert by_code["RPH"]["name"] == "Rừng phòng hộ"
    assert (by_code["CQP"]["hatch"], by_code["CAN"]["hatch"]) == ("diagonal", "cross")
    assert by_code["CQP"]["colour"] == "#FF6450"
    assert by_code["XYZ"]["name"] == "Mã không có trong bảng mã"


def test_a_box_beyond_the_province_has_nothing(client, store):
    assert told(client, in_view.url(store, "landuse-plan"), "10,40,11,41").json() == []


@pytest.mark.parametrize("box", ["", "1,2,3", "a,b,c,d", "nan,1,2,3", "105,21,102,24", "102,24,105,21"])
def test_what_is_no_box_is_refused(client, store, box):
    assert told(client, in_view.url(store, "landuse-plan"), box).status_code == 400


def test_an_old_version_another_kind_of_layer_and_an_unknown_one_are_not_found(client):
    for path in ("landuse-plan/000000000000", "defence/000000000000", "nothing/1"):
        assert told(client, f"/chu-giai/{path}", "102,21,105,24").status_code == 404


def test_nobody_gets_nothing(client, store, monkeypatch):
    monkeypatch.setattr(in_view, "store_of", lambda _: None)
    assert told(client, in_view.url(store, "landuse-plan"), "102,21,105,24").status_code == 404
