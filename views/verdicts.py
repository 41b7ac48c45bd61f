"""Mark and word of each verdict: colour alone is not enough for everyone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers.model import Verdict

if TYPE_CHECKING:
    from views.text import Text

MARKS = {
    Verdict.CONFLICT.value: "✖",
    Verdict.NOT_CHECKED.value: "?",
    Verdict.NEAR.value: "▲",
    Verdict.CLEAR.value: "✔",
}


def verdict_word(verdict: str, text: Text) -> str:
    """Return mark and word of a verdict, for a cell of a table."""
    return f"{MARKS[verdict]} {text('verdict.' + verdict)}"
