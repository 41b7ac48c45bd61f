"""The choice of an axis: of the plan by kind, or a line of one's own."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st
from markupsafe import Markup

from geo.errors import RanhError
from layers.corridor.errors import CorridorError
from views import numbers, state
from views.corridors import chosen, own_lines
from views.corridors.html_table import small_html
from views.corridors.made import axes_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from layers.corridor.model import Axis
    from office.sessions import Session
    from views.store import Store
    from views.text import Text

KIND = "corridor-kind"
FITS, FITS_PHONE = 66, 44
"""Longer words are cut in the field of a choice, which has one line."""

MANY = 12
"""So many axes are looked through without a choice of kinds."""


@dataclass(frozen=True, kw_only=True)
class Line:
    """An axis that can be chosen."""

    words: str
    """As the list shows it."""
    kind: str
    """Where it comes from."""


def lines_of(store: Store, session: Session, as_of: date, text: Text) -> dict[str, Line]:
    """
    Return what can be chosen, by its words in the address: the plan's axes first, in its order.

    An entry of a list has one line: where an axis comes from stands in it only where others are named alike.
    """
    language = text.language
    found = {}
    axes = axes_of(store, as_of).axes
    named = Counter(axis.name(language) for axis in axes)
    for axis in axes:
        km = numbers.number(axis.line.length_m / 1000, language, 1)
        name, kind = axis.name(language), text.of(axis, "source")
        words = f"{name} · {km} km" + (f" · {kind}" if named[name] > 1 else "")
        found[axis.id] = Line(words=words, kind=kind)
    own = text("corridor.own_lines")
    for said, name in own_lines.named().items():
        found[said] = Line(words=f"{name} · {own}", kind=own)
    for draft in own_lines.drafts_of(session):
        words = f"{draft.text.name} · {text('corridor.draft')}"
        found[f"{own_lines.DRAFT}{draft.id}"] = Line(words=words, kind=own)
    for said, axis in own_lines.brought().items():
        found[said] = Line(words=f"{axis.name(language)} · {text('corridor.file')}", kind=own)
    return found


def with_drawn(lines: Mapping[str, Line], said: str, text: Text) -> Mapping[str, Line]:
    """Return the lines with the drawn one that an address names, where it is not among them."""
    if not said.startswith(own_lines.DRAWN) or said in lines:
        return lines
    return {**lines, said: Line(words=own_lines.name_of(said, text), kind=text("corridor.own_lines"))}


def axis_of(store: Store, session: Session, said: str, as_of: date, text: Text) -> Axis:
    """
    Return the axis that is meant.

    Raises
    ------
    RanhError
        If there is none for this person on this day.
    """
    own = own_lines.own_axis(store, session, said, text)
    if own is not None:
        return own
    for axis in axes_of(store, as_of).axes:
        if axis.id == said:
            return axis
    raise CorridorError(
        f"There is no axis {said!r} on {as_of}: choose one from the list, or another day.",
        f"Ngày {as_of:%d/%m/%Y} không có trục {said!r}: hãy chọn trục trong danh sách hoặc chọn ngày khác.",
    )


def choose_axis(store: Store, session: Session, as_of: date, text: Text) -> Axis | RanhError | None:
    """Ask for the axis; return it, or why it is not there, or None where none is chosen."""
    lines = lines_of(store, session, as_of, text)
    said = chosen.get(chosen.AXIS)
    known = _narrowed(with_drawn(lines, said, text), said, text)
    ask_line(known, said, text)
    if not said:
        return None
    if said in known:
        st.html(about_html(known[said]))
    try:
        return axis_of(store, session, said, as_of, text)
    except RanhError as error:
        return error


def ask_line(lines: Mapping[str, Line], said: str, text: Text) -> None:
    """Draw the list of axes; a choice is noted before the page is drawn again."""
    ids = list(lines)
    # Another list is another widget: a choice is kept by its words, not by its place.
    key = f"corridor-axis-{text.language}-{hash((tuple(ids), said))}"
    st.selectbox(
        text("corridor.axis"),
        ids,
        index=ids.index(said) if said in lines else None,
        format_func=lambda one: lines[one].words,
        placeholder=text("corridor.choose_axis"),
        key=key,
        on_change=lambda: chosen.put(chosen.AXIS, state.value(key) or ""),
    )


def about_html(line: Line) -> Markup:
    """
    Return where the chosen axis comes from, after its name where the field does not hold that.

    Examples
    --------
    >>> print(about_html(Line(words="Sông Đà · 9,0 km", kind="Trục sông")))
    <p class="ranh-basis">Trục sông</p>
    """
    if len(line.words) <= FITS_PHONE:
        return small_html(line.kind)
    kept = "" if len(line.words) > FITS else "ranh-phone"
    return Markup('<p class="ranh-basis"><span class="{}">{} · </span>{}</p>').format(
        kept, line.words, line.kind
    )


def _narrowed(lines: Mapping[str, Line], said: str, text: Text) -> Mapping[str, Line]:
    """Ask for a kind where there are many axes; return the axes of that kind."""
    kinds = list(dict.fromkeys(line.kind for line in lines.values()))
    if len(lines) <= MANY or len(kinds) < 2:  # noqa: PLR2004 - nothing to tell apart
        return lines
    kind = st.selectbox(
        text("corridor.kind"),
        ["", *kinds],
        format_func=lambda one: one or text("corridor.all_kinds", count=len(lines)),
        key=f"{KIND}-{text.language}",
        persist_state="session",
    )
    return {one: line for one, line in lines.items() if not kind or line.kind == kind or one == said}
