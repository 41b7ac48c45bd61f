"""Signing in through an identity provider, from the button to the page, in a real browser."""

from __future__ import annotations

from contextlib import closing

import pytest
import sqlalchemy as sa
from provider import CLIENT, SECRET, running

from office.accounts import AccountChange, account_named, change_account, person_of
from office.database.schema import sessions
from office.people import Role

pytestmark = pytest.mark.browser

COOKIE_SECRET = "một chuỗi bí mật đủ dài để ký cookie"  # noqa: S105 - of the tests


@pytest.fixture(scope="module")
def provider():
    with running() as server:
        yield server


@pytest.fixture(scope="module")
def folder(tiny, tmp_path_factory):
    return tiny.make_province(tmp_path_factory.mktemp("outside"))


@pytest.fixture(scope="module")
def start(serve, provider, folder, tmp_path_factory):
    """Return a function that starts a server with a login through the provider."""

    def start(**more):
        secrets = tmp_path_factory.mktemp("secrets") / "secrets.toml"
        secrets.write_text(
            f"""
[auth]
redirect_uri = "http://127.0.0.1:{{port}}/oauth2callback"
cookie_secret = "{COOKIE_SECRET}"
client_id = "{CLIENT}"
client_secret = "{SECRET}"
server_metadata_url = "{provider.issuer}/.well-known/openid-configuration"
""",
            encoding="utf-8",
        )
        return serve(folder, more={"RANH_LOGIN": "oidc", "STREAMLIT_SECRETS_FILES": str(secrets)} | more)

    return start


@pytest.fixture(scope="module")
def address(start, desk_of):
    address = start()
    with closing(desk_of(address)) as desk:
        by, chief = (account_named(desk, name) for name in ("administrator", "chief"))
        change_account(
            desk, by.person, chief.person.id, chief.version, AccountChange(oidc_subject="0123-chief")
        )
    return address


def press(tab):
    """Press the button and wait until the provider has sent the browser back."""
    with tab.page.expect_response(lambda answer: "/oauth2callback" in answer.url):
        tab.page.get_by_role("link", name="Đăng nhập qua hệ thống của cơ quan").click()
    tab.page.wait_for_load_state()


def cookies(tab):
    return {cookie["name"]: cookie for cookie in tab.context.cookies()}


def test_whoever_the_provider_proves_and_has_an_account_is_in(visit, address, provider):
    provider.person = {"sub": "0123-chief", "name": "Lê Văn Sếp"}
    tab = visit(address, None)
    assert tab.page.locator("input[name=password]").count() == 0
    press(tab)
    tab.page.locator(".ranh-title").wait_for()
    assert tab.page.url == f"{address}/"
    kept = cookies(tab)
    assert kept["ranh"]["httpOnly"]
    assert kept["ranh"]["sameSite"] == "Strict"
    assert not [name for name in kept if name.startswith("_streamlit_user")]
    assert {"/.well-known/openid-configuration", "/authorize", "/jwks"} <= set(provider.asked)


def test_whoever_has_no_account_gets_no_right(visit, address, provider):
    provider.person = {"sub": "9999", "email": "chief", "name": "chief"}
    tab = visit(address, None)
    press(tab)
    tab.page.locator(".error").wait_for()
    assert "chưa có tài khoản" in tab.page.locator(".error").inner_text()
    assert "ranh" not in cookies(tab)
    tab.page.goto(address)
    assert tab.page.url.startswith(f"{address}/dang-nhap")


def test_a_token_that_somebody_else_signed_is_refused(visit, address, provider):
    provider.person, provider.forge = {"sub": "0123-chief"}, True
    try:
        tab = visit(address, None)
        press(tab)
        tab.page.locator(".outside").wait_for()
        tab.settle()
        assert "ranh" not in cookies(tab)
    finally:
        provider.forge = False


def test_a_cookie_that_nobody_signed_is_refused(visit, address):
    tab = visit(address, None)
    for value in ("x", '{"sub":"0123-chief"}', "eyJzdWIiOiIwMTIzLWNoaWVmIn0.aaaa.bbbb"):
        tab.context.add_cookies([{"name": "_streamlit_user", "value": value, "url": address}])
        tab.page.goto(f"{address}/dang-nhap")
        assert "ranh" not in cookies(tab)


def test_passwords_are_refused_where_only_the_provider_is_configured(visit, address):
    tab = visit(address, None)
    answer = tab.page.request.post(
        f"{address}/dang-nhap",
        form={"name": "chief", "password": "ba con mèo đen"},
        headers={"origin": address},
        max_redirects=0,
    )
    assert answer.status == 404


@pytest.mark.heavy
def test_the_addresses_of_streamlits_login_are_closed_where_it_is_not_configured(visit, serve, folder):
    plain = serve(folder)
    tab = visit(plain, None)
    for path in ("/auth/login", "/oauth2callback", "/auth/logout", "/dang-nhap/ben-ngoai"):
        assert tab.page.request.get(f"{plain}{path}", max_redirects=0).status == 401
    assert tab.page.locator("input[name=password]").count() == 1


@pytest.mark.heavy  # lighter: views/test_login.py, an e-mail of the provider
def test_an_email_counts_only_where_the_provider_has_verified_it(visit, start, desk_of, provider):
    address = start(RANH_LOGIN="both", RANH_OIDC_CLAIM="email")
    with closing(desk_of(address)) as desk:
        by, planner = (account_named(desk, name) for name in ("administrator", "planner"))
        change = AccountChange(oidc_subject="planner@laichau.gov.vn")
        change_account(desk, by.person, planner.person.id, planner.version, change)
    provider.person = {"sub": "1", "email": "planner@laichau.gov.vn", "email_verified": False}
    tab = visit(address, None)
    assert tab.page.locator("input[name=password]").count() == 1
    press(tab)
    tab.page.locator(".outside").wait_for()
    tab.settle()
    assert "ranh" not in cookies(tab)
    tab.context.clear_cookies()
    provider.person |= {"email_verified": True}
    tab.page.goto(address)
    press(tab)
    tab.page.locator(".ranh-title").wait_for()
    assert role_of_the_only_session(desk_of, address) is Role.PLANNER


def role_of_the_only_session(desk_of, address):
    with closing(desk_of(address)) as desk:
        with desk.reading() as connection:
            (account_id,) = connection.execute(sa.select(sessions.c.account_id)).scalars()
        return person_of(desk, account_id).role
