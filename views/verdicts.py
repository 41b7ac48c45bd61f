"""Mark and word of each verdict: colour alone is not enough for everyone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers.colours import VERDICT_MARKS as MARKS

if TYPE_CHECKING:
    from views.text import Text

__all__ = ["MARKS", "verdict_word"]


def verdict_word(verdict: str, text: Text) -> str:
    """Return mark and word of a verdict, for a cell of a table."""
    return f"{MARKS[verdict]} {text('verdict.' + verdict)}"
