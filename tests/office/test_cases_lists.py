"""Lists of cases: what a person may see, who waits for whom, how often a rule was right."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from desk_cases import SOON, add_person

from office.cases.listing import Wanted, list_cases
from office.cases.model import State
from office.cases.precision import Precision, precision_by_rule
from office.cases.reading import read_case
from office.cases.said import today
from office.cases.waiting import WaitsFor, waiting
from office.database.schema import accounts, cases
from office.errors import RightError
from office.people import Person, Role

RICE, DEFENCE, ROUND = "S1/RICE-01", "S2/DEF-01", "S2/consultation"
REASON = "Ranh giới thực địa lệch so với bản đồ."


def listed(office, person, **wanted):
    return [case.subject for case in list_cases(office.desk, person, Wanted(**wanted)).cases]


def test_the_heaviest_come_first_and_what_is_due_before_them(office):
    assert listed(office, office.chief) == [DEFENCE, RICE, ROUND]
    office.step(office.chief, ROUND, "set_due", due_on=SOON)
    assert listed(office, office.chief) == [ROUND, DEFENCE, RICE]


def test_a_person_sees_own_communes_in_every_list(office):
    elsewhere = add_person(office.desk, "gi", Role.COMMUNE_OFFICER, {"02"})
    nowhere = add_person(office.desk, "ha", Role.COMMUNE_OFFICER)
    half = add_person(office.desk, "hi", Role.COMMUNE_OFFICER, {"0", "1", '01","02'})
    for person in (elsewhere, nowhere, half):
        found = list_cases(office.desk, person, Wanted())
        assert (found.cases, found.total, sum(found.counts.values())) == ((), 0, 0)
        assert waiting(office.desk, person) == ()
    assert len(listed(office, office.commune)) == 3
    assert len(waiting(office.desk, office.commune)) == 3


@pytest.mark.parametrize("role", [Role.PUBLIC_VIEWER, Role.ADMINISTRATOR])
@pytest.mark.parametrize("ask", [lambda d, p: list_cases(d, p, Wanted()), waiting, precision_by_rule])
def test_who_may_see_no_cases_is_refused(desk, role, ask):
    with pytest.raises(RightError):
        ask(desk, Person(id=1, name="x", full_name="X", role=role))


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({"states": frozenset({State.UNDER_REVIEW})}, [RICE]),
        ({"search": "MOT"}, [RICE]),
        ({"search": "hs-2026-0002"}, [DEFENCE]),
        ({"search": "hai def"}, [DEFENCE]),
        ({"search": "%"}, []),
        ({"site_id": "S2"}, [DEFENCE, ROUND]),
        ({"communes": frozenset({"01"})}, [DEFENCE, RICE, ROUND]),
        ({"communes": frozenset({"02"})}, []),
        ({"themes": frozenset({"landuse"})}, [RICE]),
        ({"severities": frozenset({"critical"})}, [DEFENCE]),
        ({"verdicts": frozenset({"conflict"})}, [RICE]),
        ({"gone": True}, []),
        ({"per_page": 2, "page": 2}, [ROUND]),
        ({"per_page": 0}, [DEFENCE, RICE, ROUND]),
    ],
    ids=str,
)
def test_wishes_narrow_the_list(office, wanted, found):
    office.step(office.officer, RICE, "take")
    assert listed(office, office.chief, **wanted) == found


def test_counts_are_of_all_states_whatever_state_is_wanted(office):
    office.step(office.officer, RICE, "take")
    found = list_cases(office.desk, office.chief, Wanted(states=frozenset({State.UNDER_REVIEW}), per_page=1))
    assert (found.counts[State.NEW], found.counts[State.UNDER_REVIEW], found.total) == (2, 1, 1)


def test_what_waits_for_me_is_what_i_am_to_move(office):
    def mine(person):
        return set(listed(office, person, waiting_for_me=True))

    office.step(office.officer, RICE, "take")
    office.step(office.officer, DEFENCE, "take")
    assert (mine(office.officer), mine(office.other), mine(office.chief)) == ({RICE, DEFENCE}, set(), set())
    office.step(
        office.officer, DEFENCE, "send", consultees=("Test office",), due_on=SOON, document_number="1"
    )
    office.step(
        office.officer,
        RICE,
        "contest",
        f'{REASON} "person_id":{office.chief.id},"reason":',
        document_number="1",
    )
    assert (mine(office.officer), mine(office.chief)) == (set(), {RICE})
    assert listed(office, office.officer, mine=True) == [DEFENCE, RICE]
    assert listed(office, office.officer, waits_for="cơ quan") == [DEFENCE]
    assert listed(office, office.officer, proposed=True) == [RICE]


def test_a_proposal_of_a_chief_does_not_wait_for_that_chief(office):
    office.step(office.chief, RICE, "take")
    office.step(office.chief, RICE, "contest", REASON, document_number="1")
    assert listed(office, office.chief, waiting_for_me=True) == []


def test_who_waits_for_whom_since_when_and_too_long(office):
    office.step(office.officer, RICE, "take")
    office.step(office.officer, RICE, "accept")
    office.step(office.officer, DEFENCE, "take")
    office.step(
        office.officer, DEFENCE, "send", consultees=("Test office",), due_on=SOON, document_number="1"
    )
    office.step(office.officer, DEFENCE, "note", "Đã gọi điện nhắc.")
    with office.desk.writing() as connection:
        late = today() - timedelta(days=1)
        connection.execute(cases.update().where(cases.c.subject == DEFENCE).values(due_on=late))
    waits = waiting(office.desk, office.chief)
    assert [(wait.case.subject, wait.kind, wait.name.vi, wait.overdue) for wait in waits] == [
        (DEFENCE, WaitsFor.CONSULTEE, "Cơ quan thử", True),
        (ROUND, WaitsFor.NOBODY_YET, "", False),
        (RICE, WaitsFor.SIGNATURE, "", False),
    ]
    assert waits[0].since < office.case(DEFENCE).changed_at
    assert listed(office, office.chief, overdue=True) == [DEFENCE]


def test_how_often_a_rule_was_right(office):
    """One warning upheld, then reopened and contested: the latest decision is the one that counts."""
    assert precision_by_rule(office.desk, office.chief) == ()
    office.decide(DEFENCE)
    office.decide(RICE)
    right = Precision(rule_id="RICE-01", upheld=1, contested=0)
    defence = Precision(rule_id="DEF-01", upheld=1, contested=0)
    assert set(precision_by_rule(office.desk, office.chief)) == {right, defence}
    office.step(office.officer, RICE, "reopen", REASON)
    office.step(office.officer, RICE, "take")
    office.step(office.officer, RICE, "contest", REASON, document_number="1")
    assert set(precision_by_rule(office.desk, office.chief)) == {right, defence}
    office.step(office.chief, RICE, "sign")
    wrong = Precision(rule_id="RICE-01", upheld=0, contested=1)
    assert precision_by_rule(office.desk, office.chief) == (wrong, defence)
    assert (wrong.decided, wrong.contested) == (1, 1)


def test_what_was_closed_because_it_is_gone_says_nothing_about_the_rule(office):
    with office.desk.writing() as connection:
        connection.execute(cases.update().where(cases.c.subject == RICE).values(gone=sa.true()))
    office.step(office.officer, RICE, "resolve")
    office.step(office.chief, RICE, "sign")
    assert office.case(RICE).state is State.RESOLVED
    assert precision_by_rule(office.desk, office.chief) == ()


def test_who_has_no_full_name_is_called_by_the_name_of_the_account(office):
    with office.desk.writing() as connection:
        connection.execute(accounts.update().values(full_name=""))
    office.step(office.officer, RICE, "take")
    file = read_case(office.desk, office.chief, office.case(RICE).id)
    assert (file.case.assigned_name, file.events[-1].person_name) == ("an", "an")
