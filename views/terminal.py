"""Results as tables in a terminal and as JSON. Shows what was found; computes nothing."""

from __future__ import annotations

import json
import unicodedata
from typing import TYPE_CHECKING, Any, Literal

from rich.table import Table
from rich.text import Text

from layers.accuracy import accuracy_m
from layers.model import Verdict
from layers.rfc7946 import plain_value
from views.text import Text as Words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rich.console import Console

    from layers.catalogue import LayerUse
    from layers.layer import Layer
    from layers.rules import Rule

STYLES = {
    Verdict.CONFLICT: "bold red",
    Verdict.NOT_CHECKED: "bold magenta",
    Verdict.NEAR: "yellow",
    Verdict.CLEAR: "green",
}
HEADINGS = {
    "check": (
        ("Verdict", "Project", "Rule", "Figures", "Law; whom to ask"),
        ("Kết luận", "Dự án", "Quy tắc", "Số liệu", "Căn cứ; xin ý kiến"),
    ),
    "layers": (
        ("Layer", "Name; source", "Zones", "CRS", "In force; decision", "Origin"),
        ("Lớp", "Tên; nguồn", "Số vùng", "Hệ toạ độ", "Hiệu lực; quyết định", "Nguồn gốc"),
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
HEADINGS["versions"] = (
    ("Version", "File", "Rows", "In force", "Decision", "Imported"),
    ("Phiên bản", "Tệp", "Số dòng", "Hiệu lực", "Quyết định", "Người nhập"),
)
HEADINGS["accounts"] = (
    ("Account", "Full name", "Role", "Communes", "Unit", "State"),
    ("Tài khoản", "Họ tên", "Vai trò", "Xã", "Đơn vị", "Tình trạng"),
)
HEADINGS["demo_accounts"] = (
    ("Account", "Password", "Role", "Communes"),
    ("Tài khoản", "Mật khẩu", "Vai trò", "Xã"),
)
WIDTHS = {"Name; source": 40, "What": 24}
CITATIONS = {
    "confirmed": ("confirmed", "đã xác nhận"),
    "partly": ("partly confirmed", "xác nhận một phần"),
    "unverified": ("UNVERIFIED", "CHƯA XÁC NHẬN"),
}


def printable(text: object) -> str:
    """
    Return text from a data file as a terminal may get it: no control characters.

    Examples
    --------
    >>> printable("Xã" + chr(27) + "[31m")
    'Xã[31m'
    """
    return "".join(c for c in str(text) if c == "\n" or unicodedata.category(c) not in {"Cc", "Cf"})


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
        table.add_row(*(Text(printable(cell)) for cell in row))
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
        "accuracy_m": accuracy_m(use.layer),
        "checked_in": crs,
    }


def layer_row(use: LayerUse, crs: str, language: str) -> tuple[str, ...]:
    """Return what `ranh layers` tells of a layer."""
    say, words, layer = chooser(language), Words(language), use.layer
    decision = f"{layer.decision_number} {layer.decision_date or ''}".strip()
    count = str(use.data.feature_count) if use.data else say(use.problem_en, use.problem_vi)
    named = f"{say(layer.name_en, layer.name_vi)}\n{say(layer.source, layer.source_vi or layer.source)}"
    origin = words.known("origin", layer.origin)
    off_m = accuracy_m(layer)
    origin += f"\n± {number(off_m, language, 1)} m" if off_m is not None else "\n± ?"
    return (layer.id, named, count, crs, f"{period(layer)}\n{decision}", origin)


def rule_row(rule: Rule, language: str) -> tuple[str, ...]:
    """Return what `ranh rules` tells of a rule."""
    say = chooser(language)
    status = say(*CITATIONS[rule.citation_status])
    note = say(rule.citation_note_en, rule.citation_note_vi)
    sentence = say(rule.when_conflict_en, rule.when_conflict_vi)
    severity = Words(language).known("severity", rule.severity)
    told = f"{status}: {note}" if note else status
    return (rule.id, rule.layer, rule.kind, severity, period(rule), sentence, rule.citation, told)


def project_row(site: dict[str, Any], language: str) -> tuple[str, ...]:
    """Return what `ranh projects` tells of a project."""
    drawn = number(site["drawn_area_ha"], language) or chooser(language)("no footprint", "chưa có ranh giới")
    texts = {k: str(v) if plain_value(v) is not None else "" for k, v in site.items()}
    areas = (number(site.get("declared_area_ha"), language), drawn)
    capital = number(site.get("capital_bn_vnd"), language, 0)
    words = Words(language)
    sector, phase = (
        words.known("sector", texts.get("sector", "")),
        words.known("phase", texts.get("phase", "")),
    )
    funding = words.known("funding", texts.get("funding", ""))
    named = (texts["site_id"], texts["name"], sector, funding, phase)
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
    table = Table(show_lines=name in {"check", "layers"}, header_style="bold", expand=False)
    right = {"Figures", "Zones", "Declared ha", "Drawn ha", "bn VND"}
    english, vietnamese = HEADINGS[name]
    for en, vi in zip(english, vietnamese, strict=True):
        heading = vi if language == "vi" else en
        side: Literal["left", "right"] = "right" if en in right else "left"
        table.add_column(heading, justify=side, overflow="fold", min_width=WIDTHS.get(en))
    return table
