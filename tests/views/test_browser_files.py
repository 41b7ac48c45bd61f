"""Scripts come as one, under addresses that change with their content and with nothing else."""

import re

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from views import browser_files
from views.fetched import Features, Tools

SCRIPTS = ["/vendor/leaflet/leaflet.js", "/browser/ranh.js", "/browser/bar.js"]
LASTING = "public, max-age=31536000, immutable"


@pytest.fixture
def server():
    return TestClient(Starlette(routes=browser_files.ROUTES))


def read(address):
    folder = "views/vendor/lib" if address.startswith("/vendor/") else "views/browser"
    return (browser_files.BROWSER_FILES.parents[1] / folder / address.split("/", 2)[2]).read_text("utf-8")


def test_one_link_holds_all_scripts_in_their_order_and_lasts(server):
    (link,) = browser_files.joined(SCRIPTS)
    answer = server.get(link)
    assert answer.text.split("\n;\n") == [read(script) for script in SCRIPTS]
    assert answer.headers["cache-control"] == LASTING
    assert answer.headers["content-type"].startswith("text/javascript")


def test_scripts_that_are_no_file_of_ours_come_after_the_others():
    assert browser_files.joined(["/elsewhere/a.js", *SCRIPTS])[1:] == ["/elsewhere/a.js"]


def test_a_script_asked_for_twice_is_there_once():
    assert browser_files.joined([*SCRIPTS, SCRIPTS[1]]) == browser_files.joined(SCRIPTS)


@pytest.mark.parametrize(
    "names",
    [
        "",
        "/browser/../offline.js",
        "/browser/../../app.py",
        "/browser/map.css",
        "/browser/none.js",
        "/browser/bar.js,/browser/bar.js",
        ",/browser/bar.js",
    ],
)
def test_what_is_no_script_of_ours_is_not_found(server, names):
    assert server.get(f"/browser/{browser_files.version()}/joined.js?{names}").status_code == 404


def test_under_an_old_version_the_present_files_come_and_are_asked_for_again(server):
    scripts = server.get(f"/browser/v-000000000000/joined.js?{SCRIPTS[1]}")
    style = server.get("/browser/v-000000000000/map.css")
    for answer, address in ((scripts, SCRIPTS[1]), (style, "/browser/map.css")):
        assert (answer.text, answer.headers["cache-control"]) == (read(address), "no-cache")


def test_a_style_sheet_lasts_and_finds_its_pictures(server):
    (link,) = browser_files.lasting(["/vendor/leaflet/leaflet.css"])
    answer = server.get(link)
    assert (answer.status_code, answer.headers["cache-control"]) == (200, LASTING)
    pictures = set(re.findall(r"url\((images/layers[^)]*)\)", answer.text))
    assert len(pictures) == 2
    for picture in pictures:
        found = server.get(link.rsplit("/", 1)[0] + "/" + picture)
        assert (found.status_code, found.headers["cache-control"]) == (200, LASTING)


def test_without_a_version_a_file_is_asked_for_again(server):
    assert server.get("/browser/login.css").headers["cache-control"] == "no-cache"


def test_what_is_not_there_is_not_found(server):
    for path in ("none.css", "", "../offline.py", "%2e%2e/offline.py", "v-1/../../offline.py"):
        assert server.get(f"/browser/{browser_files.version()}/{path}").status_code == 404


def test_the_version_follows_the_content(tmp_path, monkeypatch):
    (tmp_path / "a.js").write_text("1", "utf-8")
    monkeypatch.setattr(browser_files, "FOLDERS", {"/browser": tmp_path})
    found = []
    for content in ("1", "2", "1"):
        (tmp_path / "a.js").write_text(content, "utf-8")
        browser_files._files.cache_clear()
        browser_files.version.cache_clear()
        found.append(browser_files.version())
    browser_files._files.cache_clear()
    browser_files.version.cache_clear()
    assert found[0] == found[2] != found[1]


def test_every_file_that_a_map_names_is_one_of_ours():
    links = [link for kind in (Tools, Features) for _, link in (*kind.default_js, *kind.default_css)]
    assert len(links) >= 10
    assert set(links) <= set(browser_files._files())
