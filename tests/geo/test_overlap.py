"""Overlaps whose answer is done in the head, and properties that must always hold."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.index import ZoneIndex
from geo.joined import Overlaps
from geo.overlap import find_overlaps, union_m2


def overlaps(sites: list[shapely.Geometry | None], zones: list[shapely.Geometry | None]) -> Overlaps:
    return find_overlaps(np.array(sites, dtype=object), ZoneIndex.build(np.array(zones, dtype=object)))


SITE = shapely.box(0, 0, 100, 100)


@pytest.mark.parametrize(
    ("zone", "area"),
    [
        pytest.param(shapely.box(50, 0, 150, 100), 5000, id="half"),
        pytest.param(shapely.box(-10, -10, 110, 110), 10000, id="zone covers site"),
        pytest.param(shapely.box(10, 10, 20, 20), 100, id="site covers zone"),
        pytest.param(shapely.box(0, 0, 100, 100), 10000, id="the same"),
        pytest.param(shapely.box(-10, -10, 110, 110).difference(shapely.box(0, 0, 50, 100)), 5000, id="hole"),
        pytest.param(shapely.box(99.999, 0, 200, 100), 0.1, id="a millimetre"),
    ],
)
def test_areas(zone: shapely.Geometry, area: float) -> None:
    found = overlaps([SITE], [zone])
    assert found.area_m2 == pytest.approx([area], rel=1e-6)
    assert found.shape[0].area == pytest.approx(area, rel=1e-6)
    assert not found.unresolved.any()


@pytest.mark.parametrize(
    "zone",
    [
        pytest.param(shapely.box(100, 0, 200, 100), id="shared edge only"),
        pytest.param(shapely.box(100, 100, 200, 200), id="shared corner only"),
        pytest.param(shapely.box(101, 0, 200, 100), id="apart"),
        pytest.param(shapely.box(-50, -50, 150, 150).difference(SITE), id="site fills the hole"),
        pytest.param(None, id="absent"),
    ],
)
def test_no_overlap(zone: shapely.Geometry | None) -> None:
    assert len(overlaps([SITE], [zone, shapely.box(900, 900, 901, 901)]).site) == 0


def test_absent_sites_and_no_zones() -> None:
    assert len(overlaps([None], [SITE]).site) == 0
    assert len(overlaps([SITE], []).site) == 0


def test_pairs_come_once_and_in_order_however_often_they_are_cut() -> None:
    wave = np.linspace(0, 4000, 3000)
    ribbon = shapely.Polygon(
        [
            *zip(wave, 20 * np.sin(wave / 30), strict=True),
            *zip(wave[::-1], 60 + 20 * np.sin(wave[::-1] / 30), strict=True),
        ]
    )
    zones = [shapely.box(0, -200, 1000, 200), ribbon.buffer(10), shapely.box(3000, -200, 4000, 200)]
    found = overlaps([shapely.box(5000, 0, 5001, 1), ribbon], zones)
    assert found.site.tolist() == [1, 1, 1]
    assert found.zone.tolist() == [0, 1, 2]
    expected = [shapely.intersection(ribbon, zone).area for zone in zones]
    assert found.area_m2 == pytest.approx(expected, rel=1e-9)
    assert all(shapely.is_valid(found.shape))


def test_progress_reaches_the_end() -> None:
    seen: list[tuple[int, int]] = []
    sites = np.array([shapely.box(i, 0, i + 2, 2) for i in range(300)])
    find_overlaps(sites, ZoneIndex.build(sites), lambda done, of: seen.append((done, of)))
    assert seen[-1][0] == seen[-1][1] > 0


def test_threads_may_share_the_same_sites() -> None:
    sites = np.array([shapely.Point(i * 3, 0).buffer(5) for i in range(400)], dtype=object)
    index = ZoneIndex.build(sites)
    with ThreadPoolExecutor(3) as pool:
        areas = list(pool.map(lambda _: find_overlaps(sites, index).area_m2.sum(), range(9)))
    assert areas == pytest.approx([areas[0]] * 9)


def test_zones_over_one_another_count_once() -> None:
    found = overlaps([SITE], [shapely.box(0, 0, 60, 100), shapely.box(40, 0, 100, 100)])
    assert found.area_m2.sum() == 12000
    assert union_m2(found.shape, found.area_m2)[1] == 10000


def test_a_union_that_shrinks_is_not_trusted(monkeypatch: pytest.MonkeyPatch) -> None:
    shapes = np.array([shapely.box(0, 0, 10, 10), shapely.box(20, 0, 30, 10)])
    monkeypatch.setattr(shapely, "union_all", lambda *_, **__: shapely.box(0, 0, 1, 1))
    assert union_m2(shapes, shapely.area(shapes)) == (None, 200.0, False)


box = st.tuples(st.integers(0, 60), st.integers(0, 60), st.integers(1, 40), st.integers(1, 40))


@settings(max_examples=200, deadline=None)
@given(st.lists(box, min_size=1, max_size=6), st.lists(box, min_size=1, max_size=6), st.integers(0, 1))
def test_rectangles_have_the_area_of_school(sites: list[tuple], zones: list[tuple], far: int) -> None:
    east, north = (547_012.0 * far, 2_477_624.0 * far)
    a = [shapely.box(east + x, north + y, east + x + w, north + y + h) for x, y, w, h in sites]
    b = [shapely.box(east + x, north + y, east + x + w, north + y + h) for x, y, w, h in zones]
    found = overlaps(a, b)
    expected = {}
    for i, (x, y, w, h) in enumerate(sites):
        for j, (u, v, k, m) in enumerate(zones):
            area = max(0, min(x + w, u + k) - max(x, u)) * max(0, min(y + h, v + m) - max(y, v))
            if area:
                expected[i, j] = area
    got = dict(
        zip(zip(found.site.tolist(), found.zone.tolist(), strict=True), found.area_m2.tolist(), strict=True)
    )
    assert got == pytest.approx(expected)


def test_an_area_without_its_shape_is_not_zero() -> None:
    shapes = np.array([None, shapely.box(0, 0, 1, 1)], dtype=object)
    assert union_m2(shapes[:1], np.array([3.0])) == (None, 3.0, False)
    assert union_m2(shapes, np.array([0.5, 1.0])) == (None, 1.5, False)
    assert union_m2(shapes[:1], np.array([0.0])) == (None, 0.0, True)


def test_pieces_whose_union_never_adds_up_are_not_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    zone = shapely.Point(0, 0).buffer(1000, quad_segs=800)
    site = shapely.box(-900, -20, 1900, 20)
    monkeypatch.setattr(shapely, "union_all", lambda table, **_: np.full(len(table), None, dtype=object))
    found = overlaps([site], [zone])
    assert found.unresolved.tolist() == [True]
    assert found.area_m2 == pytest.approx([site.intersection(zone).area])
