"""Step 4 of an import: decision, days, quality and source."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pydantic
import streamlit as st

from layers.intake.answers import Declaration
from layers.rules import SITES
from views import state
from views.opened import FIRST_DAY, LAST_DAY

if TYPE_CHECKING:
    from datetime import date

    from views.import_target import Target
    from views.text import Text

NUMBER, DATED = state.FORM + "number", state.FORM + "dated"
START, END = state.FORM + "start", state.FORM + "end"
SCALE, ACCURACY = state.FORM + "scale", state.FORM + "accuracy"
SOURCE = state.FORM + "source"
OF_ONE_FILE = (NUMBER, SOURCE, DATED, START, END, SCALE, ACCURACY)
"""What must not pass to the next file in silence."""


@dataclass(frozen=True, kw_only=True)
class Aim:
    """Everything that the person wants the version to be."""

    declaration: Declaration
    missing: tuple[str, ...]
    """Words for what has to be filled in before anything is published."""


def for_draft(target: Target) -> Declaration:
    """Return what of the declaration the draft follows from: a number that is typed computes nothing anew."""
    said = target.said
    days = {"decision_date": state.value(DATED), "effective_from": state.value(START)}
    return Declaration(
        name=said["name"],
        restricted=said.get("restricted", False),
        **(days if said["name"] == SITES else {}),
    )


def show_declared(target: Target, text: Text) -> Aim:
    """Ask for what is declared of the version; return all that was said."""
    missing = list(target.missing)
    said = target.said | _decision(text) | _quality(text)
    source = st.text_input(
        text("import.source"), key=SOURCE, persist_state="session", placeholder=text("import.source_hint")
    )
    said["source"] = source.strip()
    return Aim(declaration=_declaration(said, missing, text), missing=tuple(missing))


def forget_declared() -> None:
    """Empty what was declared of one file; to be called before it is drawn."""
    for key in OF_ONE_FILE:
        state.put(key, "" if key in {NUMBER, SOURCE} else None)


def _decision(text: Text) -> dict[str, Any]:
    number, dated, start, end = st.columns([30, 24, 23, 23], gap="small")
    said: dict[str, Any] = {
        "decision_number": number.text_input(
            text("import.number"), key=NUMBER, persist_state="session", placeholder=text("import.number_hint")
        ).strip()
    }
    with dated:
        said["decision_date"] = _day(text("import.dated"), DATED)
    with start:
        said["effective_from"] = _day(text("import.start"), START, text("import.start_help"))
    with end:
        said["effective_to"] = _day(text("import.end"), END, text("import.end_help"))
    return said


def _day(label: str, widget: str, hint: str = "") -> date | None:
    found: date | None = st.date_input(
        label,
        value=None,
        min_value=FIRST_DAY,
        max_value=LAST_DAY,
        format="DD/MM/YYYY",
        help=hint or None,
        key=widget,
        persist_state="session",
    )
    return found


def _quality(text: Text) -> dict[str, Any]:
    left, right = st.columns(2)
    scale = left.number_input(
        text("import.scale"),
        min_value=100,
        max_value=10_000_000,
        value=None,
        step=1000,
        placeholder=text("import.scale_hint"),
        key=SCALE,
        persist_state="session",
    )
    accuracy = right.number_input(
        text("import.accuracy"),
        min_value=0.0,
        value=None,
        step=0.5,
        format="%.2f",
        placeholder=text("import.accuracy_hint"),
        key=ACCURACY,
        persist_state="session",
        help=text("import.accuracy_help"),
    )
    return {"scale_denominator": scale, "accuracy_m": accuracy}


def _declaration(said: dict[str, Any], missing: list[str], text: Text) -> Declaration:
    try:
        return Declaration(**said)
    except pydantic.ValidationError:
        missing.append(text("import.missing_dates"))
        return Declaration(**{name: value for name, value in said.items() if name != "effective_to"})
