"""A desk of its own for every test, once in SQLite and once in PostgreSQL."""

from __future__ import annotations

import os
import shutil
from contextlib import closing

import pytest
from desk_cases import Office
from desk_databases import Databases

from bench.server import running
from office.database.desk import open_desk

TEMPLATES = ("empty", "office")
PEOPLE = []
"""Of the desks with cases: the same in both databases."""


@pytest.fixture(autouse=True)
def same_files(monkeypatch):
    """Have GDAL write the same bytes for the same rows, so that `check_once` knows them again."""
    monkeypatch.setenv("OGR_CURRENT_DATE", "2026-11-26T00:00:00Z")


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


@pytest.fixture(scope="session")
def sqlite_templates(tmp_path_factory, small_province):
    """Return files of a desk to be copied, as making one is most of a test: `empty`, and `office` with cases."""
    files = {}
    for name in TEMPLATES:
        folder = tmp_path_factory.mktemp(name)
        with pytest.MonkeyPatch.context() as patch, closing(_open(folder, patch)) as opened:
            if name == "office":
                PEOPLE[:] = _filled(opened, shutil.copytree(small_province, folder, dirs_exist_ok=True))
            files[name] = opened.file
    return files


@pytest.fixture(scope="session")
def office_template(server, tmp_path_factory, small_province):
    """Return the name of a database in PostgreSQL to be copied: a desk with people and cases."""
    folder = shutil.copytree(small_province, tmp_path_factory.mktemp("office"), dirs_exist_ok=True)
    server.create("office_template", "desk_template")
    with (
        pytest.MonkeyPatch.context() as patch,
        closing(_open(folder, patch, server, "office_template")) as opened,
    ):
        PEOPLE[:] = _filled(opened, folder)
    return "office_template"


def _filled(desk, folder):
    made = Office(desk)
    made.sync_untouched(folder)
    return made.people


@pytest.fixture
def sqlite_desk(request, tmp_path, monkeypatch, sqlite_templates):
    """Return a desk in SQLite: empty, or with people and cases for a test that asks for `office`."""
    file = sqlite_templates["office" if "office" in request.fixturenames else "empty"]
    (tmp_path / "office").mkdir(mode=0o700, exist_ok=True)
    shutil.copy(file, tmp_path / "office" / file.name)
    with closing(_open(tmp_path, monkeypatch)) as opened:
        yield opened


@pytest.fixture(scope="session")
def databases(server):
    """Return the databases of all tests."""
    return Databases(server)


@pytest.fixture
def postgresql_desk(request, tmp_path, monkeypatch, server, databases):
    """Return a desk in PostgreSQL: empty, or with people and cases for a test that asks for `office`."""
    filled = "office" in request.fixturenames
    template = request.getfixturevalue("office_template") if filled else "desk_template"
    database = databases.take(template)
    with closing(_open(tmp_path, monkeypatch, server, database)) as opened:
        yield opened
    databases.give_back(database, template)


@pytest.fixture
def office(desk):
    """Return the people of a desk that has the cases of the small province as it was made."""
    return Office(desk, tuple(PEOPLE))


@pytest.fixture(params=["sqlite", "postgresql"])
def desk(request):
    """Return a desk; every test that asks for it runs on both databases."""
    return request.getfixturevalue(f"{request.param}_desk")
