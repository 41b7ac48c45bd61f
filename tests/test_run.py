"""What `run.py test` installs for the tests, without installing anything."""

from __future__ import annotations

import subprocess

import pytest

import run


@pytest.fixture
def programs(tmp_path, monkeypatch):
    """Return a folder that stands for Debian's, with a server whose PostGIS may be put there."""
    monkeypatch.setattr(run, "POSTGRESQL", tmp_path / "postgresql")
    monkeypatch.setattr(run, "NO_CLUSTER", tmp_path / "createcluster.d" / "ranh.conf")
    monkeypatch.setattr(run.shutil, "which", lambda _: None)
    return tmp_path / "postgresql"


def put_server(programs):
    folder = programs / "15" / "bin"
    folder.mkdir(parents=True)
    (folder / "postgres").touch()
    share = programs / "share"
    (folder / "pg_config").write_text(f"#!/bin/sh\necho {share}\n")
    (folder / "pg_config").chmod(0o755)
    return share / "extension"


def test_postgis_is_a_server_with_the_extension(programs):
    assert not run.has_postgis()
    extension = put_server(programs)
    assert not run.has_postgis()
    extension.mkdir(parents=True)
    (extension / "postgis.control").touch()
    assert run.has_postgis()


@pytest.mark.parametrize("is_first", [True, False])
def test_no_server_is_started_along(programs, monkeypatch, is_first):
    """Debian makes a cluster with the first version that is installed, and starts it."""
    if not is_first:
        put_server(programs)
    seen = []

    def install(_, packages):
        seen.append((packages, run.NO_CLUSTER.is_file() and run.NO_CLUSTER.read_text()))

    monkeypatch.setattr(run, "may_install", lambda: True)
    monkeypatch.setattr(run, "install", install)
    run.install_postgis()
    told = "create_main_cluster = false\n" if is_first else False
    assert seen == [(("postgresql", "postgresql-postgis"), told)]
    assert not run.NO_CLUSTER.exists()


def test_nothing_is_installed_without_the_right(programs, monkeypatch):
    asked = []
    monkeypatch.setattr(run, "may_install", lambda: False)
    monkeypatch.setattr(subprocess, "run", asked.append)
    run.install_postgis()
    run.install("x", ("y",))
    assert (asked, programs.exists()) == ([], False)
