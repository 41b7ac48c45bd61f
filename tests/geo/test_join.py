"""Unions group by group."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from geo.index import ZoneIndex
from geo.join import any_of, group_starts, sums, union_groups
from geo.overlap import find_overlaps, overlap_batches


def test_groups_of_all_sizes() -> None:
    sizes = [1, 2, 3, 4, 5, 8, 9, 17, 40, 1]
    shapes = np.array(
        [shapely.box(k, 10 * g, k + 1, 10 * g + 1) for g, size in enumerate(sizes) for k in range(size)]
    )
    first = np.cumsum([0, *sizes[:-1]])
    joined = union_groups(shapes, first)
    assert shapely.area(joined).tolist() == pytest.approx(sizes)
    assert shapely.get_num_geometries(joined).tolist() == [1] * len(sizes)
    assert sums(shapely.area(shapes), first).tolist() == pytest.approx(sizes)


def test_nothing_and_none() -> None:
    assert len(group_starts(np.zeros(0, dtype=np.intp))) == 0
    assert len(sums(np.zeros(0), np.zeros(0, dtype=np.intp))) == 0
    assert len(any_of(np.zeros(0, dtype=bool), np.zeros(0, dtype=np.intp))) == 0
    shapes = np.array([None, None, shapely.box(0, 0, 1, 1), None], dtype=object)
    joined = union_groups(shapes, np.array([0, 2]))
    assert joined[0] is None
    assert joined[1].area == 1.0


def test_one_failing_union_loses_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    real = shapely.union_all

    def failing(table: np.ndarray, **options: object) -> object:
        if any(shape is not None and shape.bounds[0] == 100 for shape in np.ravel(table)):
            raise shapely.errors.GEOSException("TopologyException")
        return real(table, **options)

    monkeypatch.setattr(shapely, "union_all", failing)
    shapes = np.array([shapely.box(x, 0, x + 1, 1) for x in (0, 1, 100, 101, 200, 201)])
    joined = union_groups(shapes, np.array([0, 2, 4]))
    assert [None if j is None else j.area for j in joined] == [2.0, None, 2.0]


def test_a_union_that_lost_land_is_made_again(monkeypatch: pytest.MonkeyPatch) -> None:
    real = shapely.union_all
    zone = shapely.Point(0, 0).buffer(1000, quad_segs=500)
    site = np.array([shapely.box(-900, -20, 1900, 20)])

    def losing(table: np.ndarray, **options: object) -> object:
        return (
            real(table, **options)
            if options.get("grid_size")
            else np.full(len(table), shapely.box(0, 0, 1, 1))
        )

    monkeypatch.setattr(shapely, "union_all", losing)
    found = find_overlaps(site, ZoneIndex.build(np.array([zone])))
    assert found.recomputed.tolist() == [True]
    expected = site[0].intersection(zone).area
    assert found.area_m2.tolist() == [pytest.approx(expected)]
    assert found.shape[0].area == pytest.approx(expected)


def test_batches_give_what_the_whole_gives() -> None:
    rng = np.random.default_rng(5)
    zones = shapely.buffer(shapely.points(rng.uniform(0, 1000, (50, 2))), 90, quad_segs=80)
    sites = shapely.buffer(shapely.points(rng.uniform(0, 1000, (40, 2))), 60)
    index = ZoneIndex.build(zones)
    whole = find_overlaps(sites, index)
    parts = list(overlap_batches(iter([sites[:7], sites[7:8], sites[8:]]), index, threads=1))
    for name in ("site", "zone", "area_m2"):
        assert (
            np.concatenate([getattr(part, name) for part in parts]).tolist() == getattr(whole, name).tolist()
        )
    assert (
        shapely.to_wkb(np.concatenate([part.shape for part in parts])) == shapely.to_wkb(whole.shape)
    ).all()
