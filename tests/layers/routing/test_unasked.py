"""What lines could not be held against is told, stops the search where it forbids land, and is never clear."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from covers import cover_of, squares_at

from layers.approved_cover import CoverFamily
from layers.missing import rows_missing
from layers.province import open_province
from layers.routing.errors import NoRouteError, WeightError
from layers.routing.told import routes_frame, routes_record
from routing_lands import WEIGHTS, at, route, with_park
from squares import EAST, NORTH, PARK, square, write, write_parks

CORNER = [square(9000, 9000, 50)]
ACROSS = [square(5000, -100, 5, 10_200)]
"""A park from side to side."""
ENDS = at(2000, 5250), at(8000, 5250)
STRAIGHT = (
    "unknown_factor = 2.0\ncover_factor = 10.0",
    "unknown_factor = 1.0\ncover_factor = 1.1",
)
"""With these weights no detour is worth its length."""


def changed(folder, name, *swaps):
    """Change a file of the province and open it anew."""
    file = folder / name
    text = file.read_text(encoding="utf-8")
    for old, new in swaps:
        assert old in text
        text = text.replace(old, new)
    file.write_text(text, encoding="utf-8")
    return open_province(folder)


@pytest.mark.parametrize(
    "park", ["", PARK + "effective_to = 2020-01-01\n", PARK.replace("park.gpkg", "none.gpkg")]
)
def test_no_line_is_offered_where_forbidden_land_is_not_known(folder, park):
    with_park(folder, CORNER)
    province = changed(folder, "province.toml", (PARK, park))
    with pytest.raises(WeightError if "none" not in park else Exception) as told:
        route(province, *ENDS)
    assert getattr(told.value, "vi", "")


def test_a_layer_that_only_costs_may_be_absent_but_no_line_is_clear_of_it(folder):
    with_park(folder, CORNER)
    lakes = '[[class]]\nid = "lakes"\nname_vi = "Hồ"\nname_en = "Lakes"\ntreatment = "avoid"\nfactor = 2.0\n'
    file = folder / "route_weights.toml"
    file.write_text(file.read_text(encoding="utf-8") + lakes + 'layer = "lakes"\n', encoding="utf-8")
    province = open_province(folder)
    found = route(province, *ENDS)
    assert found.unasked == (("No layer 'lakes' is loaded.", "Chưa có lớp dữ liệu 'lakes'."),)
    assert set(found.unasked) <= set(found.notes)
    assert not routes_frame(found, province)["checked"].any()
    assert routes_record(found, province)["not_asked"][0]["en"] == "No layer 'lakes' is loaded."


def test_with_everything_known_there_is_no_doubt(folder):
    province = with_park(folder, CORNER)
    found = route(province, *ENDS)
    assert found.unasked == ()
    assert routes_frame(found, province)["checked"].all()
    assert not found.routes[0].ask


def test_rows_that_could_not_be_read_are_never_silent(folder):
    with_park(folder, CORNER)
    province = changed(folder, "province.toml", (PARK, PARK + "missing_rows = 3\n"))
    # In the words of a check and of a corridor.
    said = rows_missing(province.versions("park"))
    assert said[0].startswith("Park: 3 rows of the source")
    assert route(province, *ENDS).unasked == (said,)


def test_what_a_square_hides_of_forbidden_land_is_asked_about(folder):
    # A square of 500 m is cut out of the park: nobody may be told that the park is open there.
    province = with_park(folder, ACROSS, defence=square(5010, 5010, 20))
    found = route(province, *ENDS)
    causes = {cause.class_id: cause for cause in found.routes[0].causes}
    assert causes["cover"].ask
    assert causes["cover"].length_m > 0
    assert found.routes[0].ask
    assert "Withheld squares are entered by line 1" in found.unasked[0][0]
    with pytest.raises(NoRouteError):
        route(province, *ENDS, exact=True)


def test_squares_that_are_in_force_on_no_day_hide_as_well(folder):
    province = with_park(folder, ACROSS, defence=square(5010, 5010, 20))
    period = {"effective_from": "2001-01-01", "effective_to": "2002-01-01"}
    family = CoverFamily.model_validate({"squares": squares_at((5010, 5010)), "periods": [period]})
    province = province.model_copy(update={"cover": cover_of({"defence": family}), "needs_cover": True})
    found = route(province, *ENDS)
    assert "cover" in [cause.class_id for cause in found.routes[0].causes]
    assert found.unasked


def test_a_line_away_from_the_squares_is_in_no_doubt(folder):
    province = with_park(folder, CORNER, defence=square(5010, 9010, 20))
    assert route(province, at(2000, 1000), at(8000, 1000)).unasked == ()


def test_a_distance_may_reach_out_of_a_square(folder):
    with_park(folder, CORNER, defence=square(5010, 5010, 20))
    changed(folder, "route_weights.toml", ('layer = "park"', 'layer = "park"\nwithin_m = 700.0'))
    near = route(open_province(folder), at(2000, 4500), at(8000, 4500))
    assert "within 700 m of line 1" in near.unasked[0][0]
    assert route(open_province(folder), at(2000, 4000), at(8000, 4000)).unasked == ()


def test_an_end_within_a_square_is_no_clear_place(folder):
    province = with_park(folder, CORNER, defence=square(5010, 5010, 20))
    found = route(province, at(5200, 5200), at(8000, 5200))
    assert found.routes[0].ask
    assert found.unasked


def test_restricted_land_that_nothing_speaks_of_is_named(folder):
    with_park(folder, CORNER)
    more = WEIGHTS[WEIGHTS.index('[[class]]\nid = "defence"') :]
    more = more[: more.index('[[class]]\nid = "rice"')]
    more = more.replace('"defence"', '"security"').replace("Đất quốc phòng", "Đất an ninh")
    more = more.replace('"Defence"', '"Security"')
    file = folder / "route_weights.toml"
    file.write_text(file.read_text(encoding="utf-8") + more, encoding="utf-8")
    province = open_province(folder)
    ((en, vi),) = route(province, *ENDS).unasked
    assert en == "Nothing is known of Security: there is no layer of it and no square of a cover."
    assert "Đất an ninh" in vi
    with pytest.raises(WeightError, match="Security must not be crossed"):
        route(province, *ENDS, exact=True)


def test_a_line_over_land_of_unknown_use_is_in_doubt(folder):
    parcels = {"ODT": [square(0, 0, 4000, 10_000), square(6000, 0, 4000, 10_000)]}
    found = route(with_park(folder, CORNER, parcels=parcels), *ENDS)
    assert "Land of unknown use is crossed by line 1" in found.unasked[0][0]


def test_a_broken_zone_of_another_box_needs_another_surface(folder):
    # The hash of what is told of a layer stands for its sound zones alone.
    def flat(x):
        points = [(0, 0), (50, 50), (25, 25), (0, 0)]
        return shapely.Polygon([(EAST + x + a, NORTH + 3000 + b) for a, b in points])

    def asked(x):
        write_parks(folder, CORNER[0], flat(x))
        return route(open_province(folder), at(2000, 3020), at(8000, 3020)).routes[0]

    with_park(folder, CORNER)
    first = asked(4000)
    second = asked(6000)
    kept = {path.name for path in (folder / ".ranh").glob("surface-*")}
    assert first.line.distance(shapely.box(*flat(4000).bounds)) > 0
    assert second.line.distance(shapely.box(*flat(6000).bounds)) > 0
    assert len(kept) == 2


@pytest.mark.parametrize("kind", ["line", "point"])
def test_a_line_over_a_zone_without_area_has_somebody_to_ask(folder, kind):
    shape = shapely.LineString([(EAST + 5000, NORTH - 50), (EAST + 5000, NORTH + 10_050)])
    if kind == "point":
        points = [(EAST + 5000, NORTH + 25 + y) for y in np.arange(0, 10_000, 1.0)]
        shape = shapely.MultiPoint(points)
    layer = PARK.replace("park", "belt") + f'geometry = "{kind}"\n'
    with_park(folder, CORNER)
    with (folder / "province.toml").open("a", encoding="utf-8") as file:
        file.write(layer)
    write(folder / "belt.gpkg", {"zone": ["b"], "name": ["b"]}, [shape])
    belt = 'id = "belt"\nname_vi = "Vành đai"\nname_en = "Belt"\ntreatment = "avoid"\nfactor = 8.0\n'
    file = folder / "route_weights.toml"
    file.write_text(
        file.read_text(encoding="utf-8") + f'[[class]]\n{belt}layer = "belt"\nask = true\n', encoding="utf-8"
    )
    best = route(open_province(folder), *ENDS).routes[0]
    (cause,) = best.causes
    assert (cause.class_id, cause.ask) == ("belt", True)
    assert 1.5 < cause.length_m < 3.5
    assert best.ask


def test_land_of_unknown_use_beside_a_square_is_not_hidden_by_it(folder):
    # Line 1 enters a square, where nothing is known anyway, and later runs over land that nobody asked about.
    parcels = {"ODT": [square(0, 0, 7000, 10_000), square(7200, 0, 2800, 10_000)]}
    with_park(folder, CORNER, parcels=parcels, defence=square(5010, 5010, 20))
    province = changed(folder, "route_weights.toml", STRAIGHT)
    said = [en for en, _ in route(province, *ENDS).unasked]
    assert len(said) == 2
    assert said[0].startswith("Withheld squares are entered by line 1")
    assert said[1].startswith("Land of unknown use is crossed by line 1")


def test_in_a_square_alone_no_land_of_unknown_use_is_told(folder):
    with_park(folder, CORNER, defence=square(5010, 5010, 20))
    ((en, _),) = route(changed(folder, "route_weights.toml", STRAIGHT), *ENDS).unasked
    assert en.startswith("Withheld squares are entered by line 1")
