"""What is in force on neither day of a replay is named, also where only the rows of its file differ."""

import shutil
from datetime import date

import geopandas as gpd
import pytest

from layers.asleep import asleep
from layers.province import open_province
from layers.replay import Side
from squares import PARK, declare, square, write, write_parks

DAY = date(2026, 11, 26)
LATER = "effective_from = 2030-01-01\n"
SECOND = PARK.replace('"park"', '"hidden"').replace(
    'group = "protected"', 'group = "protected"\nrestricted = true'
)


@pytest.fixture
def later(folder):
    """Declare parks that are in force from 2030, and a restricted layer in another table of their file."""
    declare(folder, layers=PARK + 'table = "park"\n' + LATER + SECOND + 'table = "hidden"\n' + LATER)
    write_parks(folder, square(100, 100))
    rewrite(folder, "hidden", square(300, 300))
    return folder


def rewrite(folder, table, shape):
    rows = gpd.GeoDataFrame({"zone": ["k1"], "name": ["Vườn A"]}, geometry=[shape], crs="EPSG:9205")
    rows.to_file(folder / "park.gpkg", layer=table)


def named(folder, other, *, exact=False):
    sides = [Side(province=open_province(one), as_of=DAY) for one in (folder, other)]
    said = asleep(*sides, exact=exact)
    return said and said[1].partition(": ")[2]


@pytest.fixture
def other(later, tmp_path_factory):
    return shutil.copytree(later, tmp_path_factory.mktemp("other") / "p")


def test_nothing_is_named_where_nothing_differs(later, other):
    assert named(later, other) is None


def test_rows_that_differ_are_named_though_the_declaration_is_the_same(later, other):
    rewrite(other, "park", square(900, 900))
    assert named(later, other) == "park."


def test_restricted_rows_beside_it_in_the_file_name_no_open_layer(later, other):
    rewrite(other, "hidden", square(900, 900))
    assert named(later, other) is None
    assert named(later, other, exact=True) == "hidden."


def test_a_file_that_cannot_be_read_may_differ(later, other):
    (other / "park.gpkg").unlink()
    assert named(later, other) == "park."


def test_what_is_in_force_on_a_day_is_left_to_the_check(later, other):
    write(other / "landuse.gpkg", {"parcel_id": ["p1"], "code": ["RPH"]}, [square(0, 0)])
    assert named(later, other) is None


def test_a_declaration_that_differs_is_named(later, other):
    text = (other / "province.toml").read_text(encoding="utf-8")
    (other / "province.toml").write_text(text.replace("2030-01-01", "2031-01-01", 1), encoding="utf-8")
    assert named(later, other) == "park."
