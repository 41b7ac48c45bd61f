"""
The first run: what an administrator sees to before officers begin, step by step.

Nothing waits for it. A step is done when what it asks for is there, whoever did it; one that
the office does not want is left out with a note.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from office import audit
from office.database.schema import settings
from office.errors import DeskError
from office.first_steps import (
    Arrangement,
    Done,
    FirstStep,
    Step,
    arrangement_step,
    backup_step,
    people_step,
    province_step,
)
from office.rights import Act, require

if TYPE_CHECKING:
    from pathlib import Path

    from office.database.desk import Desk
    from office.people import Person

KEY, ARRANGEMENT = "first_run", "arrangement"
SHORTEST_NOTE = 10


def first_steps(desk: Desk, person: Person, province_folder: Path) -> tuple[FirstStep, ...]:
    """
    Return all steps, as things are now.

    Raises
    ------
    RightError
        If the person may not set up the desk.
    """
    require(person, Act.SET_UP)
    left_out = _kept(desk, KEY).get("left_out", {})
    found = (
        province_step(province_folder),
        arrangement_step(arrangement_of(desk), province_folder),
        people_step(desk),
        backup_step(desk),
    )
    return tuple(_with_note(step, left_out.get(step.step)) for step in found)


def is_first_run(desk: Desk, person: Person, province_folder: Path) -> bool:
    """Tell whether a step is still open."""
    return any(step.done is Done.OPEN for step in first_steps(desk, person, province_folder))


def declare_arrangement(desk: Desk, person: Person, arrangement: Arrangement) -> None:
    """
    Say what this machine may hold of defence and security land.

    Raises
    ------
    RightError
        If the person may not set up the desk.
    """
    require(person, Act.SET_UP)
    _keep(desk, person, ARRANGEMENT, {"is": str(arrangement)}, "declare_arrangement")


def arrangement_of(desk: Desk) -> Arrangement | None:
    """Return what was said of this machine; None: nothing yet."""
    said = _kept(desk, ARRANGEMENT).get("is")
    return None if said is None else Arrangement(said)


def leave_out(desk: Desk, person: Person, step: Step, note: str) -> None:
    """
    Leave a step out, with a note that stays in the trail.

    Raises
    ------
    RightError
        If the person may not set up the desk.
    DeskError
        If the note is too short.
    """
    require(person, Act.SET_UP)
    note = " ".join(note.split())
    if len(note) < SHORTEST_NOTE:
        raise DeskError(
            f"To leave a step out, say why in at least {SHORTEST_NOTE} characters.",
            f"Muốn bỏ qua bước này phải ghi lý do, ít nhất {SHORTEST_NOTE} ký tự.",
        )
    left_out = _kept(desk, KEY).get("left_out", {}) | {str(step): note}
    _keep(desk, person, KEY, {"left_out": left_out}, "leave_out_step")


def _with_note(step: FirstStep, note: str | None) -> FirstStep:
    if note is None or step.done is Done.DONE:
        return step
    en, vi = f"{step.en} Left out: {note}", f"{step.vi} Đã bỏ qua: {note}"
    return replace(step, done=Done.LEFT_OUT, en=en, vi=vi)


def _kept(desk: Desk, key: str) -> dict[str, Any]:
    with desk.reading() as connection:
        found: dict[str, Any] | None = connection.scalar(
            sa.select(settings.c.value).where(settings.c.key == key)
        )
    return found or {}


def _keep(desk: Desk, person: Person, key: str, value: dict[str, Any], act: str) -> None:
    with desk.writing() as connection:
        mine = settings.c.key == key
        if not connection.execute(settings.update().where(mine).values(value=value)).rowcount:
            connection.execute(settings.insert().values(key=key, value=value))
        audit.append(connection, person, act, table=settings, key=key, facts=value)
