"""Whatever people do, in whatever order: no decision that matters without its second person."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from random import Random

import pytest
import sqlalchemy as sa
from desk_cases import SOON, Office

from office.audit import append
from office.audit_verify import verify
from office.cases.listing import Wanted, list_cases
from office.cases.model import NewFile, Step, StepKind
from office.cases.moves import HEAVY
from office.cases.needs import possible_steps
from office.cases.said import today
from office.cases.steps import take_step
from office.database.schema import audit, case_events, cases
from office.errors import CaseError, RightError

STEPS = 150
MOSTLY = 0.8
ASIDE = {StepKind.NOTE, StepKind.ATTACH, StepKind.SET_DUE, StepKind.ASSIGN}
REASON = "Đã đối chiếu hồ sơ và thực địa."


@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.heavy) for seed in (1, 2, 3))])
def test_no_walk_reaches_a_decision_without_its_second_person(desk, folder, seed):
    """Four people take random steps, allowed or not, with and without what the steps need."""
    office = Office(desk)
    office.sync_untouched(folder)
    people = [office.officer, office.other, office.chief, office.commune]
    low = office.case("S1/RICE-01")
    with desk.writing() as connection:
        connection.execute(cases.update().where(cases.c.id == low.id).values(severity="low"))
        append(connection, None, "made_low", table=cases, key=low.id)
    random, taken = Random(seed), Counter()  # noqa: S311 - a walk, no secret
    for number in range(STEPS):
        case = random.choice(list_cases(desk, office.chief, Wanted(per_page=0)).cases)
        person = random.choice(people)
        sensible = possible_steps(person, case)
        kind = _wish(random, sensible) if random.random() < MOSTLY else random.choice(list(StepKind))
        step = _step(random, case, kind, number, people)
        try:
            after = take_step(desk, person, step)
        except (CaseError, RightError):
            assert list_cases(desk, office.chief, Wanted(search=case.number)).cases == (case,)
            continue
        taken[kind] += 1
        assert kind in sensible
        assert after.version == case.version + 1
    assert sum(taken.values()) > STEPS / 5
    assert taken[StepKind.SIGN] > 0
    _look_at_every_decision(desk, str(low.id))
    assert verify(desk).ok


def _wish(random, sensible):
    """Choose a step that is possible, rarely one that leads nowhere."""
    return random.choices(sensible, [1 if kind in ASIDE else 5 for kind in sensible])[0]


def _step(random, case, kind, number, people):
    full = random.random() < 0.9
    return Step(
        case_id=case.id,
        version_seen=case.version if random.random() < 0.95 else case.version - 1,
        kind=kind,
        key=f"walk-{number}",
        text=REASON if full else "",
        assign_to=random.choice(people).id,
        due_on=SOON,
        consultees=("Cơ quan thử",) if full else (),
        document_number="12/BB" if full else "",
        document_date=today(),
        files=(NewFile(name="a.pdf", body=b"%PDF-1.4"),) if random.random() < 0.3 else (),
    )


def _look_at_every_decision(desk, made_low):
    """Read the events alone: who proposed what, who signed it, and that the trail has each."""
    with desk.reading() as connection:
        rows = (
            connection.execute(
                sa.select(case_events, cases.c.severity, cases.c.restricted, cases.c.state.label("now"))
                .join(cases, cases.c.id == case_events.c.case_id)
                .order_by(case_events.c.id)
            )
            .mappings()
            .all()
        )
        trail = Counter(
            connection.execute(
                sa.select(audit.c.object_id).where(audit.c.object_kind == "case_events")
            ).scalars()
        )
        of_cases = Counter(
            connection.execute(sa.select(audit.c.object_id).where(audit.c.object_kind == "cases")).scalars()
        )
    events = {row["id"]: row for row in rows}
    for row in rows:
        decided = (
            row["to_state"] in {"accepted", "contested", "resolved"} and row["from_state"] != row["to_state"]
        )
        if decided and (row["restricted"] or row["severity"] in HEAVY or row["to_state"] == "contested"):
            proposed = events[row["facts"]["proposed_in"]]
            assert row["kind"] == "sign"
            assert proposed["facts"]["proposes"] == row["to_state"]
            assert proposed["person_id"] not in {None, row["person_id"]}
    assert trail == Counter({str(row["id"]): 1 for row in rows})
    by_case = Counter(str(row["case_id"]) for row in rows)
    assert of_cases == by_case + Counter([made_low])
    for case_id in {row["case_id"] for row in rows}:
        own = [row for row in rows if row["case_id"] == case_id]
        states = [(one["from_state"], one["to_state"]) for one in own]
        assert all(before[1] == after[0] for before, after in pairwise(states))
        assert states[-1][1] == own[0]["now"]
