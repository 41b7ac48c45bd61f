"""Cases in a terminal and as JSON. Shows what the desk holds; computes nothing."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from rich.table import Table
from rich.text import Text

from views.numbers import day
from views.terminal import chooser, printable
from views.text import Text as Words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rich.console import Console

    from office.cases.listing import CaseList
    from office.cases.model import Case, CaseFile
    from office.cases.precision import Precision
    from office.cases.sync import SyncReport
    from office.cases.waiting import Waiting

HEADINGS = {
    "list": (
        ("Case", "State", "Due", "Project", "Rule", "Officer; waits for"),
        ("Hồ sơ", "Trạng thái", "Hạn", "Dự án", "Quy tắc", "Người xử lý; đang chờ"),
    ),
    "waiting": (
        ("Case", "Waits for", "Since", "Due", "Project"),
        ("Hồ sơ", "Đang chờ", "Từ", "Hạn", "Dự án"),
    ),
    "precision": (
        ("Rule", "Upheld", "Of", "False alarms"),
        ("Quy tắc", "Đúng", "Trên", "Báo nhầm"),
    ),
}
COUNTS = {
    "opened": ("opened", "lập mới"),
    "reopened": ("reopened: what was decided on has changed", "mở lại vì kết quả thay đổi"),
    "changed": ("undecided, with other facts", "đang xử lý, có kết quả mới"),
    "rebased": ("as before, on other data", "giữ nguyên, căn cứ theo dữ liệu mới"),
    "gone": ("no longer found", "không còn phát hiện"),
    "unchanged": ("unchanged", "không đổi"),
}
WAITS = {
    "signature": ("a signature", "người thứ hai ký duyệt"),
    "nobody_yet": ("not assigned", "chưa giao"),
}


def show_sync(console: Console, report: SyncReport, language: str) -> None:
    """Print what a check did to the cases."""
    say = chooser(language)
    for name, count in report.counts().items():
        console.print(Text(f"{count:>6}  {say(*COUNTS[name])}"))
    for number in report.reopened:
        console.print(Text(number, style="bold magenta"))


def show_cases(console: Console, found: CaseList, language: str) -> None:
    """Print a page of cases, and how many there are in all."""
    words = Words(language)
    table = _table("list", language)
    for case in found.cases:
        table.add_row(*_cells(_row(case, words)))
    console.print(table)
    console.print(Text(f"{len(found.cases)} / {found.total}"))


def _row(case: Case, words: Words) -> Sequence[str]:
    offices = [office.name(words.language) for office in case.waits_for]
    signature = [chooser(words.language)(*WAITS["signature"])] if case.proposal else []
    who = "; ".join([case.assigned_name, *offices, *signature]).strip("; ")
    due = "" if case.due_on is None else day(case.due_on, words.language)
    return (case.number, state_word(case.state, words), due, case.site_name, case.rule_id or case.theme, who)


def state_word(state: str, words: Words) -> str:
    """Return the word for a state."""
    return words.vocabulary("case").get(f"state_{state}", state)


def show_case(console: Console, file: CaseFile, language: str) -> None:
    """Print a case with everything that happened to it."""
    say, words, case = chooser(language), Words(language), file.case
    offices = "; ".join(office.name(language) for office in case.consultees)
    head = (
        (case.number, state_word(case.state, words)),
        (say("Project", "Dự án"), f"{case.site_name} ({case.site_id})"),
        (say("Rule", "Quy tắc"), case.rule_id or case.theme),
        (say("Finding", "Kết quả"), case.facts["said"][f"sentence_{language}"]),
        (say("To be asked", "Cơ quan lấy ý kiến"), offices),
        (say("Version", "Phiên bản"), str(case.version)),
    )
    for name, told in head:
        console.print(Text(f"{name}: {printable(told)}"))
    for event in file.events:
        state = "" if event.from_state == event.to_state else f" → {state_word(event.to_state, words)}"
        kind = _kind(event.kind, words)
        console.print(
            Text(printable(f"{event.at:%Y-%m-%d %H:%M} UTC  {event.person_name or '-'}: {kind}{state}"))
        )
        for sentence in event.sentences(language):
            console.print(Text(f"    {printable(sentence)}"))
    for one in file.attachments:
        console.print(Text(printable(f"[{one.id}] {one.name} ({one.size_bytes} B)")))


def _kind(kind: str, words: Words) -> str:
    known = words.vocabulary("case")
    return known.get(f"step_{kind}") or known.get(f"check_{kind}") or kind


def show_waiting(console: Console, waits: Iterable[Waiting], language: str) -> None:
    """Print who waits for whom, and since when."""
    table = _table("waiting", language)
    for wait in waits:
        name = wait.name.name(language) or chooser(language)(*WAITS[wait.kind])
        due = "" if wait.due_on is None else day(wait.due_on, language)
        style = "bold red" if wait.overdue else ""
        row = (wait.case.number, name, f"{wait.since:%Y-%m-%d}", due, wait.case.site_name)
        table.add_row(*_cells(row), style=style)
    console.print(table)


def show_precision(console: Console, rules: Iterable[Precision], language: str) -> None:
    """Print how often each rule was right."""
    table = _table("precision", language)
    for rule in rules:
        table.add_row(*_cells((rule.rule_id, str(rule.upheld), str(rule.decided), str(rule.contested))))
    console.print(table)


def as_json(record: Any) -> str:  # noqa: ANN401 - a record of the desk, or a list of them
    """Return a case, a file of one, or a list of them, as JSON with days and moments in ISO 8601."""
    told = [asdict(one) for one in record] if isinstance(record, tuple) else asdict(record)
    return json.dumps(told, ensure_ascii=False, default=lambda value: value.isoformat())


def _table(name: str, language: str) -> Table:
    table = Table(header_style="bold", expand=False)
    for heading in chooser(language)(*HEADINGS[name]):
        table.add_column(heading, overflow="fold")
    return table


def _cells(row: Iterable[str]) -> list[Text]:
    return [Text(printable(cell)) for cell in row]
