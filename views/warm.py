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
from views.store import current_store
from views.text import LANGUAGES, Text
from views.tile_ahead import ahead, want_all

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from views.store import Store

log = logging.getLogger("ranh.web")
RUNNERS = logging.getLogger("streamlit.runtime.scriptrunner_utils.script_run_context")


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
    # The map's component asks who draws it, and Streamlit warns on the terminal that nobody does.
    RUNNERS.disabled = True
    try:
        # Once the server runs: the map's component must not be imported before.
        import views.frame  # noqa: F401, PLC0415
    finally:
        RUNNERS.disabled = False


def build_first_map(store: Store) -> None:
    """Build the map of today in the first language."""
    from views.page import ground_of  # noqa: PLC0415 - as above

    ground_of(store, state.today(), Text(next(iter(LANGUAGES))))


def check_today() -> None:
    """Check as of today, and as it may be told; an error is told again by the page that needs the result."""
    load_pages()
    try:
        told = current_store().told
        told.result(state.today())
        want_all(told)
        prepare(told, state.today())
        build_first_map(told)
    except RanhError as error:
        log.warning("The first check failed: %s", type(error).__name__)
