"""The cases brought in line with a check of today, and what that did."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import streamlit as st
from markupsafe import Markup

from geo.errors import RanhError
from office.cases.model import CheckKind
from office.cases.reading import read_case
from office.cases.sync import SyncReport, sync_cases
from office.cases.told import as_told
from views import numbers, state
from views.card import warning_html
from views.plan.made import targets_of
from views.store import current_store

if TYPE_CHECKING:
    from collections.abc import Sequence

    from office.cases.model import CaseEvent
    from office.cases.told import ToldCheck
    from office.database.desk import Desk
    from office.people import Person
    from views.store import Whole
    from views.text import Text

SYNCED = "case-synced"
NAMED = 12
"""Reopened cases of which is said at once what changed; the others say it themselves."""


@dataclass(frozen=True, kw_only=True)
class Synced:
    """What a check did, and why cases were opened again."""

    report: SyncReport
    reasons: tuple[tuple[str, str, CaseEvent], ...]
    """Number, project and event of each."""


def show_sync(desk: Desk, person: Person, text: Text) -> None:
    """Draw the button that checks anew and updates the cases."""
    if st.button(text("case.sync"), icon=":material/sync:", key="case-sync"):
        with st.spinner(text("case.syncing")):
            state.put(SYNCED, _sync(desk, person))
        st.rerun()


def _sync(desk: Desk, person: Person) -> Synced | RanhError:
    # Always the whole province as it may be told, whatever this session may see exactly.
    try:
        store = current_store()
        report = sync_cases(desk, person, _with_targets(store), store.province)
        return Synced(report=report, reasons=_reasons(desk, person, report.reopened))
    except RanhError as problem:
        return problem


def told_today(store: Whole) -> ToldCheck:
    """Return today's check as it may be told."""
    return as_told(store.told.result(state.today()), store.result(state.today()))


def _with_targets(store: Whole) -> ToldCheck:
    """Return today's check with what the land-use targets say on the same day."""
    told = told_today(store)
    return replace(told, targets=targets_of(store.told, told.as_of))


def _reasons(desk: Desk, person: Person, numbers: Sequence[str]) -> tuple[tuple[str, str, CaseEvent], ...]:
    files = [read_case(desk, person, number) for number in numbers[:NAMED]]
    checks = set(CheckKind)
    return tuple(
        (file.case.number, file.case.site_name, [event for event in file.events if event.kind in checks][-1])
        for file in files
    )


def show_synced(text: Text) -> None:
    """Show what the last update did, until it is closed."""
    synced = state.value(SYNCED)
    if synced is None:
        return
    with st.container(key="case-synced", horizontal=True, vertical_alignment="top", gap="small"):
        if isinstance(synced, Synced):
            st.html(synced_html(synced, text))
        else:
            st.html(warning_html(text.error(synced)))
        st.button(text("case.close"), key="case-synced-close", on_click=_close)


def _close() -> None:
    state.put(SYNCED, None)


def synced_html(synced: Synced, text: Text) -> Markup:
    """Return how many cases are new, kept, opened again or gone, and why they were opened again."""
    counts = synced.report.counts()
    told = Markup(" · ").join(
        Markup("<span>{} <b>{}</b></span>").format(
            text("case.sync_" + name), numbers.number(count, text.language, 0)
        )
        for name, count in counts.items()
        if count or name in {"opened", "unchanged"}
    )
    items = Markup().join(
        Markup("<li><b>{}</b> {}: {}</li>").format(number, name, "; ".join(event.sentences(text.language)))
        for number, name, event in synced.reasons
    )
    more = counts["reopened"] - len(synced.reasons)
    rest = Markup("<li>{}</li>").format(text("case.sync_more", count=more)) if more > 0 else Markup()
    why = Markup("<ul>{}{}</ul>").format(items, rest) if synced.reasons else Markup()
    return Markup('<div class="ranh-synced" role="status"><b>{}</b> {}{}</div>').format(
        text("case.synced"), told, why
    )
