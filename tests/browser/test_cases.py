"""A case from the warning to the signed decision, by two people in two browsers."""

from contextlib import closing

import pytest
from playwright.sync_api import expect

from office.cases.listing import Wanted, list_cases
from office.cases.model import State
from office.cases.reading import read_case
from office.people import OWNER, Role

pytestmark = pytest.mark.browser

REASON = "Ranh đất đã điều chỉnh theo quyết định mới, khu đất không còn chồng lấn."
LOSE_FILE = """url => {
    const token = (document.cookie.match(/_streamlit_xsrf=([^;]*)/) || [])[1] || '';
    return fetch(url, {method: 'DELETE', headers: {'X-Xsrftoken': token}}).then(answer => answer.status);
}"""
PDF = b"%PDF-1.7\n%thu\n"


@pytest.fixture(scope="module")
def address(tiny_server):
    return tiny_server


@pytest.fixture
def number_of(address, desk_of, visit):
    """Return a function that gives the number of a finding's case; the first one updates the cases."""
    with closing(desk_of(address)) as desk:
        if not list_cases(desk, OWNER, Wanted()).cases:
            tab = visit(f"{address}/cases", Role.PROVINCIAL_OFFICER)
            tab.page.get_by_text("Chưa có hồ sơ nào.").wait_for()
            tab.page.get_by_role("button", name="Kiểm tra và cập nhật hồ sơ").click()
            tab.page.locator(".ranh-synced").wait_for()
            assert "lập mới" in tab.page.locator(".ranh-synced").inner_text()

    def number(subject):
        with closing(desk_of(address)) as desk:
            cases = list_cases(desk, OWNER, Wanted(per_page=0)).cases
        return next(case.number for case in cases if case.subject == subject)

    return number


def open_case(visit, address, number, role):
    tab = visit(f"{address}/cases?so={number}", role)
    tab.page.locator(".ranh-progress").wait_for()
    return tab


def begin(tab, kind):
    tab.page.locator(f".st-key-case-step-{kind} button").click()


def send(tab, *, twice=False):
    button = tab.page.locator(".st-key-case-send button")
    tab.settle(800)
    (button.dblclick if twice else button.click)()
    tab.page.locator(".ranh-noted").wait_for()
    tab.settle(500)


def write(tab, label, words):
    tab.page.get_by_role("textbox", name=label, exact=True).fill(words)
    tab.page.keyboard.press("Tab")
    tab.settle(500)


def test_from_the_warning_to_the_signed_decision_and_its_report(visit, address, number_of, desk_of, tmp_path):
    number = number_of("P1/DEF-01")
    tab = open_case(visit, address, number, Role.PROVINCIAL_OFFICER)
    begin(tab, "take")
    tab.page.locator(".ranh-noted").wait_for()
    begin(tab, "send")
    write(tab, "Số văn bản", "125/CV-STNMT")
    send(tab, twice=True)
    begin(tab, "record_answer")
    write(tab, "Số văn bản", "77/BCH-TM")
    write(tab, "Nội dung trả lời", "Thống nhất, khu đất không ảnh hưởng.")
    letter = tmp_path / "Công văn <b>77.pdf"
    letter.write_bytes(PDF)
    tab.page.locator("input[type=file]").set_input_files(str(letter))
    tab.page.get_by_test_id("stFileChipName").wait_for()
    send(tab)
    assert "kèm 1 tệp" in tab.page.locator(".ranh-noted").inner_text()
    with tab.page.expect_download() as caught:
        tab.page.locator(".ranh-history .files a").click()
    assert caught.value.path().read_bytes() == PDF
    begin(tab, "contest")
    tab.page.get_by_text("Việc này cần hai người").wait_for()
    write(tab, "Lý do", REASON)
    write(tab, "Số văn bản", "12/QĐ-UBND")
    send(tab)
    assert "không kèm tệp" in tab.page.locator(".ranh-noted").inner_text()
    assert "Chờ người thứ hai ký duyệt" in tab.page.locator(".ranh-proposal").inner_text()
    assert tab.page.locator(".st-key-case-step-sign").count() == 0

    chief = open_case(visit, address, number, Role.CHIEF)
    assert REASON in chief.page.locator(".ranh-proposal").inner_text()
    begin(chief, "sign")
    send(chief)
    assert chief.page.locator(".ranh-progress .decided").inner_text() == "Bác cảnh báo"
    chief.page.get_by_role("button", name="Lập báo cáo PDF").click()
    link = chief.page.locator(".ranh-download")
    link.wait_for()
    with chief.page.expect_download() as caught:
        link.click()
    assert caught.value.path().read_bytes().startswith(b"%PDF-")
    assert (tab.outside, chief.outside, tab.dialogs, chief.dialogs) == ([], [], [], [])
    with closing(desk_of(address)) as desk:
        file = read_case(desk, OWNER, number)
    assert file.case.state is State.CONTESTED
    kinds = [event.kind for event in file.events]
    assert kinds == ["opened", "take", "send", "record_answer", "contest", "sign"]
    assert [event.text for event in file.events if event.kind == "contest"] == [REASON]


@pytest.mark.heavy  # lighter: views/test_case_pages.py (stops the form, keeps the draft), office/test_cases_races.py
def test_the_second_officer_sees_what_the_first_did_and_loses_nothing(visit, address, number_of, desk_of):
    number = number_of("P2/HER-01")
    first = open_case(visit, address, number, Role.PROVINCIAL_OFFICER)
    begin(first, "take")
    first.page.locator(".ranh-noted").wait_for()
    second = open_case(visit, address, number, Role.CHIEF)
    begin(second, "contest")
    write(second, "Lý do", REASON)
    write(second, "Số văn bản", "9/BC")
    begin(first, "note")
    write(first, "Nội dung ghi chú", "Đã gọi cho chủ đầu tư.")
    send(first)
    second.page.locator(".st-key-case-send button").click()
    told = second.page.locator(".ranh-stale")
    told.wait_for()
    assert "Đã gọi cho chủ đầu tư." in told.inner_text()
    expect(second.page.get_by_role("textbox", name="Lý do", exact=True)).to_have_value(REASON)
    second.page.reload()
    second.page.locator(".st-key-case-step-contest button").click()
    second.page.get_by_text("Đã khôi phục nội dung").wait_for()
    expect(second.page.get_by_role("textbox", name="Lý do", exact=True)).to_have_value(REASON)
    second.page.locator(".st-key-case-stale-seen button").click()
    second.page.locator(".ranh-stale").wait_for(state="detached")
    send(second)
    with closing(desk_of(address)) as desk:
        case = read_case(desk, OWNER, number).case
    assert (case.proposal.state, case.proposal.reason) == (State.CONTESTED, REASON)


@pytest.fixture
def noting(visit, address, number_of, tmp_path):
    """Return a tab with the form of a note, a note in it, and a file to choose."""
    tab = open_case(visit, address, number_of("P2/HER-01"), Role.PROVINCIAL_OFFICER)
    begin(tab, "note")
    write(tab, "Nội dung ghi chú", f"Kèm biên bản, {tmp_path.name}.")
    record = tmp_path / "bien-ban.pdf"
    record.write_bytes(PDF)
    return tab, record


def choose_file(tab, record):
    """Choose a file; return the address to which the browser sends it."""
    with tab.page.expect_request(lambda request: request.method == "PUT") as sent:
        tab.page.locator("input[type=file]").set_input_files(str(record))
    return sent.value.url


def notes_of(desk_of, address, number, words):
    """Return how many files each note with these words has."""
    with closing(desk_of(address)) as desk:
        file = read_case(desk, OWNER, number)
    notes = [event.id for event in file.events if words in event.text]
    return [sum(one.event_id == note for one in file.attachments) for note in notes]


def test_a_step_waits_for_the_file_that_is_on_its_way(noting, desk_of, address, number_of, tmp_path):
    tab, record = noting
    held = []
    tab.page.route("**/upload_file/**", lambda route: held.append(route))  # noqa: PLW0108 - Playwright marks it
    choose_file(tab, record)
    button = tab.page.locator(".st-key-case-send button")
    expect(button).to_be_disabled()
    button.click(force=True)
    button.press("Enter")
    tab.settle(1500)
    number = number_of("P2/HER-01")
    assert notes_of(desk_of, address, number, tmp_path.name) == []
    held[0].continue_()
    expect(button).to_be_enabled()
    send(tab)
    assert notes_of(desk_of, address, number, tmp_path.name) == [1]


@pytest.mark.heavy  # lighter: views/test_case_pages.py, a file chosen a moment before the press
def test_a_press_before_the_browser_knows_where_a_file_goes_writes_nothing(
    noting, desk_of, address, number_of, tmp_path
):
    tab, record = noting
    held, is_slow = [], []

    def between(socket):
        def answered(message):
            (held.append if is_slow else socket.send)(message)

        server = socket.connect_to_server()
        socket.on_message(server.send)
        server.on_message(answered)
        tab.socket = socket

    tab.page.route_web_socket("**/_stcore/stream", between)
    tab.page.reload()
    tab.page.locator(".ranh-progress").wait_for()
    begin(tab, "note")
    button = tab.page.locator(".st-key-case-send button")
    button.wait_for()
    tab.settle()
    is_slow.append(True)
    tab.page.locator("input[type=file]").set_input_files(str(record))
    tab.settle(300)
    button.click()
    tab.settle(2000)
    is_slow.clear()
    for message in held:
        tab.socket.send(message)
    told = tab.page.locator(".st-key-case-form .ranh-warning")
    told.wait_for()
    assert "(bien-ban.pdf)" in told.inner_text()
    number = number_of("P2/HER-01")
    assert notes_of(desk_of, address, number, tmp_path.name) == []
    choose_file(tab, record)
    tab.page.get_by_test_id("stFileChipName").wait_for()
    send(tab)
    assert notes_of(desk_of, address, number, tmp_path.name) == [1]


@pytest.mark.heavy  # lighter: views/test_case_pages.py, a file that the server lost
def test_a_file_that_the_server_lost_stops_the_step_once(noting, desk_of, address, number_of, tmp_path):
    tab, record = noting
    url = choose_file(tab, record)
    button = tab.page.locator(".st-key-case-send button")
    expect(button).to_be_enabled()
    tab.settle(800)
    assert tab.page.evaluate(LOSE_FILE, url) == 204
    button.click()
    told = tab.page.locator(".st-key-case-form .ranh-warning")
    told.wait_for()
    assert "1 tệp đã chọn chưa đến máy chủ hoặc không còn" in told.inner_text()
    number = number_of("P2/HER-01")
    assert notes_of(desk_of, address, number, tmp_path.name) == []
    send(tab)
    assert notes_of(desk_of, address, number, tmp_path.name) == [0]


@pytest.mark.heavy  # lighter: views/test_case_pages.py, a form that was put off
def test_a_form_that_was_put_off_asks_for_its_file_again(noting, desk_of, address, number_of, tmp_path):
    tab, record = noting
    choose_file(tab, record)
    later = tab.page.locator(".st-key-case-later button")
    expect(later).to_be_enabled()
    later.click()
    tab.page.locator(".st-key-case-form").wait_for(state="detached")
    begin(tab, "note")
    tab.page.locator(".st-key-case-send button").click()
    told = tab.page.locator(".st-key-case-form .ranh-warning")
    told.wait_for()
    assert "(bien-ban.pdf)" in told.inner_text()
    choose_file(tab, record)
    send(tab)
    assert notes_of(desk_of, address, number_of("P2/HER-01"), tmp_path.name) == [1]


@pytest.mark.heavy  # lighter: test_doors.py, every address without a session
def test_a_file_of_a_case_is_nothing_without_a_session(visit, address, number_of):
    number_of("P1/DEF-01")
    nobody = visit(f"{address}/tep-ho-so/1", None)
    assert PDF.decode() not in nobody.page.content()
    assert "%PDF" not in nobody.page.content()


@pytest.mark.heavy  # lighter: views/test_case_line.py, views/test_case_pages.py
def test_a_warning_leads_to_its_case_and_back(visit, address, number_of):
    number = number_of("P2/HER-01")
    tab = open_case(visit, address, number, Role.PROVINCIAL_OFFICER)
    tab.page.get_by_role("button", name="Xem trên bản đồ").click()
    tab.page.locator(".ranh-card").wait_for()
    tab.page.locator(".st-key-case-of-finding button").click()
    tab.page.locator(".ranh-progress").wait_for()
    assert number in tab.page.locator(".ranh-case").inner_text()
