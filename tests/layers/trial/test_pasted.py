"""Pasted text becomes a shape only where nothing is left to guess."""

import pytest
import shapely

from geo.errors import RanhError
from layers.province import open_province
from layers.reader import read_layer
from layers.trial.errors import TrialError
from layers.trial.footprint import to_lon_lat
from layers.trial.pasted import read_shape
from squares import CODES, EAST, NORTH, PROVINCE, rule_text, square, write

SQUARE = square(2000, 3000)
CORNERS = shapely.get_coordinates(SQUARE)[:4]
NORTH_EAST = "\n".join(f"{n} {y:.2f} {x:.2f}" for n, (x, y) in enumerate(CORNERS, 1))
EAST_NORTH = "\n".join(f"{n};{x:.2f};{y:.2f}".replace(".", ",") for n, (x, y) in enumerate(CORNERS, 1))


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pasted")
    (folder / "codes.csv").write_text(CODES, encoding="utf-8")
    (folder / "province.toml").write_text(PROVINCE, encoding="utf-8")
    (folder / "rules.toml").write_text(rule_text("R", "landuse"), encoding="utf-8")
    names = {"commune_code": ["01"], "name": ["Xã Tây"]}
    write(folder / "communes.gpkg", names, [square(0, 0, 10000)])
    province = open_province(folder)
    return province, read_layer(province.layer("communes"), province).zones


def read(place, text, drawing="polygon", **answers):
    province, communes = place
    return read_shape(text, answers, province, communes, drawing)


@pytest.mark.parametrize("text", [NORTH_EAST, EAST_NORTH, SQUARE.wkt])
def test_the_system_is_asked_with_the_places_that_follow(place, text):
    asked = read(place, text)
    assert asked.shape is None
    (question,) = asked.questions
    assert (question.field, question.options[0].value) == ("crs", "EPSG:9205")
    assert "xã Tây" in question.options[0].vi
    drawn = read(place, text, crs="EPSG:9205")
    assert drawn.shape.symmetric_difference(SQUARE).area < 1e-3
    assert "EPSG:9205" in drawn.read_as[0]


def test_exchanged_axes_are_found_and_asked(place):
    swapped = shapely.transform(SQUARE, lambda xy: xy[:, ::-1])
    options = [option.value for option in read(place, swapped.wkt).questions[0].options]
    assert options[0] == "EPSG:9205+swapped"
    drawn = read(place, swapped.wkt, crs="EPSG:9205+swapped").shape
    assert drawn.symmetric_difference(SQUARE).area < 1e-3


def test_a_stated_system_that_fits_is_taken(place):
    province, _ = place
    assert read(place, f"SRID=9205;{SQUARE.wkt}").shape.equals(SQUARE)
    lon_lat = shapely.to_geojson(to_lon_lat(SQUARE, province))
    assert read(
        place, f'{{"type": "Feature", "properties": {{}}, "geometry": {lon_lat}}}'
    ).shape.area == pytest.approx(10_000, rel=1e-4)


def test_degrees_without_a_datum_are_asked(place):
    province, _ = place
    lon_lat = to_lon_lat(SQUARE, province)
    text = "\n".join(f"{lat:.7f} {lon:.7f}" for lon, lat in shapely.get_coordinates(lon_lat)[:4])
    values = {option.value for option in read(place, text, degrees="decimal").questions[0].options}
    assert values >= {"EPSG:4326", "EPSG:4756"}


@pytest.mark.parametrize(("drawing", "kind"), [("line", "LineString"), ("point", "MultiPoint")])
def test_a_table_may_be_a_line_or_points(place, drawing, kind):
    drawn = read(place, NORTH_EAST, drawing, crs="EPSG:9205")
    assert (drawn.shape.geom_type, len(shapely.get_coordinates(drawn.shape))) == (kind, 4)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hello",
        "POLYGON ((0 0, 1 1",
        '{"type": "Polygon"}',
        '{"type": "FeatureCollection", "features": []}',
        '{"a": ' + "[" * 100_000,
        "1 2450000 500000\n2 2450100 500000",
        "1 2450000 500000\n2 2450100 500100\n3 2450100 500000\n4 2450000 500100",
        f"SRID=3857;{SQUARE.wkt}x",
    ],
)
def test_what_is_no_shape_is_said_in_a_sentence(place, text):
    with pytest.raises(RanhError):
        read(place, text)


def test_an_answer_that_is_none_is_refused(place):
    with pytest.raises(RanhError):
        read(place, NORTH_EAST, crs="EPSG:99999")


def test_too_much_text_is_refused_before_it_is_read(place):
    with pytest.raises(TrialError, match="at most"):
        read(place, f"{EAST:.0f} {NORTH:.0f}\n" * 100_000)
