"""The tables of land: targets by code, functional areas, and what breaks a target."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers.colours import VERDICT_COLOURS
from layers.model import Verdict
from layers.targets.breaches import breaches_of
from layers.targets.model import TOTAL, Citation
from layers.targets.row import JUDGED, State
from layers.targets.tables import TOTAL_WORDS
from office.evaluation.charts import land_chart
from office.evaluation.grids import columns, small
from office.evaluation.model import Grid, Say, Value, figure, words_of
from office.evaluation.outline import TableName
from office.reports.numbers import number, percent
from office.reports.vocabulary import known

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from layers.targets.breaches import Breach
    from layers.targets.row import Moved, Row
    from layers.targets.units import UnitKey
    from office.evaluation.facts import Facts
    from office.evaluation.words import PlanWords

WIDTHS = (25, 13, 15, 14, 13, 11, 14)
FIGURES = (1, 2, 3, 4, 5)
LACKS = {
    State.NO_TARGET: "no_target",
    State.NO_PRESENT: "no_present",
    State.NO_BOUND: "no_bound",
    State.WITHHELD: "withheld",
}
"""State of a balance -> what is missing for what is left."""
STATE_COLOURS = {
    State.BROKEN: VERDICT_COLOURS[Verdict.CONFLICT],
    State.BROKEN_IF_GRANTED: VERDICT_COLOURS[Verdict.NEAR],
    State.KEPT: VERDICT_COLOURS[Verdict.CLEAR],
}
HA = 2
"""Decimals of hectares, as the tables of plans have them."""


def land_grids(facts: Facts, words: PlanWords) -> Iterator[Grid]:
    """Yield the balance of land types, one table for each unit."""
    for unit, rows in facts.balances.items():
        told = [row for row in rows if not row.is_overlay]
        shown = [row for row in told if _is_worth(row, facts)]
        codes = ", ".join(row.code for row in told if row not in shown)
        yield Grid(
            name=TableName.LAND,
            title=words("land", year=facts.year, unit=_unit(unit, facts, words)),
            columns=columns(words, "land.columns", WIDTHS, FIGURES),
            rows=tuple(_row(row, facts, words) for row in shown),
            after=small(
                words("land.signs"),
                _old(shown, facts, words),
                words("land.untouched", codes=codes) if codes else "",
                _no_layer(facts, words),
            ),
            chart=land_chart(shown, words),
        )


def overlay_grids(facts: Facts, words: PlanWords) -> Iterator[Grid]:
    """Yield the functional areas, which overlap land types and are in none of their sums."""
    for unit, rows in facts.balances.items():
        yield Grid(
            name=TableName.OVERLAYS,
            title=words("overlays", year=facts.year) + _unit(unit, facts, words),
            columns=columns(words, "land.columns", WIDTHS, FIGURES),
            rows=tuple(_row(row, facts, words) for row in rows if row.is_overlay),
            empty=words("find.none"),
        )


def breach_grids(facts: Facts, words: PlanWords) -> Iterator[Grid]:
    """Yield the projects that break a target."""
    breaches = breaches_of([row for rows in facts.balances.values() for row in rows])
    # With no target loaded nothing can be broken: that is no good news, and is not told as such.
    targets = [row for rows in facts.balances.values() for row in rows if row.target.area_ha is not None]
    unjudged = sum(row.state not in JUDGED for row in targets)
    yield Grid(
        name=TableName.BREACHES,
        title=words("breaches"),
        columns=columns(words, "breaches.columns", (22, 30, 14, 12, 22), (2, 3)),
        rows=tuple(_breach(one, facts, words) for one in breaches),
        after=(Say(text=words("breaches.others_unjudged", count=unjudged), kind="strong"),)
        if breaches and unjudged
        else (),
        empty=words("breaches.unjudged", count=unjudged) if unjudged else words("breaches.none"),
        lack="" if targets else "no_target",
    )


def _is_worth(row: Row, facts: Facts) -> bool:
    """Whether a land type gets a row: a group, one with a target, or one that a project touches."""
    code = facts.codes.get(row.code)
    if row.code == TOTAL or (code is not None and not code.parent):
        return True
    return row.is_worth


def _row(row: Row, facts: Facts, words: PlanWords) -> tuple[Value, ...]:
    code = facts.codes.get(row.code)
    name = words.pick(TOTAL_WORDS) if code is None else words.of(code, "name")
    is_head = code is None or not code.parent
    lack = LACKS.get(row.state, "")
    state = (
        Value(lack=lack)
        if lack
        else words_of(
            words(f"state.{row.state}"), _share(row, words), strong=row.state is not State.KEPT,
            colour=STATE_COLOURS.get(row.state, VERDICT_COLOURS[Verdict.NOT_CHECKED]),
        )
    )  # fmt: skip
    target = _withheld(row) or figure(row.target.area_ha, "no_target", *_decision(row, words), digits=HA)
    return (
        words_of(name if code is None else f"{row.code} – {name}", strong=is_head),
        target,
        _withheld(row) or figure(row.present.area_ha, "no_present", _basis(row, facts, words), digits=HA),
        _withheld(row) or _moved(row.decided, words),
        _withheld(row) or _moved(row.pending, words),
        _left(row, lack, words),
        state,
    )


def _withheld(row: Row) -> Value | None:
    return Value(lack="withheld") if row.withheld else None


def _left(row: Row, lack: str, words: PlanWords) -> Value:
    if row.left_ha is None:
        return Value(lack=lack)
    return figure(row.left_ha, lack, words("land.most") if row.is_most else "", digits=HA)


def _moved(moved: Moved, words: PlanWords) -> Value:
    notes = (
        words("land.unknown", count=len(moved.unknown)) if moved.unknown else "",
        words("land.unclear", area=number(moved.unclear_ha, words.language)) if moved.unclear_ha else "",
    )
    return figure(moved.net_ha, "", *notes, digits=HA, signed=True)


def _decision(row: Row, words: PlanWords) -> tuple[str, ...]:
    first = row.target.first
    if first is None:
        return ()
    status = "" if first.citation is Citation.CONFIRMED else words(f"target.{first.citation}")
    return (first.decision, status)


def _basis(row: Row, facts: Facts, words: PlanWords) -> str:
    if row.present.basis != "layer":
        return words("land.inventory", year=row.present.year) if row.present.basis else ""
    origin = known(words, "origin", facts.province.layer(row.present.source).origin)
    return words("land.layer", year=row.present.year, origin=origin)


def _share(row: Row, words: PlanWords) -> str:
    if not row.target.area_ha or row.present.area_ha is None:
        return ""
    return words("land.of_target", share=percent(row.present.area_ha / row.target.area_ha, words.language))


def _old(rows: Sequence[Row], facts: Facts, words: PlanWords) -> str:
    """Say that what is called present is older than the day that is asked about."""
    years = [row.present.year for row in rows if row.present.area_ha is not None]
    last = max(years, default=facts.period.as_of.year)
    asked = facts.period.as_of.year
    return words("land.old", year=last, asked=asked) if last < asked else ""


def _no_layer(facts: Facts, words: PlanWords) -> str:
    ground = facts.balancing.ground
    if ground.land is not None:
        return ""
    return words("land.no_layer", why=words.pick((ground.problem_vi, ground.problem_en)))


def _unit(unit: UnitKey, facts: Facts, words: PlanWords) -> str:
    units = facts.balancing.units
    return "" if unit == units.province else words("land.unit", name=units.places[unit].name)


def _breach(one: Breach, facts: Facts, words: PlanWords) -> tuple[Value, ...]:
    code = facts.codes.get(one.code)
    title = words.pick(TOTAL_WORDS) if code is None else f"{one.code} – {words.of(code, 'name')}"
    project = facts.named(one.site_id, words) if one.site_id else words("breaches.alone")
    status = "" if one.citation is Citation.CONFIRMED else words(f"target.{one.citation}")
    return (
        words_of(title, _unit(one.unit, facts, words).strip(" –,")),
        words_of(project, "" if one.is_decided else words("breaches.asked")),
        figure(one.project_ha, "", digits=HA, signed=True),
        figure(one.by_ha, "", digits=HA),
        words_of(one.decision or words("target.not_stated"), status),
    )
