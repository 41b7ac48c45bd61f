"""The tables of overlaps: plans that are loaded, findings by verdict, and why something was not checked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers.colours import VERDICT_COLOURS, VERDICT_MARKS
from layers.model import Severity, Verdict
from office.cases.listing import folded
from office.evaluation.grids import columns, small
from office.evaluation.model import Grid, Say, Value, figure, words_of
from office.evaluation.outline import TableName
from office.reports.numbers import day_words, number
from office.reports.vocabulary import known

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from layers.layer import Layer
    from office.evaluation.facts import Facts
    from office.evaluation.outline import OtherPlan
    from office.evaluation.words import PlanWords

WARNING = "warning"


def plan_grids(facts: Facts, words: PlanWords) -> Iterator[Grid]:
    """Yield the plans that have to fit the provincial plan, with what was found against each."""
    yield Grid(
        name=TableName.PLANS,
        title=words("plans"),
        columns=columns(words, "plans.columns", (27, 30, 22, 10, 11), (3, 4)),
        rows=tuple(row for plan in facts.outline.plan for row in _plan(plan, facts, words)),
        after=small(words("plans.untold")),
    )


def conflict_grids(facts: Facts, words: PlanWords) -> Iterator[Grid]:
    """Yield findings by verdict and severity; what was not checked is said in a box besides."""
    findings, sites = facts.result.findings, facts.result.sites
    severities = "|".join(known(words, "severity", one) for one in Severity)
    yield Grid(
        name=TableName.CONFLICTS,
        title=words("conflicts"),
        columns=columns(
            words, "conflicts.columns", (26, 12, 9, 11, 9, 11, 10, 12), range(1, 8), severities=severities
        ),
        rows=tuple(_verdict(one, findings, words) for one in Verdict) if len(findings) else (),
        before=_unchecked_warning(findings, len(sites), words),
        after=(
            *small(words("conflicts.clear", count=_clear(findings), all=len(sites)) if len(findings) else ""),
            *small(words("conflicts.partial") if bool(findings["partial"].any()) else ""),
        ),
        empty=words("conflicts.none"),
        lack="" if len(findings) else "not_checked",
    )


def theme_grids(facts: Facts, words: PlanWords) -> Iterator[Grid]:
    """Yield findings by theme."""
    findings = facts.result.findings
    rows = []
    for theme in sorted(set(findings["theme"]), key=lambda one: folded(known(words, "theme", one))):
        own = findings.loc[findings["theme"] == theme, "verdict"]
        counts = (figure(int((own == verdict).sum()), "") for verdict in Verdict)
        rows.append((words_of(known(words, "theme", theme)), *counts))
    yield Grid(
        name=TableName.THEMES,
        title=words("themes"),
        columns=columns(words, "themes.columns", (36, 16, 18, 15, 15), range(1, 5)),
        rows=tuple(rows),
        empty=words("conflicts.none"),
        lack="" if rows else "not_checked",
    )


def unchecked_grids(facts: Facts, words: PlanWords) -> Iterator[Grid]:
    """Yield the reasons why something was not checked, the most frequent first."""
    findings = facts.result.findings
    column = words.pick(("reason_vi", "reason_en"))
    sentence = words.pick(("sentence_vi", "sentence_en"))
    own = findings[findings["verdict"] == Verdict.NOT_CHECKED]
    reasons = own[column].where(own[column].astype(str).str.len() > 0, own[sentence])
    found = own.assign(reason=reasons).groupby("reason")["site_id"].agg(["size", "nunique"])
    told = sorted(found.itertuples(), key=lambda row: (-row.size, row.Index))
    yield Grid(
        name=TableName.UNCHECKED,
        title=words("unchecked"),
        columns=columns(words, "unchecked.columns", (68, 16, 16), (1, 2)),
        rows=tuple(
            (
                words_of(row.Index, strong=True, colour=VERDICT_COLOURS[Verdict.NOT_CHECKED]),
                figure(row.size, ""),
                figure(row.nunique, ""),
            )
            for row in told
        ),
        empty=words("unchecked.none"),
        lack="" if len(findings) else "not_checked",
    )


def _plan(plan: OtherPlan, facts: Facts, words: PlanWords) -> Iterator[tuple[Value, ...]]:
    name = words_of(words.pick((plan.vi, plan.en)))
    layers = [
        layer
        for family in plan.families
        for layer in facts.province.versions(family)
        if layer.in_force(facts.period.as_of) and not layer.restricted
    ]
    if not layers:
        none = Value(lack="no_plan", brief=True)
        yield name, Value(lack="no_plan"), none, none, none
    for layer in layers:
        yield name, *_layer(layer, words), *_found(layer, facts)


def _layer(layer: Layer, words: PlanWords) -> tuple[Value, Value]:
    end = day_words(layer.effective_to)
    start = day_words(layer.effective_from)
    days = words("layer.from_to", start=start or "…", end=end or "…") if start or end else ""
    decision = ", ".join(filter(None, (layer.decision_number, day_words(layer.decision_date))))
    return (
        words_of(words.of(layer, "name"), days, known(words, "origin", layer.origin)),
        words_of(decision) if decision else Value(lack="no_decision"),
    )


def _found(layer: Layer, facts: Facts) -> tuple[Value, Value]:
    """Return what rules that ask of the layer's family found; without such a rule nothing was checked."""
    rules = {rule.id for rule in facts.result.rules if rule.layer == layer.family}
    own = facts.result.findings[facts.result.findings["rule_id"].isin(rules)]
    if not len(own):
        return Value(lack="not_checked"), Value(lack="not_checked", brief=True)
    counts = [int((own["verdict"] == verdict).sum()) for verdict in (Verdict.CONFLICT, Verdict.NOT_CHECKED)]
    return figure(counts[0], ""), figure(counts[1], "")


def _verdict(verdict: Verdict, findings: pd.DataFrame, words: PlanWords) -> tuple[Value, ...]:
    own = findings[findings["verdict"] == verdict]
    title = f"{VERDICT_MARKS[verdict]} {known(words, 'verdict', verdict)}"
    return (
        words_of(title, strong=True, colour=VERDICT_COLOURS[verdict]),
        *(figure(int((own["severity"] == one).sum()), "") for one in Severity),
        figure(len(own), ""),
        figure(own["site_id"].nunique(), ""),
    )


def _unchecked_warning(findings: pd.DataFrame, sites: int, words: PlanWords) -> tuple[Say, ...]:
    own = findings[findings["verdict"] == Verdict.NOT_CHECKED]
    if not len(own):
        return ()
    count, touched = number(len(own), words.language, 0), own["site_id"].nunique()
    return (Say(text=words("conflicts.warning", count=count, sites=touched, all=sites), kind=WARNING),)


def _clear(findings: pd.DataFrame) -> int:
    """Return how many projects every rule calls clear."""
    return int((findings["verdict"] == Verdict.CLEAR).groupby(findings["site_id"]).all().sum())
