"""Lists, forms and drafts of cases, on records whose answers are known."""

from dataclasses import replace
from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.uploaded_file_manager import UploadedFileRec

from office.cases.model import Attachment, Case, CaseEvent, CaseFile, Consultee, NewFile, State, StepKind
from office.cases.needs import needs_of
from office.errors import CaseError
from office.people import Person, Role
from views.cases.announced import watch_announcements
from views.cases.choosing import require_all
from views.cases.draft import Draft, Drafts
from views.cases.fields import Form, step_of
from views.cases.finding import finding_html
from views.cases.history import history_html
from views.cases.line import stands_for
from views.cases.narrow import Chosen, Reader, Tab, in_tab, narrow
from views.cases.progress import changed_html, progress_html
from views.cases.stale import newer_events
from views.cases.table import rows_of
from views.text import Text

HOSTILE = "<img src=x onerror=alert(1)>`${alert(2)}`"
TODAY = date(2026, 11, 26)
FOREST = Consultee(vi="Sở Nông nghiệp", en="Department of Agriculture")
COMMAND = Consultee(vi="Bộ Chỉ huy quân sự tỉnh", en="Provincial Military Command")
FACTS = {
    "found": {
        "verdict": "conflict",
        "severity": "high",
        "certainty": "certain",
        "overlap_area_m2": 34_600,
        "site_share": 0.25,
        "distance_m": None,
        "zone_ids": "Z1",
        "zone_count": 1,
        "reason_vi": "",
        "reason_en": "",
    },
    "said": {
        "sentence_vi": "Khu đất chồng lấn rừng.",
        "sentence_en": "The site overlaps forest.",
        "consequence_vi": "Đưa ra khỏi dự án.",
        "consequence_en": "Leave it out.",
        "citation": "Luật thử",
        "citation_status": "confirmed",
        "citation_note_vi": "",
        "citation_note_en": "",
    },
    "rests_on": {"layers": [], "zones_named": True, "rule": None, "footprint": ""},
}


def case(number=1, **changes):
    made = Case(
        id=number,
        number=f"HS-2026-{number:04d}",
        subject=f"P{number}/FOR-01",
        site_id=f"P{number}",
        site_name="Thuỷ điện Nậm Na",
        rule_id="FOR-01",
        theme="forest",
        severity="high",
        verdict="conflict",
        restricted=False,
        communes=("03388",),
        consultees=(FOREST, COMMAND),
        facts=FACTS,
        facts_key="",
        gone=False,
        state=State.NEW,
        assigned_to=None,
        assigned_name="",
        due_on=None,
        waits_for=(),
        proposal=None,
        opened_at=datetime(2026, 11, 1, tzinfo=UTC),
        changed_at=datetime(2026, 11, 25, 18, 5, tzinfo=UTC),
        version=1,
    )
    return replace(made, **changes)


def event(number, kind, to_state, *, from_state="new", person_id=7, text="", **facts):
    return CaseEvent(
        id=number,
        at=datetime(2026, 11, 25, 18, 5, tzinfo=UTC),
        person_id=person_id,
        person_name="" if person_id is None else f"Cán bộ {person_id}",
        kind=kind,
        from_state=from_state,
        to_state=to_state,
        text=text,
        facts={"version": number} | facts,
    )


def reader(waiting=()):
    return Reader(person_id=7, waiting=frozenset(waiting), today=TODAY)


@pytest.mark.parametrize(
    ("changes", "tabs"),
    [
        ({}, {Tab.FREE, Tab.ALL}),
        ({"assigned_to": 7, "state": State.UNDER_REVIEW}, {Tab.MINE, Tab.ALL}),
        ({"assigned_to": 8, "state": State.SENT_TO_CONSULTEE}, {Tab.ASKED, Tab.ALL}),
        ({"assigned_to": 8, "due_on": date(2026, 11, 25)}, {Tab.OVERDUE, Tab.ALL}),
        ({"assigned_to": 8, "due_on": TODAY}, {Tab.ALL}),
        ({"state": State.RESOLVED}, {Tab.ALL}),
    ],
)
def test_a_case_stands_under_its_tabs(changes, tabs):
    assert {tab for tab in Tab if in_tab(case(**changes), tab, reader())} == tabs


def test_what_waits_for_me_is_what_the_office_says():
    assert in_tab(case(1), Tab.WAITING, reader({1}))
    assert not in_tab(case(2), Tab.WAITING, reader({1}))


@pytest.mark.parametrize("search", ["thuy dien", "THUỶ ĐIỆN", "nam na", "hs-2026-0001", "for-01", "p1"])
def test_the_search_knows_no_accents_and_finds_name_number_and_rule(search):
    assert narrow([case(1)], Chosen(search=search)) == (case(1),)


@pytest.mark.parametrize(
    ("chosen", "found"),
    [
        (Chosen(), 2),
        (Chosen(states=("new",)), 1),
        (Chosen(severities=("high",)), 2),
        (Chosen(severities=("low",)), 0),
        (Chosen(themes=("forest",), states=("new", "assigned")), 2),
        (Chosen(communes=("03388",)), 1),
        (Chosen(consultees=(COMMAND.vi,)), 1),
        (Chosen(search="không có"), 0),
    ],
)
def test_filters_narrow_together(chosen, found):
    other = case(2, state=State.ASSIGNED, communes=("03390",), consultees=(FOREST,))
    assert len(narrow([case(1), other], chosen)) == found


def test_a_row_says_that_it_is_overdue_in_words_and_the_moment_in_vietnam():
    late = case(due_on=date(2026, 11, 23), waits_for=(COMMAND,), state=State.SENT_TO_CONSULTEE)
    row = rows_of([late], TODAY, Text("vi")).iloc[0]
    assert row["Hạn"] == "⚠ 23/11/2026 · quá hạn 3 ngày"
    assert row["Cập nhật"] == "26/11/2026 01:05"
    assert row["Đang chờ"] == "Bộ Chỉ huy quân sự tỉnh"
    assert rows_of([late], TODAY, Text("en")).iloc[0]["Waiting for"] == "Provincial Military Command"


def test_names_and_reasons_stay_text():
    told = case(site_name=HOSTILE)
    step = event(2, "note", "new", text=HOSTILE, document_number=HOSTILE)
    file = Attachment(
        id=1, case_id=1, event_id=2, name=HOSTILE, media_type="application/pdf", size_bytes=9, sha256="0" * 64
    )
    page = finding_html(told, {"03388": HOSTILE}, Text("vi")) + history_html(
        CaseFile(case=told, events=(step,), attachments=(file,)), Text("vi")
    )
    assert "<img" not in page
    assert page.count("&lt;img") == 5


def test_the_card_gives_the_figures_of_the_facts_and_none_where_nothing_may_be_told():
    card = finding_html(case(), {"03388": "Phường Đoàn Kết"}, Text("vi"))
    assert "3,46 ha" in card
    assert "25,0 %" in card
    assert "Phường Đoàn Kết" in card
    none = dict.fromkeys(("overlap_area_m2", "site_share", "distance_m", "zone_count"))
    found = FACTS["found"] | none | {"certainty": "", "zone_ids": "", "verdict": "not_checked"}
    secret = case(restricted=True, verdict="not_checked", facts=FACTS | {"found": found})
    card = finding_html(secret, {}, Text("vi"))
    assert "figures" not in card
    assert "KHÔNG phải là kết luận không vướng" in card


def test_stages_that_were_left_out_are_not_called_done():
    events = (event(1, "opened", "new", from_state=""), event(2, "take", "under_review"))
    told = progress_html(CaseFile(case=case(state=State.ACCEPTED), events=events, attachments=()), Text("vi"))
    assert '<li class="done">Đang xem xét</li>' in told
    assert '<li class="left-out">Đang xin ý kiến</li>' in told
    assert '<li class="decided" aria-current="step">Xác nhận cảnh báo</li>' in told


def test_a_reopened_case_says_what_is_different_from_what_was_decided_on():
    events = (
        event(1, "accept", "accepted", from_state="under_review"),
        event(
            2,
            "facts_changed",
            "reopened",
            from_state="accepted",
            person_id=None,
            vi=["diện tích chồng lấn 1,00 ha → 2,00 ha"],
            en=["overlap 1.00 ha → 2.00 ha"],
        ),
        event(3, "note", "reopened", from_state="reopened", text="đã xem"),
    )
    file = CaseFile(case=case(state=State.REOPENED), events=events, attachments=())
    told = changed_html(file, Text("vi"))
    assert "diện tích chồng lấn 1,00 ha → 2,00 ha" in told
    assert "Xác nhận cảnh báo" in told
    by_hand = (events[0], event(2, "reopen", "reopened", from_state="accepted", text="có đơn mới"))
    assert changed_html(replace(file, events=by_hand), Text("vi")) == ""


LAN = Person(id=7, name="lan", full_name="Lan", role=Role.PROVINCIAL_OFFICER)


def test_what_others_did_meanwhile_stops_the_form_and_what_one_did_oneself_does_not():
    events = (event(1, "opened", "new", person_id=None), event(2, "take", "under_review", person_id=8))
    file = CaseFile(case=case(version=2), events=events, attachments=())
    draft = Draft(version=1)
    assert [one.kind for one in newer_events(file, LAN, draft)] == ["take"]
    assert draft.version == 1
    own = replace(file, events=(events[0], event(2, "note", "new", person_id=7)))
    assert newer_events(own, LAN, draft) == ()
    assert draft.version == 2


def test_a_draft_is_there_again_for_its_person_case_and_step_alone():
    drafts = Drafts(size=2)
    place = ("desk", 7, 1, StepKind.CONTEST)
    draft = Draft(version=3, values={"text": "ranh đã điều chỉnh"})
    drafts.keep(place, draft)
    found = drafts.find(place)
    assert (found.values, found.version, found.opening, found.restored) == (
        draft.values,
        3,
        draft.opening,
        True,
    )
    assert drafts.find(("desk", 8, 1, StepKind.CONTEST)) is None
    assert drafts.find(("desk", 7, 1, StepKind.NOTE)) is None
    found.values["text"] = "khác"
    assert drafts.find(place).values == draft.values
    drafts.drop(place)
    assert drafts.find(place) is None


def test_only_so_many_drafts_are_kept():
    drafts = Drafts(size=2)
    for number in range(3):
        drafts.keep(("desk", 7, number, StepKind.NOTE), Draft(version=1, values={"text": str(number)}))
    assert drafts.find(("desk", 7, 0, StepKind.NOTE)) is None
    assert drafts.find(("desk", 7, 2, StepKind.NOTE)).values == {"text": "2"}


def test_the_same_content_sent_twice_is_one_step_and_another_content_another():
    draft = Draft(version=1, values={"text": "một"})
    files = [NewFile(name="a.pdf", body=b"%PDF-")]
    key = draft.key(files)
    assert draft.key(files) == key
    assert len(key) <= 80
    draft.version = 2
    assert draft.key(files) == key
    assert draft.key([]) != key
    draft.values["text"] = "hai"
    assert draft.key(files) != key
    assert Draft(version=1, values={"text": "hai"}).key(files) != draft.key(files)


def test_a_form_becomes_the_step_that_was_typed():
    waiting = case(state=State.SENT_TO_CONSULTEE, waits_for=(COMMAND,), version=4)
    kind = StepKind.RECORD_ANSWER
    values = {"text": "Đồng ý", "answered": COMMAND.vi, "document_number": "77/BCH", "document_date": TODAY}
    form = Form(
        case=waiting,
        kind=kind,
        draft=Draft(version=4, values=values),
        needs=needs_of(waiting, kind),
        officers={},
        text=Text("vi"),
    )
    step = step_of(form, [])
    assert (step.case_id, step.kind, step.version_seen, step.text) == (1, kind, 4, "Đồng ý")
    assert (step.consultees, step.document_number, step.document_date) == ((COMMAND.vi,), "77/BCH", TODAY)


JOINT = case(
    2,
    site_id="P1",
    subject="P1/consultation",
    rule_id="",
    restricted=True,
    facts=FACTS | {"found": FACTS["found"] | {"rules": "FOR-02; LAND-01"}},
)
PLACELESS = case(3, site_id="P4", subject="P4/place", rule_id="")


@pytest.mark.parametrize(
    ("finding", "number"),
    [
        ("P1/FOR-01", "HS-2026-0001"),
        ("P1/FOR-02", "HS-2026-0002"),
        ("P1/LAND-01", "HS-2026-0002"),
        ("P1/LAND-02", None),
        ("P4/FOR-01", "HS-2026-0003"),
    ],
)
def test_a_finding_has_its_own_case_or_the_joint_one_that_names_its_rule(finding, number):
    of_site = [one for one in (JOINT, case(1), PLACELESS) if one.site_id == finding.split("/")[0]]
    found = stands_for(of_site, finding)
    assert (found and found.number) == number


def test_a_file_that_was_there_at_an_earlier_press_is_asked_for_once(monkeypatch):
    monkeypatch.setattr("views.state.value", lambda _: [])
    draft, files = (
        Draft(version=1),
        [NewFile(name="a.pdf", body=b"%PDF-"), NewFile(name="b.pdf", body=b"%PDF-")],
    )
    require_all(draft, files)
    with pytest.raises(CaseError, match=r"1 chosen file\(s\).*\(b\.pdf\)"):
        require_all(draft, files[:1])
    require_all(draft, files[:1])
    require_all(draft, files)


def test_a_form_that_was_put_off_asks_for_its_file_by_name(monkeypatch):
    monkeypatch.setattr("views.state.value", lambda _: [])
    drafts, place = Drafts(size=2), ("desk", 7, 1, StepKind.NOTE)
    drafts.keep(place, Draft(version=1, values={"text": "Kèm biên bản"}, files=("bien-ban.pdf",)))
    draft = drafts.find(place)
    with pytest.raises(CaseError, match=r"1 chosen file\(s\).*\(bien-ban\.pdf\)"):
        require_all(draft, [])
    again = drafts.find(place)
    require_all(again, [NewFile(name="bien-ban.pdf", body=b"%PDF-")])


def test_a_file_that_the_browser_shows_and_the_server_lost_is_told_once(monkeypatch):
    monkeypatch.setattr("views.state.value", lambda _: ["deleted", "there"])
    draft, files = Draft(version=1), [NewFile(name="a.pdf", body=b"%PDF-")]
    with pytest.raises(CaseError, match="1 chosen file"):
        require_all(draft, files)
    require_all(draft, files)


def test_a_file_that_was_chosen_a_moment_before_the_press_is_not_left_behind(monkeypatch):
    """The browser has announced it and waits for the place where it shall go: its form is not held back yet."""
    manager = MemoryUploadedFileManager("/files")
    tab = SimpleNamespace(session_id="tab", uploaded_file_mgr=manager)
    monkeypatch.setattr("views.cases.announced.get_script_run_ctx", lambda: tab)
    monkeypatch.setattr("views.state.value", lambda _: [])
    for _ in range(2):
        watch_announcements()
    draft = Draft(version=1)
    (place,) = manager.get_upload_urls("tab", ["bien-ban.pdf"])
    manager.get_upload_urls("other", ["khac.pdf"])
    with pytest.raises(CaseError, match=r"1 chosen file\(s\).*\(bien-ban\.pdf\)"):
        require_all(draft, [])
    require_all(draft, [])
    (place,) = manager.get_upload_urls("tab", ["bien-ban.pdf"])
    manager.add_file("tab", UploadedFileRec(place.file_id, "bien-ban.pdf", "", b"%PDF-"))
    (taken_back,) = manager.get_upload_urls("tab", ["nham.pdf"])
    manager.remove_file("tab", taken_back.file_id)
    require_all(draft, [NewFile(name="bien-ban.pdf", body=b"%PDF-")])
    manager.remove_session_files("other")
    tab.session_id = "other"
    require_all(draft, [NewFile(name="bien-ban.pdf", body=b"%PDF-")])
