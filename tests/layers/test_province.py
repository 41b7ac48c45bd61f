"""The province file: refused with the place of its fault."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from geo.errors import CRSError
from layers.errors import ProvinceError
from layers.province import default_province_folder, open_province


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('id = "squares"', "", "id: Field required"),
        ('crs = "EPSG:9205"', 'crs = "EPSG:9205"\npalette = "x"', "palette: Extra inputs"),
        ('id = "defence"', 'id = "landuse"', "'landuse' is there twice"),
        ('id = "defence"', 'id = "a/b?x#"', "is taken or needs other letters"),
        ('id = "defence"', 'id = "overlaps"', "is taken or needs other letters"),
        ("restricted = true", 'restricted = true\norigin = "real-ish"', "layers.3.origin"),
        ("restricted = true", "restricted = true\n[extra]\na = 1", "unknown table 'extra'"),
        ("[province]", "[provinz]", "province is missing"),
    ],
)  # fmt: skip
def test_faults_are_named(folder: Path, old: str, new: str, told: str) -> None:
    path = folder / "province.toml"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ProvinceError, match=told):
        open_province(folder)


def test_a_crs_in_degrees_is_refused(folder: Path) -> None:
    path = folder / "province.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("EPSG:9205", "EPSG:4326", 1), encoding="utf-8")
    with pytest.raises(CRSError):
        open_province(folder)


def test_a_folder_without_a_province(tmp_path: Path) -> None:
    with pytest.raises(ProvinceError, match="not there"):
        open_province(tmp_path)


def test_an_unknown_layer_lists_the_known_ones(folder: Path) -> None:
    with pytest.raises(ProvinceError, match="sites, communes, landuse, defence"):
        open_province(folder).layer("forest")


def test_the_environment_names_the_province(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RANH_PROVINCE", "/somewhere")
    assert default_province_folder() == Path("/somewhere")
    monkeypatch.delenv("RANH_PROVINCE")
    assert default_province_folder().parts[-2:] == ("data", "demo")


def test_versions_are_in_force_from_the_first_to_the_last_day(folder: Path) -> None:
    layer = (
        open_province(folder)
        .layer("defence")
        .model_copy(update={"effective_from": date(2026, 1, 1), "effective_to": date(2030, 12, 31)})
    )
    days = [date(2025, 12, 31), date(2026, 1, 1), date(2030, 12, 31), date(2031, 1, 1)]
    assert [layer.in_force(day) for day in days] == [False, True, True, False]
