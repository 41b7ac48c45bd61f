"""The tables of capital: against the plan's frame, and by sector."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from layers.money.plan import Owner
from layers.money.sums import against_frame, by_sector
from office.evaluation.charts import frame_chart
from office.evaluation.grids import columns, small
from office.evaluation.model import Grid, Value, figure, share, words_of
from office.evaluation.outline import TableName
from office.evaluation.projects import NONE, money, of_extent, plain_row, total
from office.reports.numbers import day_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from office.evaluation.facts import Facts
    from office.evaluation.words import PlanWords

OWN_PERIODS = frozenset({"several", "done", ""})
"""What stands in place of a period of the plan."""
SPENT = Value(lack="no_spent")
"""Nowhere in the program is it told what was spent."""


def frame_grids(facts: Facts, words: PlanWords) -> Iterator[Grid]:
    """Yield what projects state against the frame of the plan; of some communes there is no such table."""
    rows = [plain_row(row) for row in against_frame(facts.projects, facts.plan).to_dict("records")]
    # Of one owner first what the frame has, in its order, then what lies beyond it.
    rows.sort(key=lambda row: list(Owner).index(row["owner"]))
    is_own = facts.communes is not None
    decision = facts.plan.decision
    yield Grid(
        name=TableName.FRAME,
        title=words("frame"),
        columns=columns(words, "frame.columns", (23, 15, 13, 9, 15, 12, 13), (2, 3, 4, 5, 6)),
        rows=() if is_own else (*(_frame(row, words) for row in rows), *_frame_total(facts, words)),
        before=small(
            words(
                "frame.decision", number=decision.number, day=day_words(decision.date), part=decision.part
            ).strip()
            if decision and not is_own
            else ""
        ),
        empty=words("frame.own" if is_own else "frame.none"),
        lack="" if is_own or facts.plan.frame else "no_frame",
        chart=None if is_own else frame_chart(rows, words),
    )


def capital_grids(facts: Facts, words: PlanWords) -> Iterator[Grid]:
    """Yield capital by sector; what nobody states is missing, and no zero."""
    frame = by_sector(facts.projects, facts.plan)
    rows, without = of_extent([plain_row(row) for row in frame.to_dict("records")], facts, words)
    yield Grid(
        name=TableName.CAPITAL,
        title=words("capital"),
        columns=columns(words, "capital.columns", (34, 10, 12, 13, 16, 15), range(1, 6)),
        rows=(
            *(_sector(row, words.of(row, "name")) for row in rows),
            _sector(total(facts), words("total"), strong=True),
        ),
        after=small(without),
        lack="" if facts.plan.sector else "no_sectors",
    )


def _frame(row: Mapping[str, Any], words: PlanWords) -> tuple[Value, ...]:
    period, unknown = row["period"], row["capital_unknown"]
    has_frame = not math.isnan(row["frame_bn_vnd"])
    note = words("frame.unknown", count=unknown) if unknown else ""
    stated = money(row) if row["projects"] else Value(lack="no_project")
    return (
        words_of(words(f"owner.{row['owner']}")),
        words_of(words(f"period.{period}") if period in OWN_PERIODS else period),
        figure(row["frame_bn_vnd"], "") if has_frame else words_of(words("frame.no_frame")),
        figure(row["projects"], ""),
        Value(number=stated.number, digits=stated.digits, lack=stated.lack, notes=(note,) if note else ()),
        share(row["share_of_frame"], stated.lack) if has_frame else words_of(words("frame.no_share")),
        SPENT,
    )


def _frame_total(facts: Facts, words: PlanWords) -> Iterator[tuple[Value, ...]]:
    if facts.plan.frame:
        sums = total(facts)
        yield (
            words_of(words("total"), strong=True),
            words_of(words("period.all")),
            figure(sum(one.capital_bn_vnd for one in facts.plan.frame), "no_frame"),
            figure(sums["projects"], ""),
            money(sums) if sums["projects"] else Value(lack="no_project"),
            # Capital of projects beyond the plan's periods is in the sum: it is no share of the frame.
            words_of(words("frame.no_share")),
            SPENT,
        )


def _sector(row: Mapping[str, Any], name: str, *, strong: bool = False) -> tuple[Value, ...]:
    if not row["projects"]:
        return (words_of(name), Value(lack="no_project"), NONE, NONE, NONE, SPENT)
    return (
        words_of(name, strong=strong),
        figure(row["projects"], ""),
        figure(row["capital_known"], ""),
        figure(row["capital_unknown"], ""),
        money(row),
        SPENT,
    )
