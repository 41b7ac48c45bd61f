"""Lines from A to B on the page: points that are communes, and what is said of whom to ask."""

from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import pytest
import shapely

from layers.routing.model import Asked, Routes
from layers.routing.places import Place
from layers.routing.weights import LandClass
from views.corridors import chosen, found_lines
from views.corridors.lines_table import BRIEF, causes_table, lines_table
from views.corridors.place_choice import Places, asked_place, spot_of, spot_words
from views.corridors.route_part import _points
from views.corridors.weights_choice import with_changes
from views.text import Text

VI = Text("vi")
ROUTE = SimpleNamespace(
    number=1, line=shapely.LineString([(540_000, 2_470_500), (541_000, 2_470_500)]),
    band=shapely.box(540_000, 2_470_400, 541_000, 2_470_600), length_m=1000.0, cost_m=1000.0,
    dearer_share=0.0, shared_share=0.0, staying_share=1.0, causes=(), ask=False, near_squares=False,
)  # fmt: skip
NOBODY = Places(words={"03388": "Xã"}, projects={"du-an:P1": (544_900.0, 2_470_500.0)})


def routes(*unasked, is_exact=False):
    return Routes(
        asked=Asked(start="a", goal="b", as_of=date(2026, 11, 26)), places=(), routes=(ROUTE,),
        notes=unasked, unasked=unasked, is_exact=is_exact,
    )  # fmt: skip


@pytest.mark.parametrize("code", ["03388", "1", "Pa Ủ"])
def test_a_commune_is_no_coordinates(code, store):
    assert spot_of(code, NOBODY, store) is None
    assert asked_place(code, NOBODY, store) == code


def test_points_on_the_map_are_those_with_coordinates(store, monkeypatch):
    said = {chosen.START: "03388", chosen.GOAL: "540500,2475500", chosen.VIA: "du-an:P1"}
    monkeypatch.setattr(chosen, "get", said.get)
    found = _points(store, NOBODY, None)
    assert [point["sign"] for point in found] == ["C", "B"]
    assert found[1]["at"] == pytest.approx([22.38, 103.39], abs=0.02)


def test_a_line_is_never_said_to_need_nobody_where_not_all_was_checked():
    assert lines_table(routes(), VI).rows[0][1] == VI("corridor.ask_none_known")
    doubtful = routes(("x", "x"))
    table = lines_table(doubtful, VI)
    assert table.rows[0][1] == VI("corridor.ask_not_checked")
    assert table.loud == {0}
    assert found_lines._facts(ROUTE, doubtful, VI)[-1][1] == VI("corridor.ask_not_checked")


def test_what_the_province_forbids_has_to_be_asked_about_under_any_weight():
    forest = LandClass(
        id="forest", name_vi="Rừng", name_en="Forest", treatment="forbidden", layer="protected"
    )
    weights = SimpleNamespace(
        classes=(forest,), model_copy=lambda update: SimpleNamespace(classes=update["classes"])
    )
    row = {"id": "forest", "treatment": "neutral", "factor": 1.0}
    assert with_changes(weights, [row]).classes[0].ask


def test_a_file_of_an_exact_view_says_so_at_its_head(store):
    def head(body):
        return body[: body.index(b'"features"')].decode()

    exact = head(found_lines.lines_file(routes(is_exact=True), store.province))
    assert "restricted_vi" in exact
    assert "restricted_vi" not in head(found_lines.lines_file(routes(), store.province))


def test_points_of_an_answer_are_where_its_best_line_ends(store, monkeypatch):
    said = {chosen.START: "03388", chosen.GOAL: "03388", chosen.VIA: "du-an:P1"}
    monkeypatch.setattr(chosen, "get", said.get)
    found = {one["sign"]: one["at"] for one in _points(store, NOBODY, SimpleNamespace(routes=routes()))}
    assert set(found) == {"A", "B", "C"}
    assert found["A"] == pytest.approx([22.336, 103.388], abs=0.005)
    assert found["B"][1] - found["A"][1] == pytest.approx(0.0097, abs=0.0003)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("103.400000,22.337000", "X 2.471.030 m; Y 541.006 m"),
        ("540500,2475500", "X 2.475.500 m; Y 540.500 m"),
        ("Pa Ủ", "Pa Ủ"),
    ],
)
def test_a_picked_point_is_shown_as_officials_write_it(said, words, store):
    assert spot_words(said, store, VI) == words


def test_the_ends_of_a_line_are_communes_or_metres():
    commune = Place(text="Xã <b>Mường", x=1.0, y=2.0, shape=shapely.box(0, 0, 1, 1))
    spot = Place(text="540500.00,2475500.00", x=540_500.0, y=2_475_500.0)
    html = str(found_lines.title_html(replace(routes(), places=(commune, spot)), VI))
    assert "Xã &lt;b&gt;Mường → X 2.475.500 m; Y 540.500 m" in html


def test_a_factor_is_told_as_it_was_given_and_one_goes_without_saying():
    of = {"ask": False, "length_m": 1000.0, "cost_m": 500.0}
    causes = tuple(
        SimpleNamespace(class_id=name, name_vi=name, name_en=name, treatment=treatment, factor=factor, **of)
        for name, treatment, factor in (("a", "avoid", 1.5), ("b", "neutral", 1.0), ("c", "avoid", 4.0))
    )
    found = replace(routes(), routes=(SimpleNamespace(**{**vars(ROUTE), "causes": causes}),))
    assert [row[1] for row in causes_table(found, VI).rows] == ["Tránh × 1,5", "Bình thường", "Tránh × 4"]
    assert causes_table(found, Text("en")).rows[0][1] == "Avoid × 1.5"


def test_beside_the_map_the_lines_are_told_in_brief():
    whole, brief = lines_table(routes(), VI), lines_table(routes(), VI, BRIEF)
    assert brief.rows == [row[: len(BRIEF)] for row in whole.rows]
    assert len(brief.headings) == len(BRIEF) < len(whole.headings)
