"""Slips in numbers: each is undone exactly, and suspected only where the numbers allow it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.intake.whereabouts.coordinate_fixes import (
    WORDS,
    Fix,
    is_gauss_zone,
    is_surely_packed,
    possible_fixes,
    undo,
    zone_numbers,
)

PLANE = np.array([[547012.17, 2477623.98], [547112.5, 2477700.25]])
DEGREES = np.array([[103.4585, 22.3964], [103.4611, 22.3999]])


@pytest.mark.parametrize(
    ("written", "fixes", "meant"),
    [
        (PLANE[:, ::-1], (Fix.SWAPPED,), PLANE),
        (PLANE + [48e6, 0], (Fix.ZONE_DIGITS,), PLANE),  # noqa: RUF005 - an array
        (PLANE + [482e6, 0], (Fix.ZONE_DIGITS,), PLANE),  # noqa: RUF005 - an array
        ((PLANE + [48e6, 0])[:, ::-1], (Fix.SWAPPED, Fix.ZONE_DIGITS), PLANE),  # noqa: RUF005 - an array
        (PLANE * 1000, (Fix.MM,), PLANE),
        (PLANE / 1000, (Fix.KM,), PLANE),
        (PLANE[:, ::-1] * 1000, (Fix.SWAPPED, Fix.MM), PLANE),
        (DEGREES[:, ::-1], (Fix.SWAPPED,), DEGREES),
    ],
)
def test_each_slip_is_undone_and_suspected(
    written: np.ndarray, fixes: tuple[Fix, ...], meant: np.ndarray
) -> None:
    assert undo(written, fixes) == pytest.approx(meant, abs=1e-6)
    assert fixes in possible_fixes(written)


def test_numbers_as_they_should_be_are_suspected_of_nothing_but_a_swap() -> None:
    assert possible_fixes(PLANE) == ((), (Fix.SWAPPED,))
    assert possible_fixes(np.array([[103.4685, 22.3971]])) == ((), (Fix.SWAPPED,))
    assert possible_fixes(np.array([[11_516_880.0, 2_558_780.0]])) == ((), (Fix.SWAPPED,))
    assert undo(PLANE, ()).tolist() == PLANE.tolist()


def packed(degrees: float, decimals: int) -> tuple[float, float]:
    """Return degrees packed and the same degrees with seconds rounded."""
    seconds = round(degrees * 3600, decimals)
    whole, rest = divmod(seconds, 3600)
    minutes, left = divmod(rest, 60)
    return whole + minutes / 100 + left / 10_000, seconds / 3600


@given(st.lists(st.floats(8.0, 110.0), min_size=1, max_size=20), st.integers(0, 4))
def test_packed_degrees_come_back_to_a_thousandth_of_a_millimetre(values: list[float], decimals: int) -> None:
    pairs = [packed(value, decimals) for value in values]
    written = np.array([[p, p] for p, _ in pairs])
    meant = np.array([[m, m] for _, m in pairs])
    assert np.abs(undo(written, (Fix.DMS,)) - meant).max() < 1e-9
    assert np.abs(undo(written * 10_000, (Fix.DDMMSS,)) - meant).max() < 1e-9
    assert (Fix.DMS,) in possible_fixes(written)


def test_by_the_book() -> None:
    assert undo(np.array([[105.3015, -22.0]]), (Fix.DMS,)) == pytest.approx(np.array([[105.5041667, -22.0]]))
    assert undo(np.array([[1053015.2, 220030.0]]), (Fix.DDMMSS,))[0] == pytest.approx(
        [105.5042222, 22.0083333]
    )


def test_sixty_minutes_are_decimal_degrees() -> None:
    assert (Fix.DMS,) not in possible_fixes(np.array([[105.6015, 22.3015]]))
    assert (Fix.DMS,) not in possible_fixes(np.array([[105.3075, 22.3015]]))


def test_packed_beyond_chance_needs_many_values_far_enough_apart() -> None:
    rng = np.random.default_rng(7)
    seconds = np.round(rng.uniform(80_000, 380_000, (40, 2)), 2)
    wide = seconds // 3600 + seconds // 60 % 60 / 100 + seconds % 60 / 10_000
    assert is_surely_packed(wide)
    assert not is_surely_packed(wide[:5])
    assert not is_surely_packed(103.301 + rng.uniform(0, 0.005, (40, 2)).round(4) % 0.0059)
    assert not any(is_surely_packed(rng.uniform(100, 105, (40, 2)).round(6)) for _ in range(50))


def test_zone_digits_must_be_those_of_a_zone_in_every_row() -> None:
    assert zone_numbers(np.array([48_583_104.0, 48_000_001.0])) == {48}
    mixed = np.array([[48_583_104.0, 2.4e6], [583_104.0, 2.4e6]])
    assert not any(Fix.ZONE_DIGITS in fixes for fixes in possible_fixes(mixed))
    gauss = np.array([[18_583_104.0, 2.4e6]])
    assert is_gauss_zone(gauss)
    assert is_gauss_zone(gauss[:, ::-1])
    assert not is_gauss_zone(PLANE)
    assert not any(Fix.ZONE_DIGITS in fixes for fixes in possible_fixes(gauss))


def test_huge_numbers_are_no_reason_to_fail() -> None:
    assert (Fix.MM,) in possible_fixes(np.array([[1e300, 1e15]]))


def test_every_fix_has_words() -> None:
    assert set(WORDS) == set(Fix)
