"""What a trial does not know it says: rows and layers that are not there, days without rules, ways out."""

from __future__ import annotations

from datetime import date

import pytest
import shapely

from layers.model import Verdict
from layers.province import open_province
from layers.trial import footprint
from layers.trial.ready import make_ready
from layers.trial.suggest import suggest
from layers.trial.trial import try_ready
from squares import PARK, declare, rule_text, square, write, write_parks
from views.faces import ExactStore
from views.store import Whole

DAY = date(2026, 11, 26)


@pytest.fixture
def parks(folder):
    """Return the small province with a park at its eastern border and a rule about it."""
    declare(folder, layers=PARK, rules=rule_text("PARK-01", "park", more="near_m = 50.0"))
    write_parks(folder, square(9800, 6000, 150, 1000))
    return folder


def ready(folder, *, exact=False, day=DAY):
    whole = Whole(open_province(folder), "state")
    return make_ready(ExactStore(whole, (), "session") if exact else whole.told, day)


def verdicts(made, shape):
    return {found.rule.id: str(found.verdict) for found in try_ready(made, shape, "KKT").found}


@pytest.mark.parametrize("exact", [True, False])
def test_where_rows_are_missing_no_rule_of_the_layer_is_clear_or_near(parks, exact):
    declare(parks, layers="missing_rows = 2\n")
    made = ready(parks, exact=exact)
    for shape in (square(7000, 7000), square(9780, 6400, 10)):
        assert verdicts(made, shape)["PARK-01"] == "not_checked"
    assert verdicts(made, square(9790, 6400))["PARK-01"] == "conflict"
    assert verdicts(made, square(7000, 7000))["RICE-01"] == "clear"
    (land,) = try_ready(made, square(7000, 7000)).lands
    assert land.is_whole
    assert [layer.id for layer in made.lacking({"protected"})] == ["park"]


def test_projects_are_found_although_no_rule_speaks_of_them(parks):
    made = ready(parks)
    assert "sites" not in {rule.layer for family in made.families for rule in family.family.rules}
    trial = try_ready(made, square(7050, 7050))
    assert [(part.id, part.area_ha) for part in trial.projects] == [("S3", pytest.approx(0.25))]


def test_projects_that_cannot_be_placed_are_counted(parks):
    names = {"site_id": ["S1", "S2"], "name": ["Một", "Hai"]}
    write(parks / "sites.gpkg", names, [square(950, 100), None])
    assert ready(parks).projects.unplaced == 1


def test_a_rule_about_projects_is_not_checked_where_projects_are_missing(parks):
    text = (parks / "province.toml").read_text(encoding="utf-8")
    lacking = text.replace('id_field = "site_id"', 'id_field = "site_id"\nmissing_rows = 1')
    (parks / "province.toml").write_text(lacking, encoding="utf-8")
    declare(parks, rules=rule_text("PRJ-01", "sites"))
    made = ready(parks)
    assert verdicts(made, square(5000, 5000))["PRJ-01"] == "not_checked"
    assert verdicts(made, square(7050, 7050))["PRJ-01"] == "conflict"


@pytest.mark.parametrize(("x", "sure"), [(9700, True), (2600, False)])
def test_the_nearest_zone_is_not_sure_where_withheld_squares_are_nearer(parks, x, sure):
    (nearest,) = try_ready(ready(parks), square(x, 2000)).nearest
    assert (nearest.layer.id, nearest.is_sure) == ("park", sure)


def test_on_a_day_before_any_rule_nothing_was_checked(folder):
    text = (folder / "rules.toml").read_text(encoding="utf-8")
    dated = text.replace("[[rule]]", "[[rule]]\neffective_from = 2026-01-01")
    (folder / "rules.toml").write_text(dated, encoding="utf-8")
    trial = try_ready(ready(folder, day=date(2025, 6, 1)), square(500, 500))
    assert (trial.found, trial.worst) == ((), Verdict.NOT_CHECKED)


def test_between_two_periods_of_a_layer_nothing_is_clear(folder):
    """The first ends, the second has not begun: on neither the footprint would be in conflict."""
    text = (folder / "province.toml").read_text(encoding="utf-8")
    first = 'id = "landuse"\nfamily = "landuse"'
    ended = text.replace(first, f"{first}\neffective_to = 2025-12-31")
    later = text[text.index('[[layer]]\nid = "landuse"') : text.index('[[layer]]\nid = "defence"')]
    later = later.replace(first, 'id = "later"\nfamily = "landuse"\neffective_from = 2027-01-01')
    (folder / "province.toml").write_text(f"{ended}\n{later}", encoding="utf-8")
    assert verdicts(ready(folder), square(7000, 7000))["RICE-01"] == "not_checked"
    assert verdicts(ready(folder, day=date(2025, 6, 1)), square(7000, 7000))["RICE-01"] == "clear"


def test_a_way_out_does_not_lead_out_of_the_province(parks):
    """The border is 50 m east of the park, the free land 150 m west of the footprint."""
    made = ready(parks)
    offered = suggest(made, try_ready(made, square(9850, 6400), "KKT"))
    assert offered.shift.shift_m == pytest.approx((-150, 0), abs=0.5)
    assert shapely.covered_by(offered.shift.trial.shape, square(0, 0, 10_000))
    assert offered.shift.trial.of(Verdict.CONFLICT) == ()


def test_nothing_is_offered_that_is_no_footprint(parks, monkeypatch):
    """A cut across its middle leaves two parts."""
    made = ready(parks)
    trial = try_ready(made, square(9700, 6400, 300, 40), "KKT")
    assert shapely.get_num_geometries(suggest(made, trial).trim.trial.shape) == 2
    monkeypatch.setattr(footprint, "MOST_PARTS", 1)
    assert suggest(made, trial).trim is None


def test_ways_out_depend_on_the_squares_and_not_on_what_lies_in_them(parks):
    """Nothing that is offered may measure restricted land."""
    write_parks(parks, square(2400, 1200, 200, 500))
    shape = square(2520, 1400, 120)
    offered = []
    for inside in (square(1000, 1000, 1000), square(1005, 1003, 990), square(1000, 1000, 1499)):
        write(parks / "defence.gpkg", {"zone": ["d1"]}, [inside])
        made = ready(parks)
        found = suggest(made, try_ready(made, shape, "KKT"))
        offered.append((found.shift and found.shift.shift_m, found.trim and found.trim.trial.shape.wkt))
    assert offered[0] == offered[1] == offered[2] != (None, None)
