"""The map as a page of its own, and the first page that has it in it from the start."""

import json
import re
import threading
from datetime import date

import folium
import pytest
from starlette.requests import Request

from geo.errors import RanhError
from views import first_page, map_route, policy, state
from views.fetched import Features
from views.first_page import BODY, lead_there, serve_first
from views.map_page import map_page
from views.map_route import grounds, map_url, serve_map
from views.person import FOUND
from views.policy import hash_of, policy_of_pages
from views.store import current_store, store_for
from views.text import Text

DAY = date(2026, 11, 23)
VIETNAMESE = Text("vi")


def asked(path, session, query=""):
    names = ("kind", "as_of", "language", "version")
    return Request(
        {
            FOUND: session,
            "type": "http",
            "method": "GET",
            "path": path,
            "query_string": query.encode(),
            "headers": [(b"host", b"127.0.0.1")],
            "path_params": dict(zip(names, path.split("/")[2:], strict=False)),
        }
    )


@pytest.fixture
def told(own_province, officer):
    assert own_province.is_dir()
    store = store_for(officer)
    store.result(DAY)
    return store


@pytest.mark.parametrize("kind", sorted(grounds()))
def test_each_map_is_a_page_that_may_be_kept_under_its_address(kind, told, officer):
    told.result(state.today())
    url = map_url(told, kind, DAY, VIETNAMESE)
    answer = serve_map(asked(url, officer))
    assert "immutable" in answer.headers["cache-control"]
    assert b"window.map = map_div;" in answer.body
    assert map_url(told, kind, DAY, VIETNAMESE) == url
    assert map_url(told, kind, DAY, Text("en")) != url


@pytest.mark.parametrize("kind", sorted(grounds()))
def test_the_page_is_the_same_whenever_it_is_made(kind, told, monkeypatch):
    url = map_url(told, kind, DAY, VIETNAMESE)
    monkeypatch.setattr(map_route, "_pages", map_route.Once(2))
    assert map_url(told, kind, DAY, VIETNAMESE) == url


def test_a_map_is_drawn_within_the_programs_page_alone(told, officer):
    answer = serve_map(asked(map_url(told, "warnings", DAY, VIETNAMESE), officer)).body.decode()
    (script,) = policy.INLINE.findall(answer)
    assert script.split("else {")[0].strip() == 'if (window.top === window) location.replace("/");'


def test_what_looks_like_a_name_of_folium_stays():
    ground = folium.Map(tiles=None)
    like = f"nen_{'0' * 32}"
    Features("a", {"id": like, "url": f"/features/{like}", "title": like}, show=True).add_to(ground)
    content = map_page(ground, "vi", "").content.decode()
    assert content.count(like) == 3
    assert ground.get_name() not in content


def test_an_exact_map_is_kept_by_no_browser_and_nobody_else_is_given_it(store, steward, officer):
    store.result(DAY)
    current_store().told.result(DAY)
    url = map_url(store, "warnings", DAY, VIETNAMESE)
    answer = serve_map(asked(url, steward))
    assert answer.headers["cache-control"] == "no-store"
    assert b"/features/layers/defence/" in answer.body
    other = serve_map(asked(url, officer))
    assert b"defence" not in other.body
    assert other.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    "path",
    [
        pytest.param("/ban-do/warnings/yesterday/vi/1", id="not a day"),
        pytest.param("/ban-do/secrets/2026-11-23/vi/1", id="unknown map"),
        pytest.param("/ban-do/warnings/2026-11-23/xx/1", id="unknown language"),
    ],
)
@pytest.mark.usefixtures("told")
def test_other_maps_are_not_found(path, officer):
    assert serve_map(asked(path, officer)).status_code == 404


@pytest.mark.parametrize("kind", ["warnings", "import"])
@pytest.mark.usefixtures("own_province")
def test_an_address_starts_no_check_and_says_that_the_map_is_to_come(kind, officer):
    answer = serve_map(asked(f"/ban-do/{kind}/2001-01-01/vi/1", officer))
    assert answer.status_code == 503
    assert answer.headers["cache-control"] == "no-store"
    assert "sẽ tự hiện ra" in answer.body.decode()
    assert not store_for(officer).has_result(state.today())


@pytest.mark.usefixtures("told")
def test_the_map_of_an_import_is_made_once_for_all_days(officer, monkeypatch):
    store_for(officer).result(state.today())
    made = []
    build = grounds()["import"]

    def counted(*arguments):
        made.append(arguments)
        return build(*arguments)

    monkeypatch.setattr(map_route, "grounds", lambda: {"import": counted})
    for day in range(1, 5):
        assert serve_map(asked(f"/ban-do/import/2001-01-0{day}/vi/1", officer)).status_code == 200
    assert len(made) == 1


def first(session, query=""):
    answer = serve_first(asked("/", session, query))
    assert answer.headers["cache-control"] == "no-store"
    return answer.body.decode()


def named(page):
    found = re.search(r'<script type="application/json" id="ranh-early-map">(.*?)</script>', page)
    return json.loads(found[1]) if found else None


def test_the_first_page_names_the_map_of_its_day_and_language(told, officer):
    assert named(first(officer, f"day={DAY}&lang=en"))["src"] == map_url(told, "warnings", DAY, Text("en"))
    assert named(first(officer)) is None  # today was not checked
    told.result(state.today())
    assert named(first(officer, "lang=<b>&day=x"))["src"] == map_url(
        told, "warnings", state.today(), VIETNAMESE
    )


def test_without_a_checked_day_or_a_usable_province_it_is_streamlits_page(told, officer, monkeypatch):
    shell = first_page.SHELL.read_text(encoding="utf-8")
    assert told.has_result(DAY)
    assert first(officer) == shell

    def broken(_):
        raise RanhError("hỏng", "broken")

    monkeypatch.setattr(first_page, "store_of", broken)
    assert first(officer, f"day={DAY}") == shell


@pytest.mark.usefixtures("told")
def test_made_up_data_says_so_before_the_page_does(officer):
    assert "Dữ liệu thử." in named(first(officer, f"day={DAY}"))["notice"]
    assert "Test data." in named(first(officer, f"day={DAY}&lang=en"))["notice"]


def test_a_map_that_fails_or_takes_long_keeps_the_page_from_nobody(told, officer, monkeypatch):
    shell = first_page.SHELL.read_text(encoding="utf-8")
    go_on = threading.Event()
    assert told.has_result(DAY)

    def failing(*_):
        raise ZeroDivisionError

    def slow(store, as_of, text):
        go_on.wait(30)
        return build(store, as_of, text)

    build = grounds()["warnings"]
    monkeypatch.setattr(map_route, "SOON_S", 0.05)
    monkeypatch.setattr(map_route, "grounds", lambda: {"warnings": failing})
    assert first(officer, f"day={DAY}") == shell
    monkeypatch.setattr(map_route, "grounds", lambda: {"warnings": slow})
    assert first(officer, f"day={DAY}") == shell
    go_on.set()
    monkeypatch.setattr(map_route, "SOON_S", 30)
    assert named(first(officer, f"day={DAY}"))


def test_at_an_exact_view_the_map_waits_for_the_page_that_says_so_and_ends_it(store, steward):
    map_url(store, "warnings", DAY, VIETNAMESE)
    assert first(steward, f"day={DAY}") == first_page.SHELL.read_text(encoding="utf-8")


def test_the_name_of_the_first_page_leads_there(officer):
    answer = lead_there(asked("/warnings", officer, f"day={DAY}&lang=en"))
    assert (answer.status_code, answer.headers["location"]) == (303, f"/?day={DAY}&lang=en")


@pytest.mark.usefixtures("told")
def test_what_streamlits_page_loads_waits_for_the_map_and_nothing_of_it_is_lost(officer):
    shell = first_page.SHELL.read_text(encoding="utf-8")
    page = first(officer, f"day={DAY}")
    head, body = page.split(BODY)
    later = re.search(r'<template id="ranh-later">(.*?)</template>', body, re.DOTALL)[1]
    loaded = r'<(?:script[^>]*src|link rel="(?:modulepreload|stylesheet)")[^>]*>'
    *others, style = re.findall(loaded, later)
    assert others == re.findall(loaded, shell)
    assert re.search(r'href="/browser/v-[0-9a-f]{12}/page\.css"', style)
    assert len(re.findall(loaded, shell)) > 30
    assert not re.findall(loaded, head)


def allowed(policy):
    rule = next(rule for rule in policy.split("; ") if rule.startswith("script-src "))
    assert "'unsafe-inline'" not in rule
    assert "'unsafe-eval'" not in rule
    return rule.split()


def test_a_browser_runs_the_scripts_of_these_pages_and_no_other(told, officer):
    scripts = policy.INLINE.findall(first(officer, f"day={DAY}"))
    assert len(scripts) == 2
    assert {hash_of(script) for script in scripts} < set(allowed(policy_of_pages("127.0.0.1:1")))
    answer = serve_map(asked(map_url(told, "warnings", DAY, VIETNAMESE), officer))
    (script,) = policy.INLINE.findall(answer.body.decode())
    assert allowed(answer.headers["content-security-policy"]) == ["script-src", "'self'", hash_of(script)]


def test_the_name_of_a_layer_ends_no_script(own_province, officer):
    name = "</script><script>alert(1)</script>"
    declared = (own_province / "province.toml").read_text(encoding="utf-8")
    (own_province / "province.toml").write_text(declared.replace("Lớp communes", name), encoding="utf-8")
    store = store_for(officer)
    store.result(DAY)
    content = map_page(grounds()["warnings"](store, DAY, VIETNAMESE), "vi", "").content.decode()
    assert "alert(1)" in content
    assert content.count("</script>") == 2
