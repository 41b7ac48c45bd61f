"""A check in a terminal and as JSON. Shows what was found; computes nothing."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from rich.text import Text

from layers.accuracy import accuracy_m
from layers.model import Verdict
from layers.writer import plain_records
from views.terminal import CITATIONS, STYLES, chooser, number, printable, table_of
from views.text import Text as Words

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd
    import pandas as pd
    from rich.console import Console

    from layers.check import CheckResult
    from layers.kept import Rechecked
    from layers.province import Province


def show_check(console: Console, result: CheckResult, province: Province, language: str, most: int) -> None:
    """Print the findings that are not clear, worst first, then the counts."""
    say = chooser(language)
    table = table_of("check", language)
    shown = result.findings[result.findings["verdict"] != Verdict.CLEAR]
    whole, grouped = _grouped(shown, len(result.rules), language)
    for row in whole.head(most).to_dict("records"):
        table.add_row(*_check_cells(row, language))
    console.print(table)
    if len(whole) > most:
        rest = len(whole) - most
        console.print(
            say(
                f"... and {rest} more (--most {len(whole)}).",
                f"... và {rest} dòng nữa (--most {len(whole)}).",
            )
        )
    for line in grouped:
        console.print(Text(line, style="bold magenta"))
    for issue in result.issues:
        console.print(Text(printable(issue.sentence(language)), style="yellow"))
    _show_summary(console, result, province, language)


def _check_cells(row: dict[str, Any], language: str) -> tuple[Text, ...]:
    say = chooser(language)
    words, style = Words(language), STYLES[Verdict(row["verdict"])]
    severity = words.known("severity", row["severity"])
    said = words.known("verdict", row["verdict"])
    loud = row["verdict"] in {Verdict.CONFLICT, Verdict.NOT_CHECKED}
    verdict = Text(said.upper() if loud else said, style=style).append(f"\n{severity}", style="dim")
    if row["certainty"]:
        verdict.append(f"\n{words.known('certainty', row['certainty'])}", style="not bold")
    figures = []
    if (row["overlap_area_ha"] or 0) > 0:
        figures = [
            f"{number(row['overlap_area_ha'], language)} ha",
            f"{number(row['site_share'] * 100, language, 1)} %",
        ]
    elif row["distance_m"] == row["distance_m"]:  # NaN is not equal to itself
        figures = [f"{number(row['distance_m'], language, 1)} m"]
    law = Text(row["citation"])
    if row["citation_status"] != "confirmed":
        law.append(f" [{say(*CITATIONS[row['citation_status']])}]", style="yellow")
    if row[f"consultee_{language}"]:
        law.append(f"\n-> {row[f'consultee_{language}']}", style="dim")
    project = Text(printable(row["site_id"]), style="bold").append(
        f"\n{printable(row['site_name'])}", style="not bold"
    )
    rule = Text(row["rule_id"], style="bold").append(f"\n{row[f'sentence_{language}']}", style="not bold")
    return verdict, project, rule, Text("\n".join(figures), justify="right"), law


def _grouped(shown: gpd.GeoDataFrame, rule_count: int, language: str) -> tuple[gpd.GeoDataFrame, list[str]]:
    """Say in one line what concerns all rules of a site or all sites of a rule, instead of in a hundred."""
    say = chooser(language)
    open_rows = shown[shown["verdict"] == Verdict.NOT_CHECKED]
    lines: list[str] = []
    grouped: set[int] = set()
    for by, other in (("site_id", "rule_id"), ("rule_id", "site_id")):
        left = open_rows[~open_rows.index.isin(grouped)]
        for (key, why), rows in left.groupby([by, f"reason_{language}"], sort=True):
            if len(rows) >= (rule_count // 2 if by == "site_id" else 10):
                grouped |= set(rows.index)
                count = rows[other].nunique()
                what = say("rules", "quy tắc") if by == "site_id" else say("sites", "khu đất")
                verdict = Words(language)("verdict.not_checked").upper()
                lines.append(f"{verdict}: {printable(key)} ({count} {what}): {why}")
    return shown[~shown.index.isin(grouped)], lines


def _show_summary(console: Console, result: CheckResult, province: Province, language: str) -> None:
    say = chooser(language)
    counts = result.findings["verdict"].value_counts()
    words = Words(language)
    parts = [f"{words.known('verdict', v)}: {counts.get(v, 0)}" for v in Verdict]
    conflicts = result.findings[result.findings["verdict"] == Verdict.CONFLICT]
    if len(conflicts):
        parts[0] += f" ({_counted(conflicts['certainty'], 'certainty', words)})"
    console.print()
    head = say(
        f"{len(result.sites)} sites x {len(result.rules)} rules on {result.as_of}",
        f"{len(result.sites)} khu đất x {len(result.rules)} quy tắc ngày {result.as_of}",
    )
    console.print(f"{head}: {'; '.join(parts)}")
    if len(result.slivers):
        title = words("slivers.title", count=len(result.slivers))
        told = say(
            "listed by --json and in .xlsx and .geojson files",
            "liệt kê khi dùng --json và trong tệp .xlsx, .geojson",
        )
        kinds = _counted(result.slivers["why"], "sliver", words)
        console.print(f"{title} ({kinds}): {told}", highlight=False)
    if result.footprints_m is None:
        console.print(
            say(
                "The footprints state no accuracy: they count as surveyed.",
                "Khu đất không ghi độ chính xác: coi như đã đo đạc thực địa.",
            )
        )
    console.print(say(f"Datum operation: {result.operation}", f"Phép chuyển hệ toạ độ: {result.operation}"))
    notice = say(province.notice_en, province.notice_vi)
    if notice:
        console.print(Text(notice, style="bold yellow"))


def _counted(values: pd.Series, group: str, words: Words) -> str:
    """Return how often each value of a vocabulary occurs, the most frequent first."""
    return ", ".join(
        f"{words.known(group, str(value)).lower()}: {count}" for value, count in values.value_counts().items()
    )


def rechecked_line(rechecked: Rechecked, sites: int, language: str) -> str:
    """Say in one line how much was checked again, and that the rest is as it was."""
    say = chooser(language)
    new, cells, checked, projects = (
        number(count, language, 0)
        for count in (len(rechecked.findings), rechecked.cells, rechecked.sites, sites)
    )
    if len(rechecked.findings) == rechecked.cells:
        line = say(
            f"Checked all of {cells} (project x rule), {projects} projects.",
            f"Đã kiểm tra toàn bộ {cells} cặp dự án - quy tắc, {projects} dự án.",
        )
    else:
        line = say(
            f"Checked again: {new} of {cells} (project x rule), {checked} of {projects} projects;"
            " nothing that bears on the others has changed.",
            f"Đã kiểm tra lại {new}/{cells} cặp dự án - quy tắc, {checked}/{projects} dự án;"
            " các cặp còn lại giữ kết quả cũ vì dữ liệu liên quan không thay đổi.",
        )
    return str(line)


def check_json(result: CheckResult, province: Province, targets: Mapping[str, Any]) -> str:
    """Return a check as JSON, without geometry; `targets` is of `targets_record`."""
    counts = result.findings["verdict"].value_counts()
    return json.dumps(
        {
            "province": province.id,
            "as_of": result.as_of.isoformat(),
            "datum_operation": result.operation,
            "notice": {"vi": province.notice_vi, "en": province.notice_en},
            "summary": {str(v): int(counts.get(v, 0)) for v in Verdict},
            "layers": [
                {
                    "id": use.layer.id,
                    "accuracy_m": accuracy_m(use.layer),
                    "sha256": use.data.sha256 if use.data else None,
                    "feature_count": use.data.feature_count if use.data else None,
                    "problem": use.problem_en,
                }
                for use in result.layers_used
            ],
            "rechecked": {"cells": len(result.rechecked.findings), "cells_in_all": result.rechecked.cells},
            "issues": [
                {"file": i.file, "row": i.row, "kind": i.kind, "en": i.en, "vi": i.vi} for i in result.issues
            ],
            "footprints_accuracy_m": result.footprints_m,
            "findings": plain_records(result.findings.drop(columns="geometry")),
            "slivers": plain_records(result.slivers),
            "targets": targets,
        },
        ensure_ascii=False,
        allow_nan=False,
    )
