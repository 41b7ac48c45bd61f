"""The first part of an evaluation report: all of it in a few lines, and what is missing counted."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from layers.model import Verdict
from layers.targets.row import JUDGED
from office.evaluation.grids import columns
from office.evaluation.model import Grid, Part, Value, words_of
from office.evaluation.projects import total
from office.evaluation.records import decided_in
from office.reports.numbers import day_words, number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from office.evaluation.facts import Facts
    from office.evaluation.words import PlanWords


def summary_part(facts: Facts, parts: Sequence[Part], words: PlanWords) -> Part:
    """Return the report in a few lines; what was not checked and what is missing are among them."""
    lacks = lacks_of(parts)
    cells, reasons = sum(len(found) for found in lacks.values()), len(lacks)
    said = (
        (words("sum.land", year=facts.year), _land(facts, words)),
        (words("sum.projects"), _projects(facts, words)),
        (words("sum.capital"), _capital(facts, words)),
        (words("sum.conflicts"), words_of(_conflicts(facts, words))),
        (words("sum.cases"), words_of(_cases(facts, words))),
        (words("sum.superseded"), words_of(len(facts.superseded) or words("superseded.none"))),
        (words("sum.missing"), words_of(words("sum.missing_said", cells=cells, reasons=reasons))),
    )
    grid = Grid(
        name="summary",
        title="",
        columns=columns(words, "summary.columns", (30, 70)),
        rows=tuple((words_of(name, strong=True), value) for name, value in said),
    )
    warning = [say for part in parts for grid in part.items if isinstance(grid, Grid) for say in grid.before]
    loud = tuple(say for say in warning if say.kind == "warning")
    return Part(heading=words("part.summary"), items=(grid, *loud))


def lacks_of(parts: Sequence[Part]) -> dict[str, list[str]]:
    """Return key of what is missing -> the title of its table, once for each cell that lacks it."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for grid in (item for part in parts for item in part.items if isinstance(item, Grid)):
        if grid.lack:
            found[grid.lack].append(grid.title)
            continue
        for value in (value for row in grid.rows for value in row):
            if value.lack:
                found[value.lack].append(grid.title)
    return dict(found)


def _land(facts: Facts, words: PlanWords) -> Value:
    rows = [row for told in facts.balances.values() for row in told if not row.is_overlay]
    loaded = sum(row.target.area_ha is not None for row in rows)
    broken = sum(row.state == "broken" for row in rows)
    if not loaded:
        return Value(lack="no_target")
    unjudged = sum(row.target.area_ha is not None and row.state not in JUDGED for row in rows)
    return words_of(words("sum.land_said", loaded=loaded, all=len(rows), broken=broken, unjudged=unjudged))


def _projects(facts: Facts, words: PlanWords) -> Value:
    sums = total(facts)
    if not sums["projects"]:
        return Value(lack="no_project")
    told = words(
        "sum.projects_said", all=sums["projects"], decided=sums["decided"], done=sums["done"],
        pending=sums["pending"], stopped=sums["stopped"], unknown=sums["stage_unknown"], late=sums["late"],
        blocked=sums["blocked"],
    )  # fmt: skip
    return words_of(told)


def _capital(facts: Facts, words: PlanWords) -> Value:
    sums = total(facts)
    if not sums["capital_known"]:
        return Value(lack="no_capital")
    known_bn = number(sums["capital_bn_vnd"], words.language, 1)
    told = words(
        "sum.capital_said",
        known=known_bn,
        with_capital=sums["capital_known"],
        unknown=sums["capital_unknown"],
    )
    return words_of(told)


def _conflicts(facts: Facts, words: PlanWords) -> str:
    found = facts.result.findings["verdict"]
    if not len(found):
        return words("conflicts.none")
    counts = {str(one): number(int((found == one).sum()), words.language, 0) for one in Verdict}
    return words("sum.conflicts_said", **counts)


def _cases(facts: Facts, words: PlanWords) -> str:
    cases = facts.casework.cases
    if not cases:
        return words("cases.none", as_of=day_words(facts.period.as_of))
    still = sum(not one.state.is_decided for one in cases)
    return words("sum.cases_said", open=still, decided=len(decided_in(facts)))
