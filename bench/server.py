"""A PostgreSQL server of one's own, with PostGIS: for tests and measurements, gone when they end."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg

if TYPE_CHECKING:
    from collections.abc import Iterator

USER = "postgres"
START_S = 60
QUICK = ("fsync=off", "full_page_writes=off")
"""For tests: nothing is lost when a process is killed, only when the machine is."""


class Server:
    """
    A server in a folder of its own, reached through a socket in that folder alone.

    Parameters
    ----------
    programs
        Folder of `initdb` and `postgres`.
    folder
        Empty folder with a short path (a socket's path may have 107 characters).
    settings
        `name=value` of postgresql.conf.
    """

    def __init__(self, programs: Path, folder: Path, settings: tuple[str, ...] = ()) -> None:
        self.programs = programs
        self.folder = folder
        self.settings = settings
        self._process: subprocess.Popen[bytes] | None = None
        # The server refuses to run as root.
        self._user = USER if os.geteuid() == 0 else None
        if self._user:
            shutil.chown(folder, self._user)
        subprocess.run(  # noqa: S603 - programs of this machine
            [programs / "initdb", "-D", folder / "data", "-U", USER, "-A", "trust", "-E", "UTF8", "-N"],
            check=True,
            user=self._user,
            cwd=folder,
            stdout=subprocess.DEVNULL,
            env=os.environ | {"LC_ALL": "C.UTF-8"},
        )

    def start(self) -> None:
        """
        Start the server and wait until it answers.

        Raises
        ------
        TimeoutError
            If it does not.
        """
        given = ("listen_addresses=", f"unix_socket_directories={self.folder}", *self.settings)
        options = [part for setting in given for part in ("-c", setting)]
        setpriv = shutil.which("setpriv")
        # Whoever is killed leaves no server behind.
        fate = [setpriv, "--pdeathsig", "INT"] if setpriv else []
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603 - as above
                [*fate, self.programs / "postgres", "-D", self.folder / "data", *options],
                user=self._user,
                cwd=self.folder,
                stdout=log,
                stderr=log,
            )
        end = time.monotonic() + START_S
        while time.monotonic() < end:
            try:
                psycopg.connect(self.address("postgres"), connect_timeout=5).close()
            except psycopg.OperationalError:
                time.sleep(0.05)
            else:
                return
        raise TimeoutError("the server does not answer")

    def stop(self, *, at_once: bool = False) -> None:
        """Stop the server; `at_once`: as if it crashed, so that it recovers at its next start."""
        if self._process is not None:
            self._process.send_signal(signal.SIGQUIT if at_once else signal.SIGINT)
            self._process.wait()
            self._process = None

    def address(self, database: str) -> str:
        """Return the address of a database for psycopg."""
        return f"host={self.folder} user={USER} dbname={database}"

    def url(self, database: str) -> str:
        """Return the address of a database for RANH_DATABASE_URL."""
        return f"postgresql+psycopg://{USER}@/{database}?host={self.folder}"

    def create(self, database: str, template: str = "template1") -> None:
        """Make a database."""
        self._run(f"CREATE DATABASE {database} TEMPLATE {template}")

    def drop(self, database: str) -> None:
        """Remove a database, whoever is still connected to it."""
        self._run(f"DROP DATABASE {database} WITH (FORCE)")

    def _run(self, statement: str) -> None:
        with closing(psycopg.connect(self.address("postgres"), autocommit=True)) as connection:
            connection.execute(statement.encode())


def find_programs() -> Path | None:
    """Return the folder of the server's programs: of the PATH, else the newest one of Debian."""
    found = shutil.which("postgres")
    if found:
        return Path(found).resolve().parent
    places = Path("/usr/lib/postgresql").glob("*/bin/postgres")
    return max((path.parent for path in places), key=lambda path: int(path.parent.name), default=None)


@contextmanager
def running(settings: tuple[str, ...] = QUICK) -> Iterator[Server | None]:
    """Give a running server; None where this machine has no PostgreSQL."""
    programs = find_programs()
    if programs is None:
        yield None
        return
    folder = Path(tempfile.mkdtemp(prefix="ranh-pg-"))
    try:
        server = Server(programs, folder, settings)
        server.start()
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
