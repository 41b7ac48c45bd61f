"""
Plans and projects compared: each comparison once for all tabs that may see the same, beside the page.

The key is everything that the answer follows from: the state of the face, the tables beside the layers, the
day, and the communes that are told of. Who may see other land, or other communes, gets another one.
"""

from __future__ import annotations

from concurrent.futures import CancelledError as NeverBegunError
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from geo.errors import RanhError
from layers.plans.compare import compare
from layers.plans.own import own_communes
from layers.plans.projects import meetings
from layers.plans.reports import compared_report, pairs_report, uses_report
from layers.plans.uses import uses
from views import state
from views.corridors.jobs import CancelledError, Job
from views.once import Once
from views.plan.plans_asked import Which
from views.tables_state import fit_state, tables_state

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from geo.types import GeometryArray
    from layers.plans.own import Own
    from layers.plans.writer import Report
    from views.plan.plans_asked import Asked
    from views.store import Store

    Told = Callable[[str, int, int], None]

JOB, ENDED = "plan-plans-job", "plan-plans-ended"


@dataclass(frozen=True, kw_only=True)
class Made:
    """One comparison, as one person may see it."""

    report: Report
    shapes: GeometryArray
    """What shows the place of each row, in their order; None where nothing does."""
    is_whole: bool
    """Whether everything was compared and is known to fit or not."""
    related: int = 0
    """Pairs of projects left out, because one is declared a part of the other."""


@dataclass(frozen=True, kw_only=True)
class Work:
    """A comparison that goes on for this tab."""

    job: Job[Made]
    key: Hashable


@dataclass(frozen=True, kw_only=True)
class Ended:
    """A comparison that made nothing: it was stopped, or cannot be made."""

    key: Hashable
    error: RanhError | None = None


_made: Once[Made] = Once(12)


def held(store: Store, asked: Asked) -> Made | None:
    """Return what is kept of a comparison."""
    return store.keep(_made).held(_key(store, asked))


def settle(store: Store, asked: Asked) -> None:
    """Take over how the work of this tab ended; stop what nobody waits for any more."""
    work, key = running(), _key(store, asked)
    if work is None:
        return
    if work.key != key:
        stop()
        state.put(ENDED, None)
    elif work.job.is_done:
        state.put(JOB, None)
        try:
            work.job.outcome()
        except RanhError as error:
            state.put(ENDED, Ended(key=key, error=error))
        except (CancelledError, NeverBegunError):
            state.put(ENDED, Ended(key=key))


def begin(store: Store, asked: Asked) -> None:
    """Begin to compare, beside the page."""
    key = _key(store, asked)
    kept = store.keep(_made)
    state.put(ENDED, None)
    job = Job(lambda told: kept.get(key, lambda: _compared(store, asked, told)))
    state.put(JOB, Work(job=job, key=key))


def stop() -> None:
    """End the work of this tab without an outcome."""
    work = running()
    if work is not None:
        work.job.cancel()
        state.put(ENDED, Ended(key=work.key))
    state.put(JOB, None)


def running() -> Work | None:
    """Return the comparison that goes on for this tab."""
    return state.value(JOB)  # type: ignore[no-any-return]


def ended(store: Store, asked: Asked) -> Ended | None:
    """Return why this comparison, and no other, made nothing."""
    found: Ended | None = state.value(ENDED)
    return found if found is not None and found.key == _key(store, asked) else None


def _key(store: Store, asked: Asked) -> Hashable:
    # What the office writes of projects changes no plan.
    tables = fit_state(store) if asked.which is Which.PLANS else tables_state(store)
    return store.state, tables, asked.which, asked.day, asked.communes


def _compared(store: Store, asked: Asked, told: Told) -> Made:
    own = None if asked.communes is None else own_communes(store, asked.communes, asked.day)
    told("", 0, 1)
    return _MAKE[asked.which](store, asked, own, told)


def _plans(store: Store, asked: Asked, own: Own | None, told: Told) -> Made:
    found = compare(store, asked.day, within=None if own is None else own.area, progress=told)
    shapes = [one.lower.shapes[one.zone] if one.shape is None else one.shape for one in found.clashes]
    return Made(report=compared_report(found, store), shapes=_held(shapes), is_whole=found.is_whole)


def _projects(store: Store, asked: Asked, own: Own | None, _told: Told) -> Made:
    found = meetings(store, asked.day, own)
    shapes = [one.one.shape if one.shape is None else one.shape for one in found.pairs]
    report = pairs_report(found, store)
    return Made(report=report, shapes=_held(shapes), is_whole=found.is_whole, related=found.related)


def _uses(store: Store, asked: Asked, own: Own | None, told: Told) -> Made:
    found = uses(store, asked.day, own, told)
    shapes = [one.project.shape for one in found.uses]
    return Made(report=uses_report(found, store), shapes=_held(shapes), is_whole=found.is_whole)


_MAKE: dict[Which, Callable[[Store, Asked, Own | None, Told], Made]] = {
    Which.PLANS: _plans,
    Which.PROJECTS: _projects,
    Which.USES: _uses,
}


def _held(shapes: list) -> GeometryArray:  # type: ignore[type-arg]
    return np.array([None, *shapes], dtype=object)[1:]
