"""Targets and balances in a terminal. Shows what was found; computes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.text import Text

from views.terminal import chooser, number, printable
from views.terminal_rows import records, show_rows, told_day
from views.text import Text as Words

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    from rich.console import Console

    from layers.targets.model import Refusal, TargetTable

MOST_REFUSED = 50
"""Refusals that are printed; JSON has all of them."""


def show_targets(out: Console, frame: pd.DataFrame, language: str) -> None:
    """Print figures as they are loaded."""
    say, words = chooser(language), Words(language)
    rows = [
        (
            row["unit_name"],
            _code(row),
            say(row["name_en"], row["name_vi"]),
            str(row["year"]),
            words.known("target.kind", row["kind"]),
            number(row["area_ha"], language),
            _decision(row, language),
            words.known("target.citation", row["citation"]),
        )
        for row in records(frame)
    ]
    headings = say(
        "Unit|Code|Land type|Year|Figure|ha|Decision|Citation",
        "Đơn vị|Mã|Loại đất|Năm|Số liệu|ha|Quyết định|Xác nhận",
    )
    show_rows(out, headings, rows)


def show_sums(out: Console, frame: pd.DataFrame, language: str) -> None:
    """Print the sums that do not add up, and how many do."""
    say, words = chooser(language), Words(language)
    told = frame[frame["adds"].isin(["differs", "exceeds"])]
    out.print(
        say(
            f"{len(frame)} sums were compared with their parts; {len(told)} do not add up.",
            f"Đã đối chiếu {len(frame)} tổng với các phần; {len(told)} tổng không khớp.",
        )
    )
    rows = [
        (
            row["unit_name"],
            row["code"],
            str(row["year"]),
            words.known("target.kind", row["kind"]),
            number(row["whole_ha"], language),
            number(row["parts_ha"], language),
            number(row["difference_ha"], language),
            words.known("target.adds", row["adds"]),
        )
        for row in records(told)
    ]
    if rows:
        show_rows(
            out,
            say(
                "Unit|Code|Year|Figure|Whole ha|Parts ha|Difference|Result",
                "Đơn vị|Mã|Năm|Số liệu|Tổng ha|Các phần ha|Chênh lệch|Kết quả",
            ),
            rows,
        )


def show_balance(out: Console, frame: pd.DataFrame, language: str) -> None:
    """Print balances; a target that is not loaded is said to be none, and never zero."""
    say, words = chooser(language), Words(language)
    rows = [
        (
            row["unit_name"],
            _code(row),
            words.known("target.state", row["state"]),
            words.known("target.bound", row["bound"]),
            number(row["target_ha"], language),
            _present(row, language),
            _moved(row, "decided", language),
            _moved(row, "pending", language),
            _left(row, "left_ha", language),
            _left(row, "left_if_granted_ha", language),
        )
        for row in records(frame)
    ]
    headings = say(
        "Unit|Code|State|Binds|Target ha|Present ha|Decided|Asked for|Left ha|If granted",
        "Đơn vị|Mã|Kết quả|Giới hạn|Chỉ tiêu ha|Hiện có ha|Đã quyết định|Đề xuất|Còn lại ha|Nếu chấp thuận",
    )
    show_rows(out, headings, rows)
    out.print(
        Text(
            say(
                "+ taken up, - given away; ? projects, or hectares, of which how much or what is not known;"
                " ≤: at most, without these; ≥: at least, the land layer does not tell all;"
                " * functional area, in no total.",
                "+ tăng, - giảm; ? số dự án, hoặc số ha, chưa rõ diện tích hay loại đất; ≤: nhiều nhất, chưa"
                " tính phần chưa rõ; ≥: ít nhất, lớp hiện trạng chưa đủ; * khu chức năng, không cộng vào"
                " tổng.",
            )
        )
    )


def show_breaches(out: Console, frame: pd.DataFrame, language: str) -> None:
    """Print what breaks a target, with the decision and how surely it is cited."""
    if len(frame) == 0:
        return
    say, words = chooser(language), Words(language)
    rows = [
        (
            row["site_id"] or say("(as it is)", "(hiện trạng)"),
            row["unit_name"],
            row["code"],
            str(row["year"]),
            words.known("target.state", row["state"]),
            number(row["target_ha"], language),
            number(row["project_ha"], language),
            number(row["by_ha"], language),
            row["decision"],
            words.known("target.citation", row["citation"]),
        )
        for row in records(frame)
    ]
    headings = say(
        "Project|Unit|Code|Year|State|Target ha|Project ha|Broken by ha|Decision|Citation",
        "Dự án|Đơn vị|Mã|Năm|Kết quả|Chỉ tiêu ha|Dự án ha|Vượt ha|Quyết định|Xác nhận",
    )
    show_rows(out, headings, rows)


def show_account(out: Console, err: Console, table: TargetTable, new: int, language: str) -> None:
    """Print what became of the rows of a file, with a sentence for each refused one."""
    say = chooser(language)
    out.print(
        Text(
            printable(
                say(
                    f"{table.file}: {table.rows} rows, {len(table.targets)} figures ({new} new),"
                    f" {table.without_figure} without a figure, {len(table.refused)} refused.",
                    f"{table.file}: {table.rows} dòng, {len(table.targets)} số liệu ({new} mới),"
                    f" {table.without_figure} dòng chưa có số, {len(table.refused)} dòng bị từ chối.",
                )
            )
        )
    )
    _refusals(err, table.refused, language)


def _refusals(err: Console, refused: Sequence[Refusal], language: str) -> None:
    for one in refused[:MOST_REFUSED]:
        err.print(Text(printable(one.sentence(language)), style="yellow"))
    if len(refused) > MOST_REFUSED:
        more = len(refused) - MOST_REFUSED
        err.print(chooser(language)(f"... and {more} more.", f"... và {more} dòng nữa."), style="yellow")


def _code(row: dict[str, Any]) -> str:
    return f"{row['code']}*" if row.get("is_overlay") else str(row["code"])


def _decision(row: dict[str, Any], language: str) -> str:
    told = (row["decision_number"], told_day(row["decision_date"], language))
    return ", ".join(part for part in told if part)


def _moved(row: dict[str, Any], stage: str, language: str) -> str:
    parts = [
        f"{sign}{number(row[f'{stage}_{what}_ha'], language)}"
        for sign, what in (("+", "gain"), ("-", "take"))
        if row[f"{stage}_{what}_ha"]
    ]
    unknown = [one for one in row[f"{stage}_unknown"].split("; ") if one]
    parts += [f"? {len(unknown)}"] * bool(unknown)
    if row[f"{stage}_unclear_ha"]:
        parts.append(f"? {number(row[f'{stage}_unclear_ha'], language)} ha")
    return " ".join(parts)


def _present(row: dict[str, Any], language: str) -> str:
    shown = number(row["present_ha"], language)
    sign = "≥ " * row["present_is_least"] + "≤ " * row["present_is_most"]
    return f"{sign}{shown}" if shown else shown


def _left(row: dict[str, Any], column: str, language: str) -> str:
    shown = number(row[column], language)
    return f"≤ {shown}" if shown and row[column.replace("_ha", "_is_most")] else shown
