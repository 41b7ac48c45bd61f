"""Whether the public view can be answered at once, or a visitor has to wait for the first check of a day."""

from __future__ import annotations

import threading
from contextlib import suppress
from typing import TYPE_CHECKING

from geo.errors import RanhError

if TYPE_CHECKING:
    from collections.abc import Hashable
    from datetime import date

    from views.store import Store

MOST = 4
"""Checks that are remembered, the newest."""

RETRY = {"Retry-After": "5"}
"""Headers of an answer that is not there yet: after how many seconds to ask again."""

_guard = threading.Lock()
_checks: dict[Hashable, threading.Thread] = {}


def is_ready(store: Store, as_of: date) -> bool:
    """
    Tell whether the check of a day is there; if not, it is made beside the server, once for all visitors.

    Where that ended without a result, this is true: who asks then is told why.
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


def _check(store: Store, as_of: date) -> None:
    with suppress(RanhError):  # told by the next request
        store.result(as_of)
