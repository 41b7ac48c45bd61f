"""Boundaries of the day that is asked of: those of another day measure other land under the same code."""

from datetime import date

import geopandas as gpd
import pytest
from target_squares import lay_out_targets

from layers.corridor.seen import FolderSeen
from layers.province import open_province
from layers.targets.gathering import balancing_of
from layers.targets.units import Level, UnitKey
from squares import square, write

DAY = date(2026, 11, 1)
MORE = """
[[layer]]
id = "{family}_{when}"
family = "{family}"
name_vi = "Xã"
name_en = "Communes"
file = "{when}.gpkg"
id_field = "{id_field}"
name_field = "name"
group = "boundary"
{days}
"""
HALVES = {"01": square(0, 0, 5000, 10000), "02": square(5000, 0, 5000, 10000)}


@pytest.fixture
def land(folder):
    return lay_out_targets(folder)


@pytest.fixture
def today(land):
    """Without former communes: those of today are the smallest."""
    text = (land / "province.toml").read_text(encoding="utf-8")
    text = text.replace('legacy_communes = "legacy.csv"\n', "")
    (land / "province.toml").write_text(text[: text.index('[[layer]]\nid = "legacy_communes"')], "utf-8")
    return land


def drawn(folder, when, days, shapes, family="communes"):
    id_field = "code_old" if family == "legacy_communes" else "commune_code"
    write(folder / f"{when}.gpkg", {id_field: list(shapes), "name": ["Xã"] * len(shapes)}, [*shapes.values()])
    with (folder / "province.toml").open("a", encoding="utf-8") as file:
        file.write(MORE.format(family=family, when=when, id_field=id_field, days=days))


def keep(folder, code):
    frame = gpd.read_file(folder / "communes.gpkg")
    frame[frame["commune_code"] == code].to_file(folder / "communes.gpkg")


def rice(folder, day=DAY, level=Level.COMMUNE, codes=("01", "02")):
    """Hectares of rice in each unit, None where they are not known, and in the province."""
    balancing = balancing_of(FolderSeen(whole=open_province(folder), is_exact=True), day)
    units = [UnitKey(level=level, code=code) for code in codes]
    rows = [balancing.row(unit, "LUA", 2030) for unit in (*units, balancing.units.province)]
    return [row.present.area_ha and round(row.present.area_ha, 3) for row in rows]


def test_boundaries_that_are_not_yet_in_force_measure_nothing(today):
    before = "effective_from = 2027-01-01"
    drawn(today, "later", before, {"01": HALVES["02"], "02": HALVES["01"]})
    assert rice(today) == [100, 0, 100]


def test_communes_in_two_layers_are_all_measured(today):
    keep(today, "01")
    drawn(today, "east", "", {"02": HALVES["02"]})
    assert rice(today) == [100, 0, 100]


def test_a_commune_without_a_boundary_is_unknown_and_with_it_the_province(today):
    keep(today, "02")
    assert rice(today) == [None, 0, None]


def test_a_commune_that_two_layers_draw_is_unknown(today):
    drawn(today, "again", "", {"01": HALVES["02"]})
    assert rice(today) == [None, 0, None]


def test_a_project_beyond_the_boundaries_of_the_day_may_lie_in_a_commune_without_one(today):
    keep(today, "02")
    balancing = balancing_of(FolderSeen(whole=open_province(today), is_exact=True), DAY)
    for code in ("01", "02"):
        row = balancing.row(UnitKey(level=Level.COMMUNE, code=code), "ODT", 2030)
        assert (row.pending.gained_ha, set(row.pending.unknown)) == (0, {"S1", "S2"})


def test_former_communes_are_measured_as_they_were_last_and_on_an_earlier_day_as_then(land):
    names = ("01", "03", "04")
    assert rice(land, DAY, Level.FORMER_COMMUNE, names) == [50, 50, 0, 100]
    text = (land / "province.toml").read_text(encoding="utf-8")
    ended = "effective_to = 2025-06-30"
    (land / "province.toml").write_text(text.replace(ended, f"effective_from = 2020-01-01\n{ended}"), "utf-8")
    shapes = {
        "01": square(0, 0, 5000, 250), "03": square(0, 250, 5000, 9750), "04": HALVES["02"],
    }  # fmt: skip
    drawn(land, "first", "effective_to = 2019-12-31", shapes, "legacy_communes")
    assert rice(land, DAY, Level.FORMER_COMMUNE, names) == [50, 50, 0, 100]
    assert rice(land, date(2019, 6, 1), Level.FORMER_COMMUNE, names) == [25, 75, 0, 100]
