"""Read and check once when the server starts, so that the first person does not wait for it."""

from __future__ import annotations

import logging
import threading
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from geo.errors import RanhError
from views import state
from views.store import current_store

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

log = logging.getLogger("ranh.web")


@asynccontextmanager
async def warm_up(_: object) -> AsyncIterator[None]:
    """Start the first check beside the server, which answers meanwhile."""
    threading.Thread(target=check_today, daemon=True, name="first-check").start()
    yield


def check_today() -> None:
    """Check as of today, and as it may be told; an error is told again by the page that needs the result."""
    try:
        current_store().told.result(state.today())
    except RanhError as error:
        log.warning("%s", error.en)
