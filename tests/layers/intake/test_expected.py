"""A file that names its commune gives away a shift of 223 m."""

from __future__ import annotations

from datetime import date

import geopandas as gpd
import numpy as np
import pyarrow as pa
import pytest

from geo.crs import to_crs
from layers.intake.answers import Answers
from layers.intake.formats.table import build_table
from layers.intake.model import SourceLayer
from layers.intake.steps.expected import communes_named
from layers.intake.steps.place import find_place
from layers.province import HOME, Province, open_province
from layers.reader import read_layer

DAY = date(2026, 11, 25)


@pytest.fixture(scope="module")
def lai_chau() -> Province:
    return open_province(HOME / "data" / "demo")


@pytest.fixture(scope="module")
def communes(lai_chau: Province) -> gpd.GeoDataFrame:
    return read_layer(lai_chau.layer("communes"), lai_chau).zones


@pytest.mark.parametrize(
    ("column", "values", "expected"),
    [
        ("ten_xa", ["xã Pa Ủ", "XA BUM NUA"], True),
        ("ma_xa", [], True),
        ("ten_xa", ["đồi chè", "khu A", "xã Pa Ủ"], False),
        ("ghi_chu", ["xã Pa Ủ", "xã Pa Ủ"], False),
    ],
)
def test_communes_are_taken_from_a_column_so_called(
    lai_chau: Province, communes: gpd.GeoDataFrame, column: str, values: list[str], expected: bool
) -> None:
    names = communes.set_index("name")["zone_id"]
    codes = {names[name] for name in names.index if name in {"Xã Pa Ủ", "Xã Bum Nưa"}}
    values = sorted(codes) if column == "ma_xa" else values
    found = set(communes_named(pa.table({column: values}), lai_chau, DAY))
    assert found == (codes if expected else set())


@pytest.mark.parametrize(("stated", "asked"), [("EPSG:4326", True), ("EPSG:4756", False)])
def test_degrees_of_vn_2000_called_wgs_84_are_asked_about(
    lai_chau: Province, communes: gpd.GeoDataFrame, stated: str, asked: bool
) -> None:
    one = communes.iloc[[3]]
    shapes = np.asarray(to_crs(one, "EPSG:4756").geometry.array, dtype=object)
    table = build_table([1], shapes, {"ten_xa": one["name"].tolist()})
    named = communes_named(table.drop_columns(["row_number", "geometry"]), lai_chau, DAY)
    assert named == tuple(one["zone_id"])
    wkt = gpd.GeoSeries([], crs=stated).crs.to_wkt()
    layer = SourceLayer(name="a", table=table, declared_rows=1, crs_wkt=wkt)
    step = find_place(shapes, layer, Answers(communes=named), lai_chau, communes)
    assert bool(step.questions) == asked
    assert step.placement.candidates[0].key == "EPSG:4756"
    without = find_place(shapes, layer, Answers(), lai_chau, communes)
    assert not without.questions, "without the name nothing tells the shift; both places are shown"
