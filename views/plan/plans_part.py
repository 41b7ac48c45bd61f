"""Plans against plans, projects against projects, projects on the planned land: sums, rows, what is open."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from views import numbers
from views.card import warning_html
from views.corridors.html_table import table_html
from views.person import current_session
from views.plain import plain
from views.plan import plans_made
from views.plan.drawn import CALM, LOUD, UNKNOWN, Figure, empty, note, show_figures
from views.plan.files import show_report
from views.plan.plans_asked import STATES, Which, ask
from views.plan.plans_links import links_of
from views.plan.plans_shown import shown_of
from views.plan.plans_tables import gap_rows, pair_rows, plan_rows, use_rows, zone_rows

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd
    from streamlit.delta_generator import DeltaGenerator

    from layers.plans.writer import Report
    from office.sessions import Session
    from views.corridors.html_table import Rows
    from views.plan.plans_asked import Asked
    from views.plan.plans_made import Made
    from views.store import Store
    from views.text import Text

MOST_ROWS = 200
"""Of a table on the page; the file has all."""
LOOK_EVERY_S = 1.0
PAIR = "plan-plans-pair"


def show_plans(store: Store, session: Session, as_of: date, text: Text, tools: DeltaGenerator) -> None:
    """
    Draw the part of the page that compares plans and projects.

    Raises
    ------
    RanhError
        If the communes, or the plan of the province, cannot be read.
    """
    asked = ask(store, session.person, as_of, text)
    plans_made.settle(store, asked)
    made = plans_made.held(store, asked)
    if made is None:
        _wait(store, asked, text)
        return
    report = shown_of(made.report, asked)
    show_figures(_figures(report, made, asked.which, text))
    if not made.is_whole:
        st.html(warning_html(text("plan.plans_not_whole", count=len(report.gaps))))
    _tabs(store, made, report, asked, text)
    with tools:
        stem = f"ranh-{text('plan.plans_file_' + asked.which)}-{store.province.id}-{asked.day.isoformat()}"
        show_report(store, session, report, stem, text)


def _wait(store: Store, asked: Asked, text: Text) -> None:
    """Begin to compare, or show how far it is; a comparison that was stopped waits for a word."""
    ended = plans_made.ended(store, asked)
    if ended is not None:
        told = text("plan.plans_stopped") if ended.error is None else text.error(ended.error)
        st.html(warning_html(told))
        if not st.button(text("plan.plans_again"), type="primary", key="plan-plans-again"):
            return
    if plans_made.running() is None:
        plans_made.begin(store, asked)
    _watch(text)


@st.fragment(run_every=LOOK_EVERY_S)
def _watch(text: Text) -> None:
    """Show how far it is; when it is done the whole page is drawn again."""
    current_session()
    work = plans_made.running()
    if work is None or work.job.is_done:
        st.rerun()
    waiting = work.job.is_waiting
    st.progress(work.job.share, text("plan.plans_waiting") if waiting else text("plan.plans_comparing"))
    if st.button(text("plan.plans_cancel"), icon=":material/close:", key="plan-plans-cancel"):
        plans_made.stop()
        st.rerun()


def _figures(report: Report, made: Made, which: Which, text: Text) -> list[Figure]:
    counts = report.rows["state"].value_counts().to_dict()
    words, states = STATES[which]
    marks = {
        "misfit": LOUD,
        "conflict": LOUD,
        "successive": LOUD,
        "fits": CALM,
        "near": CALM,
        "stopped": CALM,
    }
    told = [
        Figure(
            text.known(words, one), str(counts.get(one, 0)), _hectares(report, one, which, text),
            marks.get(one, UNKNOWN) if counts.get(one) else CALM,
        )
        for one in map(str, states)
        # What the filter leaves out is not 0.
        if report.about["states"] == "*" or one in report.about["states"].split("; ")
    ]  # fmt: skip
    more = text("plan.plans_related", count=made.related) if made.related else ""
    count = len(report.gaps)
    return [*told, Figure(text("plan.plans_gaps"), str(count), more, UNKNOWN if count else CALM)]


def _hectares(report: Report, state: str, which: Which, text: Text) -> str:
    """Return what plans say of all their common land, each place once; of other rows no sum is one."""
    column = {"misfit": "misfit_ha", "unclear": "unclear_ha"}.get(state)
    if which is not Which.PLANS or column is None or report.about["states"] != "*":
        return ""
    return f"{numbers.area_ha(float(report.others['plans'][column].sum()), text.language)} ha"


def _tabs(store: Store, made: Made, report: Report, asked: Asked, text: Text) -> None:
    rows, links = report.rows, links_of(store, made, asked, text)
    titles = [f"{text('plan.plans_tab_' + asked.which)} ({len(rows)})"]
    if asked.which is Which.PLANS:
        pairs = report.others["plans"]
        titles.insert(0, f"{text('plan.plans_tab_pairs')} ({len(pairs)})")
    titles.append(f"{text('plan.plans_gaps')} ({len(report.gaps)})")
    tabs = st.tabs(titles)
    if asked.which is Which.PLANS:
        with tabs[0]:
            _table(plan_rows(pairs, rows, text), len(pairs), titles[0], made, text)
    with tabs[-2]:
        if asked.which is Which.PLANS:
            rows = _of_pair(rows, report.others["plans"], text)
            shown = zone_rows(rows.head(MOST_ROWS), links, text)
        elif asked.which is Which.PROJECTS:
            shown = pair_rows(rows.head(MOST_ROWS), links, text)
        else:
            shown = use_rows(rows.head(MOST_ROWS), report.others["land"], links, text)
        _table(shown, len(rows), titles[-2], made, text)
    with tabs[-1]:
        if report.gaps.empty:
            empty(text("plan.plans_no_gaps"))
        else:
            st.html(table_html(gap_rows(report.gaps, text), titles[-1]))


def _of_pair(rows: pd.DataFrame, pairs: pd.DataFrame, text: Text) -> pd.DataFrame:
    """Draw the choice of a pair of plans; return its zones, of all pairs where none is chosen."""
    names = {
        (row.lower_layer_id, row.upper_layer_id): tuple(
            text.of(row._asdict(), side) for side in ("lower_name", "upper_name")
        )
        for row in pairs.itertuples()
    }
    found = list(dict.fromkeys(zip(rows["lower_layer_id"], rows["upper_layer_id"], strict=True)))
    must, every = text.known("plans.state", "ask"), text("plan.plans_all_pairs")
    names |= {one: (_name(rows, one[0], text), must) for one in found if not one[1]}
    chosen = st.selectbox(
        text("plan.plans_pair"), [None, *(one for one in names if one in found)],
        format_func=lambda one: every if one is None else plain(" / ".join(names[one])),
        key=f"{PAIR}-{text.language}", width=640,
    )  # fmt: skip
    if chosen is None:
        return rows
    return rows[(rows["lower_layer_id"] == chosen[0]) & (rows["upper_layer_id"] == chosen[1])]


def _name(rows: pd.DataFrame, layer_id: str, text: Text) -> str:
    first = rows[rows["lower_layer_id"] == layer_id].iloc[0]
    return text.of(first, "lower_name")


def _table(rows: Rows, count: int, title: str, made: Made, text: Text) -> None:
    """Draw a table; that none has rows is told together with what was not compared."""
    if not rows.rows:
        empty(text("plan.plans_none" if made.is_whole else "plan.plans_none_known"))
        return
    st.html(table_html(rows, title))
    if count > MOST_ROWS:
        note(text("plan.more_rows", shown=MOST_ROWS, count=count))
