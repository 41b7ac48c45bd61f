"""One case in a few lines, under the list."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st
from markupsafe import Markup

from views.cases.address import open_case
from views.cases.said import due_words, is_overdue, moment_words, offices_words, rule_words, state_words

if TYPE_CHECKING:
    from datetime import date

    from office.cases.model import Case
    from views.text import Text


def show_summary(case: Case | None, today: date, text: Text) -> None:
    """Show what a case is about and the way into it; without one, how to choose one."""
    with st.container(key="case-summary", horizontal=True, vertical_alignment="center", gap="small"):
        if case is None:
            st.html(Markup('<p class="ranh-empty">{}</p>').format(text("case.choose")))
            return
        st.html(summary_html(case, today, text))
        if st.button(text("case.open"), type="primary", icon=":material/folder_open:", key="case-open"):
            open_case(case.number)
            st.rerun()  # the whole page: the list is a fragment of it


def summary_html(case: Case, today: date, text: Text) -> Markup:
    """Return the summary as HTML."""
    facts = [
        (text("case.state"), state_words(case, text)),
        (text("case.assigned"), case.assigned_name or text("case.nobody")),
        (text("case.waits"), offices_words(case.waits_for, text)),
        (text("case.changed"), moment_words(case.changed_at)),
    ]
    told = Markup(" · ").join(
        Markup("<span>{}: <b>{}</b></span>").format(name, value) for name, value in facts if value
    )
    due = due_words(case.due_on, today, text)
    if due:
        late = "late" if is_overdue(case, today) else ""
        told += Markup(' · <span class="{}">{}: <b>{}</b></span>').format(late, text("case.due"), due)
    return Markup(
        '<div class="ranh-summary"><p><b>{}</b> {} <small>{} · {}</small></p><p>{}</p>'
        '<p class="facts">{}</p></div>'
    ).format(
        case.number,
        case.site_name,
        rule_words(case, text),
        text.known("severity", case.severity),
        sentence_of(case, text),
        told,
    )


def sentence_of(case: Case, text: Text) -> str:
    """Return what the check says, as it was told when the case was last checked."""
    return str(case.facts["said"][f"sentence_{text.language}"])
