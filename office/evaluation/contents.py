"""What stands in an evaluation report, from first to last."""

from __future__ import annotations

from typing import TYPE_CHECKING

from office.evaluation.capital import capital_grids, frame_grids
from office.evaluation.hindered import blocked_grids, late_grids
from office.evaluation.land import breach_grids, land_grids, overlay_grids
from office.evaluation.model import Grid, Part, Say
from office.evaluation.objectives import objective_grids
from office.evaluation.outline import TableName
from office.evaluation.overlaps import conflict_grids, plan_grids, theme_grids, unchecked_grids
from office.evaluation.projects import progress_grids, sector_grids, unit_grids
from office.evaluation.records import case_grids, decided_grids, superseded_grids
from office.reports.vocabulary import known

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from office.evaluation.facts import Facts
    from office.evaluation.model import Item
    from office.evaluation.outline import Section
    from office.evaluation.words import PlanWords

MAKERS: Mapping[TableName, Callable[[Facts, PlanWords], Iterator[Grid]]] = {
    TableName.OBJECTIVES: objective_grids,
    TableName.LAND: land_grids,
    TableName.OVERLAYS: overlay_grids,
    TableName.BREACHES: breach_grids,
    TableName.SECTORS: sector_grids,
    TableName.PROGRESS: progress_grids,
    TableName.LATE: late_grids,
    TableName.BLOCKED: blocked_grids,
    TableName.UNITS: unit_grids,
    TableName.FRAME: frame_grids,
    TableName.CAPITAL: capital_grids,
    TableName.PLANS: plan_grids,
    TableName.CONFLICTS: conflict_grids,
    TableName.THEMES: theme_grids,
    TableName.UNCHECKED: unchecked_grids,
    TableName.CASES: case_grids,
    TableName.DECIDED: decided_grids,
    TableName.SUPERSEDED: superseded_grids,
}
"""Every table that an outline may ask for."""


def parts_of(facts: Facts, words: PlanWords) -> tuple[Part, ...]:
    """Return the parts that the outline asks for, in its order."""
    return tuple(
        Part(
            heading=words.pick((section.vi, section.en)),
            items=(*_criterion(section, words), *_tables(section, facts, words), *_written(section, words)),
        )
        for section in facts.outline.section
    )


def _criterion(section: Section, words: PlanWords) -> Iterator[Item]:
    if criterion := words.of(section, "criterion"):
        status = known(words, "citation", section.status)
        yield Say(text=words("plan.criterion", criterion=criterion, status=status), kind="small")
    if nothing := words.of(section, "nothing"):
        yield Say(text=nothing)


def _tables(section: Section, facts: Facts, words: PlanWords) -> Iterator[Item]:
    for name in section.tables:
        yield from MAKERS[name](facts, words)


def _written(section: Section, words: PlanWords) -> Iterator[Item]:
    for what in section.write_vi if words.language == "vi" else section.write_en:
        yield Say(text=words("plan.write", what=what), kind="write")
