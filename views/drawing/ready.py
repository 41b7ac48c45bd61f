"""A province made ready for drawn footprints, once for each face and day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers.trial.ready import Ready, make_ready
from layers.trial.trial import Trial, try_ready
from office.rights import Act, require
from views.drawing.errors import DrawingError
from views.once import Once
from views.store import current_store, store_for

if TYPE_CHECKING:
    from datetime import date

    import shapely

    from office.sessions import Session
    from views.store import Store

_ready: Once[Ready] = Once(4)


def ready_for(session: Session, as_of: date) -> Ready:
    """
    Return what the person of a session may see, ready for footprints.

    Raises
    ------
    RanhError
        If the person may see no findings, or the day has not been checked: an address alone must
        not start a check.
    """
    require(session.person, Act.SEE_FINDINGS, session.person.communes)
    return _made(store_for(session), as_of)


def told_ready(session: Session, as_of: date) -> Ready:
    """Return what may be told to the person, also while restricted land is open to them."""
    require(session.person, Act.SEE_FINDINGS, session.person.communes)
    return _made(current_store().told if session.is_exact else store_for(session), as_of)


def told_trial(session: Session, ready: Ready, shape: shapely.Geometry, planned_code: str) -> Trial:
    """
    Return what is told of a footprint.

    Raises
    ------
    RightError
        If the person's findings are those of some communes, and it touches none of them.
    """
    trial = try_ready(ready, shape, planned_code)
    require(session.person, Act.SEE_FINDINGS, [part.id for part in trial.communes])
    return trial


def _made(store: Store, as_of: date) -> Ready:
    if not store.has_result(as_of):
        raise DrawingError("draw.day_not_checked")

    return store.keep(_ready).get((store.state, as_of), lambda: make_ready(store, as_of))
