"""Units by level and code, of a day; sums of them both ways."""

from datetime import date
from pathlib import Path

import pytest
from target_squares import lay_out_targets

from layers.intake.lists.code_book import read_code_book
from layers.province import open_province
from layers.targets.errors import TargetError
from layers.targets.figures import Figures
from layers.targets.kept import read_targets
from layers.targets.units import Level, UnitKey, read_target_units

DEMO = Path(__file__).parents[3] / "data" / "demo"
BEFORE, SINCE = date(2025, 6, 30), date(2025, 7, 1)


@pytest.fixture(scope="module")
def units():
    return read_target_units(open_province(DEMO))


def test_the_province_has_106_communes_in_8_districts_and_38_since(units):
    counts = {level: len(units.at(level)) for level in Level}
    assert counts == {Level.PROVINCE: 1, Level.DISTRICT: 8, Level.COMMUNE: 38, Level.FORMER_COMMUNE: 106}
    assert units.changed_on == SINCE


@pytest.mark.parametrize("level", [Level.DISTRICT, Level.COMMUNE])
def test_districts_and_communes_both_divide_the_province(units, level):
    parts = [units.parts(unit) for unit in units.at(level)]
    assert sum(map(len, parts)) == 106
    assert frozenset().union(*parts) == units.parts(units.province)


def test_merges_across_districts_are_kept_right(units):
    across = {units.places[unit].name: districts for unit, districts in units.across().items()}
    assert set(across) == {
        "Phường Đoàn Kết", "Phường Tân Phong", "Xã Sin Suối Hồ", "Xã Hua Bum", "Xã Pa Tần", "Xã Lê Lợi",
    }  # fmt: skip
    named = {units.places[one].name for one in across["Phường Đoàn Kết"]}
    assert named == {"Thành phố Lai Châu", "Huyện Phong Thổ"}
    assert units.districts_of("03388") == {"105", "109"}


def test_one_code_is_two_units_by_the_day(units):
    was, now = units.find("03388", BEFORE), units.find("03388", SINCE)
    assert (units.places[was].name, units.places[now].name) == ("Phường Quyết Tiến", "Phường Đoàn Kết")
    assert was.level is Level.FORMER_COMMUNE
    with pytest.raises(TargetError, match="say of which day"):
        units.find("03388", None)
    assert units.find("105", BEFORE) == UnitKey(level=Level.DISTRICT, code="105")
    with pytest.raises(TargetError, match="no unit"):
        units.find("105", SINCE)


def test_a_name_that_is_not_the_units_is_refused(units):
    unit = units.find("03388", SINCE)
    units.require_name(unit, "đoàn kết")
    with pytest.raises(TargetError, match="Phường Đoàn Kết, not 'Quyết Tiến'"):
        units.require_name(unit, "Quyết Tiến")


def test_a_commune_without_former_ones_is_in_the_province_and_in_its_sums(folder):
    land = lay_out_targets(folder, "LUA,02,2030,planned,4,QĐ 1,2025-09-05,,\n")
    (land / "legacy.csv").write_text(
        "code_old,name,type,district_code,district,new_code_2025\n01,Xã Nam,Xã,91,Huyện Một,01\n",
        encoding="utf-8",
    )
    province = open_province(land)
    units, book = read_target_units(province), read_code_book(province.path(province.codes))
    west, south = (
        UnitKey(level=Level.COMMUNE, code="02"),
        UnitKey(level=Level.FORMER_COMMUNE, code="01"),
    )
    assert units.parts(west) == {west}
    assert units.parts(units.province) == {west, south}
    figures = Figures(targets=read_targets(province, units, book), units=units, book=book)
    # The former commune alone is not the province, whatever is loaded for it.
    assert figures.smaller(units.province) == (units.at(Level.COMMUNE),)
