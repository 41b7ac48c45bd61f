"""A case from warning to signed decision: every step, every right, on both databases."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from desk_cases import SOON, add_person

from office.cases.model import NewFile, State, StepKind
from office.cases.needs import needs_of, possible_steps
from office.cases.reading import read_attachment, read_case
from office.cases.said import today
from office.database.schema import attachments, audit, case_events, cases
from office.errors import CaseError, RightError, StaleError
from office.people import OWNER, Role

RICE, DEFENCE = "S1/RICE-01", "S2/DEF-01"
REASON = "Ranh giới thực địa lệch so với bản đồ."
PDF = NewFile(name="Biên bản.pdf", body=b"%PDF-1.7 ...")


def told(desk, table):
    with desk.reading() as connection:
        return connection.execute(sa.select(table)).mappings().all()


def test_a_case_goes_from_warning_to_signed_decision(office):
    """Taken, sent to both offices, answered by both, proposed, signed by another person."""
    office.step(office.chief, DEFENCE, "assign", assign_to=office.officer.id, due_on=SOON)
    assert office.case(DEFENCE).state is State.ASSIGNED
    assert office.case(DEFENCE).assigned_name == "Lò Văn An"
    office.step(office.officer, DEFENCE, "take")
    sent = office.step(
        office.officer,
        DEFENCE,
        "send",
        consultees=("Cơ quan thử",),
        due_on=SOON,
        document_number="15/SNNMT-QLĐĐ",
    )
    assert sent.state is State.SENT_TO_CONSULTEE
    assert [office_.en for office_ in sent.waits_for] == ["Test office"]
    assert sent.due_on == SOON
    answered = office.step(
        office.officer,
        DEFENCE,
        "record_answer",
        "Không có ý kiến phản đối.",
        document_number="88/BCH-TM",
        document_date=today(),
        files=(PDF,),
    )
    assert (answered.state, answered.waits_for, answered.due_on) == (State.ANSWERED, (), None)
    proposed = office.step(
        office.officer, DEFENCE, "resolve", "Đã có ý kiến bằng văn bản.", document_number="88/BCH-TM"
    )
    assert proposed.state is State.ANSWERED
    assert (proposed.proposal.state, proposed.proposal.person_id) == (State.RESOLVED, office.officer.id)
    signed = office.step(office.chief, DEFENCE, "sign")
    assert (signed.state, signed.proposal) == (State.RESOLVED, None)
    file = read_case(office.desk, office.chief, signed.number)
    assert [event.kind for event in file.events] == [
        "opened",
        "assign",
        "take",
        "send",
        "record_answer",
        "resolve",
        "sign",
    ]
    assert [event.person_name for event in file.events[1:3]] == ["Vàng Thị Chi", "Lò Văn An"]
    assert file.events[-1].facts["proposed_by"] == office.officer.id
    assert file.events[-2].facts["document_number"] == "88/BCH-TM"
    (attachment,) = file.attachments
    assert (attachment.name, attachment.media_type) == ("Biên bản.pdf", "application/pdf")
    assert read_attachment(office.desk, office.chief, attachment.id) == (attachment, PDF.body)


def test_every_step_has_one_event_and_its_rows_in_the_trail(office):
    before = len(told(office.desk, audit))
    office.step(office.officer, RICE, "take")
    office.step(office.officer, RICE, "attach", files=(PDF, PDF))
    rows = told(office.desk, audit)[before:]
    assert [(row["act"], row["object_kind"]) for row in rows] == [
        ("case_take", "cases"),
        ("case_take", "case_events"),
        ("case_attach", "cases"),
        ("case_attach", "case_events"),
        ("case_attach", "attachments"),
        ("case_attach", "attachments"),
    ]
    assert {row["person_name"] for row in rows} == {"an"}
    assert all(len(row["row_digest"]) == 64 for row in rows)
    assert rows[0]["facts"] == {
        "case": office.case(RICE).number,
        "from": "new",
        "to": "under_review",
        "version": 2,
    }


def test_the_second_officer_is_told_and_the_first_is_kept(office):
    seen = office.case(RICE).version
    office.step(office.officer, RICE, "take", seen=seen)
    with pytest.raises(StaleError) as refused:
        office.step(office.other, RICE, "take", seen=seen)
    assert "Lò Văn An đã tiếp nhận hồ sơ lúc" in refused.value.vi
    assert "Lò Văn An took it at" in refused.value.en
    assert office.case(RICE).assigned_to == office.officer.id
    assert len([row for row in told(office.desk, case_events) if row["kind"] == "take"]) == 1


def test_a_note_is_taken_whatever_happened_since_but_a_decision_is_not(office):
    """Nobody decides without having seen the last note."""
    office.step(office.officer, RICE, "take")
    seen = office.case(RICE).version
    office.step(office.commune, RICE, "note", "Dân đang canh tác.", seen=1)
    assert office.case(RICE).version == seen + 1
    with pytest.raises(StaleError) as refused:
        office.step(office.officer, RICE, "accept", seen=seen)
    assert "Giàng A Đào đã thêm ghi chú" in refused.value.vi


def test_the_same_key_twice_is_one_event(office):
    first = office.step(office.officer, RICE, "take", key="form-1")
    again = office.step(office.officer, RICE, "take", key="form-1", seen=1)
    assert again == first
    assert [row["idempotency_key"] for row in told(office.desk, case_events)].count("form-1") == 1


@pytest.mark.parametrize("change", ["kind", "person", "case"])
def test_a_key_of_something_else_is_refused(office, change):
    office.step(office.officer, RICE, "note", "Ghi chú.", key="form-1")
    person = office.other if change == "person" else office.officer
    kind = "take" if change == "kind" else "note"
    subject = DEFENCE if change == "case" else RICE
    with pytest.raises(CaseError, match="used for something else"):
        office.step(person, subject, kind, "Ghi chú.", key="form-1")
    assert len([row for row in told(office.desk, case_events) if row["idempotency_key"]]) == 1


def test_nobody_signs_what_he_proposed(office):
    """Not as chief, not under another role, not under another account of the same name."""
    office.step(office.chief, RICE, "take")
    office.step(office.chief, RICE, "contest", REASON, document_number="1/BB")
    assert StepKind.SIGN not in possible_steps(office.chief, office.case(RICE))
    with pytest.raises(CaseError, match="another person"):
        office.step(office.chief, RICE, "sign")
    double = add_person(office.desk, "chi2", Role.CHIEF, full_name=" vàng  thị CHI ")
    with pytest.raises(CaseError, match="another person"):
        office.step(double, RICE, "sign")
    with pytest.raises(CaseError, match="another person"):
        office.step(OWNER, RICE, "sign")
    assert office.case(RICE).state is State.UNDER_REVIEW
    another = add_person(office.desk, "em", Role.CHIEF, full_name="Hoàng Thị Em")
    assert office.step(another, RICE, "sign").state is State.CONTESTED


def test_a_person_whose_role_changed_is_still_the_same(office):
    office.step(office.officer, RICE, "take")
    office.step(office.officer, RICE, "contest", REASON, document_number="1/BB")
    promoted = add_person(office.desk, "x", Role.CHIEF)
    promoted = type(promoted)(id=office.officer.id, name="an", full_name="Khác Tên", role=Role.CHIEF)
    with pytest.raises(CaseError, match="another person"):
        office.step(promoted, RICE, "sign")


def test_a_refusal_needs_a_comment_and_leaves_the_case_open(office):
    office.step(office.officer, RICE, "take")
    office.step(office.officer, RICE, "accept")
    with pytest.raises(CaseError, match="at least 10 characters"):
        office.step(office.chief, RICE, "refuse", "không")
    refused = office.step(office.chief, RICE, "refuse", "Cần ý kiến của xã trước.")
    assert (refused.state, refused.proposal) == (State.UNDER_REVIEW, None)
    office.step(office.officer, RICE, "accept")
    with pytest.raises(CaseError, match="Only who proposed"):
        office.step(office.other, RICE, "withdraw")
    assert office.step(office.officer, RICE, "withdraw").proposal is None


def test_while_a_proposal_waits_nothing_else_is_decided(office):
    office.step(office.officer, RICE, "take")
    office.step(office.officer, RICE, "accept")
    with pytest.raises(CaseError, match="waits for a second person"):
        office.step(office.other, RICE, "contest", REASON, document_number="1/BB")
    assert possible_steps(office.officer, office.case(RICE)) == (
        StepKind.WITHDRAW,
        StepKind.NOTE,
        StepKind.ATTACH,
    )
    assert possible_steps(office.other, office.case(RICE)) == (StepKind.NOTE, StepKind.ATTACH)
    assert StepKind.SIGN in possible_steps(office.chief, office.case(RICE))


def test_a_light_open_case_needs_one_person_unless_it_is_contested(office):
    with office.desk.writing() as connection:
        connection.execute(cases.update().where(cases.c.subject == RICE).values(severity="medium"))
    office.step(office.officer, RICE, "take")
    assert not needs_of(office.case(RICE), StepKind.ACCEPT).second
    assert needs_of(office.case(RICE), StepKind.CONTEST).second
    assert office.step(office.officer, RICE, "accept").state is State.ACCEPTED
    assert office.step(office.officer, RICE, "resolve", "Dự án đã điều chỉnh.").state is State.RESOLVED


@pytest.mark.parametrize(
    ("kind", "more", "told"),
    [
        ("contest", {"text": "ngắn", "document_number": "1"}, "at least 10 characters"),
        ("contest", {"text": REASON}, "evidence"),
        ("resolve", {"text": ""}, "at least 10 characters"),
        ("note", {"text": "  "}, "note is empty"),
        ("attach", {}, "Choose the files"),
        ("attach", {"files": (PDF,) * 11}, "10 at most"),
        ("send", {"document_number": "1", "consultees": ("Cơ quan thử",)}, "at least one office"),
        ("send", {"consultees": ("Cơ quan thử",), "due_on": SOON}, "number of the document"),
        ("send", {"document_number": "1", "consultees": ("X",), "due_on": SOON}, "not an office"),
        (
            "send",
            {
                "document_number": "1",
                "consultees": ("Test office",),
                "due_on": today() - timedelta(days=1),
            },
            "is past",
        ),
        ("note", {"text": "a\x00b"}, "control characters"),
        ("note", {"text": "a" * 20_001}, "longer than 20000"),
        ("sign", {}, "not possible"),
        ("reopen", {"text": REASON}, "not possible"),
    ],
)
def test_what_is_missing_is_said(office, kind, more, told):
    office.step(office.officer, RICE, "take")
    person = office.chief if kind == "sign" else office.officer
    with pytest.raises(CaseError, match=told):
        office.step(person, RICE, kind, **more)
    assert office.case(RICE).version == 2


def test_a_restricted_case_is_resolved_on_paper_only(office):
    office.step(office.officer, DEFENCE, "take")
    with pytest.raises(CaseError, match="evidence"):
        office.step(office.officer, DEFENCE, "resolve", "Chỉ huy đã đồng ý miệng.")


def test_an_answer_names_its_office_and_a_day_that_was(office):
    office.step(office.officer, DEFENCE, "take")
    office.step(
        office.officer, DEFENCE, "send", consultees=("Test office",), due_on=SOON, document_number="1"
    )
    with pytest.raises(CaseError, match="not in the future"):
        office.step(office.officer, DEFENCE, "record_answer", REASON, document_number="2", document_date=SOON)
    with pytest.raises(CaseError, match="at least 10 characters"):
        office.step(office.officer, DEFENCE, "call_back", "lâu")
    back = office.step(office.officer, DEFENCE, "call_back", "Quá hạn, không trả lời.")
    assert (back.state, back.waits_for) == (State.UNDER_REVIEW, ())


def test_a_case_goes_to_an_active_account_that_may_work(office):
    for account in (office.commune.id, 9999, None):
        with pytest.raises(CaseError, match="active account"):
            office.step(office.chief, RICE, "assign", assign_to=account)
    office.step(office.chief, RICE, "assign", assign_to=office.other.id)
    with pytest.raises(CaseError, match="given to Tao Thị Bình"):
        office.step(office.officer, RICE, "take")


def test_reopening_needs_a_reason_and_nobody_else(office):
    office.decide(RICE)
    with pytest.raises(CaseError, match="at least 10 characters"):
        office.step(office.officer, RICE, "reopen")
    assert office.step(office.officer, RICE, "reopen", "Có khiếu nại mới của dân.").state is State.REOPENED


@pytest.mark.parametrize(
    ("who", "kind"), [("commune", "take"), ("officer", "assign"), ("officer", "sign"), ("other", "set_due")]
)
def test_rights_decide_on_every_step(office, who, kind):
    office.step(office.officer, RICE, "take")
    office.step(office.officer, RICE, "accept")
    with pytest.raises(RightError):
        office.step(getattr(office, who), RICE, kind)


def test_what_lies_elsewhere_is_as_unknown_as_what_is_not_there(office):
    """S3 lies in commune 02; the officer of 01 gets the same sentence for it as for a number of nobody."""
    stranger = add_person(office.desk, "gi", Role.COMMUNE_OFFICER, {"02"})
    office.step(office.officer, RICE, "attach", files=(PDF,))
    case, (row,) = office.case(RICE), told(office.desk, attachments)
    sentences = set()
    for ask in (
        lambda: read_case(office.desk, stranger, case.id),
        lambda: read_case(office.desk, stranger, case.number),
        lambda: read_case(office.desk, stranger, 9999),
        lambda: read_case(office.desk, stranger, "HS-2026-9999"),
        lambda: read_attachment(office.desk, stranger, row["id"]),
        lambda: read_attachment(office.desk, stranger, 9999),
        lambda: office.step(stranger, RICE, "note", "Ghi chú."),
    ):
        with pytest.raises(RightError) as refused:
            ask()
        sentences.add(refused.value.vi)
    assert sentences == {"Không có hồ sơ này trong phạm vi tài khoản của bạn; hãy kiểm tra lại số hồ sơ."}


@pytest.mark.parametrize(
    "where",
    [
        "Mốc 1: X = 2 450 123,45 m; Y = 512 345,60 m",
        "2.450.123,4 và 512.345,6",
        "tại 22.38612, 103.45821",
        "22°23'10\" B, 103°27'29\" Đ",
    ],
)
def test_a_note_about_defence_land_does_not_say_where(office, where):
    with pytest.raises(CaseError, match="coordinates"):
        office.step(office.officer, DEFENCE, "note", where)
    assert office.step(office.officer, RICE, "note", where).version == 2


def test_numbers_that_are_no_place_are_kept(office):
    text = "Theo CV 2450123/BCH ngày 12/11/2026: 1.250.000.000 đồng, 12,5 ha, đt 0213.876.543."
    assert office.step(office.officer, DEFENCE, "note", text).version == 2
