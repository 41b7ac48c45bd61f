"""The day of the check in the header: one choice for all pages that look at the province."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st
from markupsafe import Markup

from views import opened, state

if TYPE_CHECKING:
    from datetime import date

    from views.text import Text


def choose_day(text: Text, told: str) -> date:
    """
    Draw the choice; return the day.

    Parameters
    ----------
    told
        What the day means on this page.
    """
    st.html(Markup('<span class="ranh-label">{}</span>').format(text("page.as_of")), width="content")
    return st.date_input(
        text("page.as_of"),
        value=opened.day() or state.today(),
        min_value=opened.FIRST_DAY,
        max_value=opened.LAST_DAY,
        format="DD/MM/YYYY",
        help=told,
        label_visibility="collapsed",
        key=state.AS_OF,
        persist_state="session",
        width=140,
    )
