"""Own names, own pages, nothing without a session, and a policy on every answer."""

import asyncio

import pytest

from geo.errors import RanhError
from office.people import Person, Role
from office.sessions import Session
from views import guard
from views.guard import CLOSED, Guard
from views.own_names import LOCAL_NAMES, own_names
from views.person import COOKIE, FOUND, session_of

HERE = "127.0.0.1:8501"
SESSION = Session(id="s", person=Person(id=1, name="an", full_name="", role=Role.CHIEF))
NEW = Session(id="n", person=SESSION.person, must_change=True)
TOKENS = {"good": SESSION, "new": NEW}
HTML = (b"accept", b"text/html,*/*")


def find(request):
    """Stand in for the desk."""
    return TOKENS.get(request.cookies.get(COOKIE))


def answer(path="/", *more, host=HERE, kind="http", method="GET", cookie="good", **guarding):
    """Return the messages that a client gets, and the scope that came through to the program."""
    sent, passed = [], []

    async def inner(scope, _receive, send):
        passed.append(scope)
        await send({"type": "http.response.start", "status": 200, "headers": []})

    async def send(message):
        sent.append(message)

    async def receive():
        return {"type": "http.request"}

    headers = [(b"host", host.encode()), *more]
    if cookie is not None:
        headers.append((b"cookie", f"other=1; {COOKIE}={cookie}".encode()))
    scope = {"type": kind, "path": path, "query_string": b"", "headers": headers}
    scope |= {"method": method} if kind == "http" else {}
    asyncio.run(Guard(inner, **{"find": find, **guarding})(scope, receive, send))
    return sent, passed


def status(*arguments, **options):
    sent, passed = answer(*arguments, **options)
    code = sent[0].get("status") or sent[0]["code"]
    assert bool(passed) == (code == 200)
    return code


@pytest.mark.parametrize("host", ["127.0.0.1:8501", "localhost", "LOCALHOST:1", "[::1]:8501"])
def test_local_names_are_served_with_the_policy(host):
    sent, passed = answer(host=host)
    headers = dict(sent[0]["headers"])
    assert sent[0]["status"] == 200
    policy = headers[b"content-security-policy"].decode()
    assert policy.startswith("default-src 'self';")
    assert "http:" not in policy
    assert f"ws://{host}" in policy
    assert headers[b"referrer-policy"] == b"same-origin"
    assert passed[0][FOUND] == SESSION


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example:80", "", "10.0.0.5:8501"])
def test_other_names_are_refused(host):
    assert status(host=host) == 400
    assert answer(host=host, kind="websocket")[0] == [{"type": "websocket.close", "code": 1008}]


@pytest.mark.parametrize("kind", ["http", "websocket"])
@pytest.mark.parametrize(
    "origin", ["http://evil.example", "null", "http://127.0.0.1:9999", "http://localhost:8501"]
)
def test_pages_of_others_are_refused_before_anything_is_asked(kind, origin):
    assert status("/", (b"origin", origin.encode()), kind=kind) in {400, 1008}


def test_the_own_page_is_served():
    assert status("/", (b"origin", b"http://127.0.0.1:8501")) == 200


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
@pytest.mark.parametrize("path", ["/", "/dang-nhap", "/dang-xuat", "/_stcore/upload_file/a/b"])
def test_nothing_is_changed_without_an_own_origin(method, path):
    assert status(path, method=method) == 400
    assert status(path, (b"origin", b"http://evil.example"), method=method) == 400
    assert status(path, (b"origin", b"http://127.0.0.1:8501"), method=method) == 200


INSIDE = [
    "/",
    "/warnings",
    "/import",
    "/media/0123456789abcdef.csv",
    "/tiles/landuse/1/1/1/1.png",
    "/at?lon=103&lat=22",
    "/features/layers/defence/1.json",
    "/tai-ve/token",
    "/doi-mat-khau",
    "/_stcore/stream",
    "/_stcore/host-config",
    "/_stcore/health/x",
    "/_stcore/healthz",
    "/_stcore/upload_file/a/b",
    "/_stcore/script-health-check",
    "/ban-do/warnings/2026-11-26/vi/1",
    "/component/x.y/index.html",
    "/app/static/x",
    "/vendor",
    "/vendorx/leaflet.js",
    "/VENDOR/leaflet.js",
    "/dang-nhap/x",
    "/dang-nhapx",
    "/auth/login",
    "/oauth2callback",
    "//dang-nhap",
    "",
]


@pytest.mark.parametrize("path", INSIDE)
@pytest.mark.parametrize("cookie", [None, "bad", ""])
def test_without_a_session_nothing_comes_through(path, cookie):
    assert status(path, cookie=cookie) == 401
    # In the frame of a map no login opens.
    assert status(path, HTML, cookie=cookie) == (401 if path.startswith("/ban-do/") else 303)
    assert status(path, kind="websocket", cookie=cookie) == 1008
    assert status(path, (b"origin", b"http://127.0.0.1:8501"), cookie=cookie, method="POST") == 401
    assert status(path) == 200


@pytest.mark.parametrize(
    "path",
    [
        "/dang-nhap",
        "/_stcore/health",
        "/vendor/leaflet/leaflet.js",
        "/browser/login.css",
        "/static/js/index.js",
    ],
)
def test_the_login_and_program_files_need_no_session(path):
    assert status(path, cookie=None) == 200


@pytest.mark.parametrize("path", [*CLOSED, "/_stcore/agent/mcp", "/_stcore/metrics/"])
def test_metrics_and_the_agent_are_closed_for_everybody(path):
    assert status(path) == 404
    assert status(path, HTML, cookie=None) == 404


@pytest.mark.parametrize(
    "header",
    [b"x-ranh-user", b"x-gis-user", b"x-forwarded-user", b"remote-user", b"authorization", b"ranh.session"],
)
def test_no_header_makes_anybody_somebody(header):
    assert status("/", (header, b"good"), cookie=None) == 401
    assert status("/", (header, b"good"), (b"x-original-url", b"/dang-nhap"), cookie="bad") == 401


def test_a_person_is_sent_back_to_where_they_wanted_to_go():
    async def send(message):
        sent.append(message)

    sent = []
    scope = {
        "type": "http",
        "method": "GET",
        "path": "/cases",
        "query_string": b"id=3&x=%22",
        "headers": [(b"host", HERE.encode()), HTML],
    }
    asyncio.run(Guard(None, find=find)(scope, None, send))
    assert dict(sent[0]["headers"])[b"location"] == b"/dang-nhap?next=/cases%3Fid%3D3%26x%3D%2522"


def test_a_password_of_somebody_else_opens_only_the_change_of_it():
    for path in ("/", "/media/x", "/tiles/a/1/1/1/1.png"):
        assert status(path, cookie="new") == 403
        assert status(path, kind="websocket", cookie="new") == 1008
    sent, _ = answer("/", HTML, cookie="new")
    assert dict(sent[0]["headers"])[b"location"] == b"/doi-mat-khau"
    assert status("/doi-mat-khau", cookie="new") == 200


def test_a_desk_that_cannot_be_read_lets_nobody_in():
    def broken(_):
        raise RanhError("The desk is damaged.", "Cơ sở dữ liệu hỏng.")

    assert status("/", find=broken) == 503
    assert status("/", kind="websocket", find=broken) == 1008


def test_more_names_are_allowed_by_configuration_and_streamlit_asks_nobody_about_them(monkeypatch):
    monkeypatch.setenv("RANH_NAMES", " ranh.laichau.local ,10.0.0.5,")
    names = own_names()
    assert names == LOCAL_NAMES | {"ranh.laichau.local", "10.0.0.5"}
    for host in ("ranh.laichau.local:8501", "10.0.0.5"):
        origin = (b"origin", f"http://{host}".encode())
        sent, passed = answer("/", origin, host=host, names=names, kind="websocket")
        assert sent[0]["status"] == 200
        assert (b"origin", b"http://localhost") in passed[0]["headers"]
    assert status("/", host="10.0.0.6", names=names) == 400


def test_the_policy_of_an_answer_itself_is_kept():
    async def own(_scope, _receive, send):
        await send(
            {"type": "http.response.start", "status": 200, "headers": [(b"content-security-policy", b"x")]}
        )

    async def send(message):
        sent.append(message)

    sent = []
    scope = {"type": "http", "method": "GET", "path": "/dang-nhap", "headers": [(b"host", HERE.encode())]}
    asyncio.run(Guard(own, find=find)(scope, None, send))
    assert [value for name, value in sent[0]["headers"] if name == b"content-security-policy"] == [b"x"]


def test_the_session_of_a_request_is_the_one_that_the_guard_found():
    _, passed = answer()
    assert session_of(guard.HTTPConnection(passed[0])) is SESSION


def test_a_folder_with_a_finder_of_its_own_is_not_the_rest_nor_a_connection():
    folders = {"/open": lambda _: SESSION}
    for path, code in (("/open", 200), ("/open/a", 200), ("/opened", 401), ("/", 401)):
        assert status(path, cookie=None, folders=folders) == code
    assert status("/open/a", cookie=None, kind="websocket", folders=folders) == 1008
