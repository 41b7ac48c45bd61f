"""All that the page sends to a browser, taken from Streamlit without one; and what faults let out."""

from __future__ import annotations

import logging
import os
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from unittest.mock import patch

import shapely
from streamlit.testing.v1 import AppTest, local_script_runner

import app
from bench.leak_exits import DAY, OPENED, Office, Sent
from bench.secret_land import secret_points
from commands.settings import UNUSABLE
from office.people import Role
from views import state

if TYPE_CHECKING:
    from collections.abc import Iterator

    from office.sessions import Session

SCRIPT = Path(app.__file__).parent / "views" / "main.py"
LONGEST_S = 300
FACES = (Role.PUBLIC_VIEWER, Role.COMMUNE_OFFICER, Role.CHIEF, OPENED)
"""One for each face of the province: faults do not depend on more."""
FINDINGS = ("", "S1/DEF-01", "S1/FOR-01", "S2/USE-01", "S4/DEF-01")
"""Findings whose cards are opened, one after the other."""


def page_exits(office: Office, viewer: str) -> Iterator[Sent]:
    """Give every message of the page: the list, cards, and the panel of downloads."""
    session = office.session(viewer)
    if session is None:
        return
    with _as(session), _recorded() as sent:
        for finding in FINDINGS:
            page = AppTest.from_file(str(SCRIPT), default_timeout=LONGEST_S)
            page.session_state[state.FINDING] = finding
            page.session_state[state.AS_OF] = DAY
            page.session_state["downloads"] = True
            page.run()
            yield Sent(exit="page", body=b"".join(sent), given=bool(sent))
            sent.clear()


def fault_exits(office: Office, viewer: str) -> Iterator[Sent]:
    """Give what is said when geometry fails at the defence land, and when its file cannot be read."""
    session = office.session(viewer)
    if session is None or viewer not in FACES:
        return
    corner = secret_points("first")[0][0]
    words = f"TopologyException: side location conflict at {corner[0]} {corner[1]}"
    failing = patch.object(shapely, "difference", side_effect=shapely.GEOSException(words))
    with failing, _touched(office.folder / "province.toml"):
        yield from _said(office, viewer, session)
    path = office.folder / "defence.gpkg"
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])
    try:
        yield from _said(office, viewer, session)
    finally:
        path.write_bytes(content)


def _said(office: Office, viewer: str, session: Session) -> Iterator[Sent]:
    with _as(session), _recorded() as sent:
        AppTest.from_file(str(SCRIPT), default_timeout=LONGEST_S).run()
        yield Sent(exit="faults", body=b"".join(sent), given=bool(sent))
    reason = ["--reason", "kiểm thử rò rỉ dữ liệu"] if viewer == OPENED else []
    status, printed = office.run(viewer, "check", "--as-of", DAY.isoformat(), *reason)
    yield Sent(exit="faults", body=printed, given=status != UNUSABLE)


@contextmanager
def _touched(path: Path) -> Iterator[None]:
    """Make the server read the province again."""
    stat = path.stat()
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns + 1_000_000_000))
    yield


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

    with patch.object(local_script_runner.LocalScriptRunner, "forward_msgs", forward):
        yield sent
