"""An import in a terminal and as JSON. Shows what was found; computes nothing."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from rich.text import Text

from layers.intake.whereabouts.place_words import where
from views.numbers import day
from views.terminal import chooser, printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from rich.console import Console

    from layers.intake.answers import Question
    from layers.intake.draft import Draft
    from layers.intake.publishing import Published
    from layers.layer import Layer
    from layers.version_record import Account, RowIssue, VersionRecord

MOST_ISSUES = 20
"""Lines of one kind; --json has all."""


def show_import(console: Console, draft: Draft, published: Published | None, language: str) -> None:
    """Print what was read, where it lies, what was found and changed, and what became of it."""
    say = chooser(language)
    if draft.account is not None:
        _show_account(console, draft.account, language)
    if draft.place is not None and draft.place.chosen is not None:
        en, vi = where(draft.place.chosen, draft.given.province)
        label = draft.place.chosen.label(language)
        console.print(Text(printable(say(f"Place: {label}: {en}.", f"Vị trí: {label}: {vi}."))))
        if doubt := draft.place.placement.doubt(language):
            console.print(Text(printable(doubt)))
    for question in draft.suggestions:
        console.print(Text(printable(f"{question.sentence(language)} {_options(question, language)}")))
    if draft.questions:
        show_questions(console, draft.questions, language)
    elif published is None:
        console.print(
            say("Nothing was written (--dry-run).", "Chưa ghi gì (--dry-run)."), style="bold", highlight=False
        )
    else:
        record = published.record
        en, vi = ("was there already", "đã có từ trước") if published.was_there else ("imported", "đã nhập")
        console.print(Text(f"{record.layer.id}: {say(en, vi)}", style="bold green"))


def show_questions(console: Console, questions: Iterable[Question], language: str) -> None:
    """Print what has to be answered before anything is imported, each with the option that answers it."""
    say = chooser(language)
    head = say("NOT IMPORTED. Still to be answered:", "CHƯA NHẬP. Cần trả lời:")
    console.print(Text(head, style="bold magenta"))
    for question in questions:
        console.print(Text(f"• {printable(question.sentence(language))}"))
        for option in question.options:
            flag = question.flag.format(option.value)
            console.print(Text(f"    {printable(flag)}   {printable(option.label(language))}"))
        if not question.options:
            console.print(Text(f"    {printable(question.flag.format('...'))}"))


def _options(question: Question, language: str) -> str:
    shown = (f"{question.flag.format(o.value)} ({o.label(language)})" for o in question.options)
    return "; ".join(shown)


def _show_account(console: Console, account: Account, language: str) -> None:
    say, counts = chooser(language), account.reconciliation
    declared = "?" if counts.declared is None else str(counts.declared)
    figures = (declared, counts.read, counts.refused, counts.set_aside, counts.missing, counts.written)
    rows = (
        "Rows: {} declared = {} read + {} refused; {} set aside, {} without a place, {} to be kept.",
        "Số dòng: khai báo {} = đọc được {} + không đọc được {}; bỏ theo chọn {}, không vị trí {}, giữ {}.",
    )
    console.print(Text(say(rows[0].format(*figures), rows[1].format(*figures))))
    for other in account.other_layers:
        told = (
            f"Not imported: layer {other.name} ({other.rows} rows).",
            f"Không nhập lớp {other.name} ({other.rows} dòng).",
        )
        console.print(Text(printable(say(*told))))
    _show_issues(console, account.issues, language)
    for change in account.changes[:MOST_ISSUES]:
        console.print(Text(printable(f"→ {change.sentence(language)}"), style="dim"))


def _show_issues(console: Console, issues: Sequence[RowIssue], language: str) -> None:
    say = chooser(language)
    for issue in issues[:MOST_ISSUES]:
        style = "bold magenta" if issue.blocks else "yellow"
        console.print(Text(printable(f"! {issue.sentence(language)}"), style=style))
    rest = len(issues) - MOST_ISSUES
    if rest > 0:
        console.print(say(f"... and {rest} more (--json).", f"... và {rest} mục nữa (--json)."))


def import_json(draft: Draft, published: Published | None) -> str:
    """Return everything about an import as JSON."""
    account = draft.account.model_dump(mode="json") if draft.account else None
    record = published.record.model_dump(mode="json") if published else None
    return _text(
        {
            "imported": record,
            "was_there": published.was_there if published else False,
            "account": account,
            "questions": [question.model_dump(mode="json") for question in draft.questions],
            "suggestions": [question.model_dump(mode="json") for question in draft.suggestions],
        }
    )


def questions_json(questions: Iterable[Question]) -> str:
    """Return open questions as JSON, in the same form as `import_json`."""
    asked = [question.model_dump(mode="json") for question in questions]
    return _text(
        {"imported": None, "was_there": False, "account": None, "questions": asked, "suggestions": []}
    )


def version_row(record: VersionRecord, current: Mapping[str, Layer], language: str) -> tuple[str, ...]:
    """Return the cells of a row about an imported version."""
    say, layer, counts = chooser(language), record.layer, record.account.reconciliation
    now = current.get(layer.id)
    if now is None:
        force = say("replaced", "đã thay thế")
    else:
        ends = (day(end, language) if end else "…" for end in (now.effective_from, now.effective_to))
        force = " - ".join(ends)
    decided = " ".join(
        part
        for part in (layer.decision_number, day(layer.decision_date, language) if layer.decision_date else "")
        if part
    )
    blocked = sum(issue.blocks for issue in record.account.issues)
    rows = f"{counts.written}" + (f" (+{blocked} !)" if blocked else "")
    return (
        layer.id,
        f"{record.account.source.name}\n{record.account.source.sha256[:12]}",
        rows,
        force,
        decided,
        f"{record.imported_by}\n{record.imported_at.astimezone():%d/%m/%Y %H:%M}",
    )


def _text(document: dict[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=False)
