"""The small province of squares, copied anew for every test that wants it."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from argon2 import PasswordHasher

from layers.province import Province, open_province
from office import passwords
from squares import lay_out

if TYPE_CHECKING:
    from collections.abc import Iterator

MAIN = sys.modules["__main__"]
"""The one of the test run itself, before any test."""


@pytest.fixture(autouse=True)
def cheap_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hash passwords with 8 KiB instead of 64 MiB: the tests make many accounts."""
    monkeypatch.setattr(passwords, "HASHER", PasswordHasher(1, 8, 1))


@pytest.fixture(autouse=True)
def own_main() -> Iterator[None]:
    """Give the main module back: Streamlit's AppTest leaves its script there, and new processes would run it."""
    sys.modules["__main__"] = MAIN
    yield
    sys.modules["__main__"] = MAIN


@pytest.fixture(scope="session")
def small_province(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the small province, written once for all tests that take a copy of it."""
    return lay_out(tmp_path_factory.mktemp("squares"))


@pytest.fixture
def folder(small_province: Path, tmp_path: Path) -> Path:
    """Return the folder of a small province: two communes, four parcels, one defence zone, three sites."""
    return Path(shutil.copytree(small_province, tmp_path, dirs_exist_ok=True))


@pytest.fixture
def province(folder: Path) -> Province:
    """Return the small province, opened."""
    return open_province(folder)
