"""The list of findings or projects, worst first, and the groups told in one line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
from markupsafe import Markup

from layers.model import Verdict
from views import numbers
from views.table import Table
from views.verdicts import MARKS, verdict_word, worst_verdicts

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd

    from layers.check import CheckResult
    from views.narrow import Groups
    from views.text import Text


def project_names(result: CheckResult, text: Text) -> pd.Series:
    """Return the name of each project in the reader's language; index site_id."""
    sites = result.sites.set_index("site_id")
    if text.language == "vi" or "name_en" not in sites:
        return sites["name"]
    return sites["name_en"].where(sites["name_en"].fillna("") != "", sites["name"])


def findings_table(
    findings: gpd.GeoDataFrame, result: CheckResult, text: Text, *, with_project: bool = True
) -> Table:
    """Return one row for each finding, in their order."""
    verdicts = tuple(findings["verdict"].astype(str))
    overlaps = findings["overlap_area_ha"] > 0
    columns = {
        "list.verdict": [verdict_word(verdict, text) for verdict in verdicts],
        "list.project": list(findings["site_id"].map(project_names(result, text))),
        "list.rule": [
            f"{rule} {text.known('theme', theme)}"
            for rule, theme in zip(findings["rule_id"], findings["theme"], strict=True)
        ],
        "list.certainty": [text("sure." + value) if value else "" for value in findings["certainty"]],
        "list.area": findings["overlap_area_ha"].where(overlaps).to_numpy(dtype=float),
        "list.share": findings["site_share"].where(overlaps).to_numpy(dtype=float),
        "list.severity": [text.known("severity", str(value)) for value in findings["severity"]],
        "list.distance": findings["distance_m"].where(~overlaps).to_numpy(dtype=float),
    }
    if not with_project:
        del columns["list.project"]
    return Table(
        rows=pd.DataFrame({text(key): values for key, values in columns.items()}),
        verdicts=verdicts,
        finding_ids=tuple(findings["finding_id"]),
        formats={
            text("list.area"): lambda value: numbers.area_ha(value, text.language),
            text("list.share"): lambda value: numbers.percent(value, text.language),
            text("list.distance"): lambda value: numbers.number(value, text.language, 0),
        },
    )


def projects_table(listed: gpd.GeoDataFrame, result: CheckResult, text: Text) -> Table:
    """
    Return one row for each project that has a finding in the list, worst first.

    The counts are of all its findings, whatever the filters: a project must not look better
    than it is because part of its findings is not listed.
    """
    whole = result.findings[result.findings["site_id"].isin(listed["site_id"])]
    worst = worst_verdicts(whole)
    order = sorted(listed["site_id"].unique(), key=lambda site_id: Verdict(worst[site_id]).rank)
    counts = pd.crosstab(whole["site_id"], whole["verdict"].astype(str))
    counts = counts.reindex(index=order, columns=list(MARKS), fill_value=0)
    names = project_names(result, text)
    first = whole.drop_duplicates("site_id").set_index("site_id")["finding_id"]
    verdicts = tuple(worst[site_id] for site_id in order)
    columns = {
        text("list.verdict"): [verdict_word(verdict, text) for verdict in verdicts],
        text("list.project"): [names[site_id] for site_id in order],
    } | {mark: counts[verdict].to_numpy() for verdict, mark in MARKS.items()}
    return Table(
        rows=pd.DataFrame(columns),
        verdicts=verdicts,
        finding_ids=tuple(first[site_id] for site_id in order),
        formats={},
    )


def groups_html(groups: Groups, result: CheckResult, text: Text) -> Markup:
    """
    Return the groups that could not be checked, one line each, with what is in them to fold out.

    They stay on the page whatever the filters are: unknown must not fall from sight.
    """
    reason = f"reason_{text.language}"
    lines = []
    if groups.rules:
        grouped = result.findings[groups.of_rules]
        entries = grouped.drop_duplicates("rule_id")[["rule_id", reason]].itertuples(index=False)
        title = text("unknown.rules", rules=len(groups.rules), findings=len(grouped))
        lines.append(_group(title, [f"{rule_id}: {why}" for rule_id, why in entries]))
    if groups.sites:
        grouped = result.findings[groups.of_sites]
        entries = grouped.drop_duplicates("site_id")[["site_id", "site_name", reason]].itertuples(index=False)
        title = text("unknown.sites", sites=len(groups.sites), findings=len(grouped))
        lines.append(_group(title, [f"{site_id} {name}: {why}" for site_id, name, why in entries]))
    return Markup().join(lines)


def _group(title: str, entries: Sequence[str]) -> Markup:
    items = Markup().join(Markup("<li>{}</li>").format(entry) for entry in entries)
    return Markup('<details class="ranh-group"><summary>? {}</summary><ul>{}</ul></details>').format(
        title, items
    )
