"""Lines from A to B on the page: points that are communes, and what is said of whom to ask."""

from datetime import date
from types import SimpleNamespace

import pytest
import shapely

from layers.routing.model import Asked, Routes
from layers.routing.weights import LandClass
from views.corridors import chosen, found_lines
from views.corridors.lines_table import lines_table
from views.corridors.place_choice import Places, asked_place, spot_of
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
    found = _points(store, NOBODY)
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
