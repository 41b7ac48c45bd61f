"""A server with accounts on a free port, a headless Chromium, and a record of everything that it asks for."""

import importlib.util
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import closing
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from playwright.sync_api import Error, sync_playwright

from layers.province import open_province
from layers.reader import read_layer
from office import passwords
from office.accounts import NewAccount, account_named, add_account, set_password
from office.database.desk import open_desk
from office.people import OWNER, Role
from office.sessions import begin, find_session, open_exact
from views.person import COOKIE

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


PASSWORD = "ba con mèo đen"  # noqa: S105 - of the tests
"""Of every account of the tests; the name is that of the role."""

offices = {}
"""Address of a server -> folder of its province, folder of its office."""


def open_desk_of(address):
    """Return the desk of a server, opened by this process; to be closed."""
    folder, office = offices[address]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RANH_OFFICE", str(office))
        patch.delenv("RANH_DATABASE_URL", raising=False)
        return open_desk(folder)


def add_everybody(desk, communes):
    """Make an account for each role; it is named like the role."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "HASHER", PasswordHasher(1, 8, 1))
        by = OWNER
        for role in sorted(Role, key=lambda role: role is not Role.ADMINISTRATOR):
            own = frozenset(communes) if role is Role.COMMUNE_OFFICER else frozenset()
            new = NewAccount(
                name=role, role=role, communes=own, password=PASSWORD, full_name=f"Cán bộ {role}"
            )
            made = add_account(desk, by, new)
            set_password(desk, made, made.id, PASSWORD)  # else it must be changed first
            by = made if by == OWNER else by


def first_commune(folder):
    """Return the code of the first commune of a province."""
    province = open_province(folder)
    layer = next(layer for layer in province.layers if layer.family == "communes")
    return read_layer(layer, province).zones["zone_id"].iloc[0]


def token_of(address, role, *, exact):
    """Return the token of a new session in a role, without the login page."""
    with closing(open_desk_of(address)) as desk:
        account = account_named(desk, role)
        token = begin(desk, account, "login")
        if exact:
            open_exact(desk, find_session(desk, token), "kiểm thử trong trình duyệt")
        return token


def start_server(folder, office, more=None):
    """Start the app for a province folder, with more settings; return its process and address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    environment = os.environ | {"RANH_PROVINCE": str(folder), "RANH_OFFICE": str(office)} | (more or {})
    environment.pop("RANH_DATABASE_URL", None)
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
def serve(tmp_path_factory):
    """
    Return a function that serves a province folder until the end of the tests.

    There is an account for every role; the commune officer works for `communes`, else for the
    first one of the province.
    """
    processes = []

    def start(folder, communes=(), more=None):
        office = tmp_path_factory.mktemp("office")
        process, address = start_server(folder, office, more)
        processes.append(process)
        offices[address] = (folder, office)
        with closing(open_desk_of(address)) as desk:
            add_everybody(desk, communes or [first_commune(folder)])
        return address

    yield start
    for process in processes:
        process.terminate()
        process.wait(10)


@pytest.fixture(scope="session")
def desk_of():
    """Return the function that opens the desk of a server."""
    return open_desk_of


class Visit:
    """
    One tab, with what it asked for and what went wrong.

    Parameters
    ----------
    role
        In which somebody is signed in; None: nobody.
    exact
        Whether restricted land is open to them.
    """

    def __init__(self, browser, address, role=Role.DEFENCE_STEWARD, *, exact=None):
        self.address = server = "/".join(address.split("/")[:3])
        self.context = browser.new_context(viewport={"width": 1366, "height": 768}, accept_downloads=True)
        if role is not None:
            exact = role == Role.DEFENCE_STEWARD if exact is None else exact
            token = token_of(server, role, exact=exact)
            self.context.add_cookies([{"name": COOKIE, "value": token, "url": server, "httpOnly": True}])
        self.page = self.context.new_page()
        self.page.set_default_timeout(WAIT_MS)
        self.requests, self.faults, self.dialogs = [], [], []
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.told = []
        """What the page sent to the program: a run of the script each."""
        self.page.on("websocket", self._note_socket)
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("requestfailed", self._note_failure)
        self.page.on("response", self._note_status)
        self.page.on("dialog", self._note_dialog)
        self.page.on("console", self._note_refusal)
        self.page.goto(address)

    def _note_socket(self, socket):
        self.requests.append(socket.url)
        socket.on("framesent", self._note_told)

    def _note_told(self, frame):
        self.told.append(frame)

    def _note_status(self, response):
        if response.status >= 400:
            self.faults.append(f"{response.status} {response.url}")

    def _note_failure(self, request):
        # Aborted: by the page itself, as when a map is left while it still loads.
        if request.failure != "net::ERR_ABORTED":
            self.faults.append(f"{request.failure} {request.url}")

    def _note_refusal(self, message):
        if "Content Security Policy" in message.text:
            self.faults.append(message.text)

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
        # While the page is drawn anew, the former frame stands beside the new one for a moment.
        for _ in range(300):
            if self.page.locator(".st-key-mapside iframe").count() == 1:
                break
            self.page.wait_for_timeout(100)
        self.page.frame_locator(".st-key-mapside iframe").locator(".leaflet-container").wait_for()
        for _ in range(300):
            for frame in self.page.frames:
                if "/ban-do/" not in frame.url:
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

    @staticmethod
    def until(where, expression, arg=None):
        """Wait until something is so in a page or frame: Playwright's own waiting needs eval, which no page has."""
        for _ in range(WAIT_MS // 100):
            if where.evaluate(expression, arg):
                return
            where.wait_for_timeout(100)
        raise AssertionError(f"never so: {expression}")

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


def tabs(chromium):
    """Give a function that opens tabs, and close them at the end."""
    visits = []

    def open_tab(address, role=Role.DEFENCE_STEWARD, *, exact=None):
        visits.append(Visit(chromium, address, role, exact=exact))
        return visits[-1]

    yield open_tab
    for tab in visits:
        tab.context.close()


@pytest.fixture
def visit(chromium):
    """Return a function that opens an address in a tab of its own, signed in as `role`."""
    yield from tabs(chromium)


@pytest.fixture(scope="module")
def visit_once(chromium):
    """Return what `visit` does, with tabs that stay open for all tests of a module."""
    yield from tabs(chromium)


@pytest.fixture(scope="session")
def tiny():
    """Return the module that writes the tiny province."""
    path = ROOT / "tests" / "views" / "conftest.py"
    spec = importlib.util.spec_from_file_location("tiny_province", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def tiny_server(serve, tiny, tmp_path_factory):
    """Return the address of the tiny province, for all tests that leave its layers and others' accounts alone."""
    return serve(tiny.make_province(tmp_path_factory.mktemp("tiny")))


@pytest.fixture(scope="session")
def demo(serve):
    return serve(ROOT / "data" / "demo")
