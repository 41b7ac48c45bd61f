"""The ways between a finding on the page of warnings and its case."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from layers.consult import ASK
from office.cases.listing import Wanted, list_cases
from office.cases.subjects import CONSULTATION, PLACE
from office.rights import Act, reach
from views import state
from views.cases.address import NUMBER, PATH
from views.cases.opening import show_opening
from views.cases.said import state_words
from views.person import current_desk, current_session
from views.store import store_for

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from office.cases.model import Case
    from office.database.desk import Desk
    from office.people import Person
    from views.text import Text

RULES = "; "
"""Between the rules of a joint case."""


def show_case_line(finding_id: str, text: Text) -> None:
    """Draw the way from a finding to its case; where there is none yet, the way to open one."""
    desk, person = current_desk(), current_session().person
    if reach(person, Act.SEE_CASES) is None:
        return
    case = case_of_finding(desk, person, finding_id)
    if case is None:
        if opened := show_opening(desk, person, finding_id, text):
            _go_to(opened)
        return
    words = text("case.of_finding", number=case.number, state=state_words(case, text))
    if st.button(words, icon=":material/folder_open:", key="case-of-finding"):
        _go_to(case)


def _go_to(case: Case) -> None:
    st.switch_page(st.Page(_elsewhere, url_path=PATH), query_params={NUMBER: case.number})


def case_of_finding(desk: Desk, person: Person, finding_id: str) -> Case | None:
    """
    Return the case of a finding, or the joint one that stands for it; None where there is none to see.

    Raises
    ------
    RightError
        If the person may see no cases at all.
    """
    site_id = finding_id.split("/", 1)[0]
    return stands_for(list_cases(desk, person, Wanted(site_id=site_id, per_page=0)).cases, finding_id)


def stands_for(of_site: Iterable[Case], finding_id: str) -> Case | None:
    """Return which of a project's cases stands for a finding: its own before a joint one."""
    site_id, rule_id = finding_id.split("/", 1)
    by_subject = {case.subject: case for case in of_site}
    asking = by_subject.get(f"{site_id}/{CONSULTATION}")
    if asking is not None and rule_id not in _rules_of(asking):
        asking = None
    return by_subject.get(finding_id) or asking or by_subject.get(f"{site_id}/{PLACE}")


def _rules_of(case: Case) -> list[str]:
    found: dict[str, Any] = case.facts["found"]
    return str(found.get("rules", "")).split(RULES)


def show_map_way(case: Case, text: Text) -> None:
    """Draw the button that opens the page of warnings with a finding of a case; not without a place."""
    if case.gone or case.subject == f"{case.site_id}/{PLACE}":
        return
    if st.button(text("case.to_map"), icon=":material/map:", key="case-to-map"):
        told = store_for(current_session()).result(state.today())
        state.choose(finding_of(case, told.findings))
        st.switch_page(st.Page(_elsewhere, url_path="warnings", default=True))


def finding_of(case: Case, findings: pd.DataFrame) -> str:
    """
    Return the finding that shows a case on the map.

    Of a joint case that of defence land where the office must be asked, else the first of its rules; of
    one about a land-use target the first of its project.
    """
    if case.rule_id and case.subject in set(findings["finding_id"]):
        return case.subject
    # Of a joint case, and of one about a target, which is no finding of a layer: another of the project.
    of_site = findings[findings["site_id"] == case.site_id]
    asking = of_site[(of_site["reason_en"] == ASK[0]) & of_site["restricted"].astype(bool)]
    named = of_site[of_site["rule_id"].isin(_rules_of(case))]
    shown = next((frame for frame in (asking, named, of_site) if len(frame)), None)
    return "" if shown is None else str(shown["finding_id"].iloc[0])


def _elsewhere() -> None:
    """Stand for a page of the frame: Streamlit finds that one by its address."""
