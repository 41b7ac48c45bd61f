"""Accuracy from the scale or as stated; unknown stays unknown."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from layers.accuracy import accuracy_m, sites_accuracy_m, tolerance_m
from layers.errors import ProvinceError
from layers.layer import Layer
from layers.province import open_province


def layer(**stated: float) -> Layer:
    return Layer(id="a", family="a", name_vi="a", name_en="a", file="a.gpkg", **stated)


def test_half_a_millimetre_on_the_map_unless_stated() -> None:
    assert accuracy_m(layer(scale_denominator=25_000)) == 12.5
    assert accuracy_m(layer(scale_denominator=25_000, accuracy_m=0.1)) == 0.1
    assert accuracy_m(layer()) is None


def test_the_worst_version_and_the_footprint_add_up_by_squares() -> None:
    versions = [layer(accuracy_m=3.0), layer(scale_denominator=8_000)]
    assert tolerance_m(versions, 3.0) == 5.0
    assert tolerance_m(versions, None) == 4.0
    assert tolerance_m([*versions, layer()], 3.0) is None


def test_the_sites_of_the_day_tell_theirs(folder: Path) -> None:
    path = folder / "province.toml"
    assert sites_accuracy_m(open_province(folder), date(2026, 11, 23)) is None
    text = path.read_text(encoding="utf-8").replace('id = "sites"', 'id = "sites"\naccuracy_m = 2.5', 1)
    path.write_text(text, encoding="utf-8")
    assert sites_accuracy_m(open_province(folder), date(2026, 11, 23)) == 2.5


@pytest.mark.parametrize("stated", ["-1.0", "inf", "nan", '"10 m"'])
def test_an_accuracy_that_is_none_is_refused(folder: Path, stated: str) -> None:
    path = folder / "province.toml"
    text = path.read_text(encoding="utf-8").replace('id = "sites"', f'id = "sites"\naccuracy_m = {stated}', 1)
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ProvinceError, match="accuracy_m"):
        open_province(folder)
