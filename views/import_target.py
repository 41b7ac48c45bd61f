"""Step 2 of an import: which layer the file becomes a version of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, get_args

import streamlit as st

from layers.intake.text.letters import key
from layers.layer import Group
from layers.rules import SITES
from layers.versions import line_of, read_records
from views import state

if TYPE_CHECKING:
    from layers.layer import Layer
    from layers.province import Province
    from views.import_desk import Desk
    from views.text import Text

KINDS = (VERSION, PROJECTS, NEW) = ("version", "projects", "new")
NAME_VI, NAME_EN = state.FORM + "name-vi", state.FORM + "name-en"
RESTRICTED, REPLACE = state.FORM + "restricted", "replace"
UNNAMED = "unnamed"
"""Stands for a layer that is not chosen yet, so that the file can be looked at meanwhile."""
GROUPS = tuple(group for group in get_args(Group) if group != "project")


@dataclass(frozen=True, kw_only=True)
class Target:
    """What the file is to become."""

    said: dict[str, Any]
    """Fields of a `Declaration`: name, and for a new layer its names, group and restriction."""
    missing: tuple[str, ...]
    """Words for what has to be said yet."""


def show_target(desk: Desk, province: Province, text: Text) -> Target:
    """Ask what the file becomes; return what was said so far."""
    missing: list[str] = []
    # A choice is found again by its words: in another language it is another widget.
    kind = st.radio(
        text("import.target"),
        KINDS,
        index=KINDS.index(desk.kind),
        format_func=lambda kind: text("import.target_" + kind),
        horizontal=True,
        key=f"kind-{text.language}",
        label_visibility="collapsed",
    )
    desk.kind = kind
    said: dict[str, Any] = {}
    if kind == VERSION:
        said["name"] = _line(desk, province, text) or UNNAMED
        if said["name"] == UNNAMED:
            missing.append(text("import.missing_layer"))
    elif kind == PROJECTS:
        said["name"] = SITES
        _replace(desk, text)
    else:
        said |= _new(desk, province, text, missing)
    desk.aim(said["name"])
    return Target(said=said, missing=tuple(missing))


def lines_of(province: Province) -> dict[str, Layer]:
    """Return the last version of each layer of a province but the projects, by the id of its line."""
    records = read_records(province.folder)
    lines = {line_of(layer.id, records): layer for layer in province.layers}
    return {line: layer for line, layer in lines.items() if layer.family != SITES}


def id_of(name: str) -> str:
    """
    Return the id that is proposed for a layer of that name.

    Examples
    --------
    >>> id_of("Rừng phòng hộ 2026"), id_of("Đất ở (mới)"), id_of("…")
    ('rung-phong-ho-2026', 'dat-o-moi', '')
    """
    return key(name).replace(" ", "-")


def _line(desk: Desk, province: Province, text: Text) -> str | None:
    lines = lines_of(province)
    order = sorted(lines, key=lambda line: text.of(lines[line], "name"))
    desk.layer = st.selectbox(
        text("import.layer"),
        order,
        index=order.index(desk.layer) if desk.layer in order else None,
        format_func=lambda line: f"{text.of(lines[line], 'name')} ({line})",
        placeholder=text("import.layer_hint"),
        key=f"line-{text.language}",
        label_visibility="collapsed",
    )
    return desk.layer


def _replace(desk: Desk, text: Text) -> None:
    st.checkbox(
        text("import.replace"),
        key=REPLACE,
        value=bool(desk.answer_to("replace")),
        on_change=lambda: desk.answer("replace", "", bool(state.value(REPLACE)) or None),
    )


def _new(desk: Desk, province: Province, text: Text, missing: list[str]) -> dict[str, Any]:
    left, right = st.columns(2)
    name_vi = left.text_input(text("import.name_vi"), key=NAME_VI, persist_state="session").strip()
    name_en = right.text_input(text("import.name_en"), key=NAME_EN, persist_state="session").strip()
    proposed = id_of(name_vi)
    # The key follows the proposal: an id that was typed stays until the name is another.
    given = left.text_input(text("import.id"), value=proposed, key=f"new-id-{proposed}").strip()
    desk.group = right.selectbox(
        text("import.group"),
        GROUPS,
        index=GROUPS.index(desk.group),
        format_func=lambda group: text("group." + group),
        key=f"group-{text.language}",
    )
    restricted = st.checkbox(text("import.restricted"), key=RESTRICTED, persist_state="session")
    if not name_vi:
        missing.append(text("import.missing_name"))
    if given in {*lines_of(province), *(layer.id for layer in province.layers), SITES}:
        missing.append(text("import.missing_other_id"))
    return {
        "name": given or UNNAMED,
        "name_vi": name_vi,
        "name_en": name_en,
        "group": "restricted" if restricted else desk.group,
        "restricted": restricted,
    }
