"""OGC API Features: the layers of whoever asks and no other, boxes, systems, pages, days, tokens."""

import base64
import re
import shutil
import threading
from contextlib import closing

import geopandas as gpd
import numpy as np
import pytest
import shapely
from argon2 import PasswordHasher
from desk_people import PASSWORD, Clock, everybody
from starlette.applications import Starlette
from starlette.testclient import TestClient

import app as web
from geo.crs import transform_xy
from office import passwords, tokens
from office.accounts import AccountChange, account_named, change_account
from office.audit_verify import verify
from office.database.desk import open_desk
from office.errors import AccountError
from office.people import OWNER, Role
from office.public_view import close_to_public, open_to_public
from office.sessions import SHORTEST_REASON, find_session, open_exact, sign_in
from office.tokens import list_tokens, make_token, revoke_token
from views import state
from views.ogc.asked import read_asked
from views.ogc.errors import QueryError
from views.ogc.service import ROOT
from views.ogc.systems import CRS84, EPSG
from views.person import COOKIE, TOKENS
from views.public import ready
from views.public.published import PublishedStore
from views.store import current_store

OWN = "http://127.0.0.1"
STORED, WGS84 = f"{EPSG}9205", f"{EPSG}4326"
WEST, SOUTH = 540_000.0, 2_470_000.0
PARCELS = 25


@pytest.fixture(scope="module")
def folder(province_folder, tmp_path_factory):
    """Return the tiny province with a row of squares of 100 m as a layer of land use that ended in 2030."""
    folder = tmp_path_factory.mktemp("ogc") / "province"
    shutil.copytree(province_folder, folder, ignore=shutil.ignore_patterns(".ranh", "office"))
    declared = folder / "province.toml"
    text = declared.read_text("utf-8")
    before, after = text.split('id = "landuse-plan"', 1)
    more = 'effective_from = 2026-01-01\neffective_to = 2030-12-31\ngeometry = "polygon"'
    after = after.replace('geometry = "polygon"', more, 1)
    declared.write_text(f'{before}id = "landuse-plan"{after}', encoding="utf-8")
    rows = np.arange(PARCELS)
    shapes = shapely.box(WEST + 100 * rows, SOUTH, WEST + 100 * rows + 100, SOUTH + 100)
    (folder / "landuse-plan.gpkg").unlink()
    frame = gpd.GeoDataFrame({"code": ["RPH", "LUC"] * 12 + ["RPH"]}, geometry=shapes, crs="EPSG:9205")
    frame.to_file(folder / "landuse-plan.gpkg", layer="landuse-plan")
    return folder


@pytest.fixture
def desk(folder, tmp_path, monkeypatch):
    monkeypatch.setenv("RANH_PROVINCE", str(folder))
    monkeypatch.setenv("RANH_OFFICE", str(tmp_path / "office"))
    monkeypatch.delenv("RANH_DATABASE_URL", raising=False)
    desk = open_desk(folder)
    yield desk
    desk.close()


@pytest.fixture
def people(desk):
    return everybody(desk)


def visit(token="", **headers):
    application = Starlette(routes=web.app._user_routes, middleware=web.app._user_middleware)
    cookies = {COOKIE: token} if token else {}
    return TestClient(application, OWN, follow_redirects=False, headers=headers, cookies=cookies)


@pytest.fixture(scope="module")
def planner(folder, tmp_path_factory):
    """Return a program with the token of a planner, in one office for all tests that only read."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "HASHER", PasswordHasher(1, 8, 1))
        patch.setenv("RANH_PROVINCE", str(folder))
        patch.setenv("RANH_OFFICE", str(tmp_path_factory.mktemp("office")))
        patch.delenv("RANH_DATABASE_URL", raising=False)
        with closing(open_desk(folder)) as desk:
            token = make_token(desk, everybody(desk)[Role.PLANNER], "QGIS", 30)
            yield visit(authorization=f"Bearer {token}")


def items(program, query="", layer="landuse-plan"):
    answer = program.get(f"{ROOT}/collections/{layer}/items?{query}")
    assert answer.status_code == 200, answer.text
    return answer.json()


def ids(page):
    return [feature["id"] for feature in page["features"]]


def links(document):
    return {link["rel"]: link["href"] for link in document["links"]}


def collections(program):
    return [one["id"] for one in program.get(f"{ROOT}/collections").json()["collections"]]


@pytest.fixture
def checked(desk):  # noqa: ARG001 - whose province it is
    """Have the check of today there: a visitor who comes before it is told to wait."""
    current_store().told.result(state.today())


@pytest.mark.usefixtures("checked")
def test_without_account_nothing_is_served_until_the_public_view_is_on(desk, people):
    assert visit().get(ROOT).status_code == 401
    open_to_public(desk, people[Role.ADMINISTRATOR], ["communes", "defence"])
    assert collections(visit()) == ["communes"]
    assert visit().get(f"{ROOT}/collections/sites/items").status_code == 404
    close_to_public(desk, people[Role.ADMINISTRATOR])
    assert visit().get(f"{ROOT}/collections").status_code == 401


def test_before_the_first_check_visitors_ask_again_and_accounts_do_not(desk, people, monkeypatch):
    open_to_public(desk, people[Role.ADMINISTRATOR], ["communes"])
    made = threading.Event()
    monkeypatch.setattr(PublishedStore, "has_result", lambda *_: False)
    monkeypatch.setattr(ready, "_check", lambda *_: made.wait(30))
    monkeypatch.setattr(ready, "_checks", {})
    for end in ("", "/collections", "/collections/communes/items"):
        answer = visit().get(f"{ROOT}{end}?lang=en")
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
        assert "ask again in some seconds" in answer.json()["description"]
    assert collections(visit(sign_in(desk, Role.PLANNER, PASSWORD))) == ["communes", "landuse-plan", "sites"]
    made.set()
    for check in ready._checks.values():
        check.join(30)
    assert collections(visit()) == ["communes"]


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize("role", Role)
def test_every_role_has_the_open_layers_and_nobody_a_restricted_one(desk, role):
    token = sign_in(desk, role, PASSWORD)
    if role is Role.DEFENCE_STEWARD:
        open_exact(desk, find_session(desk, token), "x" * SHORTEST_REASON)
    program = visit(token)
    assert collections(program) == ["communes", "landuse-plan", "sites"]
    for end in ("", "/items", "/items/1", "/schema", "/queryables", "/items?bbox=a&x=1"):
        withheld, unknown = (
            program.get(f"{ROOT}/collections/{name}{end}") for name in ("defence", "no-such")
        )
        assert (withheld.status_code, withheld.content) == (unknown.status_code, unknown.content)
        assert withheld.status_code == 404


def test_the_documents_link_to_nothing_but_what_is_served(planner):
    landing = planner.get(ROOT).json()
    assert set(links(landing)) == {"self", "service-desc", "conformance", "data"}
    for address in links(landing).values():
        assert planner.get(address.removeprefix(OWN)).status_code == 200
    conforms = planner.get(f"{ROOT}/conformance").json()["conformsTo"]
    assert "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core" in conforms
    assert "http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/crs" in conforms
    assert [name for name in conforms if name.endswith(("html", "delete"))] == []
    layer = planner.get(f"{ROOT}/collections/landuse-plan").json()
    assert (layer["crs"][0], layer["storageCrs"]) == (CRS84, STORED)
    assert layer["extent"]["temporal"]["interval"] == [["2026-01-01", "2030-12-31"]]
    assert {link["type"] for link in layer["links"]} <= {
        *("application/json", "application/geo+json", "application/schema+json")
    }
    definition = planner.get(f"{ROOT}/openapi")
    assert definition.headers["content-type"] == "application/vnd.oai.openapi+json;version=3.0"
    paths = definition.json()["paths"]
    assert "/collections/landuse-plan/items" in paths
    assert {method for path in paths.values() for method in path} == {"get"}
    assert planner.get(f"{ROOT}?f=html").status_code == 400
    assert planner.get(f"{ROOT}/").json() == landing
    assert planner.get(f"{ROOT}/processes").status_code == 404
    properties = planner.get(f"{ROOT}/collections/sites/queryables").json()["properties"]
    assert set(properties) == {"geometry", "name", "name_en", "sector", "phase", "planned_code"}


def test_features_have_the_columns_that_the_map_shows_and_their_place(planner):
    page = items(planner, "limit=1", "communes")
    assert set(page["features"][0]["properties"]) == {"name", "type"}
    page = items(planner, "limit=1")
    (ring,) = page["features"][0]["geometry"]["coordinates"]
    corner = transform_xy(np.array([[WEST, SOUTH]]), "EPSG:9205", "EPSG:4326").round(7)[0].tolist()
    assert corner in ring
    assert "timeStamp" not in page


def test_pages_follow_each_other_to_the_end_and_keep_what_was_asked(planner):
    page = items(planner, "limit=10&bbox=102,21,105,23&datetime=2026-11-26")
    assert (page["numberMatched"], page["numberReturned"]) == (PARCELS, 10)
    found = ids(page)
    while "next" in links(page):
        assert "bbox=102,21,105,23" in links(page)["next"]
        assert "datetime=2026-11-26" in links(page)["next"]
        page = planner.get(links(page)["next"].removeprefix(OWN)).json()
        found += ids(page)
    assert found == [str(number + 1) for number in range(PARCELS)]
    assert "next" not in links(items(planner, f"limit={PARCELS}"))
    assert len(ids(items(planner, "limit=5000"))) == PARCELS
    assert items(planner, "resulttype=hits")["features"] == []
    for bad in ("limit=0", "limit=x", "offset=-1", "offset=x"):
        assert planner.get(f"{ROOT}/collections/landuse-plan/items?{bad}").status_code == 400


def test_a_box_takes_what_it_meets_in_the_axes_of_its_system(planner):
    east = WEST + 550
    metres = f"bbox={east},{SOUTH + 10},{east + 10},{SOUTH + 20}&bbox-crs={STORED}"
    assert ids(items(planner, metres)) == ["6"]
    (lon, lat), (lon2, lat2) = transform_xy(
        np.array([[east, SOUTH + 10], [east + 10, SOUTH + 20]]), "EPSG:9205", "EPSG:4326"
    )
    assert ids(items(planner, f"bbox={lon},{lat},{lon2},{lat2}")) == ["6"]
    assert ids(items(planner, f"bbox={lon},{lat},0,{lon2},{lat2},9")) == ["6"]
    assert ids(items(planner, f"bbox={lat},{lon},{lat2},{lon2}&bbox-crs={WGS84}")) == ["6"]
    assert ids(items(planner, f"bbox={lat},{lon},{lat2},{lon2}")) == []
    assert len(ids(items(planner, "bbox=-180,-90,180,90"))) == PARCELS


def test_coordinates_come_in_the_system_that_is_asked_for(planner):
    (ring,) = items(planner, f"limit=1&crs={STORED}")["features"][0]["geometry"]["coordinates"]
    assert [WEST, SOUTH] in ring
    answer = planner.get(f"{ROOT}/collections/landuse-plan/items/1?crs={WGS84}")
    assert answer.headers["content-type"] == "application/geo+json"
    (ring,) = answer.json()["geometry"]["coordinates"]
    lon, lat = transform_xy(np.array([[WEST, SOUTH]]), "EPSG:9205", "EPSG:4326").round(7)[0].tolist()
    assert [lat, lon] in ring
    unknown = planner.get(f"{ROOT}/collections/landuse-plan/items?crs={EPSG}32648")
    assert unknown.status_code == 400


@pytest.mark.parametrize(
    ("day", "count"),
    [
        *(("2025-12-31", 0), ("2026-01-01", PARCELS), ("2030-12-31T10:00:00Z", PARCELS), ("2031-01-01", 0)),
        *(("../2025-06-01", 0), ("2030-06-01/..", PARCELS), ("2020-01-01/2026-01-01", PARCELS)),
    ],
)
def test_a_day_takes_the_layers_in_force(planner, day, count):
    assert items(planner, f"datetime={day}")["numberMatched"] == count


def test_properties_filter_sort_and_narrow(planner):
    assert items(planner, "code=LUC")["numberMatched"] == 12
    assert items(planner, "code=LU")["numberMatched"] == 0
    page = items(planner, "sortby=-code&limit=2&properties=code&skipGeometry=true")
    assert [feature["properties"] for feature in page["features"]] == [{"code": "RPH"}] * 2
    assert page["features"][0]["geometry"] is None
    assert planner.get(f"{ROOT}/collections/landuse-plan/items/999").status_code == 404


@pytest.mark.parametrize(
    "query",
    [
        *("bbox=1,2,3", "bbox=1,2,3,x", "bbox=1,2,3,nan", "bbox=3,2,1,4", "bbox=1,2,3,4&bbox-crs=EPSG:9205"),
        *(
            "datetime=soon",
            "datetime=2026-01-02/2026-01-01",
            "datetime=2026-01-01x",
            "filter=code='RPH'",
            "q=x",
        ),
    ],
)
def test_what_cannot_be_read_is_refused_in_a_sentence(planner, query):
    answer = planner.get(f"{ROOT}/collections/landuse-plan/items?{query}", headers={"accept-language": "en"})
    assert answer.status_code == 400
    assert answer.json()["description"].endswith(".")
    names = dict(pair.split("=", 1) for pair in query.split("&"))
    with pytest.raises(QueryError):
        read_asked(names, [CRS84, STORED, WGS84], ["code"])


def test_it_only_reads(planner):
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        path = f"{ROOT}/collections/landuse-plan/items"
        assert planner.request(method, path, headers={"origin": OWN}).status_code == 405


@pytest.mark.usefixtures("people")
def test_an_open_view_of_restricted_land_changes_no_byte(desk):
    token = sign_in(desk, Role.DEFENCE_STEWARD, PASSWORD)
    addresses = [f"{ROOT}/collections/{name}/items" for name in ("communes", "sites", "landuse-plan")]
    before = [visit(token).get(address).content for address in (*addresses, f"{ROOT}/collections")]
    open_exact(desk, find_session(desk, token), "x" * SHORTEST_REASON)
    assert [visit(token).get(address).content for address in (*addresses, f"{ROOT}/collections")] == before


def basic(name, token):
    return visit(authorization="Basic " + base64.b64encode(f"{name}:{token}".encode()).decode())


def test_a_token_reads_as_its_account_and_ends_with_every_change_of_it(desk, people, monkeypatch):
    officer = people[Role.COMMUNE_OFFICER]
    token = make_token(desk, officer, "QGIS", 30)
    assert basic(officer.name, token).get(ROOT).status_code == 200
    for name, wrong in (
        ("chief", token),
        (officer.name, "x" * 43),
        (officer.name, ""),
        (officer.name, PASSWORD),
    ):
        assert basic(name, wrong).get(ROOT).status_code == 401
    # A token opens nothing but this service.
    assert basic(officer.name, token).get("/cong-khai").status_code == 401
    clock = Clock()
    clock.forward(days=31)
    monkeypatch.setattr(tokens, "now", clock)
    assert basic(officer.name, token).get(ROOT).status_code == 401
    monkeypatch.undo()


def test_a_changed_account_ends_its_tokens(desk, people):
    token = make_token(desk, people[Role.PLANNER], "QGIS", 30)
    account = account_named(desk, Role.PLANNER)
    by = people[Role.ADMINISTRATOR]
    change_account(desk, by, account.person.id, account.version, AccountChange(unit="Sở khác"))
    assert basic(Role.PLANNER, token).get(ROOT).status_code == 401
    assert [one.ended for one in list_tokens(desk, people[Role.PLANNER])] == [True]


def test_tokens_are_hashed_listed_to_their_own_revoked_and_in_the_trail(desk, people):
    token = make_token(desk, people[Role.PLANNER], "QGIS", 30)
    make_token(desk, people[Role.CHIEF], "QGIS", 30)
    assert token.encode() not in desk.file.read_bytes()
    assert [one.account for one in list_tokens(desk, people[Role.PLANNER])] == ["planner"]
    assert [one.account for one in list_tokens(desk, people[Role.ADMINISTRATOR])] == ["chief", "planner"]
    with pytest.raises(AccountError):
        revoke_token(desk, people[Role.PLANNER], "QGIS", "chief")
    revoke_token(desk, people[Role.ADMINISTRATOR], "QGIS", "chief")
    revoke_token(desk, people[Role.PLANNER], "QGIS")
    assert basic(Role.PLANNER, token).get(ROOT).status_code == 401
    assert list_tokens(desk, people[Role.ADMINISTRATOR]) == ()
    assert verify(desk).problems == ()


@pytest.mark.parametrize(("name", "days"), [("", 30), ("x" * 81, 30), ("QGIS", 0), ("QGIS", 367)])
def test_tokens_without_name_or_end_are_not_made(desk, people, name, days):
    with pytest.raises(AccountError):
        make_token(desk, people[Role.PLANNER], name, days)


def test_nobody_has_a_token_without_an_account_or_two_of_a_name(desk, people):
    make_token(desk, people[Role.PLANNER], "QGIS", 30)
    with pytest.raises(AccountError):
        make_token(desk, people[Role.PLANNER], " QGIS ", 30)
    with pytest.raises(AccountError):
        make_token(desk, OWNER, "QGIS", 30)


@pytest.mark.usefixtures("checked")
def test_a_wrong_token_is_refused_also_where_everybody_may_see(desk, people):
    open_to_public(desk, people[Role.ADMINISTRATOR], ["communes"])
    assert visit(authorization="Bearer nonsense").get(ROOT).status_code == 401
    assert visit().get(ROOT).status_code == 200


def test_people_make_and_end_their_own_tokens_on_a_page(desk, people):
    browser = visit(sign_in(desk, Role.PLANNER, PASSWORD), origin=OWN)
    make_token(desk, people[Role.CHIEF], "of the chief", 30)
    for language, head in (("vi", "Mã truy cập cho phần mềm GIS"), ("en", "Tokens for GIS programs")):
        assert head in browser.get(f"{TOKENS}?lang={language}").text
    made = browser.post(TOKENS, data={"name": "<b>QGIS</b>", "days": "30", "lang": "en"})
    token = re.search(r"<code>([\w-]{43})</code>", made.text)[1]
    assert "&lt;b&gt;QGIS&lt;/b&gt;" in made.text
    assert basic(Role.PLANNER, token).get(ROOT).status_code == 200
    again = browser.get(f"{TOKENS}?lang=en").text
    assert token not in again
    assert "of the chief" not in again
    assert browser.post(TOKENS, data={"name": "x", "days": "many"}).status_code == 400
    assert browser.post(f"{TOKENS}/thu-hoi", data={"name": "of the chief"}).status_code == 400
    assert browser.post(f"{TOKENS}/thu-hoi", data={"name": "<b>QGIS</b>"}).status_code == 200
    assert basic(Role.PLANNER, token).get(ROOT).status_code == 401


def test_a_token_makes_no_token_and_opens_no_page(desk, people):
    token = make_token(desk, people[Role.PLANNER], "QGIS", 30)
    program = visit(authorization=f"Bearer {token}", origin=OWN)
    assert program.get(TOKENS).status_code == 401
    assert program.post(TOKENS, data={"name": "x", "days": "30"}).status_code == 401
