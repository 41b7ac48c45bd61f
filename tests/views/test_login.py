"""The login as an attacker and an officer use it: through the guard, with a real desk behind."""

from __future__ import annotations

import json
import re

import pytest
from desk_people import PASSWORD, Clock, everybody
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect
from streamlit.web.server.starlette.starlette_app_utils import create_signed_value
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME

from office import sessions
from office.accounts import set_password
from office.database.schema import accounts
from office.people import Role
from office.sessions import find_session
from views import login, outside_login
from views.guard import Guard
from views.person import COOKIE, current_desk, session_of

HERE = "http://127.0.0.1:8501"
GIVEN = "mật mã tạm thời xyz"
STREAM = "ws://127.0.0.1:8501/_stcore/stream"
HTML = {"accept": "text/html"}
HOSTILE = "\"><script>alert(1)</script><img src=x onerror=alert(2)>'`${x}"


async def whoever(request):
    session = session_of(request)
    return PlainTextResponse(session.person.name)


async def stream(websocket):
    await websocket.accept()
    await websocket.send_text(session_of(websocket).person.name)
    await websocket.close()


@pytest.fixture
def desk(province_folder, tmp_path, monkeypatch):
    monkeypatch.setenv("RANH_PROVINCE", str(province_folder))
    monkeypatch.setenv("RANH_OFFICE", str(tmp_path / "office"))
    monkeypatch.delenv("RANH_DATABASE_URL", raising=False)
    return current_desk()


@pytest.fixture
def people(desk):
    return everybody(desk)


@pytest.fixture
def browse(desk):
    """Return a function that makes a browser without cookies."""
    routes = [
        *login.ROUTES,
        WebSocketRoute("/_stcore/stream", stream),
        Route("/{path:path}", whoever, methods=["GET", "POST", "PUT", "DELETE"]),
    ]
    app = Starlette(routes=routes, middleware=[Middleware(Guard)])
    assert desk

    def make(address=HERE):
        return TestClient(app, address, follow_redirects=False, headers={"origin": address})

    return make


def sign_in(browser, name="chief", password=PASSWORD, **more):
    return browser.post("/dang-nhap", data={"name": name, "password": password, **more})


def test_without_an_account_the_page_says_how_to_make_the_first(browse):
    page = browse().get("/dang-nhap")
    assert page.status_code == 200
    assert "ranh account add ADMIN --role administrator" in page.text
    assert "<input" not in page.text
    assert "There is no account yet" in browse().get("/dang-nhap?lang=en").text
    assert sign_in(browse(), "admin", "admin").status_code == 401


def test_signing_in_leads_to_where_one_wanted_to_go_with_a_cookie_that_no_script_reads(browse, people):
    browser = browse()
    asked = browser.get("/ho-so?id=3", headers=HTML)
    assert asked.status_code == 303
    form = browser.get(asked.headers["location"])
    assert 'name="next" value="/ho-so?id=3"' in form.text
    done = sign_in(browser, next="/ho-so?id=3")
    assert (done.status_code, done.headers["location"]) == (303, "/ho-so?id=3")
    cookie = done.headers["set-cookie"]
    assert re.fullmatch(rf"{COOKIE}=[\w-]{{43}}; HttpOnly; Path=/; SameSite=strict", cookie)
    assert browser.get("/ho-so?id=3").text == people[Role.CHIEF].name


def test_under_https_the_cookie_is_never_sent_in_clear(browse, people):
    done = sign_in(browse("https://127.0.0.1"))
    assert done.headers["set-cookie"].endswith("; Secure")
    assert people


@pytest.mark.parametrize(
    "to",
    [
        "//evil.example",
        "/\\evil.example",
        "https://evil.example",
        "javascript:alert(1)",
        "/a\r\nx: y",
        "/\tb",
        "",
    ],
)
def test_nobody_is_sent_to_another_host_after_the_login(browse, people, to):
    assert sign_in(browse(), next=to).headers["location"] == "/"
    assert 'value="/"' in browse().get("/dang-nhap", params={"next": to}).text
    assert people


def test_a_wrong_password_an_unknown_name_and_a_lock_look_the_same(browse, people):
    browser = browse()
    answers = [sign_in(browser, "chief", "sai mật khẩu rồi") for _ in range(6)]
    answers += [sign_in(browser, "nobody", "sai mật khẩu rồi"), sign_in(browser)]
    assert {answer.status_code for answer in answers} == {401}
    assert len({answer.text for answer in answers}) == 1
    assert not any("set-cookie" in answer.headers for answer in answers)
    assert sign_in(browser, "planner").status_code == 303
    assert people


def test_hostile_text_is_shown_as_text(browse, people):
    for page in (
        sign_in(browse(), HOSTILE, HOSTILE, next=f"/{HOSTILE}".replace(" ", ""), lang=HOSTILE),
        browse().get("/dang-nhap", params={"next": f"/{HOSTILE}".replace(" ", ""), "lang": HOSTILE}),
    ):
        assert "<script" not in page.text
        assert "<img" not in page.text
        assert "&lt;script&gt;" in page.text
    assert people


def test_the_page_allows_no_script_and_is_not_kept(browse, people):
    for page in (browse().get("/dang-nhap"), sign_in(browse(), "x", "y")):
        policy = page.headers["content-security-policy"]
        assert policy.startswith("default-src 'none'; style-src 'self';")
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert page.headers["cache-control"] == "no-store"
        assert "style=" not in page.text
        assert "://" not in page.text
    assert people


def test_a_session_given_to_the_victim_before_the_login_is_worth_nothing_after_it(browse, people):
    victim, attacker = browse(), browse()
    for planted in ("planted-token", sign_in(attacker, "planner").cookies[COOKIE]):
        victim.cookies.clear()
        victim.cookies.set(COOKIE, planted, domain="127.0.0.1")
        done = sign_in(victim)
        assert done.cookies[COOKIE] != planted
        attacker.cookies.clear()
        attacker.cookies.set(COOKIE, planted)
        assert attacker.get("/").status_code == 401
    assert people


def test_signing_out_ends_the_session_for_every_copy_of_the_cookie(browse, people):
    browser, copy = browse(), browse()
    token = sign_in(browser).cookies[COOKIE]
    copy.cookies.set(COOKIE, token)
    assert copy.get("/media/x").text == people[Role.CHIEF].name
    done = browser.post("/dang-xuat")
    assert (done.status_code, done.headers["location"]) == (303, "/dang-nhap")
    assert 'ranh=""' in done.headers["set-cookie"]
    assert done.headers["clear-site-data"] == '"cache"'
    assert copy.get("/media/x").status_code == 401
    with pytest.raises(WebSocketDisconnect), copy.websocket_connect(STREAM):
        pass


def test_another_site_can_neither_sign_anybody_in_nor_out(browse, people):
    browser = browse()
    sign_in(browser)
    for origin in ("http://evil.example", "null", "http://127.0.0.1:9999"):
        headers = {"origin": origin}
        assert browser.post("/dang-xuat", headers=headers).status_code == 400
        login_ = browser.post("/dang-nhap", data={"name": "chief", "password": PASSWORD}, headers=headers)
        assert login_.status_code == 400
    del browser.headers["origin"]
    assert browser.post("/dang-xuat").status_code == 400
    browser.get("/dang-xuat")
    assert browser.get("/").text == people[Role.CHIEF].name


def test_the_websocket_is_that_of_the_session_and_of_nobody_without_one(browse, people):
    browser = browse()
    for cookie in (None, "x" * 43):
        if cookie:
            browser.cookies.set(COOKIE, cookie)
        with pytest.raises(WebSocketDisconnect) as refused, browser.websocket_connect(STREAM):
            pass
        assert refused.value.code == 1008
    browser.cookies.clear()
    sign_in(browser)
    with browser.websocket_connect(STREAM) as socket:
        assert socket.receive_text() == people[Role.CHIEF].name
    with (
        pytest.raises(WebSocketDisconnect),
        browser.websocket_connect(STREAM, headers={"origin": "http://evil.example"}),
    ):
        pass


def test_an_idle_session_is_over_for_every_address(browse, people, monkeypatch):
    clock = Clock()
    monkeypatch.setattr(sessions, "now", clock)
    browser = browse()
    sign_in(browser)
    assert browser.get("/tiles/1.png").status_code == 200
    clock.forward(minutes=15, seconds=1)
    assert browser.get("/tiles/1.png").status_code == 401
    assert browser.get("/", headers=HTML).headers["location"] == "/dang-nhap?next=/"
    assert people


def test_a_token_in_the_address_is_no_session(browse, people):
    token = sign_in(browse()).cookies[COOKIE]
    for query in (f"?{COOKIE}={token}", f"?token={token}", f";{COOKIE}={token}"):
        assert browse().get(f"/{query}").status_code == 401
    assert people


@pytest.mark.parametrize(
    "kind", ["application/x-www-form-urlencoded", "multipart/form-data", "application/json"]
)
def test_a_body_that_is_no_small_form_is_refused(browse, people, kind):
    browser, headers = browse(), {"content-type": kind}
    assert browser.post("/dang-nhap", content=b"a" * 5000, headers=headers).status_code == 413
    assert browser.post("/dang-nhap", content=b"\xff\xfe%zz&&&=" * 9, headers=headers).status_code == 401
    assert people


def test_a_password_of_somebody_else_is_changed_before_anything_else(browse, desk, people):
    set_password(desk, people[Role.ADMINISTRATOR], people[Role.CHIEF].id, GIVEN)
    browser = browse()
    assert sign_in(browser, password=GIVEN).status_code == 303
    assert browser.get("/", headers=HTML).headers["location"] == "/doi-mat-khau"
    assert browser.get("/media/x").status_code == 403
    page = browser.get("/doi-mat-khau")
    assert "do người khác đặt" in page.text
    fields = {"old": GIVEN, "new": PASSWORD, "again": "khác"}
    assert "không giống nhau" in browser.post("/doi-mat-khau", data=fields).text
    short = browser.post("/doi-mat-khau", data=fields | {"new": "ngắn", "again": "ngắn", "lang": "en"})
    assert (short.status_code, "12 to 256" in short.text) == (400, True)
    before = browser.cookies[COOKIE]
    assert browser.post("/doi-mat-khau", data=fields | {"again": PASSWORD}).status_code == 303
    assert browser.cookies[COOKIE] != before
    assert browser.get("/").text == people[Role.CHIEF].name
    assert find_session(desk, before) is None


def test_own_names_are_escaped_on_the_page_of_the_password(browse, people):
    browser = browse()
    sign_in(browser)
    page = browser.get("/doi-mat-khau?lang=en")
    assert '<p class="who">chief</p>' in page.text
    assert "Somebody else" not in page.text
    assert people


def test_an_answer_of_the_provider_is_good_for_one_session(browse, desk, people, monkeypatch):
    secret = "s" * 40
    given = {"redirect_uri": "x", "cookie_secret": secret, "client_id": "x", "client_secret": "x"}
    monkeypatch.setenv("RANH_LOGIN", "oidc")
    monkeypatch.setattr(
        outside_login, "get_secrets_auth_section", lambda: given | {"server_metadata_url": "x"}
    )
    monkeypatch.setattr(outside_login, "get_cookie_secret", lambda: secret)
    with desk.writing() as connection:
        mine = accounts.update().where(accounts.c.id == people[Role.CHIEF].id)
        connection.execute(mine.values(oidc_subject="0123"))

    def come(nonce):
        claims = json.dumps({"sub": "0123", "nonce": nonce})
        cookie = create_signed_value(secret, USER_COOKIE_NAME, claims).decode()
        return browse().get("/dang-nhap", headers={"cookie": f"{USER_COOKIE_NAME}={cookie}"})

    first, again, other = come("a"), come("a"), come("b")
    assert [answer.status_code for answer in (first, again, other)] == [200, 403, 200]
    assert find_session(desk, first.cookies[COOKIE]).person.name == "chief"
    assert COOKIE not in again.cookies
    assert "đã được dùng" in again.text


@pytest.mark.parametrize(
    ("verified", "subject"), [(True, "planner@laichau.gov.vn"), (False, None), ("yes", None)]
)
def test_an_email_of_the_provider_counts_only_where_it_has_verified_it(monkeypatch, verified, subject):
    secret = "s" * 40
    monkeypatch.setattr(outside_login, "get_cookie_secret", lambda: secret)
    monkeypatch.setenv("RANH_OIDC_CLAIM", "email")
    claims = {"sub": "1", "email": "planner@laichau.gov.vn", "email_verified": verified}
    cookie = create_signed_value(secret, USER_COOKIE_NAME, json.dumps(claims)).decode()
    scope = {"type": "http", "headers": [(b"cookie", f"{USER_COOKIE_NAME}={cookie}".encode())]}
    found = outside_login.proved(Request(scope))
    assert (found and found.subject) == subject
