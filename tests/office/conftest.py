"""A desk of its own for every test, once in SQLite and once in PostgreSQL."""

from __future__ import annotations

import pytest

from office.database.desk import open_desk


@pytest.fixture
def desk(tmp_path, monkeypatch):
    """Return an empty desk."""
    monkeypatch.delenv("RANH_DATABASE_URL", raising=False)
    monkeypatch.setenv("RANH_OFFICE", str(tmp_path / "office"))
    opened = open_desk(tmp_path)
    yield opened
    opened.close()
