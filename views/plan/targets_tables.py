"""Balances, breaches, figures and sums as tables to look at; what is not known is said, and never 0."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from layers.targets.units import Level
from views import numbers
from views.corridors.html_table import Cell, Rows
from views.plan.drawn import TWO_LINES, decision_html, rows_of, told_day

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from views.text import Text

LOUD = frozenset({"broken", "broken_if_granted"})


def balance_rows(table: pd.DataFrame, text: Text) -> Rows:
    """Return balances: unit, land type, what the balance says, then hectares."""
    records = rows_of(table)
    several = any(row["unit_level"] != Level.PROVINCE for row in records)
    rows = [
        [
            *([row["unit_name"]] if several else []),
            _type(row, text),
            _state(row, text),
            _target(row, text),
            _present(row, text),
            _moved(row, "decided", text),
            _moved(row, "pending", text),
            _left(row, "left_ha", text),
            _left(row, "left_if_granted_ha", text),
        ]
        for row in records
    ]
    names = (
        *(("unit",) if several else ()), "type", "state", "target", "present", "decided", "pending", "left",
        "if_granted",
    )  # fmt: skip
    loud = frozenset(at for at, row in enumerate(records) if row["state"] in LOUD)
    return Rows(headings=_headings(names, text), rows=rows, words=2 + several, loud=loud)


def breach_rows(table: pd.DataFrame, text: Text) -> Rows:
    """Return what breaks a target, with the decision and how surely it is cited."""
    rows = [
        [
            row["site_id"] or text("plan.as_it_is"),
            row["unit_name"],
            _type(row, text),
            text.known("target.state", row["state"]),
            TWO_LINES.format(
                row["decision"] or text("plan.no_decision"), text.known("target.citation", row["citation"])
            ),
            numbers.area_ha(row["target_ha"], text.language),
            numbers.area_ha(row["project_ha"], text.language),
            f"{'≥ ' if row['is_least'] else ''}{numbers.area_ha(row['by_ha'], text.language)}",
        ]
        for row in rows_of(table)
    ]
    names = ("project", "unit", "type", "state", "decision", "target", "project_ha", "broken_by")
    return Rows(headings=_headings(names, text), rows=rows, words=5, loud=frozenset(range(len(rows))))


def target_rows(table: pd.DataFrame, text: Text) -> Rows:
    """Return figures as they are loaded, with their decisions."""
    rows = [
        [
            row["unit_name"],
            _type(row, text),
            str(row["year"]),
            text.known("target.kind", row["kind"]),
            decision_html(row["decision_number"], told_day(row["decision_date"], text), text)
            if row["kind"] == "planned"
            else numbers.NOTHING,
            text.known("target.citation", row["citation"]),
            numbers.area_ha(row["area_ha"], text.language),
        ]
        for row in rows_of(table)
    ]
    names = ("unit", "type", "year", "figure", "decision", "citation", "area")
    return Rows(headings=_headings(names, text), rows=rows, words=6)


def sum_rows(table: pd.DataFrame, text: Text) -> Rows:
    """Return sums that do not add up."""
    rows = [
        [
            row["unit_name"],
            row["code"],
            str(row["year"]),
            text.known("target.kind", row["kind"]),
            text.known("target.adds", row["adds"]),
            *(numbers.number(row[name], text.language) for name in ("whole_ha", "parts_ha", "difference_ha")),
        ]
        for row in rows_of(table)
    ]
    names = ("unit", "code", "year", "figure", "adds", "whole", "parts", "difference")
    return Rows(headings=_headings(names, text), rows=rows, words=5, loud=frozenset(range(len(rows))))


def _headings(names: Sequence[str], text: Text) -> list[str]:
    return [text("plan.col_" + name) for name in names]


def _type(row: dict[str, Any], text: Text) -> Markup:
    mark = "*" if row.get("is_overlay") else ""
    return Markup("<b>{}{}</b> {}").format(row["code"], mark, text.of(row, "name"))


def _state(row: dict[str, Any], text: Text) -> Markup:
    said = text.known("target.state", row["state"])
    if row["bound"] == "none":
        return Markup("{}").format(said)
    return TWO_LINES.format(said, text.known("target.bound", row["bound"]))


def _target(row: dict[str, Any], text: Text) -> Cell:
    if row["state"] == "withheld":
        return text("plan.not_shown")
    if row["target_ha"] is None:
        missing = row["units_without_target"]
        return text("plan.parts_missing", count=missing) if missing else text("plan.not_loaded")
    stated = (row["decision_number"], told_day(row["decision_date"] or "", text))
    told = ", ".join(part for part in stated if part)
    sure = text.known("target.citation", row["citation"])
    return TWO_LINES.format(numbers.area_ha(row["target_ha"], text.language), told or sure)


def _present(row: dict[str, Any], text: Text) -> Cell:
    if row["state"] == "withheld":
        return text("plan.not_shown")
    if row["present_ha"] is None:
        return text("plan.not_known")
    basis = text("plan.basis_" + row["present_basis"]) if row["present_basis"] else ""
    year = f" {row['present_year']:.0f}" if row["present_year"] else ""
    return TWO_LINES.format(numbers.area_ha(row["present_ha"], text.language), f"{basis}{year}")


def _moved(row: dict[str, Any], stage: str, text: Text) -> Cell:
    if row["state"] == "withheld":
        return text("plan.not_shown")
    gain, take = (row[f"{stage}_{what}_ha"] for what in ("gain", "take"))
    parts = [
        f"{sign}{numbers.area_ha(value, text.language)}"
        for sign, value in (("+", gain), ("−", take))
        if value
    ]
    unclear = row[f"{stage}_unclear_ha"]
    more = [text("plan.unclear", area=numbers.area_ha(unclear, text.language))] if unclear else []
    if unknown := [one for one in row[f"{stage}_unknown"].split("; ") if one]:
        more.append(text("plan.area_unknown", count=len(unknown)))
    told = " ".join(parts) or ("?" if more else "0")
    return TWO_LINES.format(told, " · ".join(more)) if more else told


def _left(row: dict[str, Any], column: str, text: Text) -> str:
    if row[column] is None:
        return "?"
    shown = numbers.area_ha(row[column], text.language)
    return f"≤ {shown}" if row["left_is_most"] else shown
