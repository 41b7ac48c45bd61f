"""More sites, a larger province, smaller parcels: each is what it says, at toy size."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import shapely

from bench.growth import Size, Step, exponent, measure, rows
from bench.trial import PARCEL_M, make_trial

BASE = Size(parcels=100, blocks=1, sites=10, roads=1, seed=1)


def test_each_direction_grows_what_it_says() -> None:
    base = measure(BASE, 1)
    sites = measure(replace(BASE, times_sites=2), 1)
    larger = measure(replace(BASE, times_zones=4), 1)
    finer = measure(replace(BASE, times_zones=4, finer=True), 1)
    assert (base.zones, base.sites, sites.zones, sites.sites) == (101, 11, 101, 22)
    assert (larger.zones, larger.sites, finer.zones, finer.sites) == (404, 11, 401, 11)
    assert sites.pairs > 1.5 * base.pairs
    assert finer.pairs > 2 * base.pairs
    assert larger.pairs < 2 * base.pairs  # the road may leave the small province
    assert min(step.overlap_s for step in (base, sites, larger, finer)) > 0


def test_finer_parcels_cover_the_same_land_and_a_larger_province_holds_the_smaller() -> None:
    coarse = shapely.total_bounds(make_trial(100, 0, 0, 0).zones)
    fine = shapely.total_bounds(make_trial(400, 0, 0, 0, parcel_m=PARCEL_M / 2).zones)
    wide = shapely.total_bounds(make_trial(400, 0, 0, 0).zones)
    assert np.abs(fine - coarse).max() < PARCEL_M  # the corners are moved at random
    assert np.abs(wide[:2] - coarse[:2]).max() < PARCEL_M
    assert np.abs(wide[2:] - coarse[2:] - 10 * PARCEL_M).max() < PARCEL_M


def test_a_row_compares_with_the_step_before() -> None:
    step = Step(zones=1_000, sites=10, pairs=20, index_s=0.1, overlap_s=1.0, processor_s=2.0, peak_mb=100.0)
    twice = replace(step, sites=20, pairs=40, overlap_s=1.5, processor_s=3.5, peak_mb=110.0)
    lines = rows([BASE, replace(BASE, times_sites=2)], [step, twice])
    assert lines[0] == ["x 1", "1,000", "10", "20", "0.100", "1.000", "-", "2.000", "-", "100", "-"]
    assert lines[1] == ["x 2", "1,000", "20", "40", "0.100", "1.500", "1.50", "3.500", "1.75", "110", "1.10"]


def test_four_times_the_time_for_twice_the_sites_is_a_square() -> None:
    assert exponent([10, 20], [1.0, 4.0]) == 2.0
