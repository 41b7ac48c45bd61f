"""The index beside the layer's file: mapped when it fits, built anew whenever it might not."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import shapely

from geo.index import ZoneIndex
from geo.overlap import find_overlaps
from layers import stored_index
from layers.kept_arrays import FOLDER, MANIFEST
from layers.stored_index import index_of

ZONES = np.array([shapely.box(x, y, x + 1, y + 1) for x in range(20) for y in range(20)])
SITE = np.array([shapely.box(2.5, 2.5, 6.5, 4.5)])


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Store small layers too."""
    monkeypatch.setattr(stored_index, "STORED_FROM", 1)


@pytest.fixture
def built(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Count how often an index is built."""
    counts: list[int] = []
    real = ZoneIndex.build
    monkeypatch.setattr(ZoneIndex, "build", lambda zones: counts.append(len(zones)) or real(zones))
    return counts


def folder_of(file: Path) -> Path:
    """Return the only stored index."""
    (folder,) = (file.parent / FOLDER).iterdir()
    return folder


def test_the_second_time_nothing_is_built(tmp_path: Path, built: list[int]) -> None:
    file = tmp_path / "zones.gpkg"
    first = find_overlaps(SITE, index_of(ZONES, file, "v1"))
    assert built == [400]
    second = find_overlaps(SITE, index_of(ZONES, file, "v1"))
    assert built == [400]
    assert first.zone.tolist() == second.zone.tolist()
    assert first.area_m2.tolist() == second.area_m2.tolist()
    assert first.area_m2.sum() == pytest.approx(8.0)
    assert folder_of(file).parent.stat().st_mode & 0o077 == 0


def test_another_version_makes_another_index_and_the_old_one_goes(tmp_path: Path, built: list[int]) -> None:
    file = tmp_path / "zones.gpkg"
    index_of(ZONES, file, "v1")
    old = folder_of(file)
    index_of(ZONES[:399], file, "v2")
    assert built == [400, 399]
    assert folder_of(file) != old


@pytest.mark.parametrize(
    "fault", ["moved zone", "flipped byte", "no manifest", "cut short", "other engine", "foreign"]
)
def test_what_does_not_fit_is_not_used(
    tmp_path: Path, built: list[int], monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    file = tmp_path / "zones.gpkg"
    index_of(ZONES, file, "v1")
    folder, zones = folder_of(file), ZONES.copy()
    data = (folder / "xy.npy").read_bytes()
    if fault == "moved zone":
        zones[7] = shapely.box(100, 100, 101, 101)
    elif fault == "flipped byte":
        (folder / "xy.npy").write_bytes(data[:-3] + bytes([data[-3] ^ 1]) + data[-2:])
    elif fault == "no manifest":
        (folder / MANIFEST).unlink()
    elif fault == "cut short":
        (folder / "xy.npy").write_bytes(data[:-100])
    elif fault == "other engine":
        monkeypatch.setattr(stored_index, "engine_version", lambda: "another")
    else:
        (folder / MANIFEST).write_text("[]", encoding="utf-8")
    index = index_of(zones, file, "v1")
    assert built == [400, 400]
    assert find_overlaps(SITE, index).area_m2.sum() == pytest.approx(8.0)


def test_a_folder_that_cannot_be_written_is_no_error(tmp_path: Path, built: list[int]) -> None:
    (tmp_path / FOLDER).write_text("in the way", encoding="utf-8")
    for _ in range(2):
        assert find_overlaps(
            SITE, index_of(ZONES, tmp_path / "zones.gpkg", "v1")
        ).area_m2.sum() == pytest.approx(8.0)
    assert built == [400, 400]


def test_small_layers_are_not_stored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stored_index, "STORED_FROM", 10_000)
    index_of(ZONES, tmp_path / "zones.gpkg", "v1")
    assert not (tmp_path / FOLDER).exists()
