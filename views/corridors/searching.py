"""
The search for lines of one tab: what was asked at which view, and how it ended.

All of it is of one state of the data and one view: of another it is dropped, and work on it stopped.
Also a refusal may tell of restricted land.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.errors import RanhError
from layers.routing.search import find_routes
from views import state
from views.corridors.jobs import Job

if TYPE_CHECKING:
    from collections.abc import Hashable

    from layers.routing.model import Asked, Routes
    from layers.routing.weights import Weights
    from views.store import Store

JOB, FOUND, FAULT = "corridor-job", "corridor-found", "corridor-fault"


@dataclass(frozen=True, kw_only=True)
class Search:
    """A search that goes on."""

    job: Job[Routes]
    question: Hashable
    state: Hashable
    """Of the face; another one makes it nobody's."""

    @property
    def is_done(self) -> bool:
        """Whether it has an outcome."""
        return self.job.is_done


@dataclass(frozen=True, kw_only=True)
class Found:
    """The outcome of a search, with what it rests on."""

    routes: Routes
    question: Hashable
    """What was asked: other words in the fields make it the answer to an earlier question."""
    state: Hashable


@dataclass(frozen=True, kw_only=True)
class Fault:
    """Why a search found nothing."""

    error: RanhError
    question: Hashable
    state: Hashable


def settle(store: Store) -> None:
    """Take over what a search that has ended found; drop what is of another state or view."""
    search = running()
    if search is not None and search.state != store.state:
        stop()
    elif search is not None and search.is_done:
        _take(search)
    for key in (FOUND, FAULT):
        kept: Found | Fault | None = state.value(key)
        if kept is not None and kept.state != store.state:
            state.put(key, None)


def begin(store: Store, asked: Asked, weights: Weights, question: Hashable) -> None:
    """Begin to look for lines."""
    job = Job(lambda told: find_routes(store, asked, weights, told))
    state.put(FAULT, None)
    state.put(JOB, Search(job=job, question=question, state=store.state))


def refuse(store: Store, error: RanhError, question: Hashable) -> None:
    """Keep why a question cannot be asked."""
    state.put(FAULT, Fault(error=error, question=question, state=store.state))


def stop() -> None:
    """End the search without an outcome."""
    search = running()
    if search is not None:
        search.job.cancel()
    state.put(JOB, None)


def running() -> Search | None:
    """Return the search that goes on in this tab."""
    return state.value(JOB)  # type: ignore[no-any-return]


def found() -> Found | None:
    """Return what was found last."""
    return state.value(FOUND)  # type: ignore[no-any-return]


def fault_of(question: Hashable) -> RanhError | None:
    """Return why this question, and no other, has no answer."""
    fault: Fault | None = state.value(FAULT)
    return fault.error if fault is not None and fault.question == question else None


def _take(search: Search) -> None:
    state.put(JOB, None)
    try:
        routes = search.job.outcome()
    except RanhError as error:
        state.put(FAULT, Fault(error=error, question=search.question, state=search.state))
        state.put(FOUND, None)
        return
    state.put(FAULT, None)
    state.put(FOUND, Found(routes=routes, question=search.question, state=search.state))
