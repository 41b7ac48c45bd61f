"""What rules say of a band: nothing is clear where something withheld or unread might decide."""

from __future__ import annotations

from datetime import date

import pytest

from layers.check import check_province
from layers.corridor.drawn import drawn_axis
from layers.corridor.profile import profile
from layers.corridor.seen import FolderSeen
from layers.province import open_province
from layers.told import told_check
from squares import EAST, NORTH, declare, rule_text, square, write

DAY = date(2026, 11, 1)
WATER = """
[[layer]]
id = "water"
family = "water"
name_vi = "Nước"
name_en = "Water"
file = "water.gpkg"
id_field = "zone"
group = "water"
"""


def asked(folder, west, east, y, *, exact=False, width=200):
    """Return the row of every rule for a band from west to east."""
    seen = FolderSeen(whole=open_province(folder), is_exact=exact)
    points = [(EAST + west, NORTH + y), (EAST + east, NORTH + y)]
    made = profile(seen, drawn_axis(seen, points, crs="EPSG:9205"), width, DAY)
    return made.consult.set_index("rule_id")


def test_deep_inside_a_withheld_block_nothing_is_clear(folder):
    """No zone is left there that could have lost a part to the squares."""
    write(folder / "defence.gpkg", {"zone": ["d1"]}, [square(3000, 3000, 5000)])
    for width in (200, 0):
        told = asked(folder, 5000, 6000, 5500, width=width)["verdict"].to_dict()
        assert told == {"DEF-01": "not_checked", "RICE-01": "not_checked", "PLACE-01": "clear"}


@pytest.mark.parametrize(("reach", "verdict"), [(900, "clear"), (1100, "not_checked")])
def test_a_rule_that_looks_into_the_withheld_squares_is_not_checked(folder, reach, verdict):
    """The squares end at 2500 m, the band of 200 m begins at 3500 m: 1000 m lie between."""
    more = f"distance_m = {reach}.0"
    declare(folder, layers=WATER, rules=rule_text("WATER-01", "water", "distance", more=more))
    write(folder / "water.gpkg", {"zone": ["w1"]}, [square(9000, 9000)])
    told = asked(folder, 0, 4000, 3600)
    assert told.loc["WATER-01", "verdict"] == verdict
    assert told.loc["RICE-01", "verdict"] == "clear"


def test_the_open_part_of_a_sealed_family_does_not_answer_for_it(folder):
    declare(folder, layers=WATER.replace('family = "water"', 'family = "defence"'))
    write(folder / "water.gpkg", {"zone": ["w1"]}, [square(9000, 9000)])
    assert asked(folder, 6000, 8000, 6000).loc["DEF-01", "verdict"] == "not_checked"


@pytest.mark.parametrize("exact", [True, False])
def test_rows_that_could_not_be_read_leave_no_rule_clear(folder, exact):
    text = (folder / "province.toml").read_text(encoding="utf-8")
    lacking = text.replace('code_field = "code"', 'code_field = "code"\nmissing_rows = 3')
    (folder / "province.toml").write_text(lacking, encoding="utf-8")
    told = asked(folder, 6000, 8000, 6000, exact=exact)
    assert told.loc["RICE-01", "verdict"] == "not_checked"
    assert told.loc["RICE-01", "reason_en"].startswith("Land use: 3 rows of the source could not be read")
    assert told.loc["PLACE-01", "verdict"] == "clear"
    assert asked(folder, 0, 900, 500, exact=exact).loc["RICE-01", "verdict"] == "conflict"


def test_a_sealed_layer_with_rows_missing_is_asked_about_everywhere(folder):
    """Its squares are those of the rows that are there."""
    declare(folder, layers="missing_rows = 1\n")
    province = open_province(folder)
    findings = told_check(check_province(province, DAY), province).findings
    assert set(findings.query("rule_id == 'DEF-01'")["verdict"]) == {"not_checked"}
