"""Which balances are asked for: units, land types and year, within what a person has a right to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from layers.money.plan import read_plan
from layers.targets.balance import codes_told
from layers.targets.model import TOTAL, Kind
from layers.targets.reach import units_told
from layers.targets.tables import TOTAL_WORDS
from layers.targets.units import Level
from views.plain import plain
from views.plan.made import own_communes

if TYPE_CHECKING:
    from datetime import date

    from layers.province import Province
    from layers.targets.balance import Balancing
    from layers.targets.units import UnitKey
    from office.people import Person
    from views.text import Text

LEVEL, YEAR, EVERYTHING = "plan-level", "plan-year", "plan-everything"
LEVELS = (Level.PROVINCE, Level.COMMUNE, Level.DISTRICT, Level.FORMER_COMMUNE)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What is to be balanced."""

    units: tuple[UnitKey, ...]
    codes: tuple[str, ...]
    year: int
    is_chosen: bool
    """Whether land types were chosen: then each has its row."""


def ask(balancing: Balancing, province: Province, person: Person, text: Text) -> Asked:
    """Draw the choices; return what is chosen."""
    day, own = balancing.as_of, own_communes(person)
    levels = {level: units_told(balancing.units, own, (), level, day) for level in LEVELS}
    there = [level for level in LEVELS if levels[level]]
    with st.container(key="plan-asked", horizontal=True, vertical_alignment="bottom", gap="small"):
        level = st.selectbox(
            text("plan.level"), there, format_func=lambda one: text("plan.level_" + one), key=LEVEL, width=190
        )
        units = _units(levels.get(level, ()), balancing, text) if level is not Level.PROVINCE else ()
        codes = _codes(balancing, text)
        years = sorted({*balancing.figures.years(Kind.PLANNED), *read_plan(province).ends, day.year})
        year = st.selectbox(
            text("plan.year"), years, index=years.index(last_year(province, day, years)), key=YEAR, width=100
        )
        everything = st.checkbox(text("plan.everything"), key=EVERYTHING, help=text("plan.everything_help"))
    return Asked(
        units=units or levels.get(level, ()),
        codes=codes or codes_told(balancing, year),
        year=year,
        is_chosen=bool(codes) or everything,
    )


def _units(within: tuple[UnitKey, ...], balancing: Balancing, text: Text) -> tuple[UnitKey, ...]:
    if len(within) <= 1:
        return within
    key = f"plan-units-{within[0].level}"
    chosen = st.multiselect(
        text("plan.units"),
        within,
        format_func=lambda unit: f"{plain(balancing.units.places[unit].name)} ({unit.code})",
        placeholder=text("plan.all_units", count=len(within)),
        key=key,
        width=280,
    )
    return tuple(chosen)


def _codes(balancing: Balancing, text: Text) -> tuple[str, ...]:
    known = balancing.figures.book.codes
    names = {TOTAL: TOTAL_WORDS[0] if text.language == "vi" else TOTAL_WORDS[1]}
    names |= {code: text.of(one, "name") for code, one in known.items()}
    chosen = st.multiselect(
        text("plan.codes"),
        list(names),
        format_func=lambda code: plain(f"{code} {names[code]}"),
        placeholder=text("plan.all_codes"),
        key=f"plan-codes-{text.language}",
        width=280,
    )
    return tuple(chosen)


def last_year(province: Province, day: date, years: list[int]) -> int:
    """Return the last year of the plan's period that holds the day, as `ranh targets balance` takes it."""
    wanted = read_plan(province).last_year(day)
    return wanted if wanted in years else day.year
