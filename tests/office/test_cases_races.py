"""Two officers at once, the same form twice at once, a process killed in mid step."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import sqlalchemy as sa

from office.audit_verify import verify
from office.cases.model import State
from office.database.schema import audit, case_events
from office.errors import StaleError

ROOT = Path(__file__).parents[2]
RICE = "S1/RICE-01"
ROUNDS = 10


def at_once(*calls):
    """Run calls in threads that start together; return what each gave or raised."""
    start = Barrier(len(calls))

    def run(call):
        start.wait()
        try:
            return call()
        except StaleError as error:
            return error

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def events(office, kind):
    with office.desk.reading() as connection:
        return connection.scalar(
            sa.select(sa.func.count()).select_from(case_events).where(case_events.c.kind == kind)
        )


def test_of_two_officers_one_is_kept_and_the_other_told(office):
    """Take and reopen in turn, each time two at once: never an overwritten step."""
    for number in range(ROUNDS):
        seen = office.case(RICE).version
        kind = "review" if number % 2 else "take"
        if number:
            # Back to a state from which both can start.
            with office.desk.writing() as connection:
                connection.exec_driver_sql("UPDATE cases SET state = 'new', assigned_to = NULL")
        given = at_once(
            lambda kind=kind, seen=seen: office.step(office.officer, RICE, kind, seen=seen),
            lambda kind=kind, seen=seen: office.step(office.other, RICE, kind, seen=seen),
        )
        stale = [one for one in given if isinstance(one, StaleError)]
        assert len(stale) == 1
        assert "đã tiếp nhận hồ sơ" in stale[0].vi or "đã thẩm tra hồ sơ" in stale[0].vi
        assert office.case(RICE).version == seen + 1
    assert events(office, "take") + events(office, "review") == ROUNDS


def test_the_same_form_twice_at_once_is_one_event(office):
    given = at_once(
        *(lambda: office.step(office.officer, RICE, "take", key="form", seen=1) for _ in range(4))
    )
    assert [case.version for case in given] == [2, 2, 2, 2]
    assert events(office, "take") == 1


KILLED = """
    import os, signal, sys
    from pathlib import Path
    from office import audit
    from office.cases import steps
    from office.cases.model import Step, StepKind
    from office.database.desk import open_desk
    from office.people import Person, Role

    def dies(*args, **kwargs):
        os.kill(os.getpid(), signal.SIGKILL)

    # After the case and its event were written, before the trail tells of it.
    steps.audit.append = dies
    desk = open_desk(Path(sys.argv[1]))
    person = Person(id=int(sys.argv[2]), name="an", full_name="An", role=Role.PROVINCIAL_OFFICER)
    steps.take_step(
        desk, person, Step(case_id=int(sys.argv[3]), version_seen=1, kind=StepKind.TAKE, key="form")
    )
"""


def test_a_process_killed_between_decision_and_trail_leaves_neither(office, folder):
    case = office.case(RICE)
    with office.desk.reading() as connection:
        rows = connection.scalar(sa.select(sa.func.count()).select_from(audit))
    script = [sys.executable, "-c", textwrap.dedent(KILLED)]
    done = subprocess.run(
        [*script, str(folder), str(office.officer.id), str(case.id)],
        cwd=ROOT,
        env=dict(os.environ),
        check=False,
        capture_output=True,
        timeout=60,
    )
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert office.case(RICE) == case
    assert events(office, "take") == 0
    with office.desk.reading() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(audit)) == rows
    assert office.step(office.officer, RICE, "take", key="form").state is State.UNDER_REVIEW
    assert verify(office.desk).ok
