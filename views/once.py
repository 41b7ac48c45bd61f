"""Compute each value once, however many browsers ask for it at the same time."""

from __future__ import annotations

import threading
from collections import OrderedDict
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator

Value = TypeVar("Value")


@dataclass
class _Turn:
    """Whose turn it is to compute one value, and how many threads compute or wait."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    threads: int = 0


class Once(Generic[Value]):
    """
    A bounded store of computed values, shared by all threads of the server.

    Two threads that ask for the same key wait for one computation; different keys do not
    wait for each other. A computation that raises leaves nothing behind and is tried anew.

    Parameters
    ----------
    size
        How many values are kept; the one not asked for longest goes first.
    """

    def __init__(self, size: int) -> None:
        self.size = size
        self._values: OrderedDict[Hashable, Value] = OrderedDict()
        self._turns: dict[Hashable, _Turn] = {}
        self._guard = threading.Lock()

    def has(self, key: Hashable) -> bool:
        """Tell whether the value of `key` is kept."""
        with self._guard:
            return key in self._values

    def held(self, key: Hashable) -> Value | None:
        """Return the value of `key` if it is kept; nothing is computed."""
        with self._guard:
            if key not in self._values:
                return None
            self._values.move_to_end(key)
            return self._values[key]

    def get(self, key: Hashable, compute: Callable[[], Value]) -> Value:
        """Return the value of `key`, computed by `compute` if it is not kept."""
        with self._guard:
            if key in self._values:
                self._values.move_to_end(key)
                return self._values[key]
        with self._turn(key):
            with self._guard:
                if key in self._values:
                    return self._values[key]
            value = compute()
            with self._guard:
                self._values[key] = value
                while len(self._values) > self.size:
                    self._values.popitem(last=False)
            return value

    @contextmanager
    def _turn(self, key: Hashable) -> Iterator[None]:
        """Wait for the turn of this thread; the last one leaves nothing behind, also when it failed."""
        with self._guard:
            turn = self._turns.setdefault(key, _Turn())
            turn.threads += 1
        try:
            with turn.lock:
                yield
        finally:
            with self._guard:
                turn.threads -= 1
                if not turn.threads:
                    del self._turns[key]
