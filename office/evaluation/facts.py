"""Everything that an evaluation report tells of, gathered once, as one person may see it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from layers.codes import read_codes
from layers.money.edits import known_events, known_progress
from layers.money.lists import blocked_frame
from layers.money.plan import read_plan
from layers.superseded import superseded
from layers.targets.balance import codes_told
from layers.targets.gathering import balancing_of
from layers.targets.reach import units_told
from layers.targets.units import Level
from layers.told import of_sites
from office.cases.told import communes_touched
from office.errors import ReportError
from office.evaluation.casework import read_casework
from office.evaluation.outline import read_outline, read_plan_outline
from office.reports.make import require_told_check
from office.reports.project import name_of
from office.reports.words import Words

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from layers.check import CheckResult
    from layers.codes import LandCode
    from layers.corridor.seen import Seen
    from layers.money.edits import Decided
    from layers.money.history import Event
    from layers.money.plan import Plan
    from layers.money.progress import Progress
    from layers.province import Province
    from layers.superseded import Superseded
    from layers.targets.balance import Balancing
    from layers.targets.row import Row
    from layers.targets.units import UnitKey
    from office.database.desk import Desk
    from office.evaluation.casework import Casework
    from office.evaluation.model import Period
    from office.evaluation.outline import Outline, PlanOutline
    from office.evaluation.words import PlanWords

Communes = frozenset[str] | None
"""Codes of the communes that a report is of; None: of the whole province."""


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What a report is made of."""

    province: Province
    period: Period
    communes: Communes
    outline: Outline
    plan_outline: PlanOutline | None
    result: CheckResult
    """As it may be told, of the sites that the report is of."""
    plan: Plan
    projects: tuple[Progress, ...]
    events: tuple[Event, ...]
    decided: tuple[Decided, ...]
    """What the office wrote of these projects beside their list."""
    blocked: pd.DataFrame
    balancing: Balancing
    balances: Mapping[UnitKey, tuple[Row, ...]]
    """Of each unit that the report is of, in the order of the codes."""
    year: int
    """Of the targets: the last of the plan's period that holds the last day."""
    superseded: tuple[Superseded, ...]
    casework: Casework
    codes: Mapping[str, LandCode]
    named_in: dict[str, dict[str, str]] = field(default_factory=dict, repr=False)
    """Names of the projects by language, as far as they were asked for."""

    @property
    def units(self) -> dict[str, str]:
        """Codes and names of the communes that the report is of."""
        units = self.balancing.units
        known = {unit.code: units.places[unit].name for unit in units.at(Level.COMMUNE)}
        own = self.communes
        return {code: name for code, name in known.items() if own is None or code in own}

    def named(self, site_id: str, words: PlanWords) -> str:
        """Return id and name of a project, in the language of the report where it has a name there."""
        return f"{site_id} – {self._names(words.language).get(site_id, '')}".removesuffix(" – ")

    def _names(self, language: str) -> dict[str, str]:
        if language not in self.named_in:
            rows = self.result.sites.drop(columns=self.result.sites.geometry.name).to_dict("records")
            self.named_in[language] = {row["site_id"]: name_of(row, Words(language)) for row in rows}
        return self.named_in[language]


def facts_of(desk: Desk, seen: Seen, result: CheckResult, period: Period, communes: Communes) -> Facts:
    """
    Gather what a report of a period is made of.

    Parameters
    ----------
    seen
        The province as it may be told.
    result
        A check of the last day, as it may be told.
    communes
        Only what touches these; None: the whole province.

    Raises
    ------
    ReportError
        If view or check are not those that may be told, or of another day.
    RanhError
        If a table of the province cannot be read.
    """
    _require(seen, result, period)
    province = seen.province
    outline = read_outline(province)
    told = result if communes is None else _own(result, communes)
    plan = read_plan(province)
    rows = told.sites.drop(columns=told.sites.geometry.name).to_dict("records")
    records = [{str(key): value for key, value in row.items()} for row in rows]
    edits = seen.edits.until(period.as_of)
    projects = known_progress(records, province, edits, period.as_of)
    listed = {one.site_id for one in projects}
    balancing = balancing_of(seen, period.as_of)
    ends = sorted(int(one.rpartition("-")[2]) for one in plan.periods)
    year = next((end for end in ends if end >= period.as_of.year), period.as_of.year)
    codes = codes_told(balancing, year)
    units = units_told(balancing.units, communes, (), None, period.as_of)
    return Facts(
        province=province,
        period=period,
        communes=communes,
        outline=outline,
        plan_outline=read_plan_outline(province, outline),
        result=told,
        plan=plan,
        projects=projects,
        events=tuple(one for one in known_events(province, edits) if one.site_id in listed),
        decided=tuple(one for one in edits.decided if one.site_id in listed),
        blocked=blocked_frame(projects, told),
        balancing=balancing,
        balances={unit: tuple(balancing.rows([unit], codes, year)) for unit in units},
        year=year,
        superseded=superseded(told, province),
        casework=read_casework(desk, period, communes),
        codes=read_codes(province.path(province.codes)),
    )


def _require(seen: Seen, result: CheckResult, period: Period) -> None:
    if seen.is_exact:
        raise ReportError(
            "An evaluation report is made only of what may be told: end the view of restricted land first.",
            "Báo cáo đánh giá chỉ lập từ nội dung được phép cung cấp: hãy kết thúc lượt xem đất quốc phòng, "
            "an ninh trước.",
        )
    require_told_check(result)
    if result.as_of != period.as_of:
        raise ReportError(
            f"The check is of {result.as_of}, the report of {period.as_of}: check that day first.",
            f"Lần kiểm tra là của ngày {result.as_of:%d/%m/%Y}, báo cáo của ngày "
            f"{period.as_of:%d/%m/%Y}: hãy kiểm tra ngày đó trước.",
        )


def _own(result: CheckResult, communes: frozenset[str]) -> CheckResult:
    touched = communes_touched(result).items()
    return of_sites(result, [site for site, codes in touched if not communes.isdisjoint(codes)])
