"""The page of cases: the list, or the case that the address names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.errors import RanhError
from layers.places import COMMUNES
from office.rights import Act, may
from views import state
from views.cases.address import open_number
from views.cases.case_page import show_case
from views.cases.list_page import show_list
from views.cases.syncing import show_sync
from views.person import current_desk

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

    from office.sessions import Session
    from views.store import Store


def show_cases(store: Store, session: Session, slot: DeltaGenerator) -> None:
    """
    Draw the page for one browser tab.

    Parameters
    ----------
    slot
        Place in the header for the button that updates the cases.

    Raises
    ------
    RanhError
        If the desk cannot be read, or the person may see no cases; `app.py` says so on the page.
    """
    text, desk = state.text(), current_desk()
    number = open_number()
    if number:
        show_case(desk, session, number, commune_names(store), text)
    else:
        if may(session.person, Act.WORK):
            with slot:
                show_sync(desk, session.person, text)
        show_list(desk, session.person, commune_names(store), text)


def commune_names(store: Store) -> dict[str, str]:
    """Return code -> name of the communes in force today; none where their layer cannot be read."""
    today = state.today()
    layer = next(
        (one for one in store.province.layers if one.family == COMMUNES and one.in_force(today)), None
    )
    if layer is None:
        return {}
    try:
        zones = store.layer(layer.id).zones
    except RanhError:
        return {}
    return dict(zip(zones["zone_id"], zones["name"], strict=True))
