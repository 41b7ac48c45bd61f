"""The small province of squares, made anew for every test that wants it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from argon2 import PasswordHasher

from layers.province import Province, open_province
from office import passwords
from squares import CODES, PROVINCE, rule_text, square, write

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


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return the folder of a small province: two communes, four parcels, one defence zone, three sites."""
    (tmp_path / "codes.csv").write_text(CODES, encoding="utf-8")
    (tmp_path / "province.toml").write_text(PROVINCE, encoding="utf-8")
    rules = [
        rule_text("DEF-01", "defence", severity="critical"),
        rule_text("RICE-01", "landuse", more='codes = ["LUA"]'),
        rule_text("PLACE-01", "communes", "inside"),
    ]
    (tmp_path / "rules.toml").write_text("".join(rules), encoding="utf-8")
    halves = [square(0, 0, 5000, 10000), square(5000, 0, 5000, 10000)]
    write(
        tmp_path / "communes.gpkg", {"commune_code": ["01", "02"], "name": ["Xã Tây", "Phường Đông"]}, halves
    )
    parcels = [square(0, 0, 1000), square(1000, 0, 1000), square(0, 1000, 1000), square(1000, 1000, 1000)]
    write(
        tmp_path / "landuse.gpkg",
        {"parcel_id": ["p1", "p2", "p3", "p4"], "code": ["LUC", "RPH", "ODT", "CQP"]},
        parcels,
    )
    write(tmp_path / "defence.gpkg", {"zone": ["d1"]}, [square(1000, 1000, 1000)])
    sites = [square(950, 100), square(950, 1100), square(7000, 7000)]
    write(
        tmp_path / "sites.gpkg",
        {"site_id": ["S1", "S2", "S3"], "name": ["Một", "Hai", "Ba"], "planned_code": ["ODT", "ODT", "KKT"]},
        sites,
    )
    return tmp_path


@pytest.fixture
def province(folder: Path) -> Province:
    """Return the small province, opened."""
    return open_province(folder)
