"""Pages of administration and of sealed land, by what they draw and do on a desk of their own."""

import pytest
from streamlit.testing.v1 import AppTest

from office.accounts import NewAccount, add_account, list_accounts
from office.exact_trail import latest_views
from office.people import OWNER, Person, Role
from office.signs import Health, Sign
from views.administration.health_part import signs_html
from views.person import current_desk
from views.text import Text

HOSTILE = "<img src=x onerror=alert(1)>"
PASSWORD = "ruộng bậc thang mùa nước đổ"  # noqa: S105 - of accounts made for the test


@pytest.fixture
def office(province_folder, monkeypatch, tmp_path):
    monkeypatch.setenv("RANH_PROVINCE", str(province_folder))
    monkeypatch.setenv("RANH_OFFICE", str(tmp_path / "office"))
    desk = current_desk()
    admin = add_account(desk, OWNER, NewAccount(name="quan.tri", role=Role.ADMINISTRATOR, password=PASSWORD))
    steward = NewAccount(name="giu.kho", full_name=HOSTILE, role=Role.DEFENCE_STEWARD, password=PASSWORD)
    add_account(desk, admin, steward)
    return desk


def administration(name):
    from office.accounts import account_named  # noqa: PLC0415 - a script of its own
    from office.exact_view import Session  # noqa: PLC0415 - a script of its own
    from views.administration.page import show_administration  # noqa: PLC0415 - a script of its own
    from views.person import current_desk  # noqa: PLC0415 - a script of its own

    person = account_named(current_desk(), name).person
    show_administration(Session(id="s" * 64, person=person))


def sealed(name):
    from office.accounts import account_named  # noqa: PLC0415 - a script of its own
    from office.sessions import find_session  # noqa: PLC0415 - a script of its own
    from views import state  # noqa: PLC0415 - a script of its own
    from views.administration.sealed_page import show_sealed  # noqa: PLC0415 - a script of its own
    from views.person import current_desk  # noqa: PLC0415 - a script of its own
    from views.store import store_for  # noqa: PLC0415 - a script of its own

    desk = current_desk()
    if state.value("token") is None:
        from office.sessions import begin  # noqa: PLC0415 - a script of its own

        state.put("token", begin(desk, account_named(desk, name), "login"))
    session = find_session(desk, state.value("token"))
    show_sealed(store_for(session), session)


def shown(app):
    return " ".join(element.proto.body for element in app.get("html"))


def run(page, name):
    return AppTest.from_function(page, args=(name,), default_timeout=60).run()


def test_an_administrator_adds_an_account_and_names_stay_text(office):
    app = run(administration, "quan.tri")
    app.session_state["administration-part"] = "accounts"
    app.run()
    assert not app.exception
    assert HOSTILE not in shown(app)
    assert "&lt;img" in shown(app)
    fields = {field.label: field for field in app.text_input}
    fields["Tên đăng nhập"].set_value("can.bo")
    fields["Mật khẩu tạm"].set_value(PASSWORD)
    next(button for button in app.button if button.label == "Thêm").click()
    app.run()
    assert not app.exception
    made = {account.person.name: account for account in list_accounts(office)}["can.bo"]
    assert made.must_change
    assert made.person.role is Role.PROVINCIAL_OFFICER
    assert "Đã thêm tài khoản can.bo." in shown(app)
    assert all(field.value != PASSWORD for field in app.text_input)


@pytest.mark.parametrize("part", ["first_run", "trail", "health", "backup"])
@pytest.mark.usefixtures("office")
def test_every_part_is_drawn(part):
    app = AppTest.from_function(administration, args=("quan.tri",), default_timeout=60)
    app.session_state["administration-part"] = part
    app.run()
    assert not app.exception
    assert len(shown(app)) > 200


def test_the_steward_has_no_administration_and_the_administrator_nothing_sealed(office):
    assert [error.message for error in run(administration, "giu.kho").exception] != []
    assert [error.message for error in run(sealed, "quan.tri").exception] != []
    assert latest_views(office, Person(id=9, name="s", full_name="", role=Role.DEFENCE_STEWARD)) == ()


def test_a_steward_opens_the_exact_view_with_a_reason_only(office):
    app = run(sealed, "giu.kho")
    assert not app.exception
    steward = Person(id=9, name="s", full_name="", role=Role.DEFENCE_STEWARD)
    for reason, count in (("ngắn", 0), ("Rà soát dự án theo công văn 12", 1)):
        next(field for field in app.text_input if field.label.startswith("Lý do")).set_value(reason)
        next(button for button in app.button if button.label == "Mở xem").click()
        app.run()
        assert not app.exception
        assert len(latest_views(office, steward)) == count
    assert latest_views(office, steward)[0].reason == reason
    assert any(button.label == "Đóng ngay" for button in app.button)


def test_what_is_unknown_never_looks_well():
    signs = (
        Sign(key="a", state=Health.WELL, en="a", vi="a"),
        Sign(key="b", state=Health.UNKNOWN, en="b", vi=HOSTILE),
    )
    told = signs_html(signs, Text("vi"))
    assert told.index('class="unknown"') < told.index('class="well"')
    assert "<b>Chưa rõ</b>" in told
    assert HOSTILE not in told
