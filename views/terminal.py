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

    from rich.console import Console

    from layers.catalogue import LayerUse
    from layers.province import Layer
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


def show_rows(console: Console, name: str, rows: Iterable[Sequence[str]], language: str) -> None:
    """Print rows under the headings of that table."""
    table = table_of(name, language)
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    console.print(table)


def as_json(rows: Iterable[dict[str, Any]]) -> str:
    """Return records as a JSON list."""
    return json.dumps([{k: _json_value(v) for k, v in row.items()} for row in rows], ensure_ascii=False)


def _json_value(value: Any) -> Any:  # noqa: ANN401 - any cell
    return value if isinstance(value, (list, dict)) else plain_value(value)


def layer_record(use: LayerUse, crs: str) -> dict[str, Any]:
    """Return all that is known of a layer, for JSON."""
    read = {"zones": use.data.feature_count, "sha256": use.data.sha256} if use.data else {}
    problem = {"problem_vi": use.problem_vi, "problem_en": use.problem_en}
    return use.layer.model_dump(mode="json") | {
        "zones": None,
        "sha256": None,
        **read,
        **problem,
        "checked_in": crs,
    }


def layer_row(use: LayerUse, crs: str, language: str) -> tuple[str, ...]:
    """Return what `ranh layers` tells of a layer."""
    say = chooser(language)
    layer = use.layer
    decision = f"{layer.decision_number} {layer.decision_date or ''}".strip()
    origin = {
        "real": say("real", "thật"),
        "schematic": say("schematic", "sơ đồ"),
        "synthetic": say("SYNTHETIC", "GIẢ LẬP"),
    }
    count = str(use.data.feature_count) if use.data else say(use.problem_en, use.problem_vi)
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
    say = chooser(language)
    status = say(*CITATIONS[rule.citation_status])
    note = say(rule.citation_note_en, rule.citation_note_vi)
    sentence = say(rule.when_conflict_en, rule.when_conflict_vi)
    severity = say(*SEVERITIES[rule.severity])
    told = f"{status}: {note}" if note else status
    return (rule.id, rule.layer, rule.kind, severity, period(rule), sentence, rule.citation, told)


def project_row(site: dict[str, Any], language: str) -> tuple[str, ...]:
    """Return what `ranh projects` tells of a project."""
    drawn = number(site["drawn_area_ha"], language) or chooser(language)("no footprint", "chưa có ranh giới")
    texts = {k: str(v) if plain_value(v) is not None else "" for k, v in site.items()}
    areas = (number(site.get("declared_area_ha"), language), drawn)
    capital = number(site.get("capital_bn_vnd"), language, 0)
    named = [texts.get(name, "") for name in ("site_id", "name", "sector", "funding", "phase")]
    return (*named, *areas, capital, texts.get("commune_name", ""), texts.get("status", ""))


def period(item: Layer | Rule) -> str:
    """Return the days on which a layer or rule applies."""
    return f"{item.effective_from or '…'} - {item.effective_to or '…'}"


def chooser(language: str) -> Any:  # noqa: ANN401 - a function of the English and the Vietnamese text
    """Return a function that picks the text of `language` from (English, Vietnamese)."""
    index = 1 if language == "vi" else 0
    return lambda *texts: texts[index]


def table_of(name: str, language: str) -> Table:
    """Return an empty table with the headings of that name."""
    table = Table(show_lines=name == "check", header_style="bold", expand=False)
    right = {"Figures", "Zones", "Declared ha", "Drawn ha", "bn VND"}
    english, vietnamese = HEADINGS[name]
    for en, vi in zip(english, vietnamese, strict=True):
        table.add_column(
            vi if language == "vi" else en, justify="right" if en in right else "left", overflow="fold"
        )
    return table
