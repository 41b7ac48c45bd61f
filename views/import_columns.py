"""Step 3, second part: which column is what, other names for columns, another coordinate system."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from views import state
from views.plain import plain

if TYPE_CHECKING:
    from layers.intake.draft import Draft
    from views.import_desk import Desk
    from views.text import Text

ROLES = ("id_field", "name_field", "code_field")
NUMBERED = ""
"""Stands for no column."""
ROW_HEIGHT_PX, MOST_HEIGHT_PX = 30, 182


def show_columns(desk: Desk, draft: Draft, text: Text) -> None:
    """Show the parts of the columns as they are proposed, to be changed; more is folded away."""
    own = _own_columns(draft)
    if own and draft.named is not None and draft.points is None:
        st.html(f'<p class="ranh-ask answered">{text("import.roles")}</p>')
        with st.container(horizontal=True, gap="small"):
            for role in ROLES[:2] if draft.given.target.is_sites else ROLES:
                _role(desk, draft, role, own, text)
    with st.expander(text("import.more")):
        _system(desk, text)
        if own and draft.projects is None and draft.points is None:
            _renaming(desk, draft, own, text)


def _own_columns(draft: Draft) -> list[str]:
    return list(draft.rows.attributes.column_names) if draft.rows is not None else []


def _role(desk: Desk, draft: Draft, role: str, own: list[str], text: Text) -> None:
    options = [NUMBERED, *own]
    given = desk.answer_to(role)
    if given is None and draft.named is not None:
        given = _before(getattr(draft.named.roles, role), draft, own)
    key = f"{desk.token}-{text.language}-{role}"
    st.selectbox(
        text("import.role_" + role),
        options,
        index=options.index(given) if given in options else 0,
        format_func=lambda name: name or text("import.none_" + role),
        key=key,
        on_change=lambda: desk.answer(role, "", state.value(key)),
    )


def _before(name: str, draft: Draft, own: list[str]) -> str:
    """Return what the file itself calls a column."""
    if name in own or draft.named is None:
        return name
    # The columns of a row keep their order when they are renamed.
    after = list(draft.finished.frame.columns) if draft.finished is not None else []
    renamed = dict(zip(draft.named.frame.columns, after, strict=False))
    return str(renamed.get(name, NUMBERED))


def _system(desk: Desk, text: Text) -> None:
    key = f"{desk.token}-other-crs"
    st.text_input(
        text("import.other_crs"),
        value=desk.answer_to("crs") or "",
        placeholder="EPSG:9205",
        help=text("import.other_crs_help"),
        key=key,
        on_change=lambda: desk.answer("crs", "", state.value(key).strip() or None),
    )


def _renaming(desk: Desk, draft: Draft, own: list[str], text: Text) -> None:
    standard = f"{desk.token}-standard"
    default = bool(desk.answer_to("standard_columns"))
    if desk.answer_to("standard_columns") is None:
        default = draft.given.target.is_sites
    st.checkbox(
        text("import.standard"),
        value=default,
        key=standard,
        on_change=lambda: desk.answer("standard_columns", "", bool(state.value(standard))),
    )
    key = f"renaming-{desk.token}"
    if state.value(key) is None:
        desk.renamed = dict(desk.answers.get("columns", {}))
    rows = st.data_editor(
        pd.DataFrame({"own": own, "new": [desk.renamed.get(name, "") for name in own]}),
        hide_index=True,
        height=min(ROW_HEIGHT_PX * (len(own) + 1) + 2, MOST_HEIGHT_PX),
        row_height=ROW_HEIGHT_PX,
        disabled=["own"],
        column_config={"own": plain(text("import.column")), "new": plain(text("import.new_name"))},
        key=key,
    )
    said = {one: new.strip() for one, new in zip(own, rows["new"].fillna(""), strict=True) if new.strip()}
    if said != desk.answers.get("columns", {}):
        desk.rename(said)
        st.rerun()
