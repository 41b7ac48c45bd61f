"""Which reports would lapse: asked of the very comparison by which a report is verified."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from layers.replay import Checked, Side, check_side
from office.cases.plan import case_after
from office.cases.reading import read_case
from office.database.schema import reports
from office.errors import RightError
from office.evaluation.basis import compared_on
from office.replay.model import Lapse, ReportsThen
from office.reports.basis import basis_of
from office.reports.changes import case_changes, changes
from office.reports.listing import ROWS, row_of
from office.reports.verify import in_trail
from office.rights import Act, may

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    import sqlalchemy as sa

    from office.cases.model import CaseFile
    from office.cases.plan import Planned
    from office.database.desk import Desk
    from office.people import Person
    from office.reports.basis import Basis
    from office.reports.model import Change


@dataclass(frozen=True, kw_only=True)
class _Holds:
    """What holds on one side: each basis is made once, however many reports rest on it."""

    checked: Checked
    days: dict[date, Checked] = field(default_factory=dict)
    bases: dict[tuple[str, date], Basis] = field(default_factory=dict)

    def basis(self, then: Basis) -> Basis:
        as_of = compared_on(then, self.checked.side.as_of)
        key = (then["site_id"], as_of)
        if key not in self.bases:
            side = self._on(as_of)
            self.bases[key] = basis_of(side.told, side.side.province, then["site_id"])
        return self.bases[key]

    def _on(self, as_of: date) -> Checked:
        if as_of == self.checked.side.as_of:
            return self.checked
        if as_of not in self.days:
            side = Side(province=self.checked.side.province, as_of=as_of)
            self.days[as_of] = check_side(side, self.checked)
        return self.days[as_of]


def reports_then(
    desk: Desk, person: Person, before: Checked, after: Checked, plans: Sequence[Planned]
) -> ReportsThen:
    """
    Return which reports may be relied on before and not after, as far as a person may see reports.

    Parameters
    ----------
    plans
        What a sync of the later side does to the cases, which reports may be about as well.
    """
    then, now = _Holds(checked=before), _Holds(checked=after)
    planned = {plan.case.id: plan for plan in plans}
    lapses: list[Lapse] = []
    stay = lapsed = 0
    for row in _known(desk, person):
        try:
            file = _file(desk, person, row["rests_on"])
        except RightError:
            continue  # of a case that this person may not see: no report of it is told either
        if _said(row, then, file)[0]:
            lapsed += 1
            continue
        is_over, found = _said(row, now, _after(file, planned))
        if not is_over:
            stay += 1
            continue
        expired = now.checked.side.as_of > row["valid_until"]
        lapses.append(Lapse(report=row_of(row), changes=found, is_expired=expired))
    return ReportsThen(lapses=tuple(lapses), stay=stay, lapsed=lapsed)


def _known(desk: Desk, person: Person) -> list[sa.RowMapping]:
    with desk.reading() as connection:
        rows = connection.execute(ROWS.order_by(reports.c.id.desc())).mappings().all()
        return [
            row
            for row in rows
            if may(person, Act.REPORT, row["rests_on"]["communes"]) and in_trail(connection, row["id"])
        ]


def _file(desk: Desk, person: Person, basis: Basis) -> CaseFile | None:
    if (case := basis.get("case")) is None:
        return None
    return read_case(desk, person, case["id"])


def _after(file: CaseFile | None, planned: Mapping[int, Planned]) -> CaseFile | None:
    plan = None if file is None else planned.get(file.case.id)
    return file if file is None or plan is None else replace(file, case=case_after(plan))


def _said(row: sa.RowMapping, holds: _Holds, file: CaseFile | None) -> tuple[bool, tuple[Change, ...]]:
    """Return whether a report is not to be relied on, and what is different."""
    then: Basis = row["rests_on"]
    found = changes(then, holds.basis(then))
    if file is not None:
        found += tuple(case_changes(then["case"], file))
    return bool(found) or holds.checked.side.as_of > row["valid_until"], found
