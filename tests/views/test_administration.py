"""Pages of administration and of sealed land, by what they draw and do on a desk of their own."""

import ast
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from layers.layer import Layer
from layers.province import open_province
from layers.reader import read_layer
from office import restore
from office.accounts import (
    AccountChange,
    NewAccount,
    account_named,
    add_account,
    change_account,
    list_accounts,
)
from office.exact_trail import latest_views
from office.first_run import declare_arrangement, leave_out
from office.first_steps import Arrangement, Step
from office.people import OWNER, Person, Role
from office.sealed import vault as vaults
from office.sealed.crypt import Cost, Passphrase
from office.signs import Health, Sign
from views import exact
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


def test_every_act_that_the_office_puts_into_the_trail_has_a_word():
    """Acts of cases have theirs in `office.cases.said`; names of a right or a draft are no acts."""
    found = set()
    for path in Path(restore.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "append":
                found |= {one.value for one in node.args[2:3] if isinstance(one, ast.Constant)}
    assert {"ask", "back_up", "import", "see_exact", "restore"} <= found
    words = Text("vi").vocabulary("act")
    assert sorted(found - words.keys() - {"case_opened"}) == []


@pytest.mark.usefixtures("office")
def test_the_trail_shows_acts_in_words_with_their_names_beside():
    app = AppTest.from_function(administration, args=("quan.tri",), default_timeout=60)
    app.session_state["administration-part"] = "trail"
    app.run()
    assert "Thêm tài khoản <small>add_account</small>" in shown(app)
    next(field for field in app.text_input if field.label == "Việc").set_value("đăng nhập").run()
    assert "add_account" not in shown(app)


def test_the_second_of_two_administrators_is_told_and_sees_what_the_first_saved(office):
    account = next(one for one in list_accounts(office) if one.person.name == "giu.kho")
    app = AppTest.from_function(administration, args=("quan.tri",), default_timeout=60)
    app.session_state["administration-part"] = "accounts"
    app.session_state["account-chosen"] = account.person.id
    app.run()
    first = account_named(office, "quan.tri").person
    change_account(office, first, account.person.id, account.version, AccountChange(unit="Ban CHQS"))
    app.text_input[5].set_value("Tên khác")
    assert [field.value for field in app.text_input if field.label == "Đơn vị công tác"] == ["", ""]
    next(button for button in app.button if button.label == "Lưu").click()
    app.run()
    assert not app.exception
    assert "Người khác vừa thay đổi tài khoản giu.kho" in shown(app)
    units = [field.value for field in app.text_input if field.label == "Đơn vị công tác"]
    assert units == ["", "Ban CHQS"]
    saved = next(one for one in list_accounts(office) if one.person.name == "giu.kho").person
    assert (saved.unit, saved.full_name) == ("Ban CHQS", HOSTILE)


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


def part_of(app):
    return app.session_state["administration-part"]


def test_the_first_run_comes_first_until_nothing_is_open_and_nothing_warns(office, monkeypatch):
    assert part_of(run(administration, "quan.tri")) == "first_run"
    admin = account_named(office, "quan.tri").person
    for step in (Step.PROVINCE, Step.PEOPLE, Step.BACKUP):
        leave_out(office, admin, step, "Làm sau khi nhận máy chủ mới.")
    declare_arrangement(office, admin, Arrangement.ORDINARY)
    app = run(administration, "quan.tri")
    assert part_of(app) == "first_run"
    assert "vẫn còn cảnh báo" in shown(app)
    assert "Đã thiết lập xong" not in shown(app)
    monkeypatch.setattr("office.first_steps._plain_layers", lambda _: 0)
    assert part_of(run(administration, "quan.tri")) == "accounts"


@pytest.mark.usefixtures("office")
def test_the_citation_asks_for_the_lawyer():
    told = shown(run(administration, "quan.tri"))
    assert "Luật 117/2025/QH15, Điều 5 khoản 2 (hiệu lực từ 01/03/2026)" in told
    assert "pháp chế của cơ quan phải xác nhận" in told


WORDS = "mưa rừng suối đá núi"


@pytest.fixture
def vault(office, province_folder, monkeypatch):
    """Return the vault of the office, which holds the square of the defence layer under another id."""
    monkeypatch.setattr(vaults, "usual_cost", lambda: Cost(time_cost=1, memory_kib=64, lanes=1))
    made = vaults.create_vault(office.folder / vaults.FOLDER, Passphrase(WORDS))
    declared = Layer(
        id="sealed_1",
        family="defence",
        name_vi="Khu B",
        name_en="Area B",
        file=str(province_folder / "defence.gpkg"),
        name_field="name",
        restricted=True,
    )
    made.seal(read_layer(declared, open_province(province_folder)))
    return made


def press(app, label):
    next(button for button in app.button if button.label == label).click()
    return app.run()


def field(app, start):
    return next(field for field in app.text_input if field.label.startswith(start))


@pytest.mark.usefixtures("vault")
def test_a_view_opened_without_the_vault_takes_its_passphrase_later():
    app = run(sealed, "giu.kho")
    field(app, "Lý do").set_value("Rà soát dự án theo công văn 12")
    press(app, "Mở xem")
    assert not any(button.label == "Đóng ngay" for button in app.button)
    field(app, "Lý do").set_value("Rà soát dự án theo công văn 12")
    field(app, "Cụm mật khẩu").set_value(WORDS)
    press(app, "Mở xem")
    assert not app.exception
    assert any(button.label == "Đóng ngay" for button in app.button)
    assert all(button.label != "Mở kho niêm phong" for button in app.button)
    for session_id in list(exact._views):
        exact.forget(session_id)
    app.run()
    field(app, "Cụm mật khẩu").set_value("sai cụm mật khẩu này")
    press(app, "Mở kho niêm phong")
    assert "ranh-warning" in shown(app)
    field(app, "Cụm mật khẩu").set_value(WORDS)
    press(app, "Mở kho niêm phong")
    assert "Đã mở kho niêm phong" in shown(app)
    (view,) = exact._views.values()
    assert [use.layer.id for use in view.vault] == ["sealed_1"]
    assert all(WORDS not in (one.value or "") for one in app.text_input)
