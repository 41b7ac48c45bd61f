"""A drawn footprint is told what a check of a project at the same place is told, and nothing more."""

from datetime import date

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from layers.check import check, check_province
from layers.codes import read_codes
from layers.model import Verdict
from layers.province import open_province
from layers.told import told_check
from layers.trial.errors import TrialError
from layers.trial.footprint import footprint_of, from_display, to_lon_lat
from layers.trial.ready import make_ready
from layers.trial.suggest import suggest
from layers.trial.trial import try_footprint, try_ready
from layers.trial.verdicts import ASK_SEPARATELY
from squares import EAST, NORTH, PARK, declare, lay_out, rule_text, square, write, write_parks
from views.faces import ExactStore
from views.store import Whole

DAY = date(2026, 11, 26)
SAME = [
    "verdict",
    "overlap_area_ha",
    "distance_m",
    "certainty",
    "zone_ids",
    "sentence_vi",
    "reason_vi",
    "site_share",
]
CANAL = """
[[layer]]
id = "canal"
family = "canal"
name_vi = "Kênh"
name_en = "Canal"
file = "canal.gpkg"
id_field = "zone"
geometry = "line"
group = "water"
"""


def widen(folder):
    """Give the small province a park, a canal, a plan rule and a rule about other projects."""
    rules = [
        rule_text("PARK-01", "park", more="near_m = 50.0", severity="critical"),
        rule_text("CANAL-01", "canal", "distance", more="distance_m = 20.0\nnear_m = 40.0"),
        rule_text("PLAN-01", "landuse", more="except_planned_code = true", severity="medium"),
        rule_text("PRJ-01", "sites", severity="medium"),
    ]
    declare(folder, layers=PARK + CANAL, rules="".join(rules))
    write_parks(folder, square(6000, 6000, 1000))
    line = shapely.LineString([(EAST + 6000, NORTH + 3000), (EAST + 9000, NORTH + 3000)])
    write(folder / "canal.gpkg", {"zone": ["c1"]}, [line])
    names = {"site_id": ["S1", "S3"], "name": ["Một", "Ba"], "planned_code": "ODT"}
    write(folder / "sites.gpkg", names, [square(950, 100), square(7000, 7000)])
    return open_province(folder)


@pytest.fixture(scope="module")
def wide(tmp_path_factory):
    """Return the wider province, made once."""
    return widen(lay_out(tmp_path_factory.mktemp("wide")))


@pytest.fixture(scope="module")
def whole(wide):
    return check_province(wide, DAY)


@pytest.fixture(scope="module")
def seen(wide):
    return Whole(wide, "state").told


@pytest.fixture(scope="module")
def told(seen):
    return make_ready(seen, DAY)


@pytest.fixture(scope="module")
def exact(wide):
    return make_ready(ExactStore(Whole(wide, "state"), (), "session"), DAY)


FOOTPRINTS = {
    "rice and forest": square(960, 300),
    "park": square(5950, 6400),
    "near the park": square(5880, 6600),
    "canal": square(7000, 3010),
    "other project": square(7050, 7050),
    "defence": square(1500, 1500),
    "open land": square(8000, 5000),
    "beyond the province": square(9950, 5000),
    "two parts": shapely.union_all([square(100, 100), square(5950, 6800)]),
}
HOSTILE = {
    "across the border": square(9900, 5000, 100.02),
    "outside": square(12000, 5000),
    "in the block, far from any zone": square(1250, 1250, 50),
    "round the park": square(5000, 5000, 3000).difference(square(6000, 6000, 1000)),
    "round the park, a metre off": square(5000, 5000, 3000).difference(square(5999, 5999, 1002)),
    "a corner of the park": square(5900, 5900),
    "a millimetre of the park": square(5900.001, 6400),
    "a thread through the park": square(5900, 6400, 1200, 0.01),
    "a side of the park": square(5900, 6400),
}
"""These overlap one another: what is said of other projects is not compared."""


@pytest.fixture(scope="module")
def checked(wide, whole):
    """Return the findings of the same footprints as projects of the province, told and exact."""
    found = {True: [], False: []}
    own = whole.sites[["site_id", "name", "planned_code", "geometry"]]
    for shapes in (FOOTPRINTS, HOSTILE):
        columns = {"site_id": list(shapes), "name": "", "planned_code": "ODT"}
        more = gpd.GeoDataFrame(columns, geometry=list(shapes.values()), crs=wide.crs)
        sites = pd.concat([own, more], ignore_index=True)
        result = check(sites, whole.layers_used, whole.rules, wide, DAY)
        found[False].append(result.findings)
        found[True].append(told_check(result, wide).findings)
    return {is_told: pd.concat(frames) for is_told, frames in found.items()}


@pytest.mark.parametrize("name", [*FOOTPRINTS, *HOSTILE])
@pytest.mark.parametrize("is_told", [True, False])
def test_a_footprint_is_told_what_a_project_there_is_told(name, is_told, told, exact, checked):
    trial = try_ready(told if is_told else exact, (FOOTPRINTS | HOSTILE)[name], "ODT")
    rows = pd.DataFrame([found.row for found in trial.found]).set_index("rule_id")
    expected = checked[is_told].query("site_id == @name").set_index("rule_id").reindex(rows.index)
    left_out = (rows.index == "DEF-01") & is_told | (rows.index == "PRJ-01") & (name in HOSTILE)
    pd.testing.assert_frame_equal(
        rows.loc[~left_out, SAME].astype(object).replace({np.nan: None}),
        expected.loc[~left_out, SAME].astype(object).replace({np.nan: None}),
    )
    if is_told:
        assert rows.loc["DEF-01", ["verdict", "reason_vi"]].tolist() == ["not_checked", ASK_SEPARATELY[1]]


def test_the_areas_by_code_and_what_is_missing_add_up_to_the_footprint(told, exact):
    shape = shapely.union_all([square(900, 900, 400), square(3000, 3000)])
    (land,) = try_ready(exact, shape).lands
    assert {code: round(ha, 9) for code, ha in land.area_ha.items()} == {
        "CQP": 9.0, "RPH": 3.0, "ODT": 3.0, "LUC": 1.0
    }  # fmt: skip
    assert (round(land.uncovered_ha, 9), land.hidden_ha, round(land.total_ha, 9)) == (1.0, 0.0, 17.0)
    (land,) = try_ready(told, shape).lands
    assert "CQP" not in land.area_ha
    assert {code: round(ha, 9) for code, ha in land.area_ha.items()} == {"RPH": 3.0, "ODT": 3.0, "LUC": 1.0}
    assert (round(land.hidden_ha, 9), round(land.uncovered_ha, 9), round(land.total_ha, 9)) == (
        9.0,
        1.0,
        17.0,
    )


def test_a_footprint_without_planned_code_says_which_rule_cannot_be_judged(told):
    trial = try_ready(told, square(100, 100))
    plan = next(found for found in trial.found if found.rule.id == "PLAN-01")
    assert plan.verdict is Verdict.NOT_CHECKED
    assert "chưa có" in plan.row["reason_vi"]
    assert {found.rule.id for found in trial.undecided} >= {"PLAN-01", "DEF-01"}


def test_what_lies_about_a_footprint(told):
    trial = try_ready(told, square(6920, 7050, 100), "ODT")
    assert [(part.id, part.area_ha) for part in trial.projects] == [("S3", pytest.approx(0.1))]
    assert [(part.name, part.area_ha) for part in trial.communes] == [("Phường Đông", pytest.approx(1.0))]
    (park,) = trial.nearest
    assert (park.zone_name, park.distance_m) == ("Vườn A", pytest.approx(50.0))
    assert trial.consultees("vi") == ("Cơ quan thử",)


def test_the_part_inside_a_setback(told):
    trial = try_ready(told, square(7000, 3010), "ODT")
    canal = next(found for found in trial.found if found.rule.id == "CANAL-01")
    assert canal.setback.area_m2 == pytest.approx(10 * 100, abs=1)


def test_nothing_of_restricted_land_is_in_an_answer(told):
    # Both lie under the squares, one of them on defence land.
    on, beside = (try_ready(told, shape, "ODT") for shape in (square(1800, 1800), square(2050, 2050)))
    assert on.touches_hidden
    assert {f.rule.id: f.row["sentence_vi"] for f in on.found} == {
        f.rule.id: f.row["sentence_vi"] for f in beside.found
    }
    assert all(one.layer.id != "defence" for one in on.nearest)


def test_a_line_needs_a_width_and_becomes_a_band(seen):
    line = shapely.LineString([(EAST + 5900, NORTH + 6500), (EAST + 6100, NORTH + 6500)])
    with pytest.raises(TrialError, match="width"):
        try_footprint(seen, line, DAY)
    trial = try_footprint(seen, line, DAY, width_m=20.0)
    park = next(found for found in trial.found if found.rule.id == "PARK-01")
    assert (trial.area_ha, park.row["overlap_area_ha"]) == (pytest.approx(0.4), pytest.approx(0.2))


@pytest.mark.parametrize(
    "wkt",
    [
        "POLYGON ((0 0, 10 10, 10 0, 0 10, 0 0))",
        "POLYGON EMPTY",
        "POLYGON ((0 0, 10 0, 20 0, 0 0))",
        "POLYGON ((0 0, 1e9 0, 1e9 1e9, 0 0))",
        "GEOMETRYCOLLECTION (POINT (0 0), POLYGON ((0 0, 10 0, 10 10, 0 0)))",
        "LINESTRING (0 0, 0 0)",
    ],
)
def test_what_is_no_footprint_is_refused(wkt):
    with pytest.raises(TrialError):
        footprint_of(shapely.from_wkt(wkt), 10.0)


def test_a_shape_goes_to_degrees_and_back_to_a_micrometre(wide):
    shape = square(5950, 6400)
    again = from_display(to_lon_lat(shape, wide), wide)
    assert shapely.hausdorff_distance(shape, again) < 1e-6


def test_the_smallest_shift_and_trim_clear_the_park_and_are_checked(told):
    trial = try_ready(told, square(5930, 6400), "KKT")
    assert [found.rule.id for found in trial.of(Verdict.CONFLICT)] == ["PARK-01"]
    offered = suggest(told, trial)
    assert np.hypot(*offered.shift.shift_m) == pytest.approx(30.0, abs=0.1)
    assert offered.trim.given_up_ha == pytest.approx(0.3)
    for one in (offered.shift, offered.trim):
        assert (one.cleared, one.left) == (("PARK-01",), ())
        assert one.trial.of(Verdict.CONFLICT) == ()


def test_what_cannot_be_cleared_stays_and_is_named(told):
    # Inside the park for most, and wholly on another project: only the heavier conflict can be cleared.
    project = square(6950, 6950, 200)
    trial = try_ready(told, project.intersection(square(6980, 6900, 120, 220)), "KKT")
    assert {found.rule.id for found in trial.of(Verdict.CONFLICT)} == {"PARK-01", "PRJ-01"}
    trim = suggest(told, trial).trim
    assert "PARK-01" in trim.cleared
    assert set(trim.left) == {"PARK-01", "PRJ-01"} - set(trim.cleared)


def test_no_shift_leads_onto_withheld_squares(told):
    # Wet rice land ends at 1000 m; the nearest free land is under the withheld squares.
    trial = try_ready(told, square(400, 400, 80), "KKT")
    shift = suggest(told, trial).shift
    assert shift is None or not shift.trial.touches_hidden


def test_no_suggestion_is_made_of_an_exact_view(exact):
    with pytest.raises(TrialError, match="exact"):
        suggest(exact, try_ready(exact, square(5930, 6400)))


def test_the_codes_are_those_of_the_province(told, wide):
    assert told.codes == read_codes(wide.path(wide.codes))
