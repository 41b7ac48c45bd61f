"""The tables of what the office keeps: cases, their decisions, and what has ended and is still used."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from office.cases.model import State
from office.evaluation.grids import columns, small
from office.evaluation.model import Grid, Value, figure, words_of
from office.evaluation.outline import TableName
from office.reports.numbers import day_words
from office.reports.vocabulary import known

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from layers.superseded import Superseded
    from office.evaluation.casework import CaseThen
    from office.evaluation.facts import Facts
    from office.evaluation.words import PlanWords

DECISIONS = (State.ACCEPTED, State.CONTESTED, State.RESOLVED)
NOBODY = ""
"""Theme of a case that waits for the place of a project, and so is of every theme."""


def case_grids(facts: Facts, words: PlanWords) -> Iterator[Grid]:
    """Yield the cases by theme: opened and decided in the period, open at its end."""
    cases = facts.casework.cases
    later = facts.casework.later
    themes = sorted({one.theme for one in cases})
    day = day_words(facts.period.as_of)
    yield Grid(
        name=TableName.CASES,
        title=words("cases"),
        columns=columns(words, "cases.columns", (28, 12, 12, 10, 12, 14, 12), range(1, 7)),
        rows=(
            *(
                _theme([one for one in cases if one.theme == theme], _name(theme, words), facts)
                for theme in themes
            ),
            *((_theme(cases, words("total"), facts),) if cases else ()),
        ),
        after=small(words("cases.later", day=day_words(later)) if later else ""),
        empty=words("cases.none", as_of=day),
    )


def decided_grids(facts: Facts, words: PlanWords) -> Iterator[Grid]:
    """Yield the cases that were decided in the period, and whose decision stood at its end."""
    told = sorted(decided_in(facts), key=lambda one: (str(one.decided_on), one.number))
    yield Grid(
        name=TableName.DECIDED,
        title=words("decided"),
        columns=columns(words, "decided.columns", (17, 36, 16, 17, 14)),
        rows=tuple(
            (
                words_of(one.number),
                words_of(facts.named(one.site_id, words)),
                words_of(one.rule_id or "–"),
                words_of(known(words, "state", one.state)),
                words_of(day_words(one.decided_on)),
            )
            for one in told
        ),
        empty=words("decided.none"),
    )


def superseded_grids(facts: Facts, words: PlanWords) -> Iterator[Grid]:
    """Yield what is no longer in force on the last day and still used on it."""
    yield Grid(
        name=TableName.SUPERSEDED,
        title=words("superseded"),
        columns=columns(words, "superseded.columns", (26, 22, 14, 38)),
        rows=tuple(_superseded(one, words) for one in facts.superseded),
        empty=words("superseded.none"),
    )


def decided_in(facts: Facts) -> list[CaseThen]:
    """Return the cases decided in the period."""
    return [
        one
        for one in facts.casework.cases
        if one.decided_on is not None and facts.period.holds(one.decided_on)
    ]


def _theme(cases: Sequence[CaseThen], title: str, facts: Facts) -> tuple[Value, ...]:
    period = facts.period
    decided = Counter(
        one.state for one in cases if one.decided_on is not None and period.holds(one.decided_on)
    )
    still = [one for one in cases if not one.state.is_decided]
    overdue = sum(one.due_on is not None and one.due_on < period.as_of for one in still)
    return (
        words_of(title),
        figure(sum(period.holds(one.opened_on) for one in cases), ""),
        *(figure(decided[state], "") for state in DECISIONS),
        figure(len(still), ""),
        figure(overdue, ""),
    )


def _name(theme: str, words: PlanWords) -> str:
    return known(words, "theme", theme) if theme != NOBODY else "–"


def _superseded(one: Superseded, words: PlanWords) -> tuple[Value, ...]:
    decision = ", ".join(filter(None, (one.decision_number, day_words(one.decision_date))))
    return (
        words_of(
            f"{words(f'used.{one.kind}')} {one.id}",
            words.of(one, "name") if words.of(one, "name") != one.id else "",
        ),
        words_of(decision) if decision else Value(lack="no_decision"),
        words_of(day_words(one.ended_on) or "–"),
        words_of(one.sentence(words.language)),
    )
