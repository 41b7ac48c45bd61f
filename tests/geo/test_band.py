"""A band is divided without overlap and without rest, however the axis turns."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from geo.band import band_of, edges_of
from geo.chainage import Chainage
from geo.chaining import chained
from geo.errors import GeometryError


def axis(*runs):
    return Chainage(runs=tuple(shapely.LineString(run) for run in runs))


def require_partition(band):
    areas = band.areas_m2
    assert areas.sum() == pytest.approx(band.shape.area, rel=1e-9, abs=1e-3)
    parts = band.parts[~shapely.is_missing(band.parts)]
    assert shapely.union_all(parts).area == pytest.approx(areas.sum(), rel=1e-9, abs=1e-3)


HAIRPIN = [(0, 0), (3000, 0), (3000, 120), (0, 120), (0, 240), (3000, 240)]
"""Arms 120 m apart, much less than the band is wide."""


@pytest.mark.parametrize("width_m", [50.0, 240.0, 1000.0, 5000.0])
def test_intervals_of_a_hairpin_add_up_exactly(width_m):
    band = band_of(axis(HAIRPIN), width_m, 1000.0)
    assert len(band.parts) == 10
    require_partition(band)


def test_between_the_arms_of_a_hairpin_land_is_nearest_to_its_own_arm():
    band = band_of(axis(HAIRPIN[:4]), 1000.0, 3060.0)
    below, above = band.parts
    assert below.contains(shapely.Point(1500, 50))
    assert above.contains(shapely.Point(1500, 70))
    assert below.area == pytest.approx(above.area, rel=0.01)


@pytest.mark.parametrize("width_m", [100.0, 700.0])
@pytest.mark.parametrize(
    "points",
    [
        [(0, 0), (4000, 0), (4000, 2000), (2000, 2000), (2000, -2000)],  # crosses itself
        [(0, 0), (2500, 0), (0, 0)],  # goes back the way it came
        [(0, 0), (1000, 0), (1000, 0.5), (0, 0.5)],  # arms half a metre apart
    ],
    ids=["cross", "back", "narrow"],
)
def test_crossings_and_returns_add_up(points, width_m):
    require_partition(band_of(axis(points), width_m, 700.0))


def test_a_spiral_adds_up():
    t = np.linspace(0, 12 * np.pi, 3000)
    spiral = np.column_stack([40 * t * np.cos(t), 40 * t * np.sin(t)])
    require_partition(band_of(chained([shapely.LineString(spiral)]), 600.0, 500.0))


def test_runs_end_square_and_gaps_belong_to_nobody():
    band = band_of(axis([(0, 0), (1000, 0)], [(3000, 0), (4000, 0)]), 200.0, 1000.0)
    assert band.areas_m2.round(3).tolist() == [200_000, 200_000]
    assert not band.shape.intersects(shapely.Point(2000, 0))


def test_the_border_between_intervals_is_the_perpendicular():
    band = band_of(axis([(0, 0), (2500, 0)]), 300.0, 1000.0)
    assert [part.bounds for part in band.parts] == [
        pytest.approx((0, -150, 1000, 150)),
        pytest.approx((1000, -150, 2000, 150)),
        pytest.approx((2000, -150, 2500, 150)),
    ]


def test_width_nothing_has_intervals_and_no_area():
    band = band_of(axis([(0, 0), (2500, 0)]), 0.0, 1000.0)
    assert (band.edges_m.tolist(), band.areas_m2.tolist()) == ([0, 1000, 2000, 2500], [0, 0, 0])


@pytest.mark.parametrize(("width_m", "step_m"), [(-1, 1000), (float("nan"), 1000), (100, 0), (100, -5)])
def test_senseless_numbers_are_refused(width_m, step_m):
    with pytest.raises(GeometryError):
        band_of(axis([(0, 0), (2500, 0)]), width_m, step_m)


def test_a_length_that_is_a_multiple_but_for_its_last_bits_makes_no_interval_of_nothing():
    assert edges_of(3000.0000000001, 1000.0).tolist() == [0, 1000, 2000, 3000.0000000001]
