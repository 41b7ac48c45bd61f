"""The small province of squares, copied anew for every test that wants it."""

from __future__ import annotations

import gc
import os
import shutil
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import typer
import typer.testing
from argon2 import PasswordHasher
from hypothesis import settings

from layers import files
from layers.province import Province, open_province
from office import passwords
from squares import lay_out

if TYPE_CHECKING:
    from collections.abc import Iterator

    import geopandas as gpd

settings.register_profile("ranh", deadline=None)  # a busy machine is no fault of what is tested
settings.load_profile("ranh")
gc.disable()  # while thousands of modules and tests are made, none of which ends; see below
os.environ["OGR_SQLITE_SYNCHRONOUS"] = (
    "OFF"  # no test outlives a loss of power: GDAL need not wait for the disk
)
CHEAP = PasswordHasher(1, 8, 1)
"""With 8 KiB instead of 64 MiB: the tests make many accounts."""
MOST_CONTENTS = 500
"""Of files that are remembered."""
MAIN = sys.modules["__main__"]
"""The one of the test run itself, before any test."""


LONGEST = """
leaks/test_exits browser/test_ground test_cli
browser/test_payloads layers/test_cluster browser/test_import
layers/intake/test_importing browser/test_demo layers/test_recheck
browser/test_cases office/test_cases_sync browser/test_outside_login
test_cli_cluster browser/test_corridors office/test_reports_verify
browser/test_login layers/test_recheck_property browser/test_administration office/test_kill
"""
"""Files of tests that take longest; those that wait for a browser stand between those that compute."""
PLACES = {Path(__file__).parent / f"{name}.py": place for place, name in enumerate(LONGEST.split())}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Take the longest files first: a process takes whole files, and none shall be left with one at the end."""
    items.sort(key=lambda item: PLACES.get(item.path, len(PLACES)))


def pytest_collection_finish() -> None:
    """Set aside what stands until the end, so that collecting garbage need not look through it again and again."""
    gc.freeze()
    gc.enable()


@pytest.fixture(autouse=True)
def cheap_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hash passwords quickly."""
    monkeypatch.setattr(passwords, "HASHER", CHEAP)


@pytest.fixture(autouse=True)
def own_main() -> Iterator[None]:
    """Give the main module back: Streamlit's AppTest leaves its script there, and new processes would run it."""
    sys.modules["__main__"] = MAIN
    yield
    sys.modules["__main__"] = MAIN


@pytest.fixture(scope="session", autouse=True)
def commands_built_once() -> Iterator[None]:
    """Build the tree of commands once: a program does so at its start, the tests run a thousand commands in one."""
    with pytest.MonkeyPatch.context() as patch:
        built = cache(typer.main.get_command)
        patch.setattr(typer.main, "get_command", built)
        patch.setattr(typer.testing, "_get_command", built)
        yield


@pytest.fixture(scope="session", autouse=True)
def contents_read_once() -> Iterator[None]:
    """Read each content once, wherever a copy of the file lies; every file is still hashed, and faults still raised."""
    read, kept = files._read_cached, {}

    def again(path: Path, sha256: str, *how: str) -> gpd.GeoDataFrame:
        key = path.name, sha256, *how
        if key not in kept:
            if len(kept) == MOST_CONTENTS:
                kept.clear()
            kept[key] = read(path, sha256, *how)
        return kept[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(files, "_read_cached", again)
        yield


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
