"""The public view: off until it is switched on, then only what was published, the same for whoever looks."""

import io
import re
import shutil
import threading
from datetime import date

import geopandas as gpd
import openpyxl
import pytest
import shapely
import sqlalchemy as sa
from desk_people import PASSWORD, everybody
from starlette.applications import Starlette
from starlette.testclient import TestClient

import app as web
from layers.money.calls import is_calling
from layers.money.edits import Decided, Edits, Fact
from layers.money.plan import Plan, Stage
from layers.money.progress import progress_of
from layers.money.sums import counted_capital
from office.database.desk import open_desk
from office.database.schema import audit
from office.errors import DeskError, RightError
from office.people import Role
from office.public_view import close_to_public, open_to_public, proposed, public_view
from office.sessions import SHORTEST_REASON, find_session, open_exact, sign_in
from views import faces, state
from views.person import COOKIE
from views.public import ready
from views.public.gate import ROOT
from views.public.listing import Asked, Offer
from views.public.published import PublishedStore
from views.store import current_store

OWN = "http://127.0.0.1"
MONEY = """
calling = ["calling for investment"]
[[stage]]
stage = "decided"
words = ["approved"]
[[sector]]
id = "power"
name_vi = "Nguồn điện"
name_en = "Power"
sectors = ["energy"]
"""
FORMULA = "=1+1"


HOSTILE = "<img src=x onerror=alert(1)>`${alert(2)}`"


def square(column, row):
    return shapely.box(
        *(
            base + 1000.0 * step
            for base, step in ((540_000, column), (2_470_000, row), (541_000, column), (2_471_000, row))
        )
    )


@pytest.fixture(scope="module")
def folder(province_folder, tmp_path_factory):
    """Return the tiny province with three projects that call, one that does not, one for defence."""
    folder = tmp_path_factory.mktemp("public") / "province"
    shutil.copytree(province_folder, folder, ignore=shutil.ignore_patterns(".ranh", "office"))
    declared = folder / "province.toml"
    text = declared.read_text("utf-8").replace(
        'codes = "codes.csv"', 'codes = "codes.csv"\nmoney = "money.toml"', 1
    )
    declared.write_text(text, encoding="utf-8")
    codes = (folder / "codes.csv").read_text("utf-8").replace("PNN,PNN,current,#FF", "PNN,PNN,RESTRICTED,#FF")
    (folder / "codes.csv").write_text(codes, encoding="utf-8")
    (folder / "money.toml").write_text(MONEY, encoding="utf-8")
    call = "calling for investment"
    sites = {
        "site_id": ["P1", "P2", "P3", "P4", "P5"],
        "name": [HOSTILE, "Khu du lịch Đèo", FORMULA, "Đã duyệt", "Doanh trại"],
        "sector": ["energy", "tourism", "energy", "tourism", "energy"],
        "phase": ["2021-2025", "2026-2030", "", "2026-2030", "2026-2030"],
        "status": [call, call, call, "approved", call],
        "capital_bn_vnd": [50.0, 2000.0, None, 10.0, 1.0],
        "planned_code": ["DNL", "TMD", "DNL", "TMD", "CQP"],
        "declared_area_ha": [100.0, None, None, 5.0, 1.0],
        "part_of": ["", "", "", "", ""],
    }
    shapes = [square(4.5, 0), square(2, 5), None, square(7, 7), square(8, 8)]
    (folder / "sites.gpkg").unlink()
    gpd.GeoDataFrame(sites, geometry=shapes, crs="EPSG:9205").to_file(folder / "sites.gpkg", layer="sites")
    return folder


@pytest.fixture
def desk(folder, tmp_path, monkeypatch):
    monkeypatch.setenv("RANH_PROVINCE", str(folder))
    monkeypatch.setenv("RANH_OFFICE", str(tmp_path / "office"))
    monkeypatch.delenv("RANH_DATABASE_URL", raising=False)
    desk = open_desk(folder)
    yield desk
    desk.close()


@pytest.fixture(autouse=True)
def checked(desk):  # noqa: ARG001 - whose province it is
    """Have the check of today there: a visitor who comes before it is told to wait."""
    current_store().told.result(state.today())


@pytest.fixture
def people(desk):
    return everybody(desk)


@pytest.fixture
def opened(desk, people):
    open_to_public(desk, people[Role.ADMINISTRATOR], ["communes", "landuse_plan", "sites", "defence"])
    return desk


def visit(token=""):
    application = Starlette(routes=web.app._user_routes, middleware=web.app._user_middleware)
    cookies = {COOKIE: token} if token else {}
    return TestClient(application, OWN, follow_redirects=False, headers={"origin": OWN}, cookies=cookies)


@pytest.fixture
def visitor(opened):  # noqa: ARG001 - that it is on
    return visit()


def listed(browser, query=""):
    answer = browser.get(f"{ROOT}/du-an.geojson?lang=en{query}")
    assert answer.status_code == 200
    return {one["properties"]["id"]: one for one in answer.json()["features"]}


@pytest.mark.usefixtures("people")
def test_off_nothing_is_shown_without_an_account_and_with_one_a_preview(desk):
    assert public_view(desk).is_on is False
    assert visit().get(ROOT).status_code == 401
    assert ROOT not in visit().get("/dang-nhap").text
    page = visit(sign_in(desk, Role.PLANNER, PASSWORD)).get(f"{ROOT}?lang=en")
    assert (page.status_code, "Preview: nobody" in page.text) == (200, True)


def test_only_an_administrator_switches_and_the_trail_tells_what_was_opened(desk, people):
    for role in set(Role) - {Role.ADMINISTRATOR}:
        with pytest.raises(RightError):
            open_to_public(desk, people[role], ["communes"])
        with pytest.raises(RightError):
            close_to_public(desk, people[role])
    with pytest.raises(DeskError):
        open_to_public(desk, people[Role.ADMINISTRATOR], [])
    open_to_public(desk, people[Role.ADMINISTRATOR], ["sites", "communes"])
    assert public_view(desk).families == ("communes", "sites")
    close_to_public(desk, people[Role.ADMINISTRATOR])
    assert public_view(desk).is_on is False
    with desk.reading() as connection:
        rows = connection.execute(sa.select(audit.c.act, audit.c.facts).order_by(audit.c.sequence)).all()
    assert [(row.act, row.facts) for row in rows[-2:]] == [
        ("open_to_public", {"families": ["communes", "sites"]}),
        ("close_to_public", {"families": []}),
    ]


@pytest.mark.parametrize(
    ("language", "head"), [("vi", "Danh mục dự án kêu gọi"), ("en", "that call for investment")]
)
def test_the_page_lists_what_calls_and_text_of_files_is_text(visitor, language, head):
    page = visitor.get(f"{ROOT}?lang={language}")
    assert page.status_code == 200
    assert head in page.text
    assert re.findall(r'<tr data-id="(\w+)"', page.text) == ["P2", "P1", "P3"]
    assert HOSTILE not in page.text
    assert "&lt;img src=x" in page.text
    assert "script-src 'self';" in page.headers["content-security-policy"]
    assert not re.search(r"https?://", page.text)
    for hidden in ("Doanh trại", "defence", "DEF-01", "Khu A", "Preview: nobody"):
        assert hidden not in page.text
    # One of the three states no capital: that is said, and counted as nothing.
    assert ("2.050" if language == "vi" else "2,050") in page.text


def test_the_list_as_files_has_the_public_columns_and_no_formula(visitor):
    browser = visitor
    rows = listed(browser)
    assert set(rows) == {"P1", "P2", "P3"}
    assert rows["P3"]["geometry"] is None
    assert set(rows["P1"]["properties"]) == {
        *("id", "name", "sector", "commune", "phase", "stage", "capital_bn_vnd", "area_ha")
    }
    assert rows["P1"]["properties"]["sector"] == "Power"
    assert (rows["P1"]["properties"]["area_ha"], rows["P2"]["properties"]["area_ha"]) == (100.0, None)
    answer = browser.get(f"{ROOT}/du-an.xlsx")
    assert 'filename="danh-muc-du-an.xlsx"' in answer.headers["content-disposition"]
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).worksheets[0]
    names = [row[1].value for row in sheet.iter_rows(min_row=2)]
    assert [name for name in names if name.startswith("=")] == []
    assert browser.get(f"{ROOT}/du-an.csv").status_code == 404


def test_filters_narrow_list_and_map_alike(visitor):
    browser = visitor
    for query, ids in (
        ("&all=1", {"P1", "P2", "P3", "P4"}),
        ("&sector=power", {"P1", "P3"}),
        ("&q=khu+DU+lich+deo", {"P2"}),
        ("&capital=1000-", {"P2"}),
        ("&capital=none", {"P3"}),
        ("&period=none", {"P3"}),
        ("&sector=none-such", set()),
    ):
        assert set(listed(browser, query)) == ids, query
        page = browser.get(f"{ROOT}?{query}").text
        assert set(re.findall(r'<tr data-id="(\w+)"', page)) == ids, query


def test_the_list_goes_by_the_commune_that_was_decided(visitor, monkeypatch):
    sites = current_store().told.result(state.today()).sites.set_index("site_id")
    code, east = sites.loc["P1", ["commune_code", "commune_name"]]
    assert listed(visitor)["P3"]["properties"]["commune"] == ""
    said = {
        "site_id": "P3",
        "fact": Fact.COMMUNE,
        "decision_number": "7",
        "since": date(2026, 1, 1),
        "row": 1,
    }
    monkeypatch.setattr(faces, "edits_now", lambda: Edits(decided=(Decided(value=code, **said),), key="one"))
    assert listed(visitor)["P3"]["properties"]["commune"] == east
    monkeypatch.setattr(faces, "edits_now", lambda: Edits(decided=(Decided(value="99", **said),), key="two"))
    assert listed(visitor)["P3"]["properties"]["commune"] == "99"


def test_published_layers_are_served_and_no_other_nor_what_is_withheld(visitor):
    browser = visitor
    page = browser.get(f"{ROOT}?lang=en").text
    assert re.findall(r'fill="(#\w+)"/></svg> (\w+) ', page) == [("#BEFF1E", "RPH")]
    (zones,) = re.findall(r'data-zones="([^"]+)"', page)
    (tiles,) = re.findall(r'data-tiles="([^"]+)"', page)
    answer = browser.get(zones)
    assert answer.json()["features"][0]["properties"]["name"] == HOSTILE
    tile = tiles.format(z=12, x=3225, y=1786)
    assert browser.get(tile).headers["content-type"] == "image/png"
    unknown = browser.get(f"{ROOT}/lop/no-such/000000000000.json")
    for name in ("defence", "sites"):
        refused = browser.get(f"{ROOT}/lop/{name}/000000000000.json")
        assert (refused.status_code, refused.content) == (unknown.status_code, unknown.content) == (404, b"")
    assert browser.get(zones.replace("communes/", "communes/x")).status_code == 404


def test_whoever_looks_it_is_the_same_also_at_an_exact_view(opened):
    token = sign_in(opened, Role.DEFENCE_STEWARD, PASSWORD)
    open_exact(opened, find_session(opened, token), "x" * SHORTEST_REASON)
    for address in (f"{ROOT}?lang=en&all=1", f"{ROOT}/du-an.geojson?all=1"):
        assert visit(token).get(address).content == visit().get(address).content


@pytest.mark.parametrize("ends", [True, False])
def test_before_the_first_check_a_visitor_is_told_to_wait(visitor, monkeypatch, ends):
    made = threading.Event()
    monkeypatch.setattr(PublishedStore, "has_result", lambda _, as_of: made.is_set())  # noqa: ARG005
    monkeypatch.setattr(ready, "_check", lambda *_: made.wait(30) if ends else None)
    monkeypatch.setattr(ready, "_checks", {})
    answer = visitor.get(f"{ROOT}?lang=en")
    assert (answer.status_code, answer.headers["refresh"]) == (503, "5")
    assert "is being prepared" in answer.text
    for address in ("/du-an.geojson", "/lop/communes/x.json", "/o/landuse_plan/x/7/0/0.png"):
        answer = visitor.get(ROOT + address)
        assert not ends or (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    if ends:
        assert visitor.get(ROOT).status_code == 503
        made.set()
    for check in ready._checks.values():
        check.join(30)
    # Also where it ended without a list: then the page, or why there is none.
    assert visitor.get(ROOT).status_code == 200


def test_below_its_addresses_there_is_nothing(visitor):
    assert visitor.get(f"{ROOT}/").text == visitor.get(ROOT).text
    for below in ("/x", "/_stcore/stream", "/lop", "/lop/communes"):
        answer = visitor.get(ROOT + below)
        assert (answer.status_code, answer.content) == (404, b"")


def test_the_login_shows_the_way_to_it_while_it_is_on(visitor):
    assert f'href="{ROOT}?lang=en"' in visitor.get("/dang-nhap?lang=en").text


def test_switched_off_the_next_request_is_refused(opened, people):
    browser = visit()
    assert browser.get(ROOT).status_code == 200
    close_to_public(opened, people[Role.ADMINISTRATOR])
    assert browser.get(ROOT).status_code == 401
    assert browser.get(f"{ROOT}/du-an.geojson").status_code == 401


def test_what_is_wrong_with_the_province_is_not_told_to_visitors(visitor, folder, monkeypatch):
    monkeypatch.setenv("RANH_PROVINCE", str(folder / "rules"))
    answer = visitor.get(f"{ROOT}?lang=en")
    assert answer.status_code in {401, 503}
    assert str(folder) not in answer.text


def test_without_projects_published_none_is_listed(desk, people):
    open_to_public(desk, people[Role.ADMINISTRATOR], ["communes"])
    assert listed(visit(), "&all=1") == {}


def test_only_open_layers_with_a_decision_are_proposed(province):
    named = {layer.family for layer in province.layers if layer.decision_number}
    assert set(proposed(province).families) == named - {"defence", "security"}


def offer(site_id, capital=None, part_of=""):
    words = dict.fromkeys(("name", "sector", "sector_name", "period", "phase", "commune"), "")
    told = {"stage": "pending", "is_calling": True, "area_ha": None, "row": 0, "part_of": part_of}
    return Offer(site_id=site_id, capital_bn_vnd=capital, **words, **told)


def test_capital_of_a_part_is_not_counted_twice():
    whole, part = offer("A", 10.0), offer("B", 4.0, part_of="A")
    assert counted_capital([whole, part, offer("C")]) == {"A": 10.0}
    assert counted_capital([part]) == {"B": 4.0}
    far = offer("C", 3.0, part_of="B")
    assert counted_capital([whole, offer("B", None, part_of="A"), far]) == {"A": 10.0}


def test_an_unknown_choice_matches_nothing():
    assert Asked.of({"capital": "x"}).takes(offer("A", 1.0)) is False
    assert Asked.of({}).takes(offer("A")) is True


@pytest.mark.parametrize(
    ("status", "calls"),
    [
        ("Calling for investment (list of 61)", True),
        ("kêu gọi đầu tư", True),
        ("approved", False),
        ("", False),
    ],
)
def test_what_was_decided_calls_no_more(status, calls):
    words = [{"stage": "decided", "words": ["approved"]}]
    plan = Plan(calling=("calling for investment", "kêu gọi đầu tư"), stage=words)
    (project,) = progress_of([{"site_id": "P", "status": status}], plan, (), date(2026, 11, 26))
    assert is_calling(project, plan) is calls
    assert project.stage is (Stage.DECIDED if status == "approved" else Stage.UNKNOWN)
