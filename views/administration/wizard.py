"""The first run: what is to be seen to before officers begin, each step by what is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st
from markupsafe import Markup

from layers.province import default_province_folder
from office.first_run import SHORTEST_NOTE, arrangement_of, declare_arrangement, first_steps, leave_out
from office.first_steps import Arrangement, Done, Step
from views.administration.drawn import do, note

if TYPE_CHECKING:
    from collections.abc import Sequence

    from office.database.desk import Desk
    from office.first_steps import FirstStep
    from office.people import Person
    from views.text import Text


def show_first_run(desk: Desk, person: Person, text: Text) -> None:
    """Draw the steps; nothing waits for them, and they can be left and taken up again."""
    steps = first_steps(desk, person, default_province_folder())
    note(_summary(steps, text))
    for number, step in enumerate(steps, start=1):
        with st.container(border=True, key=f"first-{step.step}", gap="small"):
            st.html(step_html(number, step, text))
            if step.step is Step.ARRANGEMENT:
                _show_arrangement(desk, person, text)
            if step.done is Done.OPEN:
                _show_leaving_out(desk, person, step, text)


def is_to_be_seen_to(desk: Desk, person: Person) -> bool:
    """Tell whether a step is open, or found something that is a danger whatever was decided."""
    steps = first_steps(desk, person, default_province_folder())
    return any(step.warns or step.done is Done.OPEN for step in steps)


def _summary(steps: Sequence[FirstStep], text: Text) -> str:
    if any(step.done is Done.OPEN for step in steps):
        return text("first.explained")
    return text("first.warned" if any(step.warns for step in steps) else "first.finished")


def step_html(number: int, step: FirstStep, text: Text) -> Markup:
    """Return the head of a step: how far it is, what was found, where to go."""
    found = Markup('<p class="{}">{}</p>').format(
        "ranh-warning" if step.warns else "ranh-explained", step.sentence(text.language)
    )
    return Markup('<div class="ranh-first {}"><h4>{}. {} <em>{}</em></h4>{}<small>{}</small></div>').format(
        step.done,
        number,
        text("first.step_" + step.step),
        text("first.is_" + step.done),
        found,
        text("first.where_" + step.step),
    )


def _show_arrangement(desk: Desk, person: Person, text: Text) -> None:
    kinds, said = list(Arrangement), arrangement_of(desk)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        chosen = st.radio(
            text("first.arrangement"),
            kinds,
            index=None if said is None else kinds.index(said),
            format_func=lambda kind: text("first.kind_" + kind),
            key="first-kind",
        )
        sent = st.button(text("first.declare"), key="first-declare", disabled=chosen is None)
    if sent and chosen is not None:
        do(lambda: declare_arrangement(desk, person, Arrangement(chosen)), text("first.declared"), text)


def _show_leaving_out(desk: Desk, person: Person, step: FirstStep, text: Text) -> None:
    with st.expander(text("first.leave_out")), st.form(f"leave-{step.step}"):
        why = st.text_input(text("first.why", count=SHORTEST_NOTE))
        sent = st.form_submit_button(text("first.leave_out"))
    if sent:
        do(lambda: leave_out(desk, person, step.step, why), text("first.left_out"), text)
