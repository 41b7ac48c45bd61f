"""Read and check once when the server starts, so that the first person does not wait for it."""

from __future__ import annotations

import logging
import threading
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from geo.errors import RanhError
from layers.province import default_province_folder
from office.database.place import office_folder
from office.log import start_log, stop_log
from views import state
from views.store import current_store

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

log = logging.getLogger("ranh.web")


@asynccontextmanager
async def warm_up(_: object) -> AsyncIterator[None]:
    """Start the log, and the first check beside the server, which answers meanwhile."""
    start_log(office_folder(default_province_folder()))
    threading.Thread(target=check_today, daemon=True, name="first-check").start()
    yield
    stop_log()


def check_today() -> None:
    """Check as of today, and as it may be told; an error is told again by the page that needs the result."""
    try:
        current_store().told.result(state.today())
    except RanhError as error:
        log.warning("The first check failed: %s", type(error).__name__)
