"""Projects on the planned land of each period: hectares by code, and what the rule of conformity says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.crs import operation_name
from layers.money.plan import read_plan
from layers.plans.conformity import Conformity
from layers.plans.gap import WITHHELD, Gap, Missing
from layers.plans.periods import own_periods, period_of, stretches
from layers.plans.project import is_asked, read_projects, rows_gap, unplaced
from layers.plans.use import NO_RULE, Use, Uses
from layers.rules import read_rules

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from layers.corridor.seen import Seen
    from layers.layer import Layer
    from layers.plans.compare import Progress
    from layers.plans.own import Own
    from layers.plans.periods import Period
    from layers.plans.project import Project


def uses(seen: Seen, as_of: date, own: Own | None = None, progress: Progress | None = None) -> Uses:
    """
    Return what is planned under each project in each period.

    A plan is asked on the day of its force in the period that is nearest to `as_of`.

    Parameters
    ----------
    own
        Projects that reach into these communes; None: all.
    progress
        Is told before the days of each version: a word, steps done, of all; it may raise to end the work.

    Raises
    ------
    ProvinceError
        If not one layer of projects is in force.
    RanhError
        If a table or the rules cannot be read; if restricted land is not fully known.
    """
    province = seen.province
    every = read_projects(seen, as_of)
    asked = [one for one in every.projects if is_asked(one, own)]
    rules = [rule for rule in read_rules(province.path(province.rules)) if rule.except_planned_code]
    gaps = [*rows_gap(every.data), *unplaced(every.projects, own)]
    if seen.withheld().squares:
        gaps.append(WITHHELD)
    if not rules:
        gaps.append(Gap(why=Missing.NO_RULE, what="", en=NO_RULE[0], vi=NO_RULE[1]))
    periods: dict[str, Period] = {}
    made: list[Use] = []
    for family in dict.fromkeys(rule.layer for rule in rules):
        versions = province.versions(family)
        of_family = _periods(seen, versions, as_of)
        periods |= {period.name: period for period in of_family}
        reader = Conformity(
            seen=seen, every=every, asked=asked, rules=[r for r in rules if r.layer == family], as_of=as_of
        )
        parts = [one for period in of_family for one in stretches(period, versions)]
        for done, stretch in enumerate(parts):
            if progress is not None:
                progress(family, done, len(parts))
            found, missing = reader.of(stretch, family, own)
            made += found
            gaps += missing
    standing = {use.project.id for use in made if use.stands}
    gaps += [_unasked(one) for one in asked if rules and one.shape is not None and one.id not in standing]
    place = {one.id: number for number, one in enumerate(asked)}
    return Uses(
        as_of=as_of,
        periods=tuple(periods.values()),
        uses=tuple(sorted(made, key=lambda use: (place[use.project.id], use.stretch.days.first))),
        gaps=tuple(dict.fromkeys(gaps)),
        operation=operation_name(province.datum_operation),
        is_exact=seen.is_exact,
    )


def _unasked(project: Project) -> Gap:
    """Say that a project stands on none of the days that a plan was asked for."""
    name = project.progress.name
    return Gap(
        why=Missing.NOT_IN_FORCE,
        what=project.id,
        en=f"{project.id} {name}: no plan was asked for the years in which it stands.",
        vi=f"{project.id} {name}: chưa đối chiếu với quy hoạch nào trong những năm dự án tồn tại.",
    )


def _periods(seen: Seen, versions: Sequence[Layer], as_of: date) -> tuple[Period, ...]:
    declared = read_plan(seen.province).periods
    return tuple(period_of(name) for name in declared) or own_periods(versions, as_of)
