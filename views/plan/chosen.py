"""Which part of the page is open; it stands in the address, so that the page can be sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from views import opened, state

if TYPE_CHECKING:
    from datetime import date

    from views.text import Text

PERIODS, TARGETS, MONEY, REPLAY, PACKAGES = "thoi-ky", "chi-tieu", "von", "thu-thay-doi", "goi"
PLANS = "doi-chieu"
PARTS = (PERIODS, PLANS, TARGETS, MONEY, REPLAY, PACKAGES)
"""The parts of the page, by their words in the address."""

PART = "muc"
KEY, READ = "plan-part", "plan-read"


def read_address() -> None:
    """Take over which part the address names; a link to this page that is opened later counts."""
    said = st.query_params.get(PART, "")
    if said in PARTS and said != state.value(READ):
        state.put(KEY, said)
    state.put(READ, said)


def write_address(as_of: date, text: Text) -> None:
    """Let the address say which part is shown; no choice within a part stands in it."""
    told = opened.address_of(as_of, text) | {opened.FINDING: "", PART: part()}
    wanted = {name: value for name, value in told.items() if value}
    state.put(READ, part())
    if dict(st.query_params) != wanted:
        st.query_params.from_dict(wanted)


def part() -> str:
    """Return the open part."""
    said = str(state.value(KEY) or "")
    return said if said in PARTS else PERIODS


def open_part(said: str) -> None:
    """Open a part."""
    state.put(KEY, said)
