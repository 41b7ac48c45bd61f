"""
Lines that are no axis of the plan: drawn on the map, a draft of one's own, brought as a file.

A drawn line stands in the address itself, so that a page with it can be sent and two tabs do not
share it. A draft is its person's own; a file is known to its tab alone.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import shapely

from geo.errors import RanhError
from layers.corridor.drawn import drawn_axis
from layers.corridor.errors import CorridorError
from office.drafts import list_drafts
from office.rights import Act, reach
from views import state
from views.corridors import chosen
from views.person import current_desk

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from layers.corridor.model import Axis
    from office.drafts_model import Draft
    from office.sessions import Session
    from views.store import Store
    from views.text import Text

DRAWN, DRAFT, FILE = "ve:", "nhap:", "tep:"
"""Before the points, the number or the name: in the address, where an axis of the plan has its id."""

BROUGHT = "corridor-brought"
NAMED = "corridor-named"
Point = tuple[float, float]


def told_points(points: Sequence[Point]) -> str:
    """
    Return a line as the address has it.

    Examples
    --------
    >>> told_points([(103.5, 22.25), (103.6, 22.3)])
    've:103.500000,22.250000;103.600000,22.300000'
    """
    return DRAWN + ";".join(f"{lon:.6f},{lat:.6f}" for lon, lat in points)


def points_of(said: str) -> list[Point]:
    """
    Return the points (longitude, latitude) of a line in an address.

    Raises
    ------
    CorridorError
        If it is none, or has more points than an address holds.

    Examples
    --------
    >>> points_of("ve:103.5,22.25;103.6,22.3")
    [(103.5, 22.25), (103.6, 22.3)]
    """
    if said == chosen.TOO_LONG:
        raise CorridorError(
            "The line has more points than an address holds: draw it with fewer, or bring it as a file.",
            "Tuyến có quá nhiều điểm, địa chỉ không chứa hết: hãy vẽ ít điểm hơn hoặc đưa tuyến từ tệp.",
        )
    try:
        points = [
            (float(lon), float(lat))
            for lon, lat in (pair.split(",") for pair in said.removeprefix(DRAWN).split(";"))
        ]
    except ValueError as error:
        raise _no_line() from error
    if not all(math.isfinite(number) for point in points for number in point):
        raise _no_line()
    return points


def own_axis(store: Store, session: Session, said: str, text: Text) -> Axis | None:
    """
    Return the axis of an own line, None where the words speak of no own line.

    Raises
    ------
    RanhError
        If there is no such line here.
    """
    if said.startswith(DRAWN):
        return drawn_axis(store, points_of(said), name=name_of(said, text))
    if said.startswith(DRAFT):
        for draft in drafts_of(session):
            if f"{DRAFT}{draft.id}" == said:
                return _axis_of_draft(store, draft)
        raise _no_line()
    if said.startswith(FILE):
        found = brought().get(said)
        if found is None:
            raise CorridorError(
                "The file of this axis is not with this tab any more: choose it again.",
                "Tệp của trục này không còn trong thẻ trình duyệt: hãy chọn lại tệp.",
            )
        return found
    return None


def drafts_of(session: Session) -> list[Draft]:
    """Return the drafts of the person that are lines; none at an exact view or without the right to any."""
    if session.is_exact or reach(session.person, Act.SEE_FINDINGS) is None:
        return []
    try:
        drafts = list_drafts(current_desk(), session.person)
    except RanhError:
        return []
    return [draft for draft in drafts if isinstance(draft.text.shape, shapely.LineString)]


def brought() -> Mapping[str, Axis]:
    """Return the axes that this tab has from files, by their words."""
    return state.value(BROUGHT) or {}


def bring(axis: Axis) -> str:
    """Keep an axis from a file with this tab; return its words."""
    said = f"{FILE}{axis.id.removeprefix('file:')}"
    state.put(BROUGHT, {**brought(), said: axis})
    return said


def name_line(said: str, name: str) -> None:
    """Give a drawn line a name in this tab."""
    state.put(NAMED, {**(state.value(NAMED) or {}), said: name})


def name_of(said: str, text: Text) -> str:
    """Return what to call a drawn line: its name in this tab, else what it is."""
    return str((state.value(NAMED) or {}).get(said) or text("corridor.drawn"))


def named() -> Mapping[str, str]:
    """Return the drawn lines of this tab that have a name."""
    return state.value(NAMED) or {}


def _axis_of_draft(store: Store, draft: Draft) -> Axis:
    points = [(float(x), float(y)) for x, y in shapely.get_coordinates(draft.text.shape)]
    return drawn_axis(store, points, crs=store.province.crs, name=draft.text.name)


def _no_line() -> CorridorError:
    return CorridorError(
        "The line in this address cannot be read: draw it anew.",
        "Không đọc được tuyến trong địa chỉ này: hãy vẽ lại.",
    )
