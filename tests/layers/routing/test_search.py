"""Lines leave forbidden land, cost what they meet, and tell nothing of sealed land."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from covers import cover_of, squares_at

from layers.approved_cover import CoverFamily
from layers.province import open_province
from layers.routing import line as lines_of
from layers.routing.corners import close_corners
from layers.routing.errors import NoRouteError, PointError, WeightError
from layers.routing.fence import Fence
from layers.routing.line import Ends
from layers.routing.marks import KNOWN, Marked
from layers.routing.others import Search
from layers.routing.solve import cheapest
from layers.routing.squares import Grid
from layers.routing.told import routes_frame, routes_record
from layers.routing.weights import LEAST_COST
from routing_lands import at, route, with_park
from squares import EAST, NORTH, square

CORNER = [square(9000, 9000, 50)]
WALL = [square(5000, 0, 5, 8000)]
"""A strip of 5 m across four fifths of the province."""


def shape_of(found):
    return [(r.line.wkt, r.band.wkt, r.length_m, r.cost_m, r.staying_share, r.causes) for r in found.routes]


def test_a_free_line_is_straight_and_costs_its_length(folder):
    found = route(with_park(folder, [square(9000, 9000, 50)]), at(1010, 1020), at(7010, 1020))
    (best,) = found.routes
    assert best.length_m == pytest.approx(6000, abs=0.5)
    assert best.cost_m == best.length_m
    assert (best.causes, best.ask, best.dearer_share, best.shared_share) == ((), False, 0.0, 0.0)
    assert shapely.get_coordinates(best.line)[[0, -1]].tolist() == [
        [EAST + 1010, NORTH + 1020],
        [EAST + 7010, NORTH + 1020],
    ]
    assert best.band.covers(best.line)
    assert found.notes[0] == ("Assumed.", "Giả định.")


def test_a_wall_of_five_metres_is_gone_round(folder):
    found = route(with_park(folder, WALL), at(2000, 2000), at(8000, 2000))
    assert found.routes[0].line.disjoint(WALL[0])
    assert found.routes[0].length_m > 2 * 6000
    assert found.routes[0].band.disjoint(WALL[0])


def test_a_wall_from_side_to_side_leaves_no_line(folder):
    province = with_park(folder, [square(5000, -100, 5, 10_200)])
    with pytest.raises(NoRouteError, match="No line between these points"):
        route(province, at(2000, 2000), at(8000, 2000))


def test_no_line_slips_through_a_wall_of_corners(folder):
    stairs = [square(100 * k + 1, 9900 - 100 * k + 1, 98) for k in range(100)]
    # Each square touches only its own cells; neighbours meet at a corner that a line could slip through.
    with pytest.raises(NoRouteError):
        route(with_park(folder, stairs), at(1000, 1000), at(9000, 9000), cell_m=100.0)


def test_a_line_by_way_of_a_place_passes_it(folder):
    found = route(with_park(folder, WALL), at(2000, 2000), at(4000, 2000), via=(at(3000, 6000),))
    best = found.routes[0]
    assert best.line.distance(shapely.Point(EAST + 3000, NORTH + 6000)) == 0
    assert best.length_m > 8000


def test_what_is_avoided_is_measured_on_the_line(folder):
    parcels = {
        "ODT": [square(0, 0, 4000, 10_000), square(6000, 0, 4000, 10_000)],
        "LUC": [square(4000, 0, 2000, 10_000)],
    }
    province = with_park(folder, [square(9000, 9000, 50)], parcels=parcels)
    found = route(province, at(2010, 5020), at(8010, 5020))
    (cause,) = found.routes[0].causes
    assert (cause.class_id, cause.ask, cause.codes) == ("rice", True, ("LUA",))
    told = routes_frame(found, province).iloc[0]
    assert (told["causes_vi"], told["causes_en"]) == ("Lúa: 2,00 km", "Rice: 2.00 km")
    assert cause.length_m == pytest.approx(2000, abs=1)
    assert cause.cost_m == pytest.approx(3 * cause.length_m)
    assert found.routes[0].cost_m == pytest.approx(6000 + 6000, abs=5)


def test_land_of_unknown_use_is_never_free(folder):
    parcels = {"ODT": [square(0, 0, 4000, 10_000), square(6000, 0, 4000, 10_000)]}
    found = route(
        with_park(folder, [square(9000, 9000, 50)], parcels=parcels), at(2010, 5020), at(8010, 5020)
    )
    (cause,) = found.routes[0].causes
    assert (cause.class_id, cause.ask) == ("unknown", True)
    assert cause.length_m == pytest.approx(2000, abs=1)


def test_alternatives_differ_and_are_free_too(folder):
    zone = square(3000, 3000, 4000)
    found = route(with_park(folder, [zone]), at(1000, 5000), at(9000, 5000), lines=3)
    assert len(found.routes) == 3
    for other in found.routes:
        assert other.line.disjoint(zone)
        assert other.shared_share <= 0.5
        assert 0 <= other.staying_share <= 1
    first, second = (r.line for r in found.routes[:2])
    assert shapely.intersection(second, shapely.buffer(first, 500)).length / second.length == pytest.approx(
        found.routes[1].shared_share
    )
    assert [r.dearer_share for r in found.routes] == sorted(r.dearer_share for r in found.routes)


def test_the_same_question_has_the_same_answer_also_from_the_kept_surface(folder):
    province = with_park(folder, WALL)
    first = route(province, at(2000, 2000), at(8000, 2000), lines=2)
    kept = list((folder / ".ranh").glob("surface-*/arrays.json"))
    assert len(kept) == 1
    assert shape_of(route(province, at(2000, 2000), at(8000, 2000), lines=2)) == shape_of(first)
    (kept[0].parent / "kind.npy").write_bytes(b"damaged")
    assert shape_of(route(province, at(2000, 2000), at(8000, 2000), lines=2)) == shape_of(first)


@pytest.mark.parametrize(
    ("place", "words"),
    [
        (at(-500, 100), "outside the province"),
        (at(5002, 3000), "no line may go"),
        (at(2010, 2010), "one cell of 50 m"),
        ("Nơi Không Có", "no place here"),
        ("200,nan", "no place here"),
    ],
)
def test_a_point_that_cannot_be_used_is_told_in_a_sentence(folder, place, words):
    with pytest.raises(PointError, match=words) as told:
        route(with_park(folder, WALL), at(2020, 2020), place)
    assert told.value.vi


def test_a_point_close_to_forbidden_land_is_joined(folder):
    found = route(with_park(folder, WALL), at(4990, 3010), at(2000, 2000))
    assert found.routes[0].line.coords[0] == (EAST + 4990, NORTH + 3010)
    assert found.routes[0].line.disjoint(WALL[0])


def test_a_commune_and_degrees_are_places(folder):
    found = route(with_park(folder, WALL), "Tây", "103.07,22.18")
    assert [place.text for place in found.places] == ["Xã Tây", "103.07,22.18"]
    assert square(0, 0, 5000, 10_000).covers(shapely.Point(found.routes[0].line.coords[0]))


def test_who_may_see_defence_land_goes_round_it_and_nothing_is_kept(folder):
    zone = square(4000, 4000, 1500)
    province = with_park(folder, [square(9000, 9000, 50)], defence=zone)
    found = route(province, at(2000, 4700), at(8000, 4700), exact=True)
    assert found.routes[0].line.disjoint(zone)
    assert found.is_exact
    assert not (folder / ".ranh").exists()


def test_sealed_land_within_the_same_squares_changes_nothing(folder, tmp_path_factory):
    answers = []
    for zone in (square(4010, 4010, 400), shapely.Point(EAST + 4250, NORTH + 4250).buffer(30)):
        place = tmp_path_factory.mktemp("swap")
        for file in folder.iterdir():
            (place / file.name).write_bytes(file.read_bytes())
        province = with_park(place, WALL, defence=zone)
        found = route(province, at(2000, 2000), at(8000, 2000), lines=2)
        answers.append((shape_of(found), found.notes))
    assert answers[0] == answers[1]
    assert "Defence and security land is known here by squares alone" in answers[0][1][-1][0]


def covered(folder, defence):
    """Return the province with an approved cover across the straight way, and sealed land that it stands for."""
    province = with_park(folder, [square(9000, 9000, 50)], defence=defence)
    squares = squares_at(*((x, y) for x in (4000, 4500) for y in range(0, 10_000, 500)))
    family = CoverFamily(squares=squares)
    return province.model_copy(update={"cover": cover_of({"defence": family}), "needs_cover": True})


def test_squares_of_the_cover_are_never_clear_and_what_they_hide_changes_nothing(folder, tmp_path_factory):
    answers = []
    for zone in (square(4010, 10, 400), square(4500, 7000, 490, 2000)):
        place = tmp_path_factory.mktemp("swap")
        for file in folder.iterdir():
            (place / file.name).write_bytes(file.read_bytes())
        found = route(covered(place, zone), at(2000, 5020), at(8000, 5020))
        answers.append((shape_of(found), found.notes))
    assert answers[0] == answers[1]
    causes = {cause.class_id: cause for cause in answers[0][0][0][5]}
    assert causes["cover"].ask
    assert causes["cover"].length_m == pytest.approx(1000, abs=30)
    assert causes["cover"].cost_m == pytest.approx(9 * causes["cover"].length_m)


@pytest.mark.parametrize("seed", range(3))
def test_the_narrowed_search_finds_what_the_whole_grid_holds(seed):
    draw = np.random.default_rng(seed)
    costs = draw.choice([1.0, 1.5, 3.0, 6.0, 12.0], size=(40, 40)).repeat(6, axis=0).repeat(6, axis=1)
    costs[draw.random(costs.shape) < 0.05] = -1
    costs = np.where(close_corners(costs < 0), -1.0, costs)
    costs[[3, 230], [3, 230]] = 1.0
    cells = ((3, 3), (230, 230))
    grid = Grid(west=0.0, south=0.0, cell_m=50.0, shape=costs.shape)
    fence = Fence(
        zones=np.zeros(0, dtype=object), keep_m=np.zeros(0), extent=shapely.box(-50, -50, 13_000, 13_000)
    )
    ends = Ends(points=grid.middles(np.array(cells)), cells=cells)
    search = Search(costs=costs, ends=ends, fence=fence, grid=grid, band_share=0.02)
    assert search.best().cost_m == pytest.approx(cheapest(costs, cells, 50.0).cost_m)


def test_a_touch_that_cells_do_not_show_is_repaired(folder, monkeypatch):
    province = with_park(folder, WALL)
    monkeypatch.setattr("layers.routing.land.Marked", lambda **of: Marked(**of | {"bit": KNOWN}))
    found = route(province, at(2000, 7500), at(8000, 7500))
    assert found.routes[0].line.disjoint(WALL[0])
    monkeypatch.setattr(lines_of, "TRIES", 1)
    with pytest.raises(NoRouteError):
        route(province, at(2000, 7500), at(8000, 7500))


def test_a_way_point_that_is_shut_in_is_no_way(folder):
    ring = square(3000, 3000, 2000).difference(square(3100, 3100, 1800))
    province = with_park(folder, [ring])
    with pytest.raises(NoRouteError):
        route(province, at(1000, 1000), at(9000, 9000), via=(at(4000, 4000),))
    assert route(province, at(3300, 3300), at(4700, 4700)).routes[0].line.disjoint(ring)


def test_a_commune_whose_middle_is_shut_in_is_left_from_elsewhere(folder):
    middle = square(0, 0, 5000, 10_000).representative_point()
    ring = shapely.difference(middle.buffer(600), middle.buffer(400))
    found = route(with_park(folder, [ring]), "Tây", at(9000, 9000))
    assert found.routes[0].line.disjoint(middle.buffer(600))


def test_records_and_rows_have_the_same_figures(folder):
    province = with_park(folder, WALL)
    found = route(province, at(2000, 2000), at(8000, 2000))
    record, frame = routes_record(found, province), routes_frame(found, province)
    assert frame["what"].tolist() == ["line", "band"]
    assert record["routes"][0]["length_km"] == frame["length_km"].iloc[0]
    assert len(record["routes"][0]["lonlat"]) == len(found.routes[0].line.coords)
    assert frame.crs.to_epsg() == 9205


def test_weights_that_do_not_fit_are_refused(folder):
    province = with_park(folder, WALL)
    text = (folder / "route_weights.toml").read_text(encoding="utf-8")
    for wrong in (
        text.replace("factor = 4.0", "factor = 0.5"),
        text + "\nmore = 1",
        text.replace('layer = "park"', 'rule = "X-1"'),
    ):
        (folder / "route_weights.toml").write_text(wrong, encoding="utf-8")
        with pytest.raises(WeightError):
            route(province, at(2000, 2000), at(8000, 2000))


def preferred(name, factor=0.3):
    words = f'id = "{name}"\nname_vi = "{name}"\nname_en = "{name}"\ntreatment = "prefer"\n'
    return f'\n[[class]]\n{words}factor = {factor}\nlayer = "landuse"\ncodes = ["ODT"]\n'


def test_land_that_is_preferred_several_times_is_not_free(folder):
    with_park(folder, CORNER)
    file = folder / "route_weights.toml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text + preferred("road") + preferred("town"), encoding="utf-8")
    best = route(open_province(folder), at(2010, 5020), at(8010, 5020)).routes[0]
    assert best.length_m == pytest.approx(6000, abs=5)
    assert best.cost_m == pytest.approx(LEAST_COST * best.length_m)
    causes = {cause.class_id: cause for cause in best.causes}
    assert causes["least"].cost_m == pytest.approx(0.45 * best.length_m)
    assert best.length_m + sum(cause.cost_m for cause in best.causes) == pytest.approx(best.cost_m)


def test_land_that_is_preferred_and_avoided_costs_what_both_say(folder):
    with_park(folder, CORNER, parcels={"ODT": [square(0, 0, 10_000)], "LUC": [square(0, 0, 10_000)]})
    file = folder / "route_weights.toml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text + preferred("road") + preferred("town"), encoding="utf-8")
    best = route(open_province(folder), at(2010, 5020), at(8010, 5020)).routes[0]
    assert best.cost_m == pytest.approx((1 + 3 - 1.4) * best.length_m)
    assert "least" not in [cause.class_id for cause in best.causes]


def test_the_first_line_is_the_cheapest_also_where_cells_miss_what_lines_meet(folder):
    # Rice in strips of 10 m along the edges of cells, whose middles do not lie in it.
    strips = [square(2500 + 50 * k - 5, 4600, 10, 800) for k in range(100)]
    province = with_park(folder, CORNER, parcels={"ODT": [square(0, 0, 10_000)], "LUC": strips})
    found = route(province, at(2010, 5020), at(8010, 5020), lines=3)
    costs = [one.cost_m for one in found.routes]
    assert len(costs) > 1
    assert costs == sorted(costs)
    assert [one.number for one in found.routes] == list(range(1, len(costs) + 1))
    assert [one.dearer_share for one in found.routes] == pytest.approx([c / costs[0] - 1 for c in costs])
    first, second = (one.line for one in found.routes[:2])
    assert found.routes[0].shared_share == 0
    near = shapely.intersection(second, shapely.buffer(first, 500))
    assert found.routes[1].shared_share == pytest.approx(near.length / second.length)
