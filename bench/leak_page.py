"""All that the page sends to a browser, taken from Streamlit without one."""

from __future__ import annotations

import logging
import re
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING
from unittest.mock import patch

from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest, local_script_runner

import app
from bench.leak_office import DAY, Office, Sent
from bench.secret_land import ROAD
from views import state
from views.corridors.serving import PLACE as CHARTS
from views.store import store_for

if TYPE_CHECKING:
    from collections.abc import Iterator

    from office.sessions import Session

SCRIPT = Path(app.__file__).parent / "views" / "main.py"
LONGEST_S = 300
SCANNED = lru_cache(manifest_scanner.scan_component_manifests)
FINDINGS = ("", "S1/DEF-01", "S1/FOR-01", "S2/USE-01", "S4/DEF-01")
"""Findings whose cards are opened, one after the other."""


def page_exits(office: Office, viewer: str, findings: tuple[str, ...] = FINDINGS) -> Iterator[Sent]:
    """Give every message of the page: the list, cards of some findings, and the panel of downloads."""
    session = office.session(viewer)
    if session is None:
        return
    store_for(session).result(DAY)  # else a page that waits for it says so, sooner or later
    with _as(session), _recorded() as sent:
        for finding in findings:
            page = AppTest.from_file(str(SCRIPT), default_timeout=LONGEST_S)
            page.session_state[state.FINDING] = finding
            page.session_state[state.AS_OF] = DAY
            page.session_state["downloads"] = True
            page.run()
            if page.exception:
                raise LookupError(f"the page of {viewer} failed: {page.exception[0].message}")
            yield Sent(exit="page", body=b"".join(sent), given=bool(sent))
            sent.clear()


def corridor_page_exits(office: Office, viewer: str) -> Iterator[Sent]:
    """Give the page of the road through the defence land, and what its chart and map fetch."""
    session = office.session(viewer)
    if session is None:
        return
    with _as(session), _recorded() as sent:
        for _ in range(2):  # the first time a page that waits says so, sooner or later
            sent.clear()
            page = AppTest.from_function(_corridors, args=(session,), default_timeout=LONGEST_S)
            page.session_state[state.AS_OF] = DAY
            # Of this width the edges of the band keep clear of the corners of the land.
            page.query_params["truc"], page.query_params["rong"] = f"{ROAD}/R1", "500"
            page.run()
            if page.exception:
                raise LookupError(f"the corridor of {viewer} failed: {page.exception[0].message}")
    body = b"".join(sent)
    yield Sent(exit="corridor page", body=body, given=bool(sent))
    for address in sorted(set(re.findall(rf"{CHARTS}/[0-9a-f]+\.json".encode(), body))):
        yield office.ask("corridor chart", viewer, address.decode())


def _corridors(session: "Session") -> None:  # noqa: UP037 - there are no annotations from the future there
    """Draw the page; a script of its own, and so with imports of its own."""
    import streamlit as st  # noqa: PLC0415 - see above

    from views.corridors.page import show_corridors  # noqa: PLC0415 - see above
    from views.store import store_for  # noqa: PLC0415 - see above

    show_corridors(store_for(session), session, st.container())


@contextmanager
def _as(session: Session) -> Iterator[None]:
    """Let the page believe that the tab has this session's cookie."""
    quiet = logging.getLogger("streamlit.runtime.scriptrunner_utils.script_run_context")
    quiet.setLevel(logging.ERROR)
    with patch("views.person.find_session", lambda _desk, _token: session):
        yield


@contextmanager
def _recorded() -> Iterator[list[bytes]]:
    sent: list[bytes] = []
    inner = local_script_runner.LocalScriptRunner.forward_msgs

    def forward(runner: local_script_runner.LocalScriptRunner) -> list[object]:
        messages = inner(runner)
        sent.extend(message.SerializeToString() for message in messages)
        return messages

    # Else each page of a test looks through every package of the machine for parts of others.
    scanned = patch("streamlit.components.v2.manifest_scanner.scan_component_manifests", SCANNED)
    with scanned, patch.object(local_script_runner.LocalScriptRunner, "forward_msgs", forward):
        yield sent
