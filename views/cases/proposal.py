"""The box of a decision that waits for its second person."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st
from markupsafe import Markup

from views.cases.history import files_html, who
from views.cases.said import moment_words
from views.cases.steps import OF_PROPOSAL, step_button

if TYPE_CHECKING:
    from collections.abc import Sequence

    from office.cases.model import StepKind
    from views.cases.form import Work


def show_proposal(work: Work, steps: Sequence[StepKind]) -> None:
    """Show what is proposed, by whom and why, with the buttons of who may sign; nothing without one."""
    proposal, file, text = work.file.case.proposal, work.file, work.text
    if proposal is None:
        return
    event = next((event for event in file.events if event.id == proposal.event_id), None)
    own = [one for one in file.attachments if one.event_id == proposal.event_id]
    number = event.facts.get("document_number", "") if event is not None else ""
    rows = [
        (text("case.reason"), proposal.reason),
        (text("case.document_number"), number),
        (text("case.evidence"), files_html(own, text)),
    ]
    told = Markup().join(Markup("<dt>{}</dt><dd>{}</dd>").format(*row) for row in rows if row[1])
    by = "" if event is None else f"{who(event, text)}, {moment_words(event.at)}"
    with st.container(key="case-proposal", gap="small"):
        st.html(
            Markup(
                '<div class="ranh-proposal" role="status"><b>{}</b><p>{}: <b>{}</b> · {}</p><dl>{}</dl></div>'
            ).format(
                text("case.waits_second"),
                text("case.proposed"),
                text("case.state_" + proposal.state),
                by,
                told,
            )
        )
        kinds = [kind for kind in steps if kind in OF_PROPOSAL]
        if not kinds:
            return
        with st.container(horizontal=True, gap="small"):
            for kind in kinds:
                step_button(work, kind)
