"""Step 3 of an import, its text: how it was read, and in which encoding it is where that does not show."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st
from markupsafe import Markup

from layers.intake.text.vietnamese import Encoding
from views import state
from views.plain import plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from layers.intake.draft import Draft
    from layers.intake.text.encodings import ColumnText
    from views.import_desk import Desk
    from views.text import Text

SAMPLES_SHOWN = 2
ROW_HEIGHT_PX, MOST_HEIGHT_PX = 30, 182
MANY = 2
"""More columns than this in doubt get one choice for all of them as well."""


def show_text(desk: Desk, draft: Draft, text: Text) -> None:
    """Show how the text was read, and ask for the encoding where it does not prove itself."""
    proposals = draft.text.proposals if draft.text else ()
    doubted = [q for key, q in desk.asked.items() if key[0] == "encodings"]
    asked = {question.item for question in doubted} | set(desk.answers.get("encodings", {}))
    shown = [p for p in proposals if p.column in asked or any(one != other for one, other in p.samples)]
    if not shown:
        return
    st.html(Markup('<p class="ranh-ask answered">{}</p>').format(text("import.text_read")))
    rows = _samples(desk, shown, text)
    height = min(ROW_HEIGHT_PX * (len(rows) + 1) + 2, MOST_HEIGHT_PX)
    st.dataframe(rows, hide_index=True, height=height, row_height=ROW_HEIGHT_PX, key=f"samples-{desk.token}")
    if len(doubted) > MANY:
        _encoding(desk, "", text("import.encoding_all"), text)
    for question in doubted:
        st.html(Markup('<p class="ranh-ask">{}</p>').format(question.sentence(text.language)))
        _encoding(desk, question.item, question.sentence(text.language), text)
    with st.expander(text("import.encoding_other")):
        columns = [p.column for p in proposals]
        column = st.selectbox(text("import.column"), columns, key=f"recode-{desk.token}")
        if column is not None:
            _encoding(desk, column, text("import.encoding"), text, place="other")


def _samples(desk: Desk, proposals: Sequence[ColumnText], text: Text) -> pd.DataFrame:
    found = []
    for proposal in proposals:
        said = desk.answer_to("encodings", proposal.column) or desk.answer_to("encodings", "")
        other = said is not None and said != proposal.encoding
        name = Encoding(said).label if said else proposal.encoding.label
        for before, after in proposal.samples[:SAMPLES_SHOWN] or [("", "")]:
            found.append((proposal.column, name, before, "…" if other else after))
    heads = ("import.column", "import.encoding", "import.in_file", "import.read_as")
    return pd.DataFrame(found, columns=[text(head) for head in heads])


def _encoding(desk: Desk, column: str, label: str, text: Text, place: str = "") -> None:
    values = [str(encoding) for encoding in Encoding if encoding is not Encoding.UNKNOWN]
    key = f"{desk.token}-encoding-{place}-{column}"
    given = desk.answer_to("encodings", column)
    st.selectbox(
        plain(label),
        values,
        index=values.index(given) if given in values else None,
        format_func=lambda value: Encoding(value).label,
        placeholder=text("import.encoding_hint"),
        key=key,
        on_change=lambda: desk.answer("encodings", column, state.value(key)),
        label_visibility="collapsed" if not place else "visible",
    )
