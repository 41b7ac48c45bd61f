"""All that the page sends to a browser, taken from Streamlit without one."""

from __future__ import annotations

import logging
import re
import time
from contextlib import contextmanager
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING
from unittest.mock import patch

from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest, local_script_runner

import app
from bench.leak_office import DAY, Office, Sent
from bench.secret_land import ROAD
from office.rights import Act, reach
from views import state
from views.corridors.serving import PLACE as CHARTS
from views.plan import chosen
from views.plan.plans_made import JOB
from views.store import store_for

if TYPE_CHECKING:
    from collections.abc import Iterator

    from office.sessions import Session

BEFORE = date(2020, 1, 1)
FETCHED = re.compile(rb"/hanh-lang/[0-9a-f]+\.json|/tai-ve/[\w-]{32}")
ZIP_HASH = re.compile(rb"(?<=SHA-256 <code>)[0-9a-f]{64}")
"""Of an archive, which says when it was written."""

RUNS = frozenset({"plan-replay-run", "plan-package-make"})
"""Buttons of the page of the plan that make something to look at or take away."""

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


def plan_page_exits(office: Office, viewer: str) -> Iterator[Sent]:
    """Give each part of the page of the plan with its files open, and what these and its map fetch."""
    session = office.session(viewer)
    if session is None or reach(session.person, Act.SEE_FINDINGS) is None:
        return
    for part in chosen.PARTS:
        with _as(session), _recorded() as sent:
            page = AppTest.from_function(_plan, args=(session,), default_timeout=LONGEST_S)
            page.session_state[state.AS_OF] = DAY
            page.session_state["plan-everything"] = True
            page.session_state["plan-replay-before"] = BEFORE
            page.query_params[chosen.PART] = part
            for key in _panels(store_for(session).province.id):
                page.session_state[key] = True
            page.run()
            for button in page.button:
                if button.key in RUNS:
                    button.click()
            page.run()
            _wait(page, viewer)
            sent.clear()
            page.run()  # of what is shown at last alone: what was made is there, and waits for nothing
            if page.exception:
                raise LookupError(f"the plan of {viewer} failed: {page.exception[0].message}")
        body = ZIP_HASH.sub(b"", b"".join(sent))
        yield Sent(exit="plan page", body=body, given=bool(sent))
        # In the order of the page: tokens are drawn by lot.
        for address in dict.fromkeys(FETCHED.findall(body)):
            yield office.ask("plan files", viewer, address.decode())


def _wait(page: AppTest, viewer: str) -> None:
    """Draw the page until what goes on beside it has ended."""
    until = time.monotonic() + LONGEST_S
    while JOB in page.session_state and page.session_state[JOB] is not None:
        if time.monotonic() > until:
            raise LookupError(f"the comparison of {viewer} did not end")
        time.sleep(0.2)
        page.run()


def _panels(province: str) -> list[str]:
    """Return the keys of the panels with files, of every part."""
    stems = ("thoi-ky-{0}-{1}", "chi-tieu-{0}-{3}-{1}", "von-{0}-{1}", "thu-{0}-{2}-{1}", "quy-hoach-{0}-{1}")
    return [f"plan-files-ranh-{stem.format(province, DAY, BEFORE, DAY.year)}-vi" for stem in stems]


def _plan(session: "Session") -> None:  # noqa: UP037 - as below
    """Draw the page; a script of its own, and so with imports of its own."""
    import streamlit as st  # noqa: PLC0415 - see above

    from views.plan.page import show_plan  # noqa: PLC0415 - see above
    from views.store import store_for  # noqa: PLC0415 - see above

    show_plan(store_for(session), session, st.container())


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
