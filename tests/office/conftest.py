"""A desk of its own for every test, once in SQLite and once in PostgreSQL."""

from __future__ import annotations

import os
from contextlib import closing
from itertools import count

import pytest

from bench.server import running
from office.database.desk import open_desk

numbers = count(1)


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    """Return a PostgreSQL server with PostGIS that ends with the tests; `desk_template` is an empty desk."""
    with running() as started:
        if started is None:
            told = "no PostgreSQL on this machine (Debian: apt install postgresql-15-postgis-3)"
            pytest.fail(told) if os.environ.get("CI") else pytest.skip(told)
        started.create("desk_template")
        with (
            pytest.MonkeyPatch.context() as patch,
            closing(_open(tmp_path_factory.mktemp("t"), patch, started)),
        ):
            pass
        yield started


def _open(folder, monkeypatch, server=None, database="desk_template"):
    monkeypatch.setenv("RANH_OFFICE", str(folder / "office"))
    if server is None:
        monkeypatch.delenv("RANH_DATABASE_URL", raising=False)
    else:
        monkeypatch.setenv("RANH_DATABASE_URL", server.url(database))
    return open_desk(folder)


@pytest.fixture
def sqlite_desk(tmp_path, monkeypatch):
    """Return an empty desk in SQLite."""
    with closing(_open(tmp_path, monkeypatch)) as opened:
        yield opened


@pytest.fixture
def postgresql_desk(tmp_path, monkeypatch, server):
    """Return an empty desk in PostgreSQL."""
    database = f"desk_{next(numbers)}"
    server.create(database, "desk_template")
    with closing(_open(tmp_path, monkeypatch, server, database)) as opened:
        yield opened
    server.drop(database)


@pytest.fixture(params=["sqlite", "postgresql"])
def desk(request):
    """Return an empty desk; every test that asks for it runs on both databases."""
    return request.getfixturevalue(f"{request.param}_desk")
