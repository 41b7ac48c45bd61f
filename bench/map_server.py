"""A real server of a province with one account, for measurements in a browser; ended with its block."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING
from unittest.mock import patch

import psutil

from layers.province import HOME
from office.accounts import NewAccount, add_account, list_accounts, set_password
from office.database.desk import open_desk
from office.people import OWNER, Role
from office.sessions import begin
from views import state
from views.person import COOKIE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

START_S, READY_S = 60, 600
WORDS = "ba con mèo đen"
"""Password of the one account, which nobody types."""


@dataclass(frozen=True, kw_only=True)
class Served:
    """A server that has read its layers and checked the day."""

    address: str
    token: str
    """Of a session of the one account."""
    ready_s: float
    """From the start of the process."""
    process: subprocess.Popen[bytes]

    def memory_mb(self) -> float:
        """Return the resident size of the server."""
        return float(psutil.Process(self.process.pid).memory_info().rss / 1e6)


@contextmanager
def served(folder: Path, office: Path) -> Iterator[Served]:
    """Give a server of a province folder once it can answer a click."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    places = {"RANH_PROVINCE": str(folder), "RANH_OFFICE": str(office)}
    environment = {key: value for key, value in os.environ.items() if key != "RANH_DATABASE_URL"} | places
    start = time.perf_counter()
    process = subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)],
        cwd=HOME,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        _wait(f"{address}/_stcore/health", "", START_S)
        token = _token(folder, places)
        _wait(f"{address}/at?lon=0&lat=0&reach=1&lang=vi&day={state.today()}", token, READY_S)
        ready_s = time.perf_counter() - start
        yield Served(address=address, token=token, ready_s=ready_s, process=process)
    finally:
        process.terminate()
        process.wait(30)


def _token(folder: Path, places: dict[str, str]) -> str:
    """Return the token of a session; the account is made if there is none."""
    with patch.dict(os.environ, places):
        os.environ.pop("RANH_DATABASE_URL", None)
        with closing(open_desk(folder)) as desk:
            if not list_accounts(desk):
                new = NewAccount(
                    name="chief", role=Role.CHIEF, communes=frozenset(), password=WORDS, full_name="-"
                )
                first = NewAccount(
                    name="admin", role=Role.ADMINISTRATOR, communes=frozenset(), password=WORDS, full_name="-"
                )
                by = add_account(desk, OWNER, first)
                made = add_account(desk, by, new)
                set_password(desk, made, made.id, WORDS)
            account = next(one for one in list_accounts(desk) if one.person.role is Role.CHIEF)
            return str(begin(desk, account, "login"))


def _wait(url: str, token: str, longest_s: float) -> None:
    request = urllib.request.Request(url, headers={"Cookie": f"{COOKIE}={token}"})  # noqa: S310 - this machine
    end = time.monotonic() + longest_s
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(request, timeout=30):  # noqa: S310
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
    raise TimeoutError(url)
