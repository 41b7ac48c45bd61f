"""Accounts by an administrator in one browser, and what becomes of the others in theirs."""

from contextlib import closing

import pytest

from office.accounts import account_named
from office.people import Role

pytestmark = pytest.mark.browser

TEMPORARY = "lúa nương chín vàng đầu bản"


@pytest.fixture(scope="module")
def address(tiny_server):
    return tiny_server


@pytest.fixture
def accounts(visit, address):
    """Return a tab of the administrator, at the accounts."""
    tab = visit(f"{address}/administration", Role.ADMINISTRATOR)
    tab.page.get_by_text("Máy này được lưu gì").wait_for()
    tab.page.get_by_text("Tài khoản", exact=True).click()
    tab.page.get_by_role("button", name="Thêm", exact=True).wait_for()
    return tab


def account_of(desk_of, address, name):
    with closing(desk_of(address)) as desk:
        return account_named(desk, name)


@pytest.mark.heavy  # lighter: views/test_administration.py
def test_an_account_is_added_and_its_password_does_not_stay(accounts, address, desk_of):
    form = accounts.page.locator('[data-testid="stForm"]').first
    form.get_by_label("Tên đăng nhập").fill("can.bo.moi")
    form.get_by_label("Mật khẩu tạm").fill(TEMPORARY)
    form.get_by_role("button", name="Thêm").click()
    accounts.page.get_by_text("Đã thêm tài khoản can.bo.moi.").wait_for()
    assert "can.bo.moi" in accounts.page.locator(".ranh-rows").inner_text()
    assert form.get_by_label("Mật khẩu tạm").input_value() == ""
    made = account_of(desk_of, address, "can.bo.moi")
    assert (made.person.role, made.must_change) == (Role.PROVINCIAL_OFFICER, True)
    assert accounts.outside == []


def test_closing_an_account_ends_the_other_browser_at_its_next_click(accounts, visit, address, desk_of):
    other = visit(address, Role.COMMUNE_OFFICER)
    other.page.locator(".ranh-person").wait_for()
    accounts.page.locator(".st-key-account-chosen input").fill("commune_officer")
    accounts.page.keyboard.press("Enter")
    accounts.page.get_by_text("Được phép đăng nhập").click()
    accounts.page.get_by_role("button", name="Lưu", exact=True).click()
    accounts.page.get_by_text("Đã lưu tài khoản commune_officer.").wait_for()
    assert not account_of(desk_of, address, "commune_officer").active
    other.page.get_by_text("English", exact=True).click()
    other.page.locator(".ranh-signed-out").wait_for()
    assert other.page.locator(".ranh-person").count() == 0


@pytest.mark.heavy  # lighter: views/test_administration.py, test_doors.py
@pytest.mark.parametrize("path", ["administration", "sealed"])
def test_a_viewer_is_shown_no_way_and_the_address_itself_leads_nowhere(visit, address, path):
    tab = visit(f"{address}/{path}", Role.PUBLIC_VIEWER)
    tab.page.get_by_text("Page not found").wait_for()
    tab.page.locator(".ranh-person").wait_for()
    tab.settle()
    assert tab.page.locator(".st-key-pages a").all_inner_texts() == ["Cảnh báo", "Hành lang"]
    assert tab.page.locator(".st-key-administration, .st-key-sealed").count() == 0
