"""A unit's package: every file read back before it is handed out, with what was withheld said beside it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, get_args

import streamlit as st
from markupsafe import Markup

from geo.errors import RanhError
from layers.intake.importing import WORK_FOLDER
from layers.intake.private import private_folder
from layers.packages.readme import withheld_en, withheld_vi
from layers.packages.units import UnitKind, communes_asked, units_of
from layers.packages.writing import pack
from office.rights import Act, may, require
from views import numbers, state
from views.card import warning_html
from views.corridors.html_table import Rows, table_html
from views.handing import download_link, offer
from views.once import Once
from views.plain import plain
from views.plan.drawn import empty, note

if TYPE_CHECKING:
    from collections.abc import Hashable
    from datetime import date

    from streamlit.delta_generator import DeltaGenerator

    from layers.packages.proof import Proved
    from layers.units import Unit
    from office.people import Person
    from office.sessions import Session
    from views.store import Store
    from views.text import Text

ZIP = "application/zip"
FAULT = "plan-package-fault"
KINDS: tuple[UnitKind, ...] = get_args(UnitKind)


@dataclass(frozen=True, kw_only=True)
class Package:
    """A package that was written, in memory until it is fetched."""

    name: str
    body: bytes = field(repr=False)
    sha256: str
    proved: tuple[Proved, ...]
    withheld_vi: str
    withheld_en: str


_packages: Once[Package] = Once(4)


def show_packages(store: Store, session: Session, as_of: date, text: Text, tools: DeltaGenerator) -> None:
    """Draw the part of the page that makes packages, of the units that the person's right reaches."""
    unit = _ask(store, session.person, as_of, text)
    if unit is None:
        empty(text("plan.no_package_units"))
        return
    note(text("plan.package_help"))
    if store.is_exact:
        st.warning(text("download.warning"))
    key = (store.state, session.id, session.person, unit.kind, unit.code, unit.layer_id, as_of)
    made = store.keep(_packages).held(key)
    if made is None:
        _make(store, session, unit, as_of, key, text)
        return
    asked = communes_asked(store.province, unit)
    act = Act.SEE_EXACT if store.is_exact else Act.EXPORT
    url = offer(session, made.body, made.name, ZIP, act=act, communes=asked)
    with tools:
        download_link(text("plan.package_take", name=made.name), url, made.name)
    _show(made, text)


def _ask(store: Store, person: Person, as_of: date, text: Text) -> Unit | None:
    within = {kind: _units(store, person, kind, as_of) for kind in KINDS}
    there = {kind: units for kind, units in within.items() if units}
    if not there:
        return None
    with st.container(key="plan-package-asked", horizontal=True, vertical_alignment="bottom", gap="small"):
        kind = st.selectbox(
            text("plan.level"),
            list(there),
            format_func=lambda one: text("plan.package_" + one),
            key=f"plan-package-kind-{text.language}",
            width=190,
        )
        units = {(unit.layer_id, unit.code): unit for unit in there[kind]}
        chosen = st.selectbox(
            text("plan.units"),
            list(units),
            format_func=lambda one: f"{plain(units[one].name)} ({units[one].code})",
            key=f"plan-package-unit-{kind}-{as_of}",
            width=320,
        )
    return units[chosen]


def _units(store: Store, person: Person, kind: UnitKind, as_of: date) -> list[Unit]:
    found = units_of(store, kind, as_of)
    return [unit for unit in found if may(person, Act.EXPORT, communes_asked(store.province, unit))]


def _make(store: Store, session: Session, unit: Unit, as_of: date, key: Hashable, text: Text) -> None:
    pressed = st.button(text("plan.package_make"), type="primary", key="plan-package-make")
    fault = state.value(FAULT)
    if not pressed:
        if fault is not None and fault[0] == key:
            st.html(warning_html(text.error(fault[1])))
        return
    state.put(FAULT, None)
    try:
        require(session.person, Act.EXPORT, communes_asked(store.province, unit))
        with st.spinner(text("plan.package_making")):
            store.keep(_packages).get(key, lambda: packed(store, unit, as_of))
    except RanhError as error:
        state.put(FAULT, (key, error))
    st.rerun()


def packed(store: Store, unit: Unit, as_of: date) -> Package:
    """
    Return a unit's package as a face may see it, with what was found of its projects.

    Raises
    ------
    RanhError
        If it cannot be written, or a file is not what it should be when it is read back.
    """
    with private_folder(store.province.folder / WORK_FOLDER, "goi-") as folder:
        made = pack(store, unit, as_of, folder, checked=store.result(as_of))
        return Package(
            name=made.path.name,
            body=made.path.read_bytes(),
            sha256=made.sha256,
            proved=made.proved,
            withheld_vi=withheld_vi(made.content),
            withheld_en=withheld_en(made.content),
        )


def _show(made: Package, text: Text) -> None:
    st.html(warning_html(text.of(made, "withheld")))
    st.html(
        Markup('<p class="ranh-explained">{}: {} KiB, SHA-256 <code>{}</code></p>').format(
            made.name, numbers.number(len(made.body) / 1024, text.language, 0), made.sha256
        )
    )
    rows = [
        [
            one.file,
            numbers.number(one.rows, text.language, 0),
            numbers.number(one.vertices, text.language, 0),
            numbers.number(one.off_m * 1000, text.language, 3),
        ]
        for one in made.proved
    ]
    headings = [text("plan.col_" + name) for name in ("file", "rows", "vertices", "off_mm")]
    st.html(table_html(Rows(headings=headings, rows=rows, words=1), made.name))
