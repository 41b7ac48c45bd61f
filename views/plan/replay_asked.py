"""What is to be tried out: two days, or the draft that waits on the import page of this tab."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import streamlit as st

from office.rights import Act, reach
from views import numbers, opened, state
from views.import_desk import Desk
from views.plan.drawn import empty, note
from views.plan.replay_made import Wanted
from views.store import current_store

if TYPE_CHECKING:
    from layers.province import Province
    from office.sessions import Session
    from views.store import Store
    from views.text import Text

HOW, TURN = "plan-replay-how", "plan-replay-turn"
DAYS, DRAFT = "days", "draft"


def ask(store: Store, session: Session, as_of: date, text: Text) -> Wanted | None:
    """Draw the choices; return what is chosen, None where it cannot be tried out: the page says why."""
    with st.container(key="plan-replay-asked", horizontal=True, vertical_alignment="bottom", gap="small"):
        how = DAYS
        if any(
            reach(session.person, act) for act in (Act.IMPORT, Act.IMPORT_PROJECTS, Act.IMPORT_RESTRICTED)
        ):
            words = {DAYS: text("plan.replay_days"), DRAFT: text("plan.replay_draft")}
            how = st.segmented_control(
                text("plan.replay_how"), list(words), default=DAYS, required=True,
                format_func=words.__getitem__, key=f"{HOW}-{text.language}", persist_state="session",
            )  # fmt: skip
        wanted = _draft(session, as_of, text) if how == DRAFT else _days(store.province, as_of, text)
        if wanted is not None:
            st.button(
                text("plan.replay_again"), icon=":material/refresh:", key="plan-replay-again",
                on_click=lambda: state.put(TURN, _turn() + 1), help=text("plan.replay_again_help"),
            )  # fmt: skip
    return wanted


def _turn() -> int:
    return int(state.value(TURN) or 0)


def _days(province: Province, as_of: date, text: Text) -> Wanted:
    """Ask for the day that the day of the page is compared with."""
    before = st.date_input(
        text("plan.replay_before"), value=last_change(province, as_of), format="DD/MM/YYYY",
        min_value=opened.FIRST_DAY, max_value=opened.LAST_DAY, key="plan-replay-before", width=150,
        persist_state="session",
    )  # fmt: skip
    after = st.date_input(
        text("plan.replay_after"), value=as_of, format="DD/MM/YYYY",
        min_value=opened.FIRST_DAY, max_value=opened.LAST_DAY, key="plan-replay-after", width=150,
        persist_state="session",
    )  # fmt: skip
    return Wanted(before=before, after=after, turn=_turn())


def last_change(province: Province, as_of: date) -> date:
    """Return the day before the last one, up to a day, on which a version began; else a year before."""
    starts = [one.effective_from for one in province.layers if one.effective_from is not None]
    past = [start for start in starts if start <= as_of]
    return max(past) - timedelta(days=1) if past else as_of - timedelta(days=365)


def _draft(session: Session, as_of: date, text: Text) -> Wanted | None:
    desk = state.desk(Desk)
    draft = desk.draft
    if draft is None or desk.person != session.person:
        empty(text("plan.replay_no_draft"))
        return None
    if not draft.is_ready or desk.draft_problem is not None:
        empty(text("plan.replay_open_draft"))
        return None
    if draft.given.province != current_store().province:
        empty(text("plan.replay_old_draft"))
        return None
    first = draft.given.target.layer.effective_from
    day = max(as_of, first) if first is not None else as_of
    note(
        text(
            "plan.replay_of_draft",
            layer=text.of(draft.given.target.layer, "name"),
            day=numbers.day(day, text.language),
        )
    )
    return Wanted(before=day, after=day, draft=draft, turn=_turn())
