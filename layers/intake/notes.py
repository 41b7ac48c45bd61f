"""What was noted while reading, as it is kept in the account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers.version_record import RowIssue

if TYPE_CHECKING:
    from layers.intake.model import Note


def issue_of(note: Note) -> RowIssue:
    """Return a note as a line of the account; a row that was lost blocks."""
    return RowIssue(
        row=note.row,
        column=note.column,
        kind=note.kind or "note",
        en=note.en,
        vi=note.vi,
        blocks=note.refused,
    )
