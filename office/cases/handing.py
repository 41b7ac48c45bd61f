"""Handing a case to somebody, and setting its day."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from office.cases.effect import Asked, Effect, iso, not_past
from office.cases.model import StepKind
from office.cases.needs import state_after
from office.database.schema import accounts
from office.errors import CaseError
from office.people import Person, Role
from office.rights import Act, may


def take(asked: Asked) -> Effect:
    """Take a case that nobody else has; who may assign may also take it from others."""
    case, person = asked.case, asked.person
    if case.assigned_to not in (None, person.id) and not may(person, Act.ASSIGN, case.communes):
        raise CaseError(
            f"Case {case.number} is given to {case.assigned_name}; the chief can give it to you.",
            f"Hồ sơ {case.number} đã giao cho {case.assigned_name}; lãnh đạo có thể giao lại cho bạn.",
        )
    return Effect(
        state=state_after(case, StepKind.TAKE),
        values={"assigned_to": person.id or None},
        facts={"assigned_to": person.id},
    )


def assign(asked: Asked) -> Effect:
    """Give a case to an account that may work on it."""
    case, step = asked.case, asked.step
    row = (
        asked.connection.execute(
            sa.select(accounts).where(accounts.c.id == step.assign_to, accounts.c.active.is_(True))
        )
        .mappings()
        .first()
    )
    officer = None if row is None else _person(row)
    if officer is None or not may(officer, Act.WORK, case.communes):
        raise CaseError(
            "A case is given to an active account that may work on it; choose another one.",
            "Hồ sơ chỉ giao được cho tài khoản đang hoạt động và có quyền xử lý; hãy chọn người khác.",
        )
    values: dict[str, Any] = {"assigned_to": officer.id}
    if step.due_on is not None:
        values["due_on"] = not_past(step.due_on)
    facts = {"assigned_to": officer.id, "name": officer.full_name or officer.name, "due_on": iso(step.due_on)}
    return Effect(state=state_after(case, StepKind.ASSIGN), values=values, facts=facts)


def _person(row: sa.RowMapping) -> Person:
    return Person(
        id=row["id"],
        name=row["name"],
        full_name=row["full_name"],
        role=Role(row["role"]),
        communes=frozenset(row["communes"]),
        unit=row["unit"],
    )


def set_due(asked: Asked) -> Effect:
    """Set the day by which something is to happen."""
    due_on = asked.step.due_on
    if due_on is None:
        raise CaseError("Give the day.", "Hãy chọn ngày.")
    return Effect(state=asked.case.state, values={"due_on": not_past(due_on)}, facts={"due_on": iso(due_on)})
