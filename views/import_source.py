"""Step 1 of an import: a file, its parts, or a pasted table of coordinates."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st
from markupsafe import Markup

from layers.intake.entrance.handed import Handed
from layers.intake.entrance.shown import shown_name
from layers.intake.limits import KIB, LIMITS, MIB
from views import numbers
from views.card import warning_html

if TYPE_CHECKING:
    from layers.intake.importing import Opened
    from layers.province import Province
    from views.import_desk import Desk
    from views.text import Text

FILE, PASTE = "file", "paste"
PASTE_HEIGHT_PX = 168
HASH_SHOWN = 12


def show_source(desk: Desk, province: Province, text: Text) -> None:
    """Ask for a file until one was read; then show which it is, and how to take another."""
    if desk.opened is not None or ("dataset", "") in desk.asked:
        _show_file(desk, text)
        if desk.problem is not None:
            st.html(warning_html(text.error(desk.problem)))
    else:
        how = st.segmented_control(
            text("import.how"),
            [FILE, PASTE],
            format_func=lambda how: text("import.how_" + how),
            default=PASTE if desk.pasted and not desk.seen else FILE,
            required=True,
            key=f"how-{text.language}",
            label_visibility="collapsed",
        )
        if how == PASTE:
            _ask_text(desk, text)
        else:
            _ask_files(desk, text)
        if desk.problem is not None and desk.is_pasted == (how == PASTE):
            st.html(warning_html(text.error(desk.problem)))
    if desk.is_waiting and (("dataset", "") not in desk.asked or desk.answer_to("dataset")):
        with st.spinner(text("import.reading")):
            desk.open(province)
        # The step above is drawn anew: it now shows a file, a refusal or a question.
        st.rerun()


def _ask_files(desk: Desk, text: Text) -> None:
    key = f"upload-{desk.token}"
    with st.container(key=f"uploader-{text.language}"):
        files = st.file_uploader(
            text("import.file"),
            accept_multiple_files=True,
            max_upload_size=LIMITS.file_bytes // MIB,
            key=key,
            label_visibility="collapsed",
        )
    st.caption(text("import.file_help", most=LIMITS.file_bytes // MIB))
    ids = tuple(file.file_id for file in files)
    if ids and ids != desk.seen:
        token = desk.token
        desk.take([Handed(name=file.name, data=file.getvalue()) for file in files])
        # The uploader keeps its files while they are refused, so that parts can be added.
        desk.token, desk.seen = token, ids
    elif not ids and desk.seen:
        desk.clear()


def _ask_text(desk: Desk, text: Text) -> None:
    key = f"paste-{desk.token}"
    given = st.text_area(
        text("import.paste"),
        value=desk.pasted,
        height=PASTE_HEIGHT_PX,
        placeholder=text("import.paste_example"),
        key=key,
        label_visibility="collapsed",
    )
    st.caption(text("import.paste_help"))
    # Not greyed out while the table is empty: what was pasted arrives with the click.
    if st.button(text("import.paste_read"), type="primary") and given.strip():
        desk.pasted = given
        desk.take([Handed(name=text("import.paste_name"), data=given.encode())], is_pasted=True)


def _show_file(desk: Desk, text: Text) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="taken"):
        if desk.opened is not None:
            st.html(_file_html(desk.opened, text))
        else:
            st.html(
                Markup('<p class="ranh-file"><b>{}</b></p>').format(
                    ", ".join(shown_name(file.name) for file in desk.handed)
                )
            )
        if desk.is_pasted:
            st.button(text("import.paste_correct"), on_click=desk.correct, key="correct-paste")
        st.button(text("import.other_file"), on_click=desk.clear, key="other-file")


def _file_html(opened: Opened, text: Text) -> Markup:
    incoming = opened.incoming
    kind = text.known("kind", opened.source.dataset.kind)
    facts = (
        f"{size_of(incoming.size_bytes, text.language)} · {kind} · SHA-256 {incoming.sha256[:HASH_SHOWN]}…"
    )
    left = (
        Markup("<br>{}").format(text("import.left_out", names=", ".join(incoming.left_out)))
        if incoming.left_out
        else Markup()
    )
    return Markup('<p class="ranh-file"><b>{}</b><span>{}{}</span></p>').format(incoming.name, facts, left)


def size_of(size_bytes: int, language: str) -> str:
    """
    Return the size of a file as it is said.

    Examples
    --------
    >>> size_of(900, "vi"), size_of(2_236_416, "vi")
    ('0,9 KB', '2,1 MB')
    """
    if size_bytes < MIB:
        return f"{numbers.number(size_bytes / KIB, language, 1)} KB"
    return f"{numbers.number(size_bytes / MIB, language, 1)} MB"
