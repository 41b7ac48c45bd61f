"""A change tried out before it counts: two days, or the draft of the import page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from geo.errors import RanhError
from office.replay.tables import tables_of
from views import numbers, state
from views.card import warning_html
from views.corridors.html_table import table_html
from views.exact import vault_of
from views.plan.drawn import CALM, LOUD, UNKNOWN, Figure, empty, note, show_figures
from views.plan.files import show_files
from views.plan.replay_asked import ask
from views.plan.replay_made import Replayed, held, make
from views.plan.replay_map import show_changes
from views.plan.replay_tables import case_rows, changes_shown, finding_rows, report_rows

if TYPE_CHECKING:
    from datetime import date

    from streamlit.delta_generator import DeltaGenerator

    from office.replay.model import Replay
    from office.sessions import Session
    from views.corridors.html_table import Rows
    from views.plan.replay_made import Wanted
    from views.store import Store
    from views.text import Text

FAULT = "plan-replay-fault"
MOST_ROWS = 200
"""Of a list on the page; the file has all."""


def show_replay(store: Store, session: Session, as_of: date, text: Text, tools: DeltaGenerator) -> None:
    """Draw the part of the page that tries a change out."""
    wanted = ask(store, session, as_of, text)
    if wanted is None:
        return
    made = held(store, session, wanted)
    if made is None:
        _make(store, session, wanted, text)
        return
    days = {
        "before": numbers.day(made.replay.before, text.language),
        "after": numbers.day(made.replay.after, text.language),
    }
    same = made.replay.before == made.replay.after
    head = text("replay.day", after=days["after"]) if same else text("replay.days", **days)
    st.caption(f"{head}. {text('plan.replayed_at', time=f'{made.at:%d/%m/%Y %H:%M}')}")
    if vault_of(session):
        st.html(warning_html(text("plan.replay_no_vault")))
    show_figures(_figures(made.replay, text))
    _tabs(store, session, made, as_of, text)
    with tools:
        stem = (
            f"ranh-thu-{store.province.id}-{made.replay.before.isoformat()}-{made.replay.after.isoformat()}"
        )
        show_files(store, session, tables_of(made.replay), stem, text)


def _make(store: Store, session: Session, wanted: Wanted, text: Text) -> None:
    """Draw the button, and do what it says."""
    pressed = st.button(text("plan.replay_run"), type="primary", key="plan-replay-run")
    fault = state.value(FAULT)
    if not pressed:
        if fault is not None and fault[0] == wanted:
            st.html(warning_html(text.error(fault[1])))
        note(text("plan.replay_help"))
        return
    state.put(FAULT, None)
    try:
        with st.spinner(text("plan.replaying")):
            make(store, session, wanted)
    except RanhError as error:
        state.put(FAULT, (wanted, error))
    st.rerun()


def _figures(replay: Replay, text: Text) -> list[Figure]:
    counts, cases, reports = replay.findings.counts(), replay.cases, replay.reports
    known = [
        Figure(
            text.known("replay.turn", turn), numbers.number(counts[turn], text.language, 0),
            text("plan.findings"), mark if counts[turn] else CALM,
        )
        for turn, mark in (("appears", LOUD), ("changes", UNKNOWN), ("vanishes", CALM))
    ]  # fmt: skip
    reopened = "?" if cases is None else str(len(cases.reopened))
    lapses = "?" if reports is None else str(len(reports.lapses))
    return [
        *known,
        Figure(
            text.known("replay.case", "reopened"), reopened,
            "" if cases is None else text("plan.cases_opened", count=len(cases.opened_by_it)),
            UNKNOWN if cases is None else LOUD if cases.reopened else CALM,
        ),
        Figure(
            text("replay.lapses"), lapses,
            "" if reports is None else text("plan.reports_stay", count=reports.stay),
            UNKNOWN if reports is None else LOUD if reports.lapses else CALM,
        ),
    ]  # fmt: skip


def _tabs(store: Store, session: Session, made: Replayed, as_of: date, text: Text) -> None:
    replay = made.replay
    changes = changes_shown(replay)
    counts = replay.findings.counts()
    cases = () if replay.cases is None else (*replay.cases.moves, *replay.cases.opened_by_it)
    lapses = () if replay.reports is None else replay.reports.lapses
    titles = {
        "map": text("plan.tab_map"),
        "findings": f"{text('replay.findings')} ({len(changes)})",
        "cases": f"{text('replay.cases')} ({len(cases) if replay.cases else '?'})",
        "reports": f"{text('replay.reports')} ({len(lapses) if replay.reports else '?'})",
        "superseded": f"{text('plan.tab_superseded')} ({len(replay.superseded)})",
    }
    for why in replay.untold:
        st.html(warning_html(why[1] if text.language == "vi" else why[0]))
    ground, findings, then, lapsing, ended = st.tabs(list(titles.values()))
    with ground:
        show_changes(store, session, made, as_of, text)
    with findings:
        note(text("plan.same_findings", rebased=counts["rebased"], unchanged=counts["unchanged"]))
        _table(
            finding_rows(changes[:MOST_ROWS], text), len(changes), titles["findings"], "replay.nothing", text
        )
    with then:
        if replay.cases is not None:
            note(text("plan.cases_unchanged", count=replay.cases.unchanged))
            if anyway := len(replay.cases.opened) - len(replay.cases.opened_by_it):
                note(text("plan.cases_anyway", count=anyway))
            rows = case_rows(replay.cases, text)
            _table(rows, len(rows.rows), titles["cases"], "plan.none_cases", text)
    with lapsing:
        if replay.reports is not None:
            note(text("plan.reports_lapsed", stay=replay.reports.stay, lapsed=replay.reports.lapsed))
            rows = report_rows(replay.reports, text)
            _table(rows, len(rows.rows), titles["reports"], "plan.none_reports", text)
    with ended:
        if not replay.superseded:
            empty(text("plan.none_superseded"))
        for one in replay.superseded:
            st.html(warning_html(one.sentence(text.language)))


def _table(rows: Rows, count: int, title: str, nothing: str, text: Text) -> None:
    if not rows.rows:
        empty(text(nothing))
        return
    st.html(table_html(rows, title))
    if count > len(rows.rows):
        note(text("plan.more_rows", shown=len(rows.rows), count=count))
