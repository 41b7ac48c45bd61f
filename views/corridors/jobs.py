"""
Long work beside the page: it goes on while the tab shows its progress, and other tabs are not held up.

A job belongs to the tab that started it. Few run at once, so that a server that others use as well
stays quick; the others wait for their turn, and say so.
"""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future

Made = TypeVar("Made")

AT_ONCE = 2
_workers = ThreadPoolExecutor(max_workers=AT_ONCE, thread_name_prefix="corridor-job")


class CancelledError(RuntimeError):
    """The person did not want to wait any longer."""


class Job(Generic[Made]):
    """
    Work that was started.

    Parameters
    ----------
    work
        Is given a function to tell its progress to: a word, steps done, of all.
    """

    def __init__(self, work: Callable[[Callable[[str, int, int], None]], Made]) -> None:
        self._cancelled = threading.Event()
        self._steps = (0, 1)
        self._future: Future[Made] = _workers.submit(work, self._told)

    @property
    def is_done(self) -> bool:
        """Whether it has an outcome."""
        return self._future.done()

    @property
    def is_waiting(self) -> bool:
        """Whether others have to end first."""
        return not self._future.running() and not self._future.done()

    @property
    def share(self) -> float:
        """How much of its steps is done, 0 to 1."""
        done, whole = self._steps
        return min(1.0, done / whole) if whole else 0.0

    def outcome(self) -> Made:
        """Return what it made; raises what it raised."""
        return self._future.result()

    def cancel(self) -> None:
        """Let it end at its next step, or never start."""
        self._cancelled.set()
        self._future.cancel()

    def _told(self, _word: str, done: int, whole: int) -> None:
        if self._cancelled.is_set():
            raise CancelledError
        self._steps = (done, whole)
