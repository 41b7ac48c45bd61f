"""The province of squares with plans, laid out once and copied for every test that wants it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from plan_squares import lay_out_plans


@pytest.fixture(scope="session")
def planned_province(small_province: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the province with plans, written once."""
    folder = tmp_path_factory.mktemp("plans") / "province"
    return lay_out_plans(Path(shutil.copytree(small_province, folder)))


@pytest.fixture
def plans(planned_province: Path, tmp_path: Path) -> Path:
    """Return the folder of a province with plans."""
    return Path(shutil.copytree(planned_province, tmp_path, dirs_exist_ok=True))
