"""The frame of every page: style, header with the way to each page and the language, then the page."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import streamlit as st
from markupsafe import Markup

from office.rights import Act, reach
from views import opened, state
from views.administration.page import show_administration
from views.administration.sealed_page import show_sealed
from views.cases.page import show_cases
from views.corridors.page import show_corridors
from views.exact_bar import show_exact_banner, show_exact_way
from views.import_page import show_import
from views.offline import BROWSER_FILES
from views.page import show_page
from views.person import current_session, show_person
from views.plan.page import show_plan
from views.store import store_for
from views.text import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Callable

    from streamlit.delta_generator import DeltaGenerator

    from office.sessions import Session
    from views.store import Store


@dataclass(frozen=True, kw_only=True)
class Shown:
    """What a page is drawn with."""

    store: Store
    session: Session
    slot: DeltaGenerator
    """Place in the header for what belongs to the page."""
    home: st.Page
    """The first page, for the way back."""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A page, and who has it."""

    word: str
    path: str
    acts: tuple[Act, ...]
    """One of these rights, however far it reaches, is enough to open the page."""
    show: Callable[[Shown], None]

    def is_for(self, session: Session) -> bool:
        """Tell whether the person of a session has the page at all."""
        return any(reach(session.person, act) is not None for act in self.acts)


PAGES = (
    Entry(
        word="page.warnings",
        path="warnings",
        acts=(Act.SEE_MAP,),
        show=lambda shown: show_page(shown.store, shown.session, shown.slot),
    ),
    Entry(
        word="page.corridors",
        path="corridors",
        acts=(Act.SEE_MAP,),
        show=lambda shown: show_corridors(shown.store, shown.session, shown.slot),
    ),
    Entry(
        word="page.plan",
        path="plan",
        acts=(Act.SEE_FINDINGS,),
        show=lambda shown: show_plan(shown.store, shown.session, shown.slot),
    ),
    Entry(
        word="page.cases",
        path="cases",
        acts=(Act.SEE_CASES,),
        show=lambda shown: show_cases(shown.store, shown.session, shown.slot),
    ),
    Entry(
        word="page.import",
        path="import",
        acts=(Act.IMPORT, Act.IMPORT_RESTRICTED),
        show=lambda shown: show_import(shown.store, shown.session, shown.home),
    ),
    Entry(
        word="page.sealed",
        path="sealed",
        acts=(Act.SEAL, Act.SEE_EXACT, Act.PACK_DOSSIER, Act.RELEASE_ANSWER),
        show=lambda shown: show_sealed(shown.store, shown.session),
    ),
    Entry(
        word="page.administration",
        path="administration",
        acts=(Act.MANAGE_ACCOUNTS, Act.SEE_AUDIT, Act.BACK_UP, Act.SEE_HEALTH, Act.SET_UP),
        show=lambda shown: show_administration(shown.session),
    ),
)


SHEETS = ("page.css", "import.css", "exact.css", "cases.css", "corridors.css", "plan.css")


@lru_cache(maxsize=1)
def style_sheet() -> str:
    """Return the style sheets of the pages."""
    sheets = ((BROWSER_FILES / name).read_text(encoding="utf-8") for name in SHEETS)
    return f"<style>{''.join(sheets)}</style>"


def show() -> None:
    """
    Draw the frame and the page whose address the tab has opened.

    Raises
    ------
    RanhError
        If the province cannot be opened or checked; `app.py` says so on the page.
    """
    session = current_session()
    opened.read_address()
    text = state.text()
    store = store_for(session)
    drawn: list[Shown] = []
    pages = [
        st.Page(
            _run(entry, drawn),
            title=text(entry.word),
            url_path=entry.path,
            default=entry is PAGES[0],
        )
        for entry in PAGES
        if entry.is_for(session)
    ]
    current = st.navigation(pages, position="hidden")
    # An icon of our own: Streamlit would ask another host for one of its set.
    st.set_page_config(
        page_title=f"Ranh: {current.title}", page_icon=str(BROWSER_FILES / "icon.png"), layout="wide"
    )
    st.html(style_sheet())
    slot = _header(store, session, pages, current)
    drawn.append(Shown(store=store, session=session, slot=slot, home=pages[0]))
    _notice(store)
    show_exact_banner(session)
    current.run()


def _run(entry: Entry, drawn: list[Shown]) -> Callable[[], None]:
    """Return what draws a page; what it is drawn with is there only when it runs."""
    return lambda: entry.show(drawn[0])


def _header(store: Store, session: Session, pages: list[st.Page], current: st.Page) -> DeltaGenerator:
    """Draw the header; return the place in it for what belongs to the page."""
    text = state.text()
    with st.container(key="header", horizontal=True, vertical_alignment="center", gap="small"):
        st.html(
            Markup('<div class="ranh-title"><b>Ranh</b> {} <span>{}</span></div>').format(
                text.of(store.province, "name"), text("page.subtitle")
            )
        )
        with st.container(key="pages", horizontal=True, width="content", gap=None):
            for place, page in enumerate(pages):
                with st.container(
                    key=f"page-{place}{'-current' if page is current else ''}", width="content"
                ):
                    st.page_link(page, label=page.title)
        slot = st.container(
            key="slot", horizontal=True, vertical_alignment="center", gap="small", width="content"
        )
        st.segmented_control(
            text("page.language"),
            list(LANGUAGES),
            format_func=LANGUAGES.__getitem__,
            default=opened.language(),
            required=True,
            key=state.LANGUAGE,
            label_visibility="collapsed",
        )
        show_exact_way(session)
        show_person(session)
    return slot


def _notice(store: Store) -> None:
    if store.province.demonstration:
        text = state.text()
        st.html(
            Markup('<div class="ranh-demo" role="note"><b>{}</b> {}</div>').format(
                text("page.demonstration"), text.of(store.province, "notice")
            )
        )
