"""The table of the plan's objectives: targets and results as far as somebody wrote them down."""

from __future__ import annotations

from typing import TYPE_CHECKING

from office.evaluation.grids import columns
from office.evaluation.model import Grid, Value, words_of
from office.evaluation.outline import TableName
from office.reports.numbers import day_words
from office.reports.vocabulary import known

if TYPE_CHECKING:
    from collections.abc import Iterator

    from office.evaluation.facts import Facts
    from office.evaluation.outline import Group, Objective
    from office.evaluation.words import PlanWords


def objective_grids(facts: Facts, words: PlanWords) -> Iterator[Grid]:
    """Yield the objectives by group; a group without any says that none is loaded."""
    yield Grid(
        name=TableName.OBJECTIVES,
        title=words("objectives"),
        columns=columns(words, "objectives.columns", (15, 28, 11, 24, 22)),
        rows=tuple(row for group in facts.outline.group for row in _group(group, facts, words)),
    )


def _group(group: Group, facts: Facts, words: PlanWords) -> Iterator[tuple[Value, ...]]:
    name = words_of(words.pick((group.vi, group.en)))
    plan = facts.plan_outline
    own = [one for one in plan.objective if one.group == group.id] if plan else []
    if group.withheld or not own:
        lack = "withheld" if group.withheld else "no_objective"
        none = Value(lack=lack, brief=True)
        yield name, Value(lack=lack), none, none, none
        return
    for one in own:
        yield name, *_objective(one, words)


def _objective(one: Objective, words: PlanWords) -> tuple[Value, ...]:
    target, actual = words.of(one, "target"), words.of(one, "actual")
    status = known(words, "citation", one.status)
    cited = f"{one.citation} [{status}]" if one.citation else words("target.not_stated")
    on = day_words(one.actual_on)
    return (
        words_of(words.pick((one.vi, one.en))),
        words_of(words.of(one, "unit") or "–"),
        words_of(target, cited) if target else Value(lack="no_objective"),
        words_of(actual, on, one.actual_source) if actual else Value(lack="no_actual"),
    )
