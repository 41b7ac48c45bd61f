"""What the map of an import shows: where shapes would lie, what is wrong with them, where a list crosses."""

import importlib.util
from datetime import date
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely

from layers.errors import IntakeError
from layers.intake.answers import Answers, Declaration, ReadAs
from layers.intake.corners.outlines import NO_AREA, outlined
from layers.intake.importing import draft_of, open_file
from layers.intake.preview import MOST_SHAPES, preview_of
from layers.province import open_province

DAY = date(2026, 11, 23)
NEW = Declaration(name="new")


@pytest.fixture(scope="module")
def tiny():
    path = Path(__file__).parents[2] / "views" / "conftest.py"
    spec = importlib.util.spec_from_file_location("tiny_province", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def province(tiny, tmp_path_factory):
    return open_province(tiny.make_province(tmp_path_factory.mktemp("province")))


def opened(province, path, shapes, crs="EPSG:9205"):
    gpd.GeoDataFrame({"ma": np.arange(len(shapes))}, geometry=shapes, crs=crs).to_file(path)
    return open_file(path, province, Answers())


def table(province, tmp_path, rows):
    path = tmp_path / "points.txt"
    path.write_text("Điểm\tX\tY\n" + "\n".join("\t".join(map(str, row)) for row in rows), encoding="utf-8")
    return open_file(path, province, Answers())


def test_states_of_shapes_in_degrees(province, tiny, tmp_path):
    w, s = tiny.WEST + 5000, tiny.SOUTH + 5000
    bow = shapely.Polygon([(w, s), (w + 400, s + 400), (w + 400, s), (w, s + 400)])
    source = opened(province, tmp_path / "a.gpkg", [bow, tiny.square(1, 1), tiny.square(2, 1)])
    shown = preview_of(draft_of(source, Answers(), NEW, province, DAY))
    assert shown.count == 3
    assert dict(zip(shown.shapes["row"], shown.shapes["state"], strict=True)) == {
        1: "repaired",
        2: "good",
        3: "good",
    }
    assert shown.shapes["row"].tolist()[-1] == 1
    assert shown.shapes.crs == "EPSG:4326"
    west, south, east, north = shown.shapes.total_bounds
    assert 103.3 < west < east < 103.6
    assert 22.3 < south < north < 22.5


def test_an_unsettled_system_shows_the_likeliest_place_and_numbers_all(province, tmp_path):
    rows = [(1, 2472000, 542000), (2, 2472000, 543000), (3, 2473000, 543000)]
    source = table(province, tmp_path, rows)
    draft = draft_of(source, Answers(read_as=ReadAs.POINTS), NEW, province, DAY)
    shown = preview_of(draft)
    assert shown.shapes["state"].tolist() == ["proposed"]
    offered = next(q for q in draft.questions if q.field == "crs").options
    places = shown.points[shown.points["mark"] == "place"]
    assert places["label"].tolist() == [str(n) for n in range(1, len(offered) + 1)]
    settled = draft_of(source, Answers(read_as=ReadAs.POINTS, crs=offered[0].value), NEW, province, DAY)
    after = preview_of(settled)
    assert after.shapes["state"].tolist() == ["good"]
    assert after.points["mark"].tolist() == ["corner"] * 3
    assert after.points["label"].tolist() == ["1", "2", "3"]


def test_a_list_that_crosses_itself_is_refused_and_still_seen(province, tmp_path):
    rows = [(1, 2471000, 541000), (2, 2471200, 541200), (3, 2471200, 541000), (4, 2471000, 541200)]
    source, answers = table(province, tmp_path, rows), Answers(read_as=ReadAs.POINTS, crs="EPSG:9205")
    with pytest.raises(IntakeError) as caught:
        draft_of(source, answers, NEW, province, DAY)
    assert caught.value.code == NO_AREA
    draft = outlined(source, answers, NEW, province, DAY)
    assert not draft.is_ready
    shown = preview_of(draft)
    crossing = shown.points[shown.points["mark"] == "crossing"]
    assert crossing["label"].tolist() == ["1-2 × 3-4"]
    corners = shown.points[shown.points["mark"] == "corner"].geometry
    middle = crossing.geometry.iloc[0]
    assert middle.x == pytest.approx(corners.x.mean(), abs=1e-6)
    assert middle.y == pytest.approx(corners.y.mean(), abs=1e-6)


def test_too_many_shapes_are_thinned_and_none_with_a_fault_is_left_out(province, tiny, tmp_path):
    count = MOST_SHAPES + 500
    corner = np.arange(count)
    x, y = tiny.WEST + corner % 80 * 100.0, tiny.SOUTH + corner // 80 * 100.0
    shapes = shapely.box(x, y, x + 50, y + 50)
    bow = [(tiny.WEST, tiny.SOUTH + 9000), (tiny.WEST + 90, tiny.SOUTH + 9090)]
    shapes[7] = shapely.Polygon([*bow, (bow[1][0], bow[0][1]), (bow[0][0], bow[1][1])])
    source = opened(province, tmp_path / "many.gpkg", shapes)
    shown = preview_of(draft_of(source, Answers(), NEW, province, DAY))
    assert (shown.count, len(shown.shapes)) == (count, MOST_SHAPES)
    assert shown.shapes[shown.shapes["state"] == "repaired"]["row"].tolist() == [8]
    assert not shown.shapes.geometry.is_empty.any()


def test_a_layer_that_is_no_table_of_points_has_no_outline(province, tiny, tmp_path):
    source = opened(province, tmp_path / "b.gpkg", [tiny.square(1, 1)])
    assert outlined(source, Answers(), NEW, province, DAY) is None
