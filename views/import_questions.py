"""Step 3 of an import: what the program cannot know is asked, in the words of the draft."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st
from markupsafe import Markup

from layers.intake.steps.rows import ALL
from views import state
from views.import_text import show_text
from views.plain import plain

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from layers.intake.answers import Question
    from layers.intake.draft import Draft
    from views.import_desk import Desk
    from views.text import Text

YES_OR_NO = frozenset({"closed_as_area", "accept_gap"})


def show_questions(desk: Desk, text: Text) -> None:
    """Show every question that was asked about the file, answered or not, and the suggestions."""
    draft = desk.draft
    kept = {("dataset", ""), *((q.field, q.item) for q in _open(draft))}
    kept |= {key for key in desk.asked if desk.answer_to(*key) is not None}
    suggested = {(q.field, q.item) for q in draft.suggestions} if draft else set()
    suggested |= {key for key in desk.asked if key[0] == "units"}
    for key, question in desk.asked.items():
        if key[0] != "encodings" and key in kept - suggested:
            _ask(desk, question, text)
    if draft is not None and draft.text is not None:
        show_text(desk, draft, text)
    _suggestions(desk, [q for key, q in desk.asked.items() if key in suggested], text)


def _open(draft: Draft | None) -> Sequence[Question]:
    return draft.questions if draft else ()


def _key(desk: Desk, question: Question, text: Text) -> str:
    """Return a widget's key; a choice is found again by its words, so that each language has its own."""
    return f"{desk.token}-{text.language}-{question.field}-{question.item}"


def _ask(desk: Desk, question: Question, text: Text) -> None:
    answered = desk.answer_to(question.field, question.item) is not None
    mark = "ranh-ask answered" if answered else "ranh-ask"
    st.html(Markup('<p class="{}">{}</p>').format(mark, question.sentence(text.language)))
    if question.field == "accept_gap":
        _sign(desk, question, text)
    elif question.field == "drawing_layers":
        _several(desk, question, text)
    elif question.field == "site_id":
        _site(desk, question, text)
    elif question.options:
        _one(desk, question, text)


def _one(desk: Desk, question: Question, text: Text) -> None:
    values = [option.value for option in question.options]
    labels = {option.value: option.label(text.language) for option in question.options}
    numbered = question.field == "crs"
    given = desk.answer_to(question.field, question.item)
    if question.field in YES_OR_NO and given is not None:
        given = "yes" if given else "no"
    key = _key(desk, question, text)

    def words(value: str) -> str:
        number = f"**{values.index(value) + 1}.** " if numbered else ""
        return number + plain(labels[value])

    def note() -> None:
        chosen = state.value(key)
        if question.field in YES_OR_NO:
            desk.answer(question.field, question.item, chosen == "yes")
        elif chosen is not None:
            desk.answer(question.field, question.item, chosen)

    st.radio(
        plain(question.sentence(text.language)),
        values,
        index=values.index(given) if given in values else None,
        format_func=words,
        key=key,
        on_change=note,
        label_visibility="collapsed",
    )


def _sign(desk: Desk, question: Question, text: Text) -> None:
    key = _key(desk, question, text)
    st.checkbox(
        plain(question.options[0].label(text.language)),
        value=bool(desk.answer_to("accept_gap")),
        key=key,
        on_change=lambda: desk.answer("accept_gap", "", True if state.value(key) else None),
    )


def _several(desk: Desk, question: Question, text: Text) -> None:
    labels = {option.value: option.label(text.language) for option in question.options}
    key = _key(desk, question, text)

    def note() -> None:
        chosen = tuple(state.value(key) or ())
        desk.answer("drawing_layers", "", (ALL,) if ALL in chosen else chosen or None)

    st.multiselect(
        plain(question.sentence(text.language)),
        list(labels),
        default=[value for value in desk.answer_to("drawing_layers") or () if value in labels],
        format_func=lambda value: labels[value],
        placeholder=text("import.choose_layers"),
        key=key,
        on_change=note,
        label_visibility="collapsed",
    )


def _site(desk: Desk, question: Question, text: Text) -> None:
    """Ask for the project: one that is there, or a new id."""
    sites = desk.draft.given.sites if desk.draft else None
    names = {} if sites is None else dict(zip(sites["site_id"].astype(str), sites["name"], strict=True))
    key = _key(desk, question, text)
    name_key = f"{key}-name"
    given = desk.answer_to("site_id")
    options = [*names, *([given] if given and given not in names else [])]
    st.selectbox(
        plain(question.sentence(text.language)),
        options,
        index=options.index(given) if given else None,
        format_func=lambda site: f"{site} · {names[site]}" if site in names else str(site),
        placeholder=text("import.site_hint"),
        accept_new_options=True,
        key=key,
        on_change=lambda: desk.answer("site_id", "", (state.value(key) or "").strip() or None),
        label_visibility="collapsed",
    )
    if given and given not in names:
        st.text_input(
            text("import.site_name"),
            value=desk.answer_to("site_name") or "",
            key=name_key,
            on_change=lambda: desk.answer("site_name", "", state.value(name_key).strip() or None),
        )


def _suggestions(desk: Desk, questions: Sequence[Question], text: Text) -> None:
    if not questions:
        return
    with st.expander(text("import.suggestions", count=len(questions))):
        for question in questions:
            labels: Mapping[str, str] = {o.value: o.label(text.language) for o in question.options}
            key = _key(desk, question, text)
            given = desk.answer_to(question.field, question.item)
            st.selectbox(
                plain(question.sentence(text.language)),
                list(labels),
                index=list(labels).index(given) if given in labels else None,
                format_func=labels.__getitem__,
                placeholder=text("import.as_unknown"),
                key=key,
                on_change=lambda q=question, k=key: desk.answer(q.field, q.item, state.value(k)),
            )
