"""
Projects that break a land-use target, among the warnings: by their cases, as the last update left them.

What the targets say is no finding of a layer and has no place on the map of overlaps. Nothing here says
that a target is kept: a project without a line may be one that could not be judged.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

import streamlit as st
from markupsafe import Markup

from geo.errors import RanhError
from layers.targets.rule import read_target_rule
from office.cases.listing import Wanted, list_cases
from office.rights import Act, reach
from views import opened
from views.card import warning_html
from views.cases.address import NUMBER, PATH
from views.cases.said import state_words
from views.person import current_desk, current_session

if TYPE_CHECKING:
    from collections.abc import Sequence

    from layers.targets.rule import TargetRule
    from office.cases.model import Case
    from office.database.desk import Desk
    from office.people import Person
    from views.store import Store
    from views.text import Text


def show_targets(store: Store, text: Text, site_id: str = "") -> None:
    """
    Draw the cases about land-use targets that the person at the tab may see; nothing without any.

    Parameters
    ----------
    site_id
        Of this project alone; "": of all.
    """
    try:
        rule = read_target_rule(store.province)
    except RanhError as error:
        # A fault in one table must not take the map from anybody; nor may it read as no breach.
        st.html(warning_html(text.error(error)))
        return
    if rule is not None:
        told = targets_html(cases_of_targets(current_desk(), current_session().person, rule, site_id), text)
        if told:
            st.html(told)


def cases_of_targets(desk: Desk, person: Person, rule: TargetRule, site_id: str = "") -> tuple[Case, ...]:
    """Return the cases of a rule of targets that a person may see, the heaviest first; none that is gone."""
    if reach(person, Act.SEE_CASES) is None:
        return ()
    wanted = Wanted(themes=frozenset({rule.theme}), site_id=site_id, gone=False, per_page=0)
    return list_cases(desk, person, wanted).cases


def targets_html(cases: Sequence[Case], text: Text) -> Markup:
    """Return the cases as a list that opens, each with the way to it; nothing without any."""
    if not cases:
        return Markup()
    items = Markup().join(
        Markup('<li><a href="{}" target="_self">{}</a> {} {} · <small>{} · {}</small></li>').format(
            f"{PATH}?{urlencode({NUMBER: case.number, opened.LANGUAGE: text.language})}",
            case.number,
            case.site_id,
            case.site_name,
            text.known("verdict", case.verdict),
            state_words(case, text),
        )
        for case in cases
    )
    return Markup('<details class="ranh-group"><summary>{}</summary><ul>{}</ul></details>').format(
        text("list.targets", count=len(cases)), items
    )
