"""The attacks on the public answer, with few questions: none does better than the cover allows."""

from __future__ import annotations

import numpy as np
import pytest

from bench import probing
from layers.cover import area_of
from office.sealed.limits import LIMITS
from office.sealed.public import public_answer


@pytest.fixture(scope="module")
def hidden():
    land = probing.hidden_land(np.random.default_rng(4))
    cover = probing.cover_of(land, 4)
    return land, cover, public_answer(cover, [], probing.DAY, footprints_m=None, margin_m=LIMITS.snap_m)


def test_the_hidden_land_is_that_of_the_catalogue(hidden):
    land, cover, _ = hidden
    assert land.is_valid
    assert land.area == pytest.approx(119_000)
    assert len(land.exterior.coords) == 41
    assert area_of(cover.squares).covers(land)


@pytest.mark.parametrize(
    ("name", "questions"),
    [
        *((name, 2000 if place % 2 == 0 else 600) for place, name in enumerate(probing.ATTACKS)),
        *(pytest.param(name, 2000, marks=pytest.mark.heavy) for name in list(probing.ATTACKS)[1::2]),
    ],
)
def test_no_attack_beats_the_cover(hidden, name, questions):
    land, cover, public = hidden
    came_to = probing.attack(name, land, public, questions)
    assert came_to.questions > 100
    assert came_to.iou <= probing.bound(land, cover)
    assert came_to.best_iou <= probing.cluster_bound(land)
    assert came_to.chance > 0.01


def test_the_attacks_work_where_the_answer_is_exact():
    """Against the land itself the same quadtree finds it: the attack is not a straw man."""
    land = probing.hidden_land(np.random.default_rng(4))

    class Exact:
        def is_needed(self, shape):
            return bool(shape.intersects(land))

    assert probing.attack("quadtree to 24 m", land, Exact(), 5000).iou > 0.6
    assert probing.attack("rays, 90 by bisection", land, Exact(), 20_000).iou > 0.4


def test_bisection_under_quotas_is_held_again_and_again(hidden):
    land, _, public = hidden
    month = probing.with_quotas(public, land)
    assert month["held"] > 5
    assert month["iou"] <= probing.cluster_bound(land)


def test_the_ks_test_knows_equal_from_different():
    random = np.random.default_rng(1)
    same, other = random.normal(size=200), random.normal(size=200)
    assert probing.ks_p(same, other) > 0.05
    assert probing.ks_p(same, other + 1) < 1e-6
