"""The judge sees what is wrong: engines that drop, halve, double or make up overlaps are caught."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
import shapely

from bench import judge as judging
from bench.invalid import judge_invalid, judge_shape
from bench.judge import Answer, Verdict, judge, judge_pairs
from bench.pairs import Pairs, all_kinds, draw_pairs
from geo.index import ZoneIndex
from geo.joined import Overlaps
from geo.overlap import find_overlaps

SITE, ZONE = shapely.box(0, 0, 10, 10), shapely.box(5, 0, 15, 10)


def answer(*areas_m2: float, recomputed: bool = False, unresolved: bool = False) -> Answer:
    return Answer(areas_m2=areas_m2, shape=None, recomputed=recomputed, unresolved=unresolved)


@pytest.mark.parametrize(
    ("true_m2", "told", "verdict"),
    [
        pytest.param(50, answer(50, 50), Verdict.RIGHT, id="right"),
        pytest.param(50, answer(50 + 7e-5), Verdict.RIGHT, id="within a micrometre along both outlines of 40 m"),
        pytest.param(50, answer(50 + 9e-5), Verdict.TOO_LARGE, id="beyond"),
        pytest.param(50, answer(50 - 0.07, recomputed=True), Verdict.RIGHT, id="within a millimetre where recomputed"),
        pytest.param(50, answer(50 - 0.09, recomputed=True), Verdict.TOO_SMALL, id="beyond a millimetre"),
        pytest.param(50, answer(50, 49), Verdict.TOO_SMALL, id="the shape lacks what the area tells"),
        pytest.param(50, None, Verdict.FALSE_CLEAR, id="no row"),
        pytest.param(Fraction(1, 10**11), None, Verdict.FALSE_CLEAR, id="no row, little land"),
        pytest.param(Fraction(1, 10**13), None, Verdict.SPECK, id="no row, less than a square micrometre"),
        pytest.param(50, answer(0, unresolved=True), Verdict.NOT_CHECKED, id="not checked"),
        pytest.param(0, None, Verdict.RIGHT, id="apart"),
        pytest.param(0, answer(1e-9), Verdict.CONTACT, id="contact"),
        pytest.param(0, answer(1), Verdict.FALSE_ALARM, id="made up"),
    ],
)  # fmt: skip
def test_verdicts(true_m2: Fraction | int, told: Answer | None, verdict: Verdict) -> None:
    assert judge(SITE, ZONE, Fraction(true_m2), told)[0] is verdict


def drop_one(found: Overlaps) -> Overlaps:
    return replace(found, **{name: getattr(found, name)[1:] for name in vars(found)})


@pytest.mark.parametrize(
    ("broken", "verdict"),
    [
        pytest.param(drop_one, Verdict.FALSE_CLEAR, id="a lost row"),
        pytest.param(lambda f: replace(f, area_m2=f.area_m2 / 2), Verdict.TOO_SMALL, id="half the area"),
        pytest.param(lambda f: replace(f, area_m2=f.area_m2 * 2), Verdict.TOO_LARGE, id="twice the area"),
        pytest.param(lambda f: replace(f, shape=shapely.buffer(f.shape, -1)), Verdict.TOO_SMALL, id="a smaller shape"),
        pytest.param(lambda f: replace(f, zone=f.zone[::-1].copy()), Verdict.FALSE_CLEAR, id="wrong zones"),
    ],
)  # fmt: skip
def test_a_broken_engine_is_caught(broken, verdict, monkeypatch: pytest.MonkeyPatch) -> None:
    sites = np.array([SITE, shapely.box(5000, 0, 5010, 10)])
    zones = np.array([ZONE, shapely.box(5005, 0, 5015, 10)])
    pairs = Pairs(kind=("near", "far"), sites=sites, zones=zones, discarded=Counter())
    assert judge_pairs(pairs).failures == []

    def engine(sites: np.ndarray, index: ZoneIndex) -> Overlaps:
        return broken(find_overlaps(sites, index))

    monkeypatch.setattr(judging, "find_overlaps", engine)
    found = judge_pairs(pairs)
    assert verdict in {failure[1] for failure in found.failures}
    assert shapely.from_wkb(found.failures[0][4]).area == 100


def test_pairs_that_met_in_one_call_are_judged_too() -> None:
    sites, zones = np.array([SITE, SITE]), np.array([ZONE, shapely.box(9, 9, 11, 11)])
    pairs = Pairs(kind=("one", "two"), sites=sites, zones=zones, discarded=Counter())
    assert judge_pairs(pairs).count == {("one", "right"): 1, ("two", "right"): 1, ("across", "right"): 2}


def test_the_same_seed_gives_the_same_valid_pairs_of_every_kind() -> None:
    first, second = draw_pairs(500, 3, 1), draw_pairs(500, 3, 1)
    assert shapely.equals_identical(first.sites, second.sites).all()
    assert shapely.equals_identical(first.zones, second.zones).all()
    assert not shapely.equals_exact(first.sites, draw_pairs(500, 3, 2).sites, 0.0).all()
    assert shapely.is_valid(first.sites).all()
    assert shapely.is_valid(first.zones).all()
    assert set(first.kind) >= all_kinds().keys() - {"both_cut"}
    assert len(all_kinds()) == 39


def test_a_repair_that_loses_land_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    parts = [(np.array([[0.0, 0.0], [60.0, 60.0], [60.0, 0.0], [0.0, 60.0]]), [])]
    zone = shapely.box(-9, -9, 69, 69)
    assert judge_shape(np.random.default_rng(1), parts, zone)[0] is Verdict.RIGHT
    monkeypatch.setattr(shapely, "make_valid", lambda shape, **_: shapely.buffer(shape, 0))
    assert judge_shape(np.random.default_rng(1), parts, zone)[0] is Verdict.TOO_SMALL
    assert judge_invalid(13, 1).failures
