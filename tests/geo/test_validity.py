"""Shapes that lie, and what must come of each."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from geo.validity import Fault, validate

SQUARE = "POLYGON ((0 0, 6 0, 6 6, 0 6, 0 0))"


def one(wkt: str | None, kind: str = "polygon") -> tuple[float, Fault]:
    shape = None if wkt is None else shapely.from_wkt(wkt)
    done = validate(np.array([shape], dtype=object), kind)
    return float(done.area_after_m2[0]), done.fault[0]


@pytest.mark.parametrize(
    ("wkt", "area"),
    [
        pytest.param("POLYGON ((0 0, 6 6, 6 0, 0 6, 0 0))", 18.0, id="bow-tie keeps both lobes"),
        pytest.param("MULTIPOLYGON (((0 0, 6 0, 6 6, 0 6, 0 0)), ((4 0, 8 0, 8 6, 4 6, 4 0)))", 48.0, id="overlapping parts"),
        pytest.param("MULTIPOLYGON (((0 0, 6 0, 6 6, 0 6, 0 0)), ((0 0, 6 0, 6 6, 0 6, 0 0)))", 36.0, id="same part twice"),
        pytest.param("MULTIPOLYGON (((0 0, 6 0, 6 6, 0 6, 0 0)), ((1 1, 2 1, 2 2, 1 2, 1 1)))", 36.0, id="nested shell"),
        pytest.param("POLYGON ((0 0, 6 0, 6 6, 0 6, 0 0, 6 0, 6 6, 0 6, 0 0))", 36.0, id="ring wound twice"),
        pytest.param("POLYGON ((0 0, 6 0, 6 6, 0 6, 0 0), (1 1, 3 1, 3 3, 1 3, 1 1), (2 2, 4 2, 4 4, 2 4, 2 2))", 29.0, id="overlapping holes"),
        pytest.param("POLYGON ((0 0, 6 0, 6 6, 3 6, 3 9, 3 6, 0 6, 0 0))", 36.0, id="spike"),
    ],
)  # fmt: skip
def test_repair_keeps_the_land(wkt: str, area: float) -> None:
    assert one(wkt) == (area, Fault.REPAIRED)


@pytest.mark.parametrize(
    ("wkt", "fault"),
    [
        pytest.param(None, Fault.EMPTY, id="missing"),
        pytest.param("POLYGON EMPTY", Fault.EMPTY, id="empty"),
        pytest.param("POINT (1 1)", Fault.WRONG_KIND, id="point"),
        pytest.param("LINESTRING (0 0, 6 0, 6 6, 0 0)", Fault.WRONG_KIND, id="closed line is no area"),
        pytest.param("POLYGON ((0 0, 1 1, 2 2, 0 0))", Fault.COLLAPSED, id="no area"),
        pytest.param("POLYGON ((10 60, 100 50, 50 0, 0 80, 50 0, 80 70, 10 60))", Fault.AMBIGUOUS, id="spike through a crossing"),
        pytest.param("POLYGON ((0 0, 6 0, 6 6, 0 6, 0 0), (0 0, 6 0, 6 6, 0 6, 0 0))", Fault.COLLAPSED, id="hole equals shell"),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_broken(wkt: str | None, fault: Fault) -> None:
    assert one(wkt) == (0.0, fault)
    assert fault.is_broken


@pytest.mark.filterwarnings("ignore:invalid value")
@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_coordinates_that_are_no_numbers_are_broken(bad: float) -> None:
    shape = shapely.from_wkt(f"POLYGON ((0 0, 6 0, 6 {bad}, 0 6, 0 0))")
    assert validate(np.array([shape]), "polygon").fault == (Fault.NOT_FINITE,)


def test_sound_shapes_pass_unchanged_and_in_order() -> None:
    shapes = np.array(
        [shapely.from_wkt(SQUARE), None, shapely.from_wkt("POLYGON Z ((0 0 5, 2 0 5, 2 2 5, 0 0 5))")]
    )
    done = validate(shapes, "polygon")
    assert [str(f) for f in done.fault] == ["", "empty", ""]
    assert done.area_after_m2.tolist() == [36.0, 0.0, 2.0]
    assert not done.geometry[2].has_z
    assert done.broken.tolist() == [False, True, False]


def test_a_collection_keeps_its_areas_and_says_what_it_lost() -> None:
    wkt = f"GEOMETRYCOLLECTION ({SQUARE}, POINT (9 9), LINESTRING (0 0, 9 9))"
    assert one(wkt) == (36.0, Fault.PART_DROPPED)


def test_lines_are_judged_as_lines() -> None:
    assert one("LINESTRING (0 0, 6 0)", "line")[1] is Fault.NONE
    assert one("POINT (0 0)", "line")[1] is Fault.WRONG_KIND
