"""Words for what a case is: its state, its rule, its day; short enough for a cell of a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from office.cases.model import State
from office.cases.moves import needs_second
from views import numbers, state

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from office.cases.model import Case, Consultee, StepKind
    from views.text import Text

MARKS = {
    State.NEW: "○",
    State.ASSIGNED: "◔",
    State.UNDER_REVIEW: "◑",
    State.SENT_TO_CONSULTEE: "➤",
    State.ANSWERED: "◕",
    State.ACCEPTED: "✖",
    State.CONTESTED: "⊘",
    State.RESOLVED: "✔",
    State.REOPENED: "↻",
}
"""Colour alone is not enough for everyone."""


def state_words(case: Case, text: Text) -> str:
    """Return mark and word of where a case stands, and that a signature is waited for."""
    words = f"{MARKS[case.state]} {text('case.state_' + case.state)}"
    return f"{words} · {text('case.to_sign')}" if case.proposal is not None else words


def rule_words(case: Case, text: Text) -> str:
    """Return the rule with its theme; a case of all rules together has none of its own."""
    theme = text.known("theme", case.theme)
    return f"{case.rule_id} · {theme}" if case.rule_id else theme


def due_words(due_on: date | None, today: date, text: Text) -> str:
    """
    Return the day on which a case is due, and by how much that is past.

    Examples
    --------
    >>> from datetime import date
    >>> from views.text import Text
    >>> due_words(date(2026, 11, 23), date(2026, 11, 26), Text("vi"))
    '23/11/2026 · quá hạn 3 ngày'
    >>> due_words(date(2026, 11, 26), date(2026, 11, 26), Text("en")), due_words(None, date.max, Text("en"))
    ('26/11/2026 · today', '')
    """
    if due_on is None:
        return ""
    day, late = f"{due_on:%d/%m/%Y}", (today - due_on).days
    if late > 0:
        return f"{day} · {text('case.overdue_by', days=late)}"
    return f"{day} · {text('case.due_today')}" if late == 0 else day


def is_overdue(case: Case, today: date) -> bool:
    """Tell whether the day of a case is past."""
    return case.due_on is not None and case.due_on < today


def moment_words(moment: datetime) -> str:
    """
    Return a moment as it was in Vietnam.

    Examples
    --------
    >>> from datetime import UTC, datetime
    >>> moment_words(datetime(2026, 11, 25, 18, 5, tzinfo=UTC))
    '26/11/2026 01:05'
    """
    return f"{moment.astimezone(state.VIETNAM_TIME):%d/%m/%Y %H:%M}"


def offices_words(offices: Iterable[Consultee], text: Text) -> str:
    """Return the names of offices in the reader's language."""
    return "; ".join(office.name(text.language) for office in offices)


def size_words(size_bytes: int, text: Text) -> str:
    """
    Return the size of a file.

    Examples
    --------
    >>> from views.text import Text
    >>> size_words(1_572_864, Text("vi")), size_words(300, Text("en"))
    ('1,5 MB', '1 KB')
    """
    kilobytes = size_bytes / 1024
    if kilobytes < 1024:  # noqa: PLR2004 - the next unit
        return f"{max(1, round(kilobytes))} KB"
    return f"{numbers.number(kilobytes / 1024, text.language, 1)} MB"


def step_words(case: Case, kind: StepKind, text: Text) -> str:
    """Return what a step is called; of a decision that another person signs: a proposal."""
    start = "case.propose_" if needs_second(case, kind) else "case.step_"
    return text(start + kind)
