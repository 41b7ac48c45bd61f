"""The ways between a finding on the page of warnings and its case."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from office.cases.listing import Wanted, list_cases
from office.cases.subjects import PLACE
from office.rights import Act, reach
from views import state
from views.cases.address import NUMBER, PATH
from views.cases.said import state_words
from views.person import current_desk, current_session

if TYPE_CHECKING:
    from office.cases.model import Case
    from office.database.desk import Desk
    from office.people import Person
    from views.text import Text


def show_case_line(finding_id: str, text: Text) -> None:
    """Draw the way from a finding to its case, if there is one that the person may see."""
    case = case_of_finding(current_desk(), current_session().person, finding_id)
    if case is None:
        return
    words = text("case.of_finding", number=case.number, state=state_words(case, text))
    if st.button(words, icon=":material/folder_open:", key="case-of-finding"):
        st.switch_page(st.Page(_elsewhere, url_path=PATH), query_params={NUMBER: case.number})


def case_of_finding(desk: Desk, person: Person, finding_id: str) -> Case | None:
    """Return the case of a finding, or that of its project's place; None where there is none to see."""
    if reach(person, Act.SEE_CASES) is None:
        return None
    site_id = finding_id.split("/", 1)[0]
    of_site = list_cases(desk, person, Wanted(site_id=site_id, per_page=0)).cases
    subjects = (finding_id, f"{site_id}/{PLACE}")
    return next((case for subject in subjects for case in of_site if case.subject == subject), None)


def show_map_way(case: Case, text: Text) -> None:
    """Draw the button that opens the page of warnings with the finding of a case; not without a place."""
    if not case.rule_id or case.gone:
        return
    if st.button(text("case.to_map"), icon=":material/map:", key="case-to-map"):
        state.choose(case.subject)
        st.switch_page(st.Page(_elsewhere, url_path="warnings", default=True))


def _elsewhere() -> None:
    """Stand for a page of the frame: Streamlit finds that one by its address."""
