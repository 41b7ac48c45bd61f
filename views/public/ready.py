"""Whether the public list can be answered at once, or a visitor has to wait for the first check of a day."""

from __future__ import annotations

import threading
from contextlib import suppress
from typing import TYPE_CHECKING

from geo.errors import RanhError

if TYPE_CHECKING:
    from collections.abc import Hashable
    from datetime import date

    from views.public.published import PublishedStore

MOST = 4
"""Checks that are remembered, the newest."""

_guard = threading.Lock()
_checks: dict[Hashable, threading.Thread] = {}


def is_ready(store: PublishedStore, as_of: date) -> bool:
    """
    Tell whether the list of a day is there; if not, it is made beside the server, once for all visitors.

    Where that ended without a list, this is true: who asks then is told why.
    """
    if store.has_result(as_of):
        return True
    key = (store.state, as_of)
    with _guard:
        check = _checks.get(key)
        if check is not None:
            return not check.is_alive()
        while len(_checks) >= MOST:
            del _checks[next(iter(_checks))]
        made = threading.Thread(target=_check, args=(store, as_of), daemon=True, name="public-check")
        _checks[key] = made
        made.start()
    return False


def _check(store: PublishedStore, as_of: date) -> None:
    with suppress(RanhError):  # told by the next request
        store.result(as_of)
