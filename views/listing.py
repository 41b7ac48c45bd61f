"""The list of findings or projects, worst first, and the groups told in one line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st
from markupsafe import Markup

from layers.model import Verdict
from views import looks, numbers, state
from views.features import worst_verdicts
from views.filters import MARKS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import geopandas as gpd

    from layers.check import CheckResult
    from views.narrow import Groups
    from views.text import Text

ROW_HEIGHT_PX = 30
LIST_HEIGHT_PX = 262


def verdict_word(verdict: str, text: Text) -> str:
    """Return mark and word of a verdict, for a cell of a table."""
    return f"{MARKS[verdict]} {text('verdict.' + verdict)}"


def show_findings(findings: gpd.GeoDataFrame, text: Text, *, key: str, height: int = LIST_HEIGHT_PX) -> None:
    """Show findings as a table; choosing a row opens its card."""
    distance = findings["distance_m"].where(findings["overlap_area_ha"].fillna(0) <= 0)
    rows = pd.DataFrame(
        {
            text("list.verdict"): [
                verdict_word(verdict, text) for verdict in findings["verdict"].astype(str)
            ],
            text("list.severity"): [
                text.known("severity", value) for value in findings["severity"].astype(str)
            ],
            text("list.project"): findings["site_name"].to_numpy(),
            text("list.rule"): [
                f"{text.known('theme', theme)} · {rule}"
                for theme, rule in zip(findings["theme"], findings["rule_id"], strict=True)
            ],
            text("list.area"): findings["overlap_area_ha"]
            .where(findings["overlap_area_ha"] > 0)
            .to_numpy(dtype=float),
            text("list.share"): findings["site_share"]
            .where(findings["site_share"] > 0)
            .to_numpy(dtype=float),
            text("list.distance"): distance.to_numpy(dtype=float),
        }
    )
    formats = {
        text("list.area"): lambda value: numbers.area_ha(value, text.language),
        text("list.share"): lambda value: numbers.percent(value, text.language),
        text("list.distance"): lambda value: numbers.number(value, text.language, 0),
    }
    _table(
        rows, formats, list(findings["verdict"].astype(str)), list(findings["finding_id"]), text, key, height
    )


def show_projects(result: CheckResult, findings: gpd.GeoDataFrame, text: Text, *, key: str) -> None:
    """Show one row for each project of the findings, with its counts; choosing one opens its worst finding."""
    site_ids = list(dict.fromkeys(findings["site_id"]))
    whole = result.findings[result.findings["site_id"].isin(site_ids)]
    worst = worst_verdicts(whole)
    counts = pd.crosstab(whole["site_id"], whole["verdict"].astype(str)).reindex(
        index=site_ids, columns=[verdict.value for verdict in Verdict], fill_value=0
    )
    names = result.sites.set_index("site_id")["name"]
    order = sorted(site_ids, key=lambda site_id: Verdict(worst[site_id]).rank)
    counts = counts.loc[order]
    rows = pd.DataFrame(
        {
            text("list.verdict"): [verdict_word(worst[site_id], text) for site_id in order],
            text("list.project"): [names[site_id] for site_id in order],
        }
        | {MARKS[verdict]: counts[verdict].to_numpy() for verdict in counts.columns}
    )
    first = whole.drop_duplicates("site_id").set_index("site_id")["finding_id"]
    _table(rows, {}, [worst[s] for s in order], [first[s] for s in order], text, key, LIST_HEIGHT_PX)


def _table(  # noqa: PLR0913 - one table, drawn in one place
    rows: pd.DataFrame,
    formats: dict[str, Callable[[float], str]],
    verdicts: Sequence[str],
    finding_ids: Sequence[str],
    text: Text,
    key: str,
    height: int,
) -> None:
    """Draw rows with their verdict's colour; the key changes with the rows, so that no old choice stays."""
    colours = [looks.VERDICT_COLOURS[Verdict(verdict)] for verdict in verdicts]
    first = text("list.verdict")
    styled = rows.style.format(formats, na_rep=numbers.NOTHING).apply(
        lambda column: [f"color: {colour}; font-weight: 600" for colour in colours], subset=[first]
    )
    table_key = f"{key}-{text.language}-{hash(tuple(finding_ids))}-{state.clicks()}"
    chosen = state.chosen()

    def choose_row() -> None:
        picked = state.selected_rows(table_key)
        if picked:
            state.choose(finding_ids[picked[0]])

    rows_chosen = [finding_ids.index(chosen)] if chosen in finding_ids else []
    st.dataframe(
        styled,
        hide_index=True,
        height=min(height, ROW_HEIGHT_PX * (len(rows) + 1) + 4),
        row_height=ROW_HEIGHT_PX,
        on_select=choose_row,
        selection_mode="single-row",
        selection_default={"selection": {"rows": rows_chosen, "columns": [], "cells": []}},
        column_config=_widths(text),
        key=table_key,
    )


def _widths(text: Text) -> dict[str, object]:
    return {
        text("list.verdict"): st.column_config.TextColumn(width=140),
        text("list.severity"): st.column_config.TextColumn(width=90),
        text("list.project"): st.column_config.TextColumn(width=210),
        text("list.rule"): st.column_config.TextColumn(width=150),
        text("list.area"): st.column_config.NumberColumn(width=80),
        text("list.share"): st.column_config.NumberColumn(width=70),
        text("list.distance"): st.column_config.NumberColumn(width=75),
    } | {
        mark: st.column_config.NumberColumn(width=48, help=text("verdict." + verdict))
        for verdict, mark in MARKS.items()
    }


def groups_html(groups: Groups, result: CheckResult, text: Text) -> Markup:
    """
    Return the groups that could not be checked, one line each, with what is in them to fold out.

    They stay on the page whatever the filters are: unknown must not fall from sight.
    """
    findings, reason = result.findings, f"reason_{text.language}"
    lines = []
    if groups.rules:
        grouped = findings[groups.of_rules]
        entries = grouped.drop_duplicates("rule_id")[["rule_id", reason]].itertuples(index=False)
        title = text("group.rules", rules=len(groups.rules), findings=len(grouped))
        lines.append(_group(title, [f"{rule_id}: {why}" for rule_id, why in entries]))
    if groups.sites:
        grouped = findings[groups.of_sites]
        entries = grouped.drop_duplicates("site_id")[["site_id", "site_name", reason]].itertuples(index=False)
        title = text("group.sites", sites=len(groups.sites), findings=len(grouped))
        lines.append(_group(title, [f"{site_id} {name}: {why}" for site_id, name, why in entries]))
    return Markup().join(lines)


def _group(title: str, entries: Sequence[str]) -> Markup:
    items = Markup().join(Markup("<li>{}</li>").format(entry) for entry in entries)
    return Markup('<details class="ranh-group"><summary>? {}</summary><ul>{}</ul></details>').format(
        title, items
    )
