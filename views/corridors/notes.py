"""What a reader of a profile must know: what could not be read, what is not in the data."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st
from markupsafe import Markup

if TYPE_CHECKING:
    from collections.abc import Iterable

    from layers.corridor.model import Note
    from views.text import Text

LOUD = frozenset({"unread", "broken", "no_version", "doubtful", "gap", "branch", "outside", "no_right"})
"""Notes without which a figure could be taken for the whole truth; the others are told more quietly."""


def notes_html(notes: Iterable[Note], text: Text) -> None:
    """Draw what a reader must know, the loud first."""
    ordered = sorted(notes, key=lambda note: note.kind not in LOUD)
    if not ordered:
        return
    items = Markup().join(
        Markup('<li class="{}">{}</li>').format(
            "loud" if note.kind in LOUD else "", note.sentence(text.language)
        )
        for note in ordered
    )
    st.html(Markup('<ul class="ranh-notes">{}</ul>').format(items))
