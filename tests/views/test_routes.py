"""What the browser gets: declared columns only, names as text, nothing under an old address."""

import gzip
import json
from dataclasses import replace
from datetime import date

import pytest
from starlette.requests import Request

from layers.model import Verdict
from views import features, tiles
from views.person import FOUND
from views.store import store_for

DAY = date(2026, 11, 23)
HOSTILE = "<img src=x onerror=alert(1)>`${alert(2)}`"


@pytest.fixture(autouse=True)
def signed_in(steward):
    """Let every request come from the steward, unless it says otherwise."""
    people["here"] = steward


people = {}


def request(path, query="", *, session=None, **parameters):
    return Request(
        {
            FOUND: session or people["here"],
            "type": "http",
            "method": "GET",
            "path": path,
            "query_string": query.encode(),
            "headers": [(b"host", b"127.0.0.1")],
            "path_params": parameters,
        }
    )


def properties(response):
    assert response.headers["content-encoding"] == "gzip"
    return [feature["properties"] for feature in json.loads(gzip.decompress(response.body))["features"]]


def layer(store, layer_id):
    url = features.layer_url(store, layer_id)
    return features.serve_layer(request(url, name=layer_id))


def test_a_layer_has_its_declared_columns_and_no_other(store):
    (commune,) = properties(layer(store, "communes"))
    assert commune == {"id": "1", "name": HOSTILE, "type": "Xã"}


def test_the_distances_of_a_defence_work_stay_on_the_server(store):
    (work,) = properties(layer(store, "defence"))
    assert work == {"id": "1", "name": "Khu A", "category": "work"}
    assert b"75" not in gzip.decompress(layer(store, "defence").body).split(b'"geometry"')[0]


def test_coordinates_are_degrees_in_vietnam(store):
    body = json.loads(gzip.decompress(layer(store, "communes").body))
    lon, lat = body["features"][0]["geometry"]["coordinates"][0][0]
    assert 103 < lon < 104
    assert 22 < lat < 23


def test_sites_carry_their_worst_verdict_and_those_without_a_place_are_absent(store):
    store.result(DAY)
    url = features.result_url(store, "sites", DAY)
    sites = properties(features.serve_result(request(url, kind="sites", as_of=DAY.isoformat())))
    assert {site["id"]: site["verdict"] for site in sites} == {"P1": "conflict", "P2": "conflict"}
    assert sites[0]["name"] == HOSTILE


def test_overlaps_are_those_of_the_findings(store):
    found = store.result(DAY).findings
    url = features.result_url(store, "overlaps", DAY)
    overlaps = properties(features.serve_result(request(url, kind="overlaps", as_of=DAY.isoformat())))
    assert {overlap["id"] for overlap in overlaps} == set(found.loc[found.geometry.notna(), "finding_id"])
    assert next(o for o in overlaps if o["id"] == "P1/DEF-01")["overlap_area_ha"] == pytest.approx(50)


@pytest.mark.parametrize(
    ("kind", "as_of"),
    [
        pytest.param("sites", "2001-01-01", id="a day that was never checked starts no check"),
        pytest.param("sites", "yesterday", id="not a day"),
        pytest.param("secrets", "2026-11-23", id="unknown kind"),
    ],
)
@pytest.mark.usefixtures("store")
def test_unknown_results_are_not_found(kind, as_of):
    path = f"/features/{kind}/{as_of}/x.json"
    assert features.serve_result(request(path, kind=kind, as_of=as_of)).status_code == 404


def test_an_old_version_or_unknown_layer_is_not_found(store):
    assert store.province.id == "tiny"
    for name in ("communes", "passwords"):
        answer = features.serve_layer(request(f"/features/layers/{name}/old.json", name=name))
        assert answer.status_code == 404


def tile(store, layer_id="landuse-plan", version=None, place=(9, 403, 223), session=None):
    version = version or tiles.tile_version(store, "landuse-plan")
    zoom, column, row = place
    asked = request("/", session=session, layer=layer_id, version=version, zoom=zoom, column=column, row=row)
    return tiles.serve_tile(asked)


@pytest.mark.usefixtures("store")
def test_a_tile_that_may_be_told_is_a_picture_that_may_be_kept(officer):
    answer = tile(store_for(officer), session=officer)
    assert answer.body.startswith(b"\x89PNG")
    assert "immutable" in answer.headers["cache-control"]


def test_an_exact_tile_is_kept_by_no_browser_and_found_by_nobody_else(store, officer, steward):
    assert tile(store).headers["cache-control"] == "no-store"
    version = tiles.tile_version(store, "landuse-plan")
    assert tile(store, version=version, session=officer).status_code == 404
    other = replace(steward, id="another session of the steward")
    assert tile(store, version=version, session=other).status_code == 404
    closed = replace(steward, exact_until=None)
    assert tile(store, version=version, session=closed).status_code == 404


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param({"version": "old"}, id="old version"),
        pytest.param({"layer_id": "defence"}, id="a layer that is not tiled"),
        pytest.param({"place": (9, 512, 0)}, id="outside the world"),
        pytest.param({"place": (40, 0, 0)}, id="too deep"),
    ],
)
def test_other_tiles_are_not_found(store, wrong):
    assert tile(store, **wrong).status_code == 404


def test_sites_without_english_names_are_still_drawn_and_the_worst_on_top(store, monkeypatch):
    result = store.result(DAY)
    bare = replace(result, sites=result.sites.drop(columns="name_en"))
    monkeypatch.setattr(store, "result", lambda _: bare)
    features_drawn = json.loads(gzip.decompress(features.sites_body(store, DAY)))["features"]
    assert all(feature["properties"]["name_en"] for feature in features_drawn)
    ranks = [Verdict(feature["properties"]["verdict"]).rank for feature in features_drawn]
    assert ranks == sorted(ranks, reverse=True)
