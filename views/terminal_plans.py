"""Plans and projects compared, in a terminal. Shows what was found; computes nothing."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any

from rich.table import Table
from rich.text import Text

from layers.rfc7946 import plain_value
from views.terminal import chooser, number, printable
from views.text import Text as Words

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd
    from rich.console import Console

    from layers.plans.writer import Report

ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
LOUD = {"misfit": "bold red", "conflict": "bold red", "successive": "bold red", "ask": "bold magenta"}
LOUD |= dict.fromkeys(("not_checked", "no_layer", "unclear", "unresolved"), "bold magenta")


def show_compared(out: Console, report: Report, most: int, language: str) -> None:
    """Print plans against plans: sums by pair of plans, then the pairs of zones."""
    say, words = chooser(language), Words(language)
    rows = [
        (
            _plan(row, "lower", language),
            _plan(row, "upper", language),
            _span(row["common_from"], row["common_to"], language),
            _area(row, "fits_ha", language),
            _area(row, "misfit_ha", language),
            _area(row, "unclear_ha", language),
            str(row["noise"]),
        )
        for row in _records(report.others["plans"])
    ]
    headings = say(
        "Plan|stands on|Both in force|Fits ha|Does not fit ha|Not clear ha|Survey noise",
        "Quy hoạch|so với|Cùng hiệu lực|Phù hợp ha|Không phù hợp ha|Chưa rõ ha|Nhiễu đo đạc",
    )
    if rows:
        _show(out, headings, ((row, "") for row in rows))
    clashes = _records(report.tables["clashes"])
    shown = [row for row in clashes if row["state"] != "ask"]
    cells = (
        (
            (
                words.known("plans.state", row["state"]),
                _zone(row, "lower"),
                _zone(row, "upper"),
                _area(row, "area_ha", language),
                _sure(row, language),
                say(row["why_en"], row["why_vi"]),
            ),
            LOUD.get(row["state"], ""),
        )
        for row in shown[:most]
    )
    headings = say(
        "Result|Zone|on zone|ha|Certainty|Why",
        "Kết quả|Vùng|trên vùng|ha|Độ chắc chắn|Lý do",
    )
    if shown:
        _show(out, headings, cells)
    _more(out, len(shown) - most, language)
    _asks(out, clashes, language)


def show_pairs(out: Console, report: Report, related: int, most: int, language: str) -> None:
    """Print projects in one place."""
    say, words = chooser(language), Words(language)
    rows = _records(report.tables["pairs"])
    cells = (
        (
            (
                words.known("plans.pair", row["state"]),
                _project(row, "one", language),
                _project(row, "other", language),
                _area(row, "area_ha", language) if row["place"] != "near" else _metres(row, language),
                _sure(row, language),
                words.known("plans.years", row["years"]) + _common(row),
            ),
            LOUD.get(row["state"], ""),
        )
        for row in rows[:most]
    )
    headings = say(
        "Result|Project|Project|ha|Certainty|Years", "Kết quả|Dự án|Dự án|ha|Độ chắc chắn|Thời gian"
    )
    if rows:
        _show(out, headings, cells)
    _more(out, len(rows) - most, language)
    counts = Counter(row["state"] for row in rows)
    told = "".join(f" {words.known('plans.pair', state)}: {count}." for state, count in counts.items())
    out.print(
        Text(
            say(
                f"{len(rows)} pairs in one place.{told} Left out: {related} of a project and its part.",
                f"{len(rows)} cặp cùng một nơi.{told} Không tính {related} cặp dự án và phần của chính nó.",
            )
        )
    )


def show_uses(out: Console, report: Report, most: int, language: str) -> None:
    """Print projects by period: what is planned under them, and whether it fits."""
    say, words = chooser(language), Words(language)
    land: dict[tuple[str, str], list[str]] = {}
    for row in _records(report.others["land"]):
        told = f"{row['code'] or '?'} {_area(row, 'area_ha', language)}"
        mark = {"misfit": "✗", "unclear": "?"}.get(row["fit"], "✓")
        land.setdefault((row["id"], row["days_from"]), []).append(f"{told} {mark}")
    order = {"misfit": 0, "not_checked": 1, "no_layer": 2}
    rows = _records(report.tables["uses"])
    rows.sort(key=lambda row: (not row["stands"], order.get(row["state"], 3)))
    cells = (
        (
            (
                words.known("plans.use", row["state"])
                + ("" if row["stands"] else say(" (later)", " (về sau)")),
                f"{row['id']} {row['name']}",
                row["planned_code"] or "?",
                f"{row['period']}\n{_span(row['days_from'], row['days_to'], language)}",
                "; ".join(land.get((row["id"], row["days_from"]), [])),
                _area(row, "outside_ha", language),
                _sure(row, language),
                say(row["why_en"], row["why_vi"]) if row["state"] in {"not_checked", "no_layer"} else "",
            ),
            LOUD.get(row["state"], "") if row["stands"] else "dim",
        )
        for row in rows[:most]
    )
    headings = say(
        "Result|Project|Purpose|Period|Planned land, ha|Other use ha|Certainty|Why",
        "Kết quả|Dự án|Mục đích|Giai đoạn|Đất theo quy hoạch, ha|Khác mục đích ha|Độ chắc chắn|Lý do",
    )
    if rows:
        _show(out, headings, cells)
    _more(out, len(rows) - most, language)
    versions = {
        (row["period"], row["days_from"], row["days_to"]): (row["layer_ids"], row["decisions"])
        for row in rows
    }
    for (period, first, last), (layers, decisions) in sorted(versions.items()):
        dated = ISO_DAY.sub(lambda found: _day(found[0], language), decisions)
        known = dated or say("NO DECISION STATED", "CHƯA NÊU QUYẾT ĐỊNH")
        told = f"{layers}: {known}" if layers else say("no layer", "chưa có lớp")
        out.print(Text(printable(f"{period} ({_span(first, last, language)}): {told}")))


def show_gaps(err: Console, gaps: pd.DataFrame, language: str) -> None:
    """Print what was not compared, all of it."""
    say = chooser(language)
    for row in _records(gaps):
        err.print(Text(printable(say(row["en"], row["vi"])), style="bold magenta"))


def _asks(out: Console, clashes: list[dict[str, Any]], language: str) -> None:
    counts = Counter(
        chooser(language)(row["lower_name_en"], row["lower_name_vi"])
        for row in clashes
        if row["state"] == "ask"
    )
    say = chooser(language)
    for name, count in counts.items():
        told = say(
            f"{name}: {count} zones touch squares where the competent office must be asked.",
            f"{name}: {count} vùng chạm ô lưới phải xin ý kiến cơ quan có thẩm quyền.",
        )
        out.print(Text(printable(told), style="bold magenta"))


def _plan(row: dict[str, Any], side: str, language: str) -> str:
    say = chooser(language)
    level = Words(language).known("plans.level", row[f"{side}_level"])
    return (
        f"{say(row[f'{side}_name_en'], row[f'{side}_name_vi'])} ({level})\n{_decision(row, side, language)}"
    )


def _decision(row: dict[str, Any], side: str, language: str) -> str:
    """Return number and date; that one is not stated is said."""
    say = chooser(language)
    if not row[f"{side}_decision_number"]:
        return str(say("NO DECISION STATED", "CHƯA NÊU QUYẾT ĐỊNH"))
    dated = _day(row[f"{side}_decision_date"], language) or say("DATE NOT STATED", "CHƯA NÊU NGÀY")
    return f"{row[f'{side}_decision_number']}, {dated}"


def _zone(row: dict[str, Any], side: str) -> str:
    told = f"{row[f'{side}_zone_id']} {row[f'{side}_zone_name']}".strip()
    return f"{row[f'{side}_code'] or '?'}: {told}\n{row[f'{side}_layer_id']}"


def _project(row: dict[str, Any], side: str, language: str) -> str:
    say, words = chooser(language), Words(language)
    capital = number(row[f"{side}_capital_bn_vnd"], language, 1)
    money = f"{capital} {say('bn VND', 'tỷ đồng')}" if capital else say("capital not known", "chưa rõ vốn")
    owner = words.known("money.owner", row[f"{side}_owner"])
    sector = say(row[f"{side}_sector_en"], row[f"{side}_sector_vi"]) or "?"
    phase = row[f"{side}_phase"] or say("years not stated", "chưa nêu năm")
    stage = words.known("money.stage", row[f"{side}_stage"])
    return f"{row[f'{side}_id']} {row[f'{side}_name']}\n{sector}; {phase}; {stage}\n{money} ({owner})"


def _common(row: dict[str, Any]) -> str:
    return "" if row["common_from"] is None else f"\n{row['common_from']}-{row['common_to']}"


def _sure(row: dict[str, Any], language: str) -> str:
    if not row["certainty"]:
        return ""
    off_m = number(row["tolerance_m"], language, 1)
    word = Words(language).known("certainty", row["certainty"])
    return f"{word}\n± {off_m or '?'} m"


def _area(row: dict[str, Any], column: str, language: str) -> str:
    """Write hectares; what is there and rounds to nothing is told as less than the last digit."""
    area_ha = row[column]
    if area_ha is not None and 0 < area_ha < 0.005:  # noqa: PLR2004 - half of the last digit
        return f"< {number(0.01, language)}"
    return number(area_ha, language)


def _metres(row: dict[str, Any], language: str) -> str:
    return f"{number(row['distance_m'], language, 1)} m"


def _span(first: str, last: str, language: str) -> str:
    unknown = chooser(language)("not stated", "chưa nêu")
    return f"{_day(first, language) or unknown} - {_day(last, language) or unknown}"


def _day(text: str, language: str) -> str:
    """Write a day as the language does; "" where there is none."""
    return "/".join(reversed(text.split("-"))) if language == "vi" else text


def _more(out: Console, count: int, language: str) -> None:
    if count > 0:
        say = chooser(language)
        out.print(
            say(
                f"... and {count} more: --most, --json or --to.",
                f"... còn {count} dòng: --most, --json hoặc --to.",
            )
        )


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(k): plain_value(v) for k, v in row.items()} for row in frame.to_dict("records")]


def _show(out: Console, headings: str, rows: Iterable[tuple[tuple[object, ...], str]]) -> None:
    """Print a table; the first cell of each row in the row's own style."""
    table = Table(show_lines=True, header_style="bold")
    for heading in headings.split("|"):
        table.add_column(heading, overflow="fold")
    for cells, style in rows:
        texts = [Text(printable("" if cell is None else str(cell))) for cell in cells]
        texts[0].stylize(style)
        table.add_row(*texts)
    out.print(table)
