"""The tables of projects: by sector and status, what happened to them, which are late, which are blocked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers.money.sums import by_sector, by_unit, summed
from office.evaluation.charts import stage_chart
from office.evaluation.grids import columns, small
from office.evaluation.model import Grid, Value, figure, words_of
from office.evaluation.outline import TableName
from office.reports.numbers import day_words
from office.reports.vocabulary import known

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Mapping, Sequence
    from typing import Any

    from layers.money.history import Event
    from office.evaluation.facts import Facts
    from office.evaluation.words import PlanWords

COUNTS = ("projects", "pending", "decided", "done", "stopped", "stage_unknown", "late", "blocked")
NONE = Value(lack="no_project", brief=True)
"""In the other cells of a row without a project."""
UNIT_COUNTS = ("projects", "decided", "done", "late", "blocked")


def sector_grids(facts: Facts, words: PlanWords) -> Iterator[Grid]:
    """Yield projects by sector of the plan; a sector without any says that none is loaded."""
    frame = by_sector(facts.projects, facts.plan, facts.blocked["site_id"])
    rows, without = of_extent([plain_row(row) for row in frame.to_dict("records")], facts, words)
    yield Grid(
        name=TableName.SECTORS,
        title=words("sectors"),
        columns=columns(words, "sectors.columns", (28, 9, 9, 9, 10, 9, 9, 8, 9), range(1, 9)),
        rows=(
            *(_counted(row, COUNTS, words) for row in rows),
            _counted(total(facts), COUNTS, words, words("total")),
        ),
        after=small(_undated(facts, words), without),
        lack="" if facts.plan.sector else "no_sectors",
        chart=stage_chart(rows, words),
    )


def of_extent(
    rows: Sequence[dict[str, Any]], facts: Facts, words: PlanWords
) -> tuple[list[dict[str, Any]], str]:
    """
    Return the sectors that are told of, and a sentence that names the others.

    Of the whole province all are: that a sector of the plan has no project means that none was
    loaded. Of some communes it says nothing.
    """
    if facts.communes is None:
        return list(rows), ""
    without = [words.of(row, "name") for row in rows if not row["projects"]]
    said = words("sectors.without", names=", ".join(without)) if without else ""
    return [row for row in rows if row["projects"]], said


def _undated(facts: Facts, words: PlanWords) -> str:
    """Say of how many projects the status is not known to be that of the day."""
    count = sum(one.evidence is None or one.evidence.on is None for one in facts.projects)
    day = day_words(facts.period.as_of)
    return words("sectors.undated", count=count, all=len(facts.projects), day=day) if count else ""


def total(facts: Facts) -> Mapping[str, Any]:
    """Return the sums of all projects."""
    frame = summed(facts.projects, {"": ("", "")}, lambda _: "", facts.blocked["site_id"])
    (row,) = frame.to_dict("records")
    return plain_row(row)


def progress_grids(facts: Facts, words: PlanWords) -> Iterator[Grid]:
    """Yield what happened to projects in the period, each with its evidence."""
    told = [one for one in facts.events if one.on is not None and facts.period.holds(one.on.last)]
    undated = sum(one.on is None for one in facts.events)
    told.sort(key=lambda one: (str(one.on and one.on.first), one.row))
    yield Grid(
        name=TableName.PROGRESS,
        title=words("progress"),
        columns=columns(words, "progress.columns", (13, 34, 15, 26, 12)),
        rows=tuple(_event(one, facts, words) for one in told),
        after=small(words("progress.undated", count=undated) if undated else ""),
        empty=words("progress.none"),
        lack="" if facts.province.history else "no_history",
    )


def unit_grids(facts: Facts, words: PlanWords) -> Iterator[Grid]:
    """Yield projects by commune; those without a project are there too."""
    frame = by_unit(facts.projects, facts.units, facts.blocked["site_id"])
    rows = [plain_row(row) for row in frame.to_dict("records")]
    without = [words.of(row, "name") for row in rows if row["commune_code"] and not row["projects"]]
    yield Grid(
        name=TableName.UNITS,
        title=words("units"),
        columns=columns(words, "units.columns", (30, 9, 13, 12, 9, 9, 18), range(1, 7)),
        rows=tuple(_unit(row, facts, words) for row in rows if row["projects"]),
        after=small(words("units.without", names=", ".join(without)) if without else ""),
        empty=words("find.none"),
    )


def _counted(
    row: Mapping[str, Any], names: tuple[str, ...], words: PlanWords, title: str = ""
) -> tuple[Value, ...]:
    name = title or words.of(row, "name")
    if not row["projects"]:
        return (words_of(name), Value(lack="no_project"), *(NONE for _ in names[1:]))
    return (words_of(name, strong=bool(title)), *(figure(row[column], "") for column in names))


def _unit(row: Mapping[str, Any], facts: Facts, words: PlanWords) -> tuple[Value, ...]:
    # Of some communes: a project that reaches into one of them may be listed under another.
    is_other = facts.communes is not None and not row["commune_code"]
    name, *counts = _counted(row, UNIT_COUNTS, words)
    told = (words_of(words("units.other")) if is_other else name, *counts)
    return (*told, money(row))


def money(row: Mapping[str, Any]) -> Value:
    """Return the capital that projects state; where none of them states any, that it is missing."""
    return figure(row["capital_bn_vnd"], "no_capital", digits=1)


def _event(one: Event, facts: Facts, words: PlanWords) -> tuple[Value, ...]:
    decision = ", ".join(filter(None, (one.decision_number, day_words(one.decision_date))))
    evidence = [part for part in (decision, one.evidence) if part]
    status = one.confidence if one.confidence == "confirmed" else "unverified"
    return (
        words_of(_when(one, words)),
        words_of(facts.named(one.site_id, words)),
        words_of(words(f"stage.{one.stage}")),
        words_of(evidence[0], *evidence[1:]) if evidence else Value(lack="no_evidence"),
        words_of(known(words, "citation", status), strong=status != "confirmed"),
    )


def _when(one: Event, words: PlanWords) -> str:
    """Return when something happened, as exactly as the source states it."""
    if one.on is None:
        return ""
    first, last = one.on.first, one.on.last
    if first == last:
        return day_words(first)
    if first.month == last.month:
        return f"{first:%m/%Y}"
    if (first.month, last.month) == (1, 12):
        return f"{first:%Y}"
    return words("progress.quarter", quarter=last.month // 3, year=first.year)


def plain_row(row: Mapping[Hashable, Any]) -> dict[str, Any]:
    """Return a row of a frame by the names of its columns."""
    return {str(name): value for name, value in row.items()}


def sector_name(sector: str, facts: Facts, words: PlanWords) -> str:
    """Return the name of a sector of the plan, a dash for a project of none."""
    return next((one.name(words.language) for one in facts.plan.sector if one.id == sector), "–")
