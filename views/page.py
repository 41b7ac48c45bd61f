"""The page of warnings: map on the left, warnings and card on the right."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st
from markupsafe import Markup

from views import numbers, opened, state
from views.card import card_html, warning_html
from views.cases.line import show_case_line
from views.cases.target_lines import show_targets
from views.choice import choice_of
from views.day_choice import choose_day
from views.downloads import show_download
from views.filters import more_filters, verdict_filter
from views.layer_words import not_drawn
from views.listing import findings_table, groups_html, projects_table
from views.map_frame import show_map
from views.map_route import WARNINGS
from views.narrow import find_groups, narrow
from views.setback import drawn_setback, show_setback
from views.slivers import show_slivers
from views.table import show_table

if TYPE_CHECKING:
    import geopandas as gpd
    from streamlit.delta_generator import DeltaGenerator

    from layers.check import CheckResult
    from office.sessions import Session
    from views.narrow import Groups
    from views.store import Store
    from views.text import Text

MAP_SHARE, LIST_SHARE = 59, 41


def show_page(store: Store, session: Session, slot: DeltaGenerator) -> None:
    """
    Draw the page for one browser tab.

    Parameters
    ----------
    slot
        Place in the header for the day of the check.

    Raises
    ------
    RanhError
        If the province cannot be checked; `app.py` says so on the page.
    """
    text = state.text()
    with slot:
        as_of = choose_day(text, text("page.as_of_help"))
    with st.spinner(text("page.checking")):
        result = store.result(as_of)
    left, right = st.columns([MAP_SHARE, LIST_SHARE], gap="small")
    with right, st.container(key="warnings", gap="small"):
        head = _head(result, text) if _has_list(store, result, text) else None
        below = st.container(gap="small")
    listed = result.findings if head is None else head.listed

    def show_lists() -> None:
        with below:
            if head is not None:
                _lists(store, result, head, text)

    def show_ground() -> None:
        with left, st.container(key="mapside", gap="small"):
            _map(store, result, listed, text)

    # The map first: the browser fetches its parts while it draws the lists. With a card open, the card.
    for show in (show_lists, show_ground) if state.chosen() else (show_ground, show_lists):
        show()
    # Last, so that a file that cannot be made leaves the rest of the page as it is.
    with below if head is None else head.download:
        show_download(listed, result, store, session, text)


@dataclass(frozen=True, kw_only=True)
class Head:
    """What stands above the list, and what it asks for."""

    groups: Groups
    listed: gpd.GeoDataFrame
    """The findings that pass the filters."""
    by_project: bool
    download: DeltaGenerator
    """Place for the download."""


def _has_list(store: Store, result: CheckResult, text: Text) -> bool:
    """Tell whether there is a list; say why where there is none."""
    if not store.sees_findings:
        st.html(Markup('<p class="ranh-viewer" role="note">{}</p>').format(text("page.viewer")))
        return False
    if result.findings.empty:
        st.warning(text("list.no_sites") if result.sites.empty else text("list.no_rules"))
        return False
    return True


def _head(result: CheckResult, text: Text) -> Head:
    """Draw the filters and the tools above the list."""
    groups = find_groups(result.findings)
    verdicts = verdict_filter(result, text)
    with st.container(horizontal=True, key="tools", gap="small", vertical_alignment="center"):
        view = st.segmented_control(
            text("list.view"),
            ["finding", "project"],
            format_func=lambda view: text("list.by_" + view),
            default="finding",
            required=True,
            key=state.VIEW,
            persist_state="session",
            label_visibility="collapsed",
        )
        wanted = more_filters(result, verdicts, text)
        download = st.container(width="content")
        if state.chosen():
            st.button(text("card.close"), key="close_card", icon=":material/close:", on_click=_close)
    listed = narrow(result.findings, result.sites, groups, wanted)
    return Head(groups=groups, listed=listed, by_project=view == "project", download=download)


def _lists(store: Store, result: CheckResult, head: Head, text: Text) -> None:
    """Draw the groups, the list and the card."""
    listed = head.listed
    st.html(groups_html(head.groups, result, text) or "&nbsp;")
    show_targets(store, text)
    day = numbers.day(result.as_of, text.language)
    if listed.empty:
        st.info(text("filter.none"))
    elif head.by_project:
        st.caption(text("list.shown_projects", count=listed["site_id"].nunique(), day=day))
        show_table(projects_table(listed, result, text), text, name="projects")
    else:
        st.caption(text("list.shown", count=len(listed), day=day))
        show_table(findings_table(listed, result, text), text, name="list")
    show_slivers(result, text)
    _card(store, result, text)


def _close() -> None:
    state.choose("")


def _card(store: Store, result: CheckResult, text: Text) -> None:
    finding = _chosen(result)
    if finding.empty:
        st.html(Markup('<p class="ranh-empty">{}</p>').format(text("card.empty")))
        return
    st.html(card_html(finding.iloc[0], result, store.province, text))
    show_case_line(state.chosen(), text)
    show_targets(store, text, str(finding.iloc[0]["site_id"]))
    show_setback(finding, store, result, text)
    others = result.findings[result.findings["site_id"].isin(finding["site_id"])]
    others = others[others["finding_id"] != state.chosen()]
    st.html(Markup('<h4 class="ranh-h4">{}</h4>').format(text("card.others", count=len(others))))
    show_table(findings_table(others, result, text, with_project=False), text, name="others")


def _map(store: Store, result: CheckResult, listed: gpd.GeoDataFrame, text: Text) -> None:
    finding = _chosen(result)
    choice = choice_of(
        store,
        turn=state.turn(),
        finding=finding,
        site=result.sites[result.sites["site_id"].isin(finding["site_id"])],
        listed=listed["finding_id"],
        setback=drawn_setback(finding, store, result),
        address=opened.address_of(result.as_of, text),
    )
    show_map(
        store, WARNINGS, result.as_of, text, choice, key=state.MAP, on_click=lambda: _open_clicked(result)
    )
    if said := not_drawn(store, result, text):
        st.html(warning_html(" ".join(said)))


def _chosen(result: CheckResult) -> gpd.GeoDataFrame:
    """Return the frame with the finding whose card is open; empty if none is."""
    return result.findings[result.findings["finding_id"] == state.chosen()]


def _open_clicked(result: CheckResult) -> None:
    """Open what was clicked on the map: an overlap's own finding, or a site's worst one."""
    clicked = state.clicked_on_map()
    column = "site_id" if clicked.get("kind") == "site" else "finding_id"
    found = result.findings[result.findings[column] == clicked.get("id")]
    if len(found) and state.choose(found.iloc[0]["finding_id"]):
        state.count_click()
