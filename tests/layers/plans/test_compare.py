"""Plans against plans: what does not fit, how certain that is, and what was not compared."""

from datetime import date

import pytest
import shapely
from plan_squares import DECIDED, FIT, far, layer, write_zones

from layers.corridor.seen import FolderSeen
from layers.model import Certainty
from layers.plans.compare import compare
from layers.plans.errors import PlanError
from layers.plans.fit import Fit, read_fit
from layers.plans.gap import Missing
from layers.plans.meet import State
from layers.plans.own import own_communes
from layers.plans.reports import compared_report
from layers.province import open_province
from squares import declare, square, write
from views.store import Whole

DAY = date(2026, 11, 26)
OPEN = ("landuse_plan", "urban_plan")


def seen(folder, *, is_exact=False):
    return FolderSeen(whole=open_province(folder), is_exact=is_exact)


def rows(found):
    """Return (lower zone, upper zone, state, ha, certainty) of all pairs with two zones."""
    return [
        (
            one.lower.zones["zone_id"].iloc[one.zone],
            one.upper.zones["zone_id"].iloc[one.upper_zone],
            str(one.state),
            round(one.area_ha, 4),
            str(one.certainty),
        )
        for one in found.clashes
        if one.upper is not None
    ]


def test_zones_whose_uses_do_not_fit_or_are_not_known_to(plans):
    found = compare(seen(plans, is_exact=True), DAY, names=OPEN)
    assert rows(found) == [
        ("homes", "a", "misfit", 9.0, "certain"),
        ("west", "w", "misfit", 4.0, "certain"),
        ("sliver", "a", "misfit", 0.32, "within_map_error"),
        ("no-code", "b", "unclear", 1.0, "certain"),
        ("broad", "a", "unclear", 1.0, "certain"),
    ]
    (meeting,) = found.meetings
    fits_ha = 40 * 29.2 / 100 + 4 + 6  # sliver on homes, beside, noise
    sums = (meeting.fits_ha, meeting.misfit_ha, meeting.unclear_ha)
    assert sums == pytest.approx((fits_ha, 13.32, 2.0), abs=1e-4)
    assert (meeting.noise, meeting.is_sure, found.gaps, found.is_whole, found.has_misfit) == (
        1,
        True,
        (),
        False,
        True,
    )
    assert meeting.common_days == (date(2026, 1, 1), date(2030, 12, 31))
    table = compared_report(found, seen(plans)).rows
    assert table["lower_decision_number"].tolist()[0] == "7/QĐ-TTg"
    assert (table["upper_decision_date"][0], table["upper_version"][0]) == ("2024-11-29", "2026-2030")
    assert table.geometry.area.round(2).tolist()[:3] == [90000.0, 40000.0, 3200.0]


def test_whoever_states_no_accuracy_gets_no_certainty(plans):
    text = (plans / "province.toml").read_text(encoding="utf-8")
    head, _, tail = text.rpartition('id = "urban"')
    (plans / "province.toml").write_text(
        f'{head}id = "urban"{tail.replace("accuracy_m = 10.0", "", 1)}', "utf-8"
    )
    found = compare(seen(plans, is_exact=True), DAY, names=OPEN)
    assert {one.certainty for one in found.clashes} == {Certainty.NOT_STATED}


def test_only_what_is_in_force_on_the_day_is_compared(plans):
    def versions(day):
        found = compare(seen(plans, is_exact=True), day, names=OPEN)
        return [(one.lower.layer.id, one.upper.layer.id, one.common_days) for one in found.meetings]

    first = ("urban", "plan1", (date(2024, 7, 1), date(2025, 12, 31)))
    assert versions(date(2025, 12, 31)) == [first]
    assert versions(date(2026, 1, 1)) == [("urban", "plan2", (date(2026, 1, 1), date(2030, 12, 31)))]
    assert versions(date(2024, 6, 30)) == []
    gaps = compare(seen(plans, is_exact=True), date(2031, 1, 1), names=OPEN).gaps
    assert [(one.why, one.what) for one in gaps] == [
        (Missing.NOT_IN_FORCE, "landuse_plan"),
        (Missing.NO_PARTNER, ""),
    ]


def test_versions_of_one_family_in_force_together_are_compared_too(plans):
    declare(plans, layers=layer("urban2", "urban_plan", more=DECIDED))
    write_zones(plans, "urban2", {"u": ("LUC", far(600, 300, 100))})
    found = compare(seen(plans, is_exact=True), DAY, names=("urban_plan",))
    assert [(row[0], row[1], row[3]) for row in rows(found)] == [("u", "homes", 1.0)]


def test_a_restricted_plan_takes_part_exactly_or_as_squares_and_no_other_way(plans):
    exact = compare(seen(plans, is_exact=True), DAY)
    assert ("under", "q1", "misfit", 100.0, "certain") in rows(exact)
    assert [one.restricted for one in exact.clashes if one.area_ha == 100.0] == [True]
    told = compare(seen(plans), DAY)
    asks = [
        (one.lower.zones["zone_id"].iloc[one.zone], one.upper, one.area_ha, one.shape) for one in told.asks
    ]
    assert asks == [("edge", None, None, None)]  # "under" lies under the squares and is not there at all
    assert {row[:2] for row in rows(told)} == {row[:2] for row in rows(exact)} - {
        ("under", "q1"),
        ("edge", "q1"),
    }
    assert [one.why for one in told.gaps] == [Missing.WITHHELD]
    assert (told.is_whole, told.asks[0].state) == (False, State.ASK)
    words = str({name: table.to_dict() for name, table in compared_report(told, seen(plans)).tables.items()})
    assert "q1" not in words
    assert "defence" not in words


def test_what_is_told_does_not_depend_on_where_in_its_squares_restricted_land_lies(plans):
    def told():
        report = compared_report(compare(seen(plans), DAY), seen(plans))
        return {name: table.to_json() for name, table in report.tables.items()}

    before = told()
    bent = shapely.Polygon([*square(1000, 1000, 1000).exterior.coords[:-1], (501_500, 2_451_400)])
    write(plans / "defence_plan.gpkg", {"zone": ["q1"]}, [bent])
    assert told() == before


def test_a_face_of_the_page_and_the_command_say_the_same(plans):
    face = Whole(open_province(plans), "state").told
    tables = [compared_report(compare(one, DAY), one).tables for one in (face, seen(plans))]
    assert [table.to_json() for table in tables[0].values()] == [
        table.to_json() for table in tables[1].values()
    ]


def test_own_communes_alone(plans):
    one = seen(plans, is_exact=True)
    own = own_communes(one, ["01"], DAY)
    assert [row[0] for row in rows(compare(one, DAY, names=OPEN, within=own.area))] == ["west"]
    east = own_communes(one, ["02"], DAY)
    assert "west" not in {row[0] for row in rows(compare(one, DAY, names=OPEN, within=east.area))}
    with pytest.raises(PlanError):
        own_communes(one, ["99"], DAY)
    with pytest.raises(PlanError):
        own_communes(one, [], DAY)


def whys(folder, **asked):
    return [(one.why, one.what) for one in compare(seen(folder, is_exact=True), DAY, **asked).gaps]


def test_what_is_missing_is_told(plans):
    flat = shapely.Polygon([(506_000, 2_455_000), (506_400, 2_455_000), (506_800, 2_455_000)])
    write(plans / "plan2.gpkg", {"zone": ["a", "x"], "code": ["LUC", "LUC"]}, [far(0, 0, 3000), flat])
    text = (plans / "province.toml").read_text(encoding="utf-8")
    text = text.replace('id = "urban"\n', 'id = "urban"\nmissing_rows = 2\n')
    (plans / "province.toml").write_text(text, encoding="utf-8")
    assert whys(plans, names=OPEN) == [
        (Missing.BROKEN, "plan2"), (Missing.ROWS, "urban"), (Missing.BEYOND, "urban"),
    ]  # fmt: skip
    (plans / "plan2.gpkg").write_bytes(b"nothing")
    assert whys(plans, names=OPEN) == [
        (Missing.UNREAD, "plan2"), (Missing.ROWS, "urban"), (Missing.NO_PARTNER, ""),
    ]  # fmt: skip
    (plans / "province.toml").write_text(text.replace('family = "urban_plan"', 'family = "other"'), "utf-8")
    assert (Missing.NO_LAYER, "urban_plan") in whys(plans)
    lines = text.replace('family = "urban_plan"', 'family = "urban_plan"\ngeometry = "line"')
    (plans / "province.toml").write_text(lines, encoding="utf-8")
    write(
        plans / "urban.gpkg",
        {"zone": ["l"], "code": ["ODT"]},
        [shapely.LineString(far(0, 0, 100).exterior.coords)],
    )
    assert (Missing.NO_AREA, "urban") in whys(plans)


def test_codes_from_a_column_and_zones_that_plan_nothing(plans):
    by = 'codes_by = { field = "kind", codes = { Homes = "ODT", buffer = "" } }\n'
    (plans / "plan_fit.toml").write_text(FIT.replace('level = "urban"\n', f'level = "urban"\n{by}'), "utf-8")
    shapes = [far(100 * place, 0, 50) for place in range(3)]
    write(
        plans / "urban.gpkg",
        {"zone": ["h", "b", "x"], "kind": ["homes ", "buffer", "new"], "code": ["", "", ""]},
        shapes,
    )
    assert [(row[0], row[2]) for row in rows(compare(seen(plans, is_exact=True), DAY, names=OPEN))] == [
        ("h", "misfit"), ("x", "unclear"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("code", "on", "fit"),
    [
        ("LUC", "LUC", Fit.FITS), ("LUC", "NNP", Fit.FITS), ("NNP", "LUC", Fit.UNCLEAR),
        ("ODT", "LUC", Fit.MISFIT), ("LUC", "ODT", Fit.MISFIT), ("RPH", "LUC", Fit.UNCLEAR),
        ("KKT", "ODT", Fit.UNCLEAR), ("", "", Fit.UNCLEAR), ("XX", "XX", Fit.UNCLEAR),
    ],
)  # fmt: skip
def test_what_no_table_names_is_unclear(plans, code, on, fit):
    one = seen(plans)
    assert read_fit(one.province, one.codes).of(code, on, one.codes).fit is fit


@pytest.mark.parametrize(
    "text",
    [
        "", "[[plan]]\nfamily = 1", FIT.replace('"CQP"', '"QQQ"'), FIT + FIT, FIT + "\nelse = 1\n",
        FIT.replace("urban_plan", "landuse_plan"),
    ],
)  # fmt: skip
def test_a_table_that_cannot_be_used_stops_the_comparison(plans, text):
    (plans / "plan_fit.toml").write_text(text, encoding="utf-8")
    with pytest.raises(PlanError):
        compare(seen(plans), DAY)


def test_single_layers_of_a_family(plans):
    declare(plans, layers=layer("urban2", "urban_plan", more=DECIDED))
    write_zones(plans, "urban2", {"u": ("LUC", far(600, 300, 100))})
    one = seen(plans, is_exact=True)
    assert [row[0] for row in rows(compare(one, DAY, names=("urban2", "urban")))] == ["u"]
    assert [row[0] for row in rows(compare(one, DAY, names=("urban2", "landuse_plan")))] == []
    assert whys(plans, names=("plan1", "urban")) == [
        (Missing.NOT_IN_FORCE, "landuse_plan"), (Missing.NO_PARTNER, ""),
    ]  # fmt: skip
    with pytest.raises(PlanError):
        compare(seen(plans), DAY, names=("defence",))


def test_an_unknown_family_and_no_table_at_all(plans):
    with pytest.raises(PlanError, match="no plan of this province"):
        compare(seen(plans), DAY, names=("roads",))
    (plans / "plan_fit.toml").unlink()
    with pytest.raises(PlanError, match=r"plan_fit\.toml"):
        compare(seen(plans), DAY)
