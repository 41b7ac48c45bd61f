"""The tables of projects that do not go on: late ones, and those with a conflict against them."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from layers.model import Verdict
from layers.money.plan import Stage
from layers.money.progress import Late
from office.evaluation.grids import columns
from office.evaluation.model import Grid, Value, figure, words_of
from office.evaluation.outline import TableName
from office.evaluation.projects import plain_row, sector_name
from office.reports.numbers import day_words
from office.reports.vocabulary import known

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from layers.money.progress import Progress
    from office.evaluation.facts import Facts
    from office.evaluation.words import PlanWords


def late_grids(facts: Facts, words: PlanWords) -> Iterator[Grid]:
    """Yield the late projects, the longest first."""
    late = [one for one in facts.projects if one.late is not None]
    late.sort(key=lambda one: (str(one.due_on), one.site_id))
    yield Grid(
        name=TableName.LATE,
        title=words("late"),
        columns=columns(words, "late.columns", (40, 18, 14, 12, 16)),
        rows=tuple(_late(one, facts, words) for one in late),
        empty=words("late.none"),
        lack="" if facts.projects else "no_project",
    )


def blocked_grids(facts: Facts, words: PlanWords) -> Iterator[Grid]:
    """Yield the unfinished projects with a conflict against them, the heaviest first."""
    yield Grid(
        name=TableName.BLOCKED,
        title=words("blocked"),
        columns=columns(words, "blocked.columns", (30, 16, 8, 12, 26, 8), (2, 5)),
        rows=tuple(_blocked(plain_row(row), facts, words) for row in facts.blocked.to_dict("records")),
        empty=words("blocked.none"),
        lack="" if facts.projects and facts.result.rules else "not_checked",
    )


def _late(one: Progress, facts: Facts, words: PlanWords) -> tuple[Value, ...]:
    return (
        words_of(facts.named(one.site_id, words)),
        words_of(sector_name(one.sector, facts, words)),
        words_of(words(f"stage.{one.stage}"), strong=one.stage is Stage.UNKNOWN),
        words_of(day_words(one.due_on)),
        words_of(words(f"late.{one.late}"), strong=one.late is Late.DUE),
    )


def _blocked(row: Mapping[str, Any], facts: Facts, words: PlanWords) -> tuple[Value, ...]:
    return (
        words_of(facts.named(row["site_id"], words)),
        words_of(sector_name(row["sector"], facts, words)),
        figure(row["conflicts"], ""),
        words_of(known(words, "severity", row["worst"])),
        words_of(_themes(row["site_id"], facts, words)),
        figure(row["not_checked"], ""),
    )


def _themes(site_id: str, facts: Facts, words: PlanWords) -> str:
    """Return the themes of the conflicts of a project, each with their number."""
    found = facts.result.findings
    met = found[(found["site_id"] == site_id) & (found["verdict"] == Verdict.CONFLICT)]
    counts = Counter(known(words, "theme", theme) for theme in met["theme"])
    return ", ".join(f"{name} ({count})" for name, count in counts.most_common())
