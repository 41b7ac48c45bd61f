"""The frame of every page: style, header with the way to each page and the language, then the page."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import streamlit as st
from markupsafe import Markup

from views import state
from views.import_page import show_import
from views.offline import BROWSER_FILES
from views.page import show_page
from views.store import current_store
from views.text import LANGUAGES

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

    from views.store import Store

IMPORT_PATH = "import"


@lru_cache(maxsize=1)
def style_sheet() -> str:
    """Return the style sheets of the pages."""
    sheets = ((BROWSER_FILES / name).read_text(encoding="utf-8") for name in ("page.css", "import.css"))
    return f"<style>{''.join(sheets)}</style>"


def show() -> None:
    """
    Draw the frame and the page whose address the tab has opened.

    Raises
    ------
    RanhError
        If the province cannot be opened or checked; `app.py` says so on the page.
    """
    slots: list[DeltaGenerator] = []

    def warnings() -> None:
        show_page(store, slots[0])

    def imports() -> None:
        show_import(store, pages[0])

    text = state.text()
    pages = [
        st.Page(warnings, title=text("page.warnings"), url_path="warnings", default=True),
        st.Page(imports, title=text("page.import"), url_path=IMPORT_PATH),
    ]
    current = st.navigation(pages, position="hidden")
    # An icon of our own: Streamlit would ask another host for one of its set.
    st.set_page_config(
        page_title=f"Ranh: {current.title}", page_icon=str(BROWSER_FILES / "icon.png"), layout="wide"
    )
    st.html(style_sheet())
    store = current_store()
    slots.append(_header(store, pages, current))
    _notice(store)
    current.run()


def _header(store: Store, pages: list[st.Page], current: st.Page) -> DeltaGenerator:
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
            default=next(iter(LANGUAGES)),
            required=True,
            key=state.LANGUAGE,
            label_visibility="collapsed",
        )
    return slot


def _notice(store: Store) -> None:
    if store.province.demonstration:
        text = state.text()
        st.html(
            Markup('<div class="ranh-demo" role="note"><b>{}</b> {}</div>').format(
                text("page.demonstration"), text.of(store.province, "notice")
            )
        )
