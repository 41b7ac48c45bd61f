"""A replay: both sides compared, as one person may see them, without writing anything anywhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers.asleep import asleep
from layers.superseded import superseded
from layers.told import of_sites, without_findings
from office.cases.subjects import subjects_of
from office.cases.told import communes_touched
from office.errors import CaseError
from office.replay.cases import cases_then, read_cases
from office.replay.compare import compare
from office.replay.model import Replay
from office.replay.reports import reports_then
from office.replay.targets import TargetsThen
from office.rights import Act, Where, reach

if TYPE_CHECKING:
    from layers.check import CheckResult
    from layers.replay import Checked
    from office.cases.changes import Sentence
    from office.cases.plan import Planned
    from office.database.desk import Desk
    from office.people import Person
    from office.replay.model import CasesThen, ReportsThen

NO_DESK: Sentence = (
    "There is no office of this province here: no cases and no reports were compared.",
    "Tại đây chưa có bàn làm việc của tỉnh: chưa so sánh hồ sơ và báo cáo nào.",
)
NO_RIGHT: Sentence = (
    "Your account may not see cases or reports: none was compared.",
    "Tài khoản của bạn không được xem hồ sơ, báo cáo: chưa so sánh hồ sơ và báo cáo nào.",
)


def replay(
    desk: Desk | None,
    person: Person,
    before: Checked,
    after: Checked,
    *,
    is_exact: bool = False,
    targets: TargetsThen | None = None,
) -> Replay:
    """
    Return what would be different after a change.

    Parameters
    ----------
    desk
        None where there is no office: then there are no cases and no reports.
    is_exact
        Whether the person may see findings about restricted land, and said why. Cases and reports
        are made of what may be told in any case.
    targets
        What land-use targets say on both sides, as it may be told; None: not asked, and that is said.

    Raises
    ------
    RanhError
        If a side cannot be compared.
    """
    shown, elsewhere = shown_to(person, before, after, is_exact=is_exact)
    told = targets or TargetsThen()
    cases, reports, untold = _desk_then(desk, person, before, after, told)
    unseen = asleep(before.side, after.side, exact=is_exact)
    ids = [set(one.sites["site_id"]) for one in shown]
    sees = is_exact or reach(person, Act.SEE_FINDINGS) is not None
    of_shown = told.of_sites(*ids) if sees else None
    return Replay(
        before=before.side.as_of,
        after=after.side.as_of,
        findings=compare(*shown, elsewhere, of_shown),
        cases=cases,
        reports=reports,
        untold=(*untold, *told.why, *((unseen,) if unseen else ())),
        superseded=superseded(shown[1], after.side.province, exact=is_exact),
    )


def shown_to(
    person: Person, before: Checked, after: Checked, *, is_exact: bool
) -> tuple[tuple[CheckResult, CheckResult], frozenset[str]]:
    """
    Return both checks as a person may see them, and the projects that one side lacks for this alone.

    Whoever has a right in their own communes sees a project on the side on which it touches one.
    """
    if is_exact:
        return (before.whole, after.whole), frozenset()
    sides = before.told, after.told
    where = reach(person, Act.SEE_FINDINGS)
    if where is Where.EVERYWHERE:
        return sides, frozenset()
    if where is None:
        return (without_findings(sides[0]), without_findings(sides[1])), frozenset()
    own = [
        {site for site, codes in communes_touched(told).items() if not person.communes.isdisjoint(codes)}
        for told in sides
    ]
    listed = [set(told.sites["site_id"]) for told in sides]
    elsewhere = frozenset((own[0] ^ own[1]) & listed[0] & listed[1])
    return (of_sites(sides[0], own[0]), of_sites(sides[1], own[1])), elsewhere


def _desk_then(
    desk: Desk | None, person: Person, before: Checked, after: Checked, targets: TargetsThen
) -> tuple[CasesThen | None, ReportsThen | None, tuple[Sentence, ...]]:
    """Return what happens to cases and reports; None and why, where it cannot be told."""
    if desk is None:
        return None, None, (NO_DESK,)
    if reach(person, Act.SEE_CASES) is None:
        return None, None, (NO_RIGHT,)
    cases: CasesThen | None = None
    plans: tuple[Planned, ...] = ()
    untold: tuple[Sentence, ...] = ()
    try:
        known = read_cases(desk, after.side.as_of)
    except CaseError as error:
        untold = ((error.en, error.vi),)
    else:
        subjects = subjects_of(before.told, targets.before), subjects_of(after.told, targets.after)
        cases, plans = cases_then(known, person, *subjects)
    return cases, reports_then(desk, person, before, after, plans), untold
