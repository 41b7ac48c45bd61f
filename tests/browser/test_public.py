"""The public page in a browser, served without Streamlit: map, choice of a project, layers; nothing from outside."""

import socket
import threading
import time

import pytest
import uvicorn
from desk_people import administrator
from starlette.applications import Starlette

import app as web
from office.database.desk import open_desk
from office.public_view import open_to_public
from views import state
from views.public.gate import ROOT
from views.store import current_store

pytestmark = pytest.mark.browser


@pytest.fixture
def address(folder, tmp_path, monkeypatch):
    """Return the address of the program's own routes over the province of squares, with the view on."""
    monkeypatch.setenv("RANH_PROVINCE", str(folder))
    monkeypatch.setenv("RANH_OFFICE", str(tmp_path / "office"))
    monkeypatch.delenv("RANH_DATABASE_URL", raising=False)
    desk = open_desk(folder)
    open_to_public(desk, administrator(desk), ["communes", "landuse", "sites"])
    desk.close()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    application = Starlette(routes=web.app._user_routes, middleware=web.app._user_middleware)
    server = uvicorn.Server(uvicorn.Config(application, port=port, log_config=None, ws="none"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    current_store().told.result(state.today())  # else the page waits for it some seconds
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(10)


def test_a_visitor_finds_a_project_on_the_map_and_lays_land_use_under_it(chromium, address):
    page = chromium.new_page(viewport={"width": 1366, "height": 768})
    asked, faults = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    page.goto(f"{address}{ROOT}?lang=en&all=1")
    row = page.locator("tr[data-id]").first
    row.wait_for()
    page.locator("#map .leaflet-projects-pane canvas").wait_for()
    page.locator("tr[data-id=S1]").click()
    assert "chosen" in page.locator("tr[data-id=S1]").get_attribute("class")
    page.locator("input[data-tiles]").first.check()
    page.locator("#map img.leaflet-tile-loaded").first.wait_for()
    assert any("/du-an.geojson" in url for url in asked)
    assert any("/lop/" in url or "/o/" in url for url in asked)
    assert [url for url in asked if not url.startswith((address, "data:"))] == []
    assert faults == []
    page.close()
