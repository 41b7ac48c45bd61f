"""One project in a terminal and as JSON. Shows what the list and the office say; computes nothing."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from rich.text import Text

from office.cases.said import HERE
from views.numbers import day
from views.terminal import chooser, printable
from views.terminal_rows import show_rows
from views.text import Text as Words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from rich.console import Console

    from office.projects.again import Again
    from office.projects.model import Entry, ProjectFile
    from office.projects.told import EventLine, FactLine

Told = tuple["ProjectFile", "Sequence[FactLine]", "Sequence[EventLine]"]


def show_project(out: Console, row: Mapping[str, Any], told: Told, language: str) -> None:
    """Print the facts of a project with what the list says beside them, then its history."""
    file, facts, events = told
    words, say = Words(language), chooser(language)
    out.print(Text(printable(f"{file.site_id} {row.get('name') or ''}"), style="bold"))
    out.print(Text(say(f"version {file.version}", f"phiên bản {file.version}")))
    show_rows(
        out,
        say("Fact|Holds|In the list|Decision|Entry", "Thông tin|Giá trị|Theo danh mục|Quyết định|Mục"),
        [
            (
                words(f"project.fact.{one.fact}"),
                _cell(one.value),
                _cell(one.listed),
                _decision(one.entry, language),
                one.entry.id if one.entry else "",
            )
            for one in facts
        ],
    )
    show_rows(
        out,
        say(
            "When|Stage|Due|Evidence|Decision|Source|Withdrawn",
            "Thời điểm|Tình trạng|Dự kiến xong|Căn cứ|Quyết định|Nguồn|Đã rút",
        ),
        [_event(one, words) for one in events],
    )


def show_others(out: Console, others: Sequence[tuple[Entry, Entry | None]], language: str) -> None:
    """Print the facts that were written and do not hold; nothing where there are none."""
    if not others:
        return
    words, say = Words(language), chooser(language)
    rows = [
        (
            words(f"project.fact.{one.body['fact']}"),
            _cell(one.body["value"]),
            _decision(one, language),
            _who(one),
            f"{why.text} ({_who(why)})" if why else "",
        )
        for one, why in others
    ]
    headings = say(
        "Written, does not hold|Value|Decision|Written by|Withdrawn",
        "Đã ghi, không áp dụng|Giá trị|Quyết định|Người ghi|Đã rút",
    )
    show_rows(out, headings, rows)


def _event(line: EventLine, words: Words) -> tuple[object, ...]:
    return (
        line.on.text if line.on else "",
        words.known("money.stage", str(line.stage)),
        line.due.text if line.due else "",
        line.evidence,
        _numbered(line.decision_number, line.decision_date, words.language),
        _who(line.entry) if line.entry else line.source,
        f"{line.withdrawal.text} ({_who(line.withdrawal)})" if line.withdrawal else "",
    )


def _who(entry: Entry) -> str:
    return f"[{entry.id}] {entry.person_name} {entry.at.astimezone(HERE):%d/%m/%Y}".replace("  ", " ")


def _decision(entry: Entry | None, language: str) -> str:
    return "" if entry is None else _numbered(entry.decision_number, entry.decision_date, language)


def _numbered(number: str, dated: date | None, language: str) -> str:
    return f"{number}, {day(dated, language)}" if dated else number


def _cell(value: str | float | None) -> str:
    return "" if value is None else f"{value:g}" if isinstance(value, float) else value


def as_json(told: Told, others: Sequence[tuple[Entry, Entry | None]]) -> str:
    """Return everything of a project as JSON."""
    file, facts, events = told
    content = {
        "site_id": file.site_id,
        "version": file.version,
        "facts": [asdict(one) for one in facts],
        "events": [asdict(one) for one in events],
        "other_facts": [
            {"entry": asdict(one), "withdrawal": asdict(why) if why else None} for one, why in others
        ],
    }
    return json.dumps(content, ensure_ascii=False, default=str)


def show_brought(
    console: Console, aside: Console, counts: tuple[int, int], before: Sequence[Again], language: str
) -> None:
    """
    Say what was brought of a table, and each row that was there before; withdrawn ones are said to be so.

    Parameters
    ----------
    counts
        Events of the table, and how many of them are written now.
    """
    say = chooser(language)
    for again in before:
        aside.print(Text(printable(say(*again.sentence())), style="yellow"), soft_wrap=True)
    gone = sum(one.withdrawal is not None for one in before)
    told = say(
        f"{counts[0]} events are sound, {counts[1]} of them new and written; {len(before)} were there before,"
        f" {gone} of these withdrawn.",
        f"{counts[0]} sự kiện hợp lệ, đã ghi {counts[1]} sự kiện mới; {len(before)} sự kiện đã có từ trước,"
        f" trong đó {gone} đã rút.",
    )
    console.print(told, highlight=False, markup=False)
