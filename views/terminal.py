"""Results as tables in a terminal and as JSON. Shows what was found; computes nothing."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from rich.table import Table
from rich.text import Text

from layers.model import Severity, Verdict
from layers.rfc7946 import plain_value

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import geopandas as gpd
    from rich.console import Console

    from layers.check import CheckResult
    from layers.province import Layer, Province
    from layers.rules import Rule

VERDICTS = {
    Verdict.CONFLICT: ("conflict", "XUNG ĐỘT", "bold red"),
    Verdict.NOT_CHECKED: ("NOT CHECKED", "CHƯA KIỂM TRA ĐƯỢC", "bold magenta"),
    Verdict.NEAR: ("near", "gần ranh", "yellow"),
    Verdict.CLEAR: ("clear", "không vướng", "green"),
}
SEVERITIES = {
    Severity.CRITICAL: ("critical", "đặc biệt"),
    Severity.HIGH: ("high", "cao"),
    Severity.MEDIUM: ("medium", "trung bình"),
    Severity.LOW: ("low", "thấp"),
    Severity.INFO: ("info", "thông tin"),
}
HEADINGS = {
    "check": (
        ("Verdict", "Project", "Rule", "Figures", "Law; whom to ask"),
        ("Kết luận", "Dự án", "Quy tắc", "Số liệu", "Căn cứ; xin ý kiến"),
    ),
    "layers": (
        ("Layer", "Version", "Name", "Zones", "CRS", "In force", "Decision", "Origin", "Source"),
        ("Lớp", "Phiên bản", "Tên", "Số vùng", "Hệ toạ độ", "Hiệu lực", "Quyết định", "Nguồn gốc", "Nguồn"),
    ),
    "rules": (
        ("Rule", "Layer", "Kind", "Severity", "In force", "What", "Law", "Citation"),
        ("Quy tắc", "Lớp", "Kiểu", "Mức", "Hiệu lực", "Nội dung", "Căn cứ", "Xác nhận"),
    ),
    "projects": (
        (
            "Project",
            "Name",
            "Sector",
            "Funding",
            "Phase",
            "Declared ha",
            "Drawn ha",
            "bn VND",
            "Commune",
            "Status",
        ),
        (
            "Mã",
            "Tên dự án",
            "Lĩnh vực",
            "Vốn",
            "Giai đoạn",
            "Khai báo ha",
            "Vẽ ha",
            "Tỷ đồng",
            "Xã/phường",
            "Tình trạng",
        ),
    ),
}
CITATIONS = {
    "confirmed": ("confirmed", "đã xác nhận"),
    "partly": ("partly confirmed", "xác nhận một phần"),
    "unverified": ("UNVERIFIED", "CHƯA XÁC NHẬN"),
}


def number(value: float | None, language: str, digits: int = 2) -> str:
    """
    Write a number as the language does; "" where there is none.

    Examples
    --------
    >>> number(1234.5, "vi"), number(1234.5, "en"), number(float("nan"), "en")
    ('1.234,50', '1,234.50', '')
    """
    if value is None or value != value:  # noqa: PLR0124 - NaN is not equal to itself
        return ""
    text = f"{value:,.{digits}f}"
    return text.translate(str.maketrans(",.", ".,")) if language == "vi" else text


def show_check(console: Console, result: CheckResult, province: Province, language: str, most: int) -> None:
    """Print the findings that are not clear, worst first, then the counts."""
    say = _chooser(language)
    table = _table("check", language)
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
        console.print(Text(issue.sentence(language), style="yellow"))
    _show_summary(console, result, province, language)


def _check_cells(row: dict[str, Any], language: str) -> tuple[Text, ...]:
    say = _chooser(language)
    en, vi, style = VERDICTS[Verdict(row["verdict"])]
    verdict = Text(say(en, vi), style=style).append(
        f"\n{say(*SEVERITIES[Severity(row['severity'])])}", style="dim"
    )
    figures = []
    if row["overlap_area_ha"]:
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
    project = Text(row["site_id"], style="bold").append(f"\n{row['site_name']}", style="not bold")
    rule = Text(row["rule_id"], style="bold").append(f"\n{row[f'sentence_{language}']}", style="not bold")
    return verdict, project, rule, Text("\n".join(figures), justify="right"), law


def _grouped(shown: gpd.GeoDataFrame, rule_count: int, language: str) -> tuple[gpd.GeoDataFrame, list[str]]:
    """Say in one line what concerns all rules of a site or all sites of a rule, instead of in a hundred."""
    say = _chooser(language)
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
                verdict = say(*VERDICTS[Verdict.NOT_CHECKED][:2])
                lines.append(f"{verdict}: {key} ({count} {what}): {why}")
    return shown[~shown.index.isin(grouped)], lines


def _show_summary(console: Console, result: CheckResult, province: Province, language: str) -> None:
    say = _chooser(language)
    counts = result.findings["verdict"].value_counts()
    parts = [f"{say(*VERDICTS[v][:2])}: {counts.get(v, 0)}" for v in Verdict]
    console.print()
    head = say(
        f"{len(result.sites)} sites x {len(result.rules)} rules on {result.as_of}",
        f"{len(result.sites)} khu đất x {len(result.rules)} quy tắc ngày {result.as_of}",
    )
    console.print(f"{head}: {'; '.join(parts)}")
    console.print(say(f"Datum operation: {result.operation}", f"Phép chuyển hệ toạ độ: {result.operation}"))
    notice = say(province.notice_en, province.notice_vi)
    if notice:
        console.print(Text(notice, style="bold yellow"))


def show_rows(console: Console, name: str, rows: Iterable[Sequence[str]], language: str) -> None:
    """Print rows under the headings of that table."""
    table = _table(name, language)
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    console.print(table)


def rows_json(name: str, rows: Iterable[Sequence[str]]) -> str:
    """Return rows as a JSON list of objects with English keys."""
    keys = [heading.lower().replace(" ", "_") for heading in HEADINGS[name][0]]
    return json.dumps([dict(zip(keys, row, strict=True)) for row in rows], ensure_ascii=False)


def layer_row(layer: Layer, count: str, crs: str, language: str) -> tuple[str, ...]:
    """Return what `ranh layers` tells of a layer."""
    say = _chooser(language)
    decision = f"{layer.decision_number} {layer.decision_date or ''}".strip()
    origin = {
        "real": say("real", "thật"),
        "schematic": say("schematic", "sơ đồ"),
        "synthetic": say("SYNTHETIC", "GIẢ LẬP"),
    }
    named = say(layer.name_en, layer.name_vi)
    return (
        layer.id,
        layer.version,
        named,
        count,
        crs,
        period(layer),
        decision,
        origin[layer.origin],
        layer.source,
    )


def rule_row(rule: Rule, language: str) -> tuple[str, ...]:
    """Return what `ranh rules` tells of a rule."""
    say = _chooser(language)
    status = say(*CITATIONS[rule.citation_status])
    note = say(rule.citation_note_en, rule.citation_note_vi)
    sentence = say(rule.when_conflict_en, rule.when_conflict_vi)
    severity = say(*SEVERITIES[rule.severity])
    told = f"{status}: {note}" if note else status
    return (rule.id, rule.layer, rule.kind, severity, period(rule), sentence, rule.citation, told)


def project_row(site: dict[str, Any], language: str) -> tuple[str, ...]:
    """Return what `ranh projects` tells of a project."""
    drawn = number(site["drawn_area_ha"], language) or _chooser(language)("no footprint", "chưa có ranh giới")
    texts = {k: str(v) if plain_value(v) is not None else "" for k, v in site.items()}
    areas = (number(site.get("declared_area_ha"), language), drawn)
    capital = number(site.get("capital_bn_vnd"), language, 0)
    named = [texts.get(name, "") for name in ("site_id", "name", "sector", "funding", "phase")]
    return (*named, *areas, capital, texts.get("commune_name", ""), texts.get("status", ""))


def period(item: Layer | Rule) -> str:
    """Return the days on which a layer or rule applies."""
    return f"{item.effective_from or '…'} - {item.effective_to or '…'}"


def check_json(result: CheckResult, province: Province) -> str:
    """Return a check as JSON, without geometry."""
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
                    "sha256": use.data.sha256 if use.data else None,
                    "feature_count": use.data.feature_count if use.data else None,
                    "problem": use.problem_en,
                }
                for use in result.layers_used
            ],
            "issues": [
                {"file": i.file, "row": i.row, "kind": i.kind, "en": i.en, "vi": i.vi} for i in result.issues
            ],
            "findings": [
                {k: plain_value(v) for k, v in row.items()}
                for row in result.findings.drop(columns="geometry").to_dict("records")
            ],
        },
        ensure_ascii=False,
        allow_nan=False,
    )


def _chooser(language: str) -> Any:  # noqa: ANN401 - a function of the English and the Vietnamese text
    index = 1 if language == "vi" else 0
    return lambda *texts: texts[index]


def _table(name: str, language: str) -> Table:
    table = Table(show_lines=name == "check", header_style="bold", expand=False)
    right = {"Figures", "Zones", "Declared ha", "Drawn ha", "bn VND"}
    english, vietnamese = HEADINGS[name]
    for en, vi in zip(english, vietnamese, strict=True):
        table.add_column(
            vi if language == "vi" else en, justify="right" if en in right else "left", overflow="fold"
        )
    return table
