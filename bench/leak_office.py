"""An office over a province with marked defence land, and somebody signed in for each way of looking."""

from __future__ import annotations

import asyncio
import io
import os
import sys
import tempfile
from contextlib import closing, contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import typer
from argon2 import PasswordHasher
from starlette.applications import Starlette

import app
import cli
from bench.secret_land import site_name, write_province
from office import passwords
from office.accounts import NewAccount, add_account, list_accounts, set_password
from office.database.desk import open_desk
from office.people import OWNER, Role
from office.sessions import begin, find_session, open_exact
from views.person import COOKIE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from office.database.desk import Desk
    from office.sessions import Session

DAY = date(2026, 11, 26)
PASSWORD = "ba con mèo đen trên mái"  # noqa: S105 - of accounts made for the measurement
FAULT = "Ranh gặp lỗi nội bộ"
"""What a command says that fails; a failure is no exit that tells nothing."""
REASON = "kiểm thử rò rỉ dữ liệu"
OPENED = "steward, exact"
"""The one who may have it all: what is not found there was not looked for well."""
NOBODY = "nobody"
TEMPORARY = ("TMPDIR", "CPL_TMPDIR")
"""Where this program, and the library that reads its files, put what they need for a moment."""
APP = Starlette(routes=app.app._user_routes, middleware=app.app._user_middleware)  # noqa: SLF001 - as a server has them
"""The addresses of the web door, without Streamlit."""
BUILT = lru_cache(typer.main.get_command)
"""The tree of commands is built once, not for each command that is measured."""


@dataclass(frozen=True, kw_only=True)
class Sent:
    """Something that left, or a refusal to let it go."""

    exit: str
    body: bytes
    given: bool


@dataclass(kw_only=True)
class Office:
    """A province with an office, and somebody signed in for each viewer."""

    folder: Path
    work: Path
    desk: Desk
    tokens: dict[str, str]
    accounts: dict[str, str]
    home: Path
    """Folder of the office itself."""
    site: str
    """Id of the project across the defence land's boundary."""
    asked: set[str] = field(default_factory=set)
    """Patterns of the addresses that were asked."""
    ran: set[str] = field(default_factory=set)
    """Names of the commands that were run."""

    @property
    def temporary(self) -> Path:
        """Where everything that is needed for a moment is put."""
        return self.work / "temporary"

    def session(self, viewer: str) -> Session | None:
        """Return who looks."""
        return find_session(self.desk, self.tokens.get(viewer))

    def ask(self, exit_name: str, viewer: str, address: str, told: bytes = b"") -> Sent:
        """Ask the web door for an address, or tell it something."""
        self.asked |= {
            route.path for route in APP.routes if route.path_regex.match(address.partition("?")[0])
        }
        status, body = asyncio.run(_asked(address, self.tokens.get(viewer), told))
        return Sent(exit=exit_name, body=body, given=status < 400)

    def run(self, viewer: str, *arguments: str) -> tuple[int, bytes]:
        """Run a command as a viewer; return its status and all that it printed."""
        self.ran |= {name for name in command_names() if f"{' '.join(arguments)} ".startswith(f"{name} ")}
        named = ["--user", self.accounts[viewer]] if viewer in self.accounts else []
        status, printed = _command(["ranh", "--province", str(self.folder), *named, *arguments])
        if FAULT in printed.decode():
            raise LookupError(f"{' '.join(arguments)} failed for {viewer}: {printed.decode()[:300]}")
        return status, printed


@contextmanager
def office_at(
    work: Path, which: str, office: str = "", *, planted: bool = False, database: str = ""
) -> Iterator[Office]:
    """
    Give an office whose province has one of the two shapes of defence land.

    Parameters
    ----------
    planted
        Marks, corners and colour of the land stand in an open project and an open layer.
    office
        Name of its folder; "": one for each shape, so that both may be in one folder.
    database
        Address of a database of a server; "": a file.
    """
    work.mkdir(parents=True, exist_ok=True)
    home = work / (office or f"office-{which}")
    folder = write_province(work / "province", which, planted=planted)
    before = dict(os.environ), passwords.HASHER, tempfile.tempdir
    os.environ |= {"RANH_PROVINCE": str(folder), "RANH_OFFICE": str(home), "RANH_PASSWORD": PASSWORD}
    os.environ |= dict.fromkeys(TEMPORARY, str(work / "temporary"))
    os.environ.pop("RANH_DATABASE_URL", None)
    if database:
        os.environ["RANH_DATABASE_URL"] = database
    (work / "temporary").mkdir(exist_ok=True)
    tempfile.tempdir = None
    passwords.HASHER = PasswordHasher(1, 8, 1)
    try:
        with closing(open_desk(folder)) as desk:
            tokens = _staffed(desk)
            names = {str(role): str(role) for role in Role} | {OPENED: str(Role.DEFENCE_STEWARD)}
            site = site_name(planted=planted)
            yield Office(
                folder=folder, work=work, desk=desk, tokens=tokens, accounts=names, home=home, site=site
            )
    finally:
        os.environ.clear()
        os.environ.update(before[0])
        passwords.HASHER, tempfile.tempdir = before[1:]


def _staffed(desk: Desk) -> dict[str, str]:
    """Make an account for each role, and sign each in; return their tokens."""
    by = OWNER
    for role in sorted(Role, key=lambda role: role is not Role.ADMINISTRATOR):
        own = frozenset({"01"}) if role is Role.COMMUNE_OFFICER else frozenset()
        person = add_account(desk, by, NewAccount(name=role, role=role, communes=own, password=PASSWORD))
        set_password(desk, person, person.id, PASSWORD)
        by = person if by == OWNER else by
    known = {account.person.role: account for account in list_accounts(desk)}
    tokens = {str(role): begin(desk, known[role], "login") for role in Role}
    tokens[OPENED] = begin(desk, known[Role.DEFENCE_STEWARD], "login")
    opened = find_session(desk, tokens[OPENED])
    if opened is None:
        raise LookupError(OPENED)
    open_exact(desk, opened, REASON)
    return tokens


async def _asked(address: str, token: str | None, told: bytes) -> tuple[int, bytes]:
    """Ask the application, as a server would; return the status and all bytes of the answer."""
    path, _, query = address.partition("?")
    headers = [(b"host", b"127.0.0.1"), (b"origin", b"http://127.0.0.1")]
    if token:
        headers.append((b"cookie", f"{COOKIE}={token}".encode()))
    scope = {
        "type": "http",
        "method": "POST" if told else "GET",
        "path": path,
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "headers": headers,
        "scheme": "http",
        "server": ("127.0.0.1", 8501),
        "http_version": "1.1",
    }
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": told, "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    await APP(scope, receive, send)
    head = b"\n".join(name + b": " + value for name, value in sent[0]["headers"])
    body = b"".join(message.get("body", b"") for message in sent[1:])
    return sent[0]["status"], body or head


@lru_cache
def command_names() -> frozenset[str]:
    """Return the names of all commands, such as "check" and "report make"."""

    def walk(group: Any, before: str = "") -> Iterator[str]:  # noqa: ANN401 - typer carries its own click
        for name, command in group.commands.items():
            groups = hasattr(command, "commands")
            if not groups or command.invoke_without_command:
                yield f"{before}{name}"
            if groups:
                yield from walk(command, f"{before}{name} ")

    return frozenset(walk(BUILT(cli.app)))


def _command(words: list[str]) -> tuple[int, bytes]:
    printed = io.StringIO()
    before, sys.argv = sys.argv, words
    status = 0
    try:
        built = patch("typer.main.get_command", BUILT)
        with redirect_stdout(printed), redirect_stderr(printed), built:
            cli.run()
    except SystemExit as stop:
        status = stop.code if isinstance(stop.code, int) else 1
    finally:
        sys.argv = before
    return status, printed.getvalue().encode()
