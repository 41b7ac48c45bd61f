"""The parts that every evaluation report has: summary, legal basis, what is missing, data and method."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers.colours import VERDICT_COLOURS
from layers.model import Verdict
from layers.rules import read_rules
from office.evaluation.grids import columns, small
from office.evaluation.model import Grid, Part, Say, Value, figure, words_of
from office.evaluation.summary import lacks_of
from office.reports.basis import relied_on
from office.reports.numbers import day_words
from office.reports.vocabulary import known

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from layers.catalogue import LayerUse
    from office.evaluation.facts import Facts
    from office.evaluation.outline import Citation
    from office.evaluation.words import PlanWords
    from office.reports.basis import Basis

LOUD = VERDICT_COLOURS[Verdict.NOT_CHECKED]
ENDED = VERDICT_COLOURS[Verdict.CONFLICT]


def citations_part(facts: Facts, day: date, words: PlanWords) -> Part:
    """Return what the report answers to, whether that was in force when it was made, how far compared."""
    plan = facts.plan_outline
    cited = (*(plan.citation if plan else ()), *facts.outline.citation)
    grid = Grid(
        name="citations",
        title="",
        columns=columns(words, "cite.columns", (44, 22, 34)),
        rows=tuple(_citation(one, day, words) for one in cited),
        after=() if plan else (Say(text=words("cite.plan"), kind="strong"),),
    )
    return Part(heading=words("part.citations"), items=(grid,))


def missing_part(parts: Sequence[Part], words: PlanWords) -> Part:
    """Return every kind of figure that is missing, where, and how it can be brought in."""
    rows = []
    for lack, titles in sorted(lacks_of(parts).items(), key=lambda one: (-len(one[1]), one[0])):
        tables = "; ".join(dict.fromkeys(titles))
        rows.append(
            (
                words_of(words(f"lack.{lack}"), strong=True, colour=LOUD),
                figure(len(titles), ""),
                words_of(tables),
                words_of(words(f"fill.{lack}")),
            )
        )
    grid = Grid(
        name="missing",
        title="",
        columns=columns(words, "missing.columns", (20, 8, 36, 36), (1,)),
        rows=tuple(rows),
        empty=words("missing.none"),
    )
    return Part(heading=words("part.missing"), items=(grid,))


def data_part(facts: Facts, basis: Basis, days: tuple[date, date], name: str, words: PlanWords) -> Part:
    """
    Return the layers and fingerprints that the figures rest on, and how to verify the report.

    Parameters
    ----------
    days
        When it is made, and the last day on which it may be relied on.
    """
    day, until = days
    rules = read_rules(facts.province.path(facts.province.rules))
    uses = relied_on(facts.result.layers_used, facts.province, rules)
    said = [
        (words("basis.as_of"), words_of(day_words(facts.period.as_of))),
        (words("basis.day"), words_of(day_words(day))),
        (words("basis.person"), words_of(name)),
        (
            words("basis.rules"),
            words_of(words("sum.as_of", day=day_words(facts.period.as_of), rules=len(basis["rules"]))),
        ),
        (words("basis.crs"), words_of(basis["crs"], basis["operation"])),
        (words("data.digest"), Value(text=basis["plan"]["digest"], is_code=True)),
        *([(words("basis.cover"), Value(text=basis["cover"], is_code=True))] if basis["cover"] else []),
        (
            words("valid.word"),
            words_of(
                f"{words('valid.until')} {day_words(until)}.",
                words("valid.plan_why", days=facts.outline.valid_days),
            ),
        ),
        (words("valid.verify"), words_of(words("valid.how"))),
    ]
    layers = Grid(
        name="layers",
        title=words("part.layers"),
        columns=columns(words, "layers.columns", (24, 22, 30, 24)),
        rows=tuple(_layer(use, facts.period.as_of, words) for use in uses),
        after=small(words("layer.sealed")),
    )
    method = Grid(
        name="method",
        title=words("part.validity"),
        columns=columns(words, "summary.columns", (30, 70)),
        rows=tuple((words_of(name, strong=True), value) for name, value in said),
    )
    return Part(heading=words("part.data"), items=(method, layers))


def _citation(one: Citation, day: date, words: PlanWords) -> tuple[Value, ...]:
    days = words(
        "layer.from_to", start=day_words(one.effective_from) or "…", end=day_words(one.effective_to) or "…"
    )
    dated = one.effective_from or one.effective_to
    over = one.effective_to is not None and one.effective_to < day
    note = words("cite.over") if over else "" if one.in_force(day) else words("cite.to_come")
    confirmed = one.status == "confirmed"
    return (
        words_of(words.pick((one.vi, one.en))),
        words_of(days if dated else words("cite.no_days"), note, colour=ENDED if over else ""),
        words_of(
            known(words, "citation", one.status), words.of(one, "note"), one.source, strong=not confirmed,
            colour="" if confirmed else LOUD,
        ),
    )  # fmt: skip


def _layer(use: LayerUse, as_of: date, words: PlanWords) -> tuple[Value, ...]:
    layer = use.layer
    start, end = day_words(layer.effective_from), day_words(layer.effective_to)
    decided = " ".join(filter(None, (layer.decision_number, day_words(layer.decision_date))))
    source = layer.source_vi if words.language == "vi" and layer.source_vi else layer.source
    state = "" if layer.in_force(as_of) else words("layer.not_in_force")
    days = words("layer.from_to", start=start or "…", end=end or "…") if start or end else ""
    return (
        words_of(words.of(layer, "name"), layer.id),
        words_of(decided or days or layer.version or "–", days if decided else "", state),
        words_of(known(words, "origin", layer.origin), source),
        Value(text=words("layer.unread", why=words.of(use, "problem")), strong=True, colour=LOUD)
        if use.data is None
        else Value(text=use.data.sha256, is_code=True),
    )
