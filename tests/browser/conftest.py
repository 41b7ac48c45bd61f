"""A server on a free port, a headless Chromium, and a record of everything that it asks for."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from playwright.sync_api import Error, sync_playwright

ROOT = Path(__file__).parents[2]
CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
START_S = 60
WAIT_MS = 60_000


@pytest.fixture(scope="module")
def chromium():
    """
    Return a browser, closed at the end of the module.

    Not of the session: Playwright keeps an event loop running in this thread, under which
    tests of other modules cannot start one of their own.
    """
    if not CHROMIUM.is_file():
        reason = f"{CHROMIUM} is not installed: the page cannot be tried in a browser."
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


def start_server(folder):
    """Start the app for a province folder; return its process and address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    environment = os.environ | {"RANH_PROVINCE": str(folder)}
    process = subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    address = f"http://127.0.0.1:{port}"
    for _ in range(START_S * 5):
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=1):  # noqa: S310 - this machine
                return process, address
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
    process.terminate()
    raise RuntimeError("The app did not start.")


@pytest.fixture(scope="session")
def serve():
    """Return a function that serves a province folder until the end of the tests."""
    processes = []

    def start(folder):
        process, address = start_server(folder)
        processes.append(process)
        return address

    yield start
    for process in processes:
        process.terminate()
        process.wait(10)


class Visit:
    """One tab, with what it asked for and what went wrong."""

    def __init__(self, browser, address):
        self.address = address
        self.context = browser.new_context(viewport={"width": 1366, "height": 768}, accept_downloads=True)
        self.page = self.context.new_page()
        self.page.set_default_timeout(WAIT_MS)
        self.requests, self.faults, self.dialogs = [], [], []
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("websocket", lambda socket: self.requests.append(socket.url))
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("requestfailed", lambda request: self.faults.append(request.url))
        self.page.on("response", self._note_status)
        self.page.on("dialog", self._note_dialog)
        self.page.goto(address)

    def _note_status(self, response):
        if response.status >= 400:
            self.faults.append(f"{response.status} {response.url}")

    def _note_dialog(self, dialog):
        self.dialogs.append(dialog.message)
        dialog.dismiss()

    @property
    def outside(self):
        """Addresses of other hosts that were asked for."""
        own = (self.address, self.address.replace("http", "ws"), "data:", "blob:")
        return [url for url in self.requests if not url.startswith(own)]

    @property
    def map(self):
        """The frame of the map, once the map is there and its sites are drawn."""
        self.page.frame_locator(".st-key-mapside iframe").locator(".leaflet-container").wait_for()
        for _ in range(300):
            for frame in self.page.frames:
                if "st_folium" not in frame.url:
                    continue
                try:
                    if frame.evaluate(
                        "!!(window.map && ranh.layers.sites._all && ranh.layers.overlaps._all)"
                    ):
                        return frame
                except Error:  # the frame is just being replaced
                    continue
            self.page.wait_for_timeout(100)
        raise AssertionError("The map never drew its sites.")

    def view(self):
        """Centre and zoom of the map."""
        return self.map.evaluate("[map.getCenter().lat, map.getCenter().lng, map.getZoom()]")

    def settle(self, milliseconds=1200):
        """Let animations and late requests end."""
        self.page.wait_for_timeout(milliseconds)

    def click_row(self, row):
        """Click a row of the list, counted from 0."""
        box = self.page.locator('[data-testid="stDataFrame"] canvas').first.bounding_box()
        self.page.mouse.click(box["x"] + 200, box["y"] + 30 * (row + 1) + 15)

    def click_map(self, lat, lon):
        """Click a place on the map."""
        x, y = self.map.evaluate(f"(p => [p.x, p.y])(map.latLngToContainerPoint([{lat}, {lon}]))")
        box = self.page.locator(".st-key-mapside iframe").bounding_box()
        self.page.mouse.click(box["x"] + 1 + x, box["y"] + 1 + y)


@pytest.fixture
def visit(chromium):
    """Return a function that opens an address in a tab of its own."""
    visits = []

    def open_tab(address):
        visits.append(Visit(chromium, address))
        return visits[-1]

    yield open_tab
    for tab in visits:
        tab.context.close()


@pytest.fixture(scope="session")
def demo(serve):
    return serve(ROOT / "data" / "demo")
