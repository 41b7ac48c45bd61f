"""Sums of money, the frame, late and blocked projects as tables to look at."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from markupsafe import Markup

from views import numbers, opened
from views.corridors.html_table import Rows
from views.plan.drawn import TWO_LINES, decision_html, rows_of, told_day

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from views.text import Text

MAP = "./"
"""The first page, seen from another: by its own name Streamlit finds none."""
"""Path of the page with the map."""


def sum_rows(table: pd.DataFrame, text: Text) -> Rows:
    """Return projects and known capital by one heading, empty rows too."""
    records = rows_of(table)
    counts = ("projects", "state", "other", "divided", "owner_unknown")
    stages = ("pending", "decided", "done", "stopped", "stage_unknown", "late", "blocked")
    rows = [
        [
            text.of(row, "name"),
            *(str(row[name]) for name in counts),
            _capital(row, text),
            f"{row['capital_known']}/{row['projects']}",
            *(str(row[name]) for name in stages),
        ]
        for row in records
    ]
    names = ("heading", "projects", "state_owner", *counts[2:], "capital", "known_of", *stages)
    headings = [text("plan.col_" + name) for name in names]
    return Rows(headings=headings, rows=rows, words=1)


def frame_rows(table: pd.DataFrame, text: Text) -> Rows:
    """Return the plan's frame beside what projects state."""
    records = rows_of(table)
    rows = [
        [
            text.known("money.owner", row["owner"]),
            text.known("money.period", row["period"]),
            numbers.number(row["frame_bn_vnd"], text.language, 0)
            if row["frame_bn_vnd"] is not None
            else text("plan.no_frame_cell"),
            str(row["projects"]),
            _capital(row, text),
            str(row["capital_unknown"]),
            numbers.NOTHING
            if row["share_of_frame"] is None
            else f"≥ {numbers.percent(row['share_of_frame'], text.language)}",
        ]
        for row in records
    ]
    names = ("owner", "period", "frame", "projects", "capital", "capital_unknown", "of_frame")
    headings = [text("plan.col_" + name) for name in names]
    return Rows(headings=headings, rows=rows, words=2)


def late_rows(table: pd.DataFrame, links: Mapping[str, str], text: Text) -> Rows:
    """Return the projects that are late, and what says so."""
    rows = [
        [
            _project(row, links, text),
            text.known("money.stage", row["stage"]),
            TWO_LINES.format(told_day(row["due_on"], text), text.known("money.late", row["late"])),
            _evidence(row, text),
        ]
        for row in rows_of(table)
    ]
    return _words(rows, ("project", "stage", "due", "evidence"), text)


def blocked_rows(table: pd.DataFrame, links: Mapping[str, str], text: Text) -> Rows:
    """Return the projects that a conflict stands against, the heaviest first."""
    rows = [
        [
            _project(row, links, text),
            text.known("money.stage", row["stage"]),
            text.known("severity", row["worst"]),
            Markup('<span title="{}">{}</span>').format(row["citations"], row["rules"]),
            str(row["conflicts"]),
            str(row["not_checked"]),
        ]
        for row in rows_of(table)
    ]
    names = ("project", "stage", "worst", "rules", "conflicts", "not_checked")
    headings = [text("plan.col_" + name) for name in names]
    return Rows(headings=headings, rows=rows, words=4)


def project_rows(table: pd.DataFrame, links: Mapping[str, str], text: Text) -> Rows:
    """Return every project with what its stage rests on."""
    rows = [
        [
            _project(row, links, text),
            text.known("money.owner", row["owner"]),
            text.known("money.period", row["period"]),
            TWO_LINES.format(text.known("money.stage", row["stage"]), told_day(row["since"], text)),
            _evidence(row, text),
            _capital(row, text),
        ]
        for row in rows_of(table)
    ]
    names = ("project", "owner", "period", "stage", "evidence", "capital")
    headings = [text("plan.col_" + name) for name in names]
    return Rows(headings=headings, rows=rows, words=5)


def _words(rows: Sequence[Sequence[Any]], names: Sequence[str], text: Text) -> Rows:
    return Rows(headings=[text("plan.col_" + name) for name in names], rows=rows, words=len(names))


def _project(row: dict[str, Any], links: Mapping[str, str], text: Text) -> Markup:
    """Return a project with the way to the map, where a finding shows it there."""
    finding = links.get(row["site_id"])
    if finding is None:
        return TWO_LINES.format(row["site_id"], row["name"])
    lang = f"&{opened.LANGUAGE}={text.language}"
    return Markup('<a href="{}?{}={}{}" target="_blank" title="{}">{}</a><br><small>{}</small>').format(
        MAP, opened.FINDING, quote(finding, safe=""), lang, text("plan.to_map"), row["site_id"], row["name"]
    )


def _evidence(row: dict[str, Any], text: Text) -> Markup:
    said = row["evidence"] or row["status"] or text("plan.no_evidence")
    if not row["decision_number"]:
        return Markup("{}").format(said)
    return TWO_LINES.format(
        said, decision_html(row["decision_number"], told_day(row["decision_date"], text), text)
    )


def _capital(row: dict[str, Any], text: Text) -> str:
    if row["capital_bn_vnd"] is None:
        return numbers.NOTHING if row.get("projects") == 0 else "?"
    told = numbers.number(row["capital_bn_vnd"], text.language, 1)
    return f"≥ {told}" if row.get("capital_unknown") else told
