"""
What is open to a session to which restricted land is open: the vault's layers, and what was made of them.

In the memory of this process alone, by session, and gone when the view closes or its time is over.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from office.database.types import now
from office.rights import Act
from views import handing
from views.faces import ExactStore

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from layers.catalogue import LayerUse
    from office.sessions import Session
    from views.faces import Store


@dataclass(kw_only=True)
class _View:
    until: datetime
    vault: tuple[LayerUse, ...] = ()
    store: ExactStore | None = None
    whole: Store | None = field(default=None, repr=False)


_views: dict[str, _View] = {}
_guard = threading.Lock()


def keep_vault(session: Session, uses: Sequence[LayerUse]) -> None:
    """Keep the layers of an opened vault for a session, as long as its exact view is open."""
    with _guard:
        view = _view_of(session)
        if view is not None:
            view.vault, view.store = tuple(uses), None


def vault_of(session: Session) -> tuple[LayerUse, ...]:
    """Return the layers of the vault that the session has opened; none once its exact view has closed."""
    with _guard:
        view = _view_of(session)
        return () if view is None else view.vault


def forget(session_id: str) -> None:
    """Drop what a session had open: it closed the view, or signed out."""
    with _guard:
        _views.pop(session_id, None)
    handing.withdraw(session_id, Act.SEE_EXACT)


def exact_store(session: Session, whole: Store) -> Store:
    """Return the exact face of a session to which restricted land is open."""
    with _guard:
        view = _view_of(session)
        if view is None:
            return ExactStore(whole, (), session.id)
        if view.store is None or view.whole is not whole:
            view.store, view.whole = ExactStore(whole, view.vault, session.id), whole
        return view.store


def _view_of(session: Session) -> _View | None:
    """Return what the session has open; drop whatever has ended. To be called with the guard held."""
    moment = now()
    for session_id in [key for key, view in _views.items() if view.until <= moment]:
        del _views[session_id]
    if not session.is_exact or session.exact_until is None:
        _views.pop(session.id, None)
        return None
    view = _views.setdefault(session.id, _View(until=moment))
    if view.until != session.exact_until:
        view.until = session.exact_until
        _end_at(session.id, session.exact_until)
    return view


def _end_at(session_id: str, until: datetime) -> None:
    """Drop the view when its time is over, also if nobody asks for it any more."""
    seconds = (until - now()).total_seconds()
    timer = threading.Timer(max(0.0, seconds), _end, (session_id, until))
    timer.daemon = True
    timer.start()


def _end(session_id: str, until: datetime) -> None:
    with _guard:
        view = _views.get(session_id)
        is_over = view is not None and view.until <= until
        if is_over:
            del _views[session_id]
    if is_over:
        handing.withdraw(session_id, Act.SEE_EXACT)
