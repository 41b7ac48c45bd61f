"""Money and progress in a terminal. Shows what was found; computes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from views.terminal import chooser, number
from views.terminal_rows import records, show_rows, told_day
from views.text import Text as Words

if TYPE_CHECKING:
    import pandas as pd
    from rich.console import Console


def show_sums_of_money(out: Console, frame: pd.DataFrame, language: str) -> None:
    """Print projects and known capital by one heading, empty rows too."""
    say = chooser(language)
    name = say("name_en", "name_vi")
    rows = [
        (
            row[name],
            *(str(row[column]) for column in ("projects", "state", "other", "divided", "owner_unknown")),
            number(row["capital_bn_vnd"], language, 1),
            f"{row['capital_known']}/{row['projects']}",
            *(str(row[column]) for column in ("pending", "decided", "done", "late", "blocked")),
        )
        for row in records(frame)
    ]
    headings = say(
        "|Projects|State|Other|Several|Unknown|bn VND known|Known of|Asked|Decided|Done|Late|Blocked",
        "|Dự án|Nhà nước|Ngoài NN|Nhiều nguồn|Chưa rõ|Tỷ đồng|Biết vốn|Đề xuất|Đã QĐ|Xong|Trễ|Vướng",
    )
    show_rows(out, headings, rows)


def show_frame(out: Console, frame: pd.DataFrame, language: str) -> None:
    """Print the plan's frame of capital beside what projects state."""
    say, words = chooser(language), Words(language)
    rows = [
        (
            words.known("money.owner", row["owner"]),
            words.known("money.period", row["period"]),
            number(row["frame_bn_vnd"], language, 0),
            str(row["projects"]),
            number(row["capital_bn_vnd"], language, 1),
            str(row["capital_unknown"]),
            "" if row["share_of_frame"] is None else f"{number(100 * row['share_of_frame'], language, 1)} %",
        )
        for row in records(frame)
    ]
    headings = say(
        "Owner|Period|Frame bn VND|Projects|Stated bn VND|Capital unknown|Of the frame, at least",
        "Nguồn|Giai đoạn|Khung tỷ đồng|Dự án|Đã nêu tỷ đồng|Chưa rõ vốn|So với khung, ít nhất",
    )
    show_rows(out, headings, rows)


def show_late(out: Console, frame: pd.DataFrame, language: str) -> None:
    """Print the projects that are late, and what says so."""
    say, words = chooser(language), Words(language)
    rows = [
        (
            row["site_id"],
            row["name"],
            words.known("money.stage", row["stage"]),
            told_day(row["due_on"], language),
            words.known("money.late", row["late"]),
            row["evidence"] or row["status"],
        )
        for row in records(frame)
    ]
    show_rows(
        out,
        say("Project|Name|Stage|Due|Late|Evidence", "Mã|Dự án|Tình trạng|Hạn|Trễ|Căn cứ"),
        rows,
    )


def show_blocked(out: Console, frame: pd.DataFrame, language: str) -> None:
    """Print the projects that a conflict stands against."""
    say, words = chooser(language), Words(language)
    rows = [
        (
            row["site_id"],
            row["name"],
            words.known("money.stage", row["stage"]),
            str(row["conflicts"]),
            words.known("severity", row["worst"]),
            row["rules"],
            str(row["not_checked"]),
        )
        for row in records(frame)
    ]
    headings = say(
        "Project|Name|Stage|Conflicts|Worst|Rules|Not checked",
        "Mã|Dự án|Tình trạng|Xung đột|Nặng nhất|Quy tắc|Chưa kiểm tra",
    )
    show_rows(out, headings, rows)
