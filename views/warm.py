"""Read, check and paint once when the server starts, so that the first person does not wait for it."""

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
from views.identify import prepare
from views.map_route import WARNINGS, page_of
from views.store import current_store
from views.text import LANGUAGES, Text
from views.tile_ahead import ahead, want_all

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

log = logging.getLogger("ranh.web")


@asynccontextmanager
async def warm_up(_: object) -> AsyncIterator[None]:
    """Start the log, and the first check and tiles beside the server, which answers meanwhile."""
    start_log(office_folder(default_province_folder()))
    ahead.start()
    threading.Thread(target=check_today, daemon=True, name="first-check").start()
    yield
    ahead.stop()
    stop_log()


def load_pages() -> None:
    """Import what draws the pages: seconds that the first person would wait for."""
    import views.frame  # noqa: F401, PLC0415 - the server is to answer meanwhile


def check_today() -> None:
    """Check as of today, and as it may be told; an error is told again by the page that needs the result."""
    load_pages()
    try:
        told = current_store().told
        told.result(state.today())
        page_of(told, WARNINGS, state.today(), Text(next(iter(LANGUAGES))))
        want_all(told)
        prepare(told, state.today())
    except RanhError as error:
        log.warning("The first check failed: %s", type(error).__name__)
