"""Signing in and out in a real browser, on the page as it is shipped."""

from __future__ import annotations

from contextlib import closing

import pytest

from office.accounts import AccountChange, account_named, change_account
from office.people import Role

pytestmark = pytest.mark.browser

PASSWORD = "ba con mèo đen"  # noqa: S105 - of the tests, as in conftest


@pytest.fixture(scope="module")
def address(tiny_server):
    return tiny_server


def sign_in(tab, name, password):
    tab.page.fill("[name=name]", name)
    tab.page.fill("[name=password]", password)
    tab.page.get_by_role("button", name="Đăng nhập").click()


def sign_out(tab):
    tab.page.locator(".ranh-person summary").click()
    tab.page.get_by_role("button", name="Đăng xuất").click()
    tab.page.locator("input[name=password]").wait_for()


def test_in_and_out_by_keyboard_and_button(visit, address):
    tab = visit(f"{address}/import", None)
    assert tab.page.url == f"{address}/dang-nhap?next=/import"
    assert tab.page.evaluate("document.activeElement.name") == "name"
    assert tab.page.evaluate("document.documentElement.scrollHeight <= 768")
    sign_in(tab, "planner", "sai mật khẩu rồi")
    assert "Sai tên hoặc mật khẩu" in tab.page.get_by_role("alert").inner_text()
    tab.page.keyboard.type("PLANNER")
    tab.page.keyboard.press("Tab")
    tab.page.keyboard.type(PASSWORD)
    tab.page.keyboard.press("Enter")
    tab.page.locator(".ranh-person").wait_for()
    assert tab.page.url == f"{address}/import"
    cookie = next(cookie for cookie in tab.context.cookies() if cookie["name"] == "ranh")
    assert (cookie["httpOnly"], cookie["sameSite"], cookie["expires"]) == (True, "Strict", -1)
    assert "ranh=" not in tab.page.evaluate("document.cookie")
    sign_out(tab)
    assert "ranh" not in {cookie["name"] for cookie in tab.context.cookies()}
    tab.page.goto(address)
    assert tab.page.url == f"{address}/dang-nhap?next=/"
    assert tab.outside == []


def test_the_page_of_the_login_in_english(visit, address):
    tab = visit(f"{address}/dang-nhap?next=/import", None)
    tab.page.get_by_role("link", name="English").click()
    assert tab.page.locator("h1").inner_text() == "Sign in"
    assert tab.page.locator("[name=next]").get_attribute("value") == "/import"
    sign_in_button = tab.page.get_by_role("button", name="Sign in")
    assert sign_in_button.is_visible()


def test_what_a_tab_asks_after_the_session_has_ended_gets_nothing(visit, address):
    tab = visit(address, Role.CHIEF)
    tab.page.locator(".ranh-person").wait_for()
    tab.page.locator('[data-testid="stDataFrame"]').first.wait_for()
    other = tab.context.new_page()
    other.goto(address)
    other.locator(".ranh-person summary").click()
    other.get_by_role("button", name="Đăng xuất").click()
    other.locator("input[name=password]").wait_for()
    tab.page.get_by_text("English", exact=True).click()
    gone = tab.page.locator(".ranh-signed-out")
    gone.wait_for()
    assert "The session has ended." in gone.inner_text()
    tab.page.locator('[data-testid="stDataFrame"]').first.wait_for(state="detached")
    assert tab.page.locator(".ranh-person").count() == 0
    for path in ("/media/0123456789.csv", "/tiles/a/1/1/1/1.png", "/_stcore/host-config"):
        assert tab.page.request.get(f"{address}{path}").status == 401
    gone.get_by_role("link").click()
    assert tab.page.url.startswith(f"{address}/dang-nhap")


@pytest.mark.heavy  # lighter: test_payloads.py, whose officer has such a name and unit
def test_a_name_with_markup_is_shown_as_text(visit, address, desk_of):
    hostile = "<img src=x onerror=alert(1)>**`${alert(2)}`"
    with closing(desk_of(address)) as desk:
        by, viewer = (account_named(desk, name) for name in ("administrator", "public_viewer"))
        change = AccountChange(full_name=hostile, unit=hostile)
        change_account(desk, by.person, viewer.person.id, viewer.version, change)
    tab = visit(address, Role.PUBLIC_VIEWER)
    tab.page.locator(".ranh-person").wait_for()
    tab.settle()
    assert hostile in tab.page.locator(".ranh-person summary").inner_text()
    assert tab.dialogs == []
    assert tab.page.locator(".ranh-person img").count() == 0
