"""Tell whether a file is a report of this desk, and whether it may still be relied on."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import sqlalchemy as sa

from office import audit
from office.cases.reading import read_case
from office.database.schema import audit as trail
from office.database.schema import reports
from office.evaluation.basis import PLAN, compared_on, plan_basis_now, plan_changes
from office.reports.basis import basis_now, basis_of
from office.reports.changes import case_changes, changes
from office.reports.listing import ROWS, row_of
from office.reports.make import require_told_check
from office.reports.model import Status, Verification
from office.rights import Act, require

if TYPE_CHECKING:
    from datetime import date

    from layers.check import CheckResult
    from layers.province import Province
    from office.database.desk import Desk
    from office.people import Person
    from office.reports.basis import Basis

NOT_OURS = Verification(status=Status.NOT_OURS, report=None)


def verify_report(
    desk: Desk,
    person: Person,
    body: bytes,
    province: Province,
    day: date,
    result: CheckResult | None = None,
) -> Verification:
    """
    Compare a report with what holds on a day.

    Parameters
    ----------
    body
        The file. One byte changed, and it is nobody's.
    result
        A check of that day as it may be told, where one is at hand; without it the layers are
        read, which takes longer and gives the same.

    Raises
    ------
    RightError
        If the report is of a place that the person may make none of.
    RanhError
        If the province cannot be read.
    """
    with desk.reading() as connection:
        digest = hashlib.sha256(body).hexdigest()
        row = connection.execute(ROWS.where(reports.c.sha256 == digest)).mappings().first()
        if row is None or not in_trail(connection, row["id"]):
            return NOT_OURS
    then: Basis = row["rests_on"]
    require(person, Act.REPORT, then["communes"])
    if PLAN in then:
        current = plan_basis_now(then, desk, province, result)
    else:
        current = _now(then, province, day, result)
    found = changes(then, current) + tuple(plan_changes(then, current))
    if (case := then.get("case")) is not None:
        found += tuple(case_changes(case, read_case(desk, person, case["id"])))
    expired = day > row["valid_until"]
    status = Status.CHANGED if found else Status.EXPIRED if expired else Status.VALID
    return Verification(status=status, report=row_of(row), changes=found, is_expired=expired)


def in_trail(connection: sa.Connection, key: int) -> bool:
    """Tell whether the row is as it was when it came into the trail: a row put in by hand is nobody's."""
    told = connection.scalar(
        sa.select(trail.c.row_digest)
        .where(trail.c.object_kind == reports.name, trail.c.object_id == str(key))
        .order_by(trail.c.sequence.desc())
        .limit(1)
    )
    return bool(told) and told == audit.row_digest(connection, reports, key)


def _now(then: Basis, province: Province, day: date, result: CheckResult | None) -> Basis:
    as_of = compared_on(then, day)
    if result is None or result.as_of != as_of:
        return basis_now(province, as_of, then["site_id"])
    require_told_check(result)
    return basis_of(result, province, then["site_id"])
