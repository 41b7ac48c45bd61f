"""Bring the cases in line with a new check: in one transaction, and twice the same does nothing."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from office import audit
from office.audit_many import append_many
from office.cases.model import CheckKind
from office.cases.plan import plan_all
from office.cases.rows import CASES, case_of
from office.cases.said import today
from office.cases.subjects import subjects_of
from office.cases.sync_rows import change, open_all
from office.cases.told import require_told, require_whole
from office.cases.written import insert
from office.database.numbers import following, next_number
from office.database.schema import cases, checks
from office.database.types import now
from office.errors import CaseError
from office.rights import Act, require

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from layers.province import Province
    from office.cases.plan import Planned
    from office.cases.told import Told, ToldCheck
    from office.database.desk import Desk
    from office.people import Person

PREFIX = "HS"


@dataclass(frozen=True, kw_only=True)
class SyncReport:
    """What a check did to the cases, by their numbers."""

    opened: tuple[str, ...]
    reopened: tuple[str, ...]
    """Decided before; what the decision rested on changed, or it was found again."""
    changed: tuple[str, ...]
    """Undecided, with new facts or found again."""
    rebased: tuple[str, ...]
    """The same facts on other data: decisions stay."""
    gone: tuple[str, ...]
    unchanged: int

    def counts(self) -> dict[str, int]:
        """Return how many of each."""
        return {
            "opened": len(self.opened),
            "reopened": len(self.reopened),
            "changed": len(self.changed),
            "rebased": len(self.rebased),
            "gone": len(self.gone),
            "unchanged": self.unchanged,
        }


def sync_cases(
    desk: Desk, person: Person, told: ToldCheck, province: Province, *, clock_was_ahead: bool = False
) -> SyncReport:
    """
    Open a case for every finding that needs one, and tell each case what changed.

    Decisions whose facts are the same stay; the others are reopened, with what changed. What is
    not found any more is marked and never closed by itself.

    Parameters
    ----------
    told
        A check of the whole province as it may be told: of `told_of` or `as_told`.
    clock_was_ahead
        The last check is of a day that is still to come, because a clock was wrong: go on from today.

    Raises
    ------
    RightError
        If the person may not work on cases of the whole province.
    CaseError
        If the check holds exact results about restricted land, is one of a part of the
        province, or is of an earlier day than the last one.
    """
    require(person, Act.WORK)
    require_told(told)
    subjects = subjects_of(told, told.targets)
    with desk.writing() as connection:
        # In here: a check that waited while a newer one was written must not turn cases back.
        require_whole(told, province)
        last = last_check(connection)
        ahead = last is not None and last["as_of"] > told.as_of
        if last is not None and ahead and not (clock_was_ahead and _is_of_today(told, last["as_of"])):
            raise earlier(told.as_of, last["as_of"])
        known = [case_of(row) for row in connection.execute(CASES.order_by(cases.c.id)).mappings()]
        plans, fresh = plan_all(known, subjects)
        numbers = _numbers(connection, len(fresh))
        report = _report(plans, numbers, len(known))
        check = _check_row(told, report)
        if plans or fresh or last is None or any(last[name] != check[name] for name in _SAME):
            at = now()
            check_id = insert(connection, checks, at=at, person_id=person.id or None, **check)
            facts = report.counts() | ({"clock_was_ahead": str(last["as_of"])} if last and ahead else {})
            audit.append(connection, person, "check", table=checks, key=check_id, facts=facts)
            open_all(connection, person, dict(zip(numbers, fresh, strict=True)), at, check_id)
            written = [entry for plan in plans for entry in change(connection, plan, at, check_id)]
            append_many(connection, person, written)
    return report


def _is_of_today(told: Told, last: date) -> bool:
    """Tell whether a check is of today and the last one of a day that is still to come."""
    return told.as_of == today() < last


def last_check(connection: sa.Connection) -> sa.RowMapping | None:
    """Return the row of the check that the cases follow; None where there was none yet."""
    return connection.execute(sa.select(checks).order_by(checks.c.id.desc()).limit(1)).mappings().first()


def earlier(day: date, last: date) -> CaseError:
    """Return why a check cannot change the cases; where a clock was ahead, with the way back."""
    way_en = way_vi = ""
    if day == today() < last:
        way_en = " If a computer's clock was ahead then, run `ranh cases sync --clock-was-ahead`."
        way_vi = " Nếu khi đó đồng hồ máy tính chạy trước, hãy chạy lệnh `ranh cases sync --clock-was-ahead`."
    return CaseError(
        f"The cases follow a check of {last}; one of {day} cannot change them.{way_en}",
        f"Hồ sơ đã theo lần kiểm tra ngày {last}; lần kiểm tra ngày {day} không thay đổi được nữa.{way_vi}",
    )


_SAME = ("as_of", "layers", "counts")
"""Columns by which a check is another one than the last."""


def _numbers(connection: sa.Connection, count: int) -> list[str]:
    numbers: list[str] = []
    for _ in range(count):
        start = f"{PREFIX}-{today().year:04d}-"
        first = not numbers
        numbers.append(
            next_number(connection, cases.c.number, PREFIX, today().year)
            if first
            else following(start, numbers[-1])
        )
    return numbers


def _report(plans: Sequence[Planned], numbers: Sequence[str], known: int) -> SyncReport:
    def of(*kinds: CheckKind, reopened: bool = False) -> tuple[str, ...]:
        return tuple(
            plan.case.number
            for plan in plans
            if plan.kind in kinds and (plan.state is not plan.case.state) == reopened
        )

    changed = (CheckKind.FACTS_CHANGED, CheckKind.FOUND_AGAIN)
    return SyncReport(
        opened=tuple(numbers),
        reopened=of(*changed, reopened=True),
        changed=of(*changed),
        rebased=of(CheckKind.BASIS_CHANGED),
        gone=of(CheckKind.GONE),
        unchanged=known - len(plans),
    )


def _check_row(told: Told, report: SyncReport) -> dict[str, Any]:
    layers = {
        use.layer.id: {
            "version": use.layer.version,
            "decision": use.layer.decision_number,
            "sha256": "" if use.data is None else use.data.sha256,
        }
        for use in told.layers_used
        if not use.layer.restricted
    }
    counts = {str(verdict): count for verdict, count in Counter(told.findings["verdict"]).items()}
    return {"as_of": told.as_of, "layers": layers, "counts": counts, "changes": report.counts()}
