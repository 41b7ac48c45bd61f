"""What squares know of a restricted family: where they cannot say "no need", nothing is said to be clear."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from layers.consult import consultations
from layers.hidden_family import HiddenFamily
from layers.rules import Rule
from squares import square

DAY = date(2026, 11, 26)
KNOWN = HiddenFamily(reaches_m={"belt_m": 1000.0}, accuracy_m=100.0)
SQUARES = frozenset({(1000, 4900)})
"""From the corner of the province of squares."""
BY_FIELD = {"kind": "distance", "distance_field": "belt_m", "near_m": 10.0}


def rule(**more):
    words = ("theme", "citation", "when_conflict_vi", "when_conflict_en", "when_clear_vi", "when_clear_en")
    values = {"id": "R", "layer": "defence", "severity": "high", "citation_status": "confirmed"}
    return Rule.model_validate(values | dict.fromkeys(words, "-") | more)


@pytest.mark.parametrize(
    ("asked", "within_m"),
    [
        (rule(kind="overlap"), 100.0),
        (rule(kind="distance", distance_m=90.0), 200.0),
        (rule(**BY_FIELD), 1100.0),
        (rule(**BY_FIELD | {"distance_field": "unheard_m"}), None),
        # A line far from all squares lies outside the land that it should lie in.
        (rule(kind="inside"), None),
    ],
)
def test_so_near_to_the_squares_a_line_may_be_in_conflict(asked, within_m):
    assert KNOWN.within_m(asked) == within_m


@pytest.mark.parametrize(
    "asked", [rule(kind="overlap"), rule(**BY_FIELD), rule(**BY_FIELD | {"distance_field": "unheard_m"}),
              rule(kind="inside")]
)  # fmt: skip
def test_checks_ask_everywhere_where_lines_are_told_nothing(asked):
    (one,) = consultations(KNOWN, SQUARES, [asked], DAY, None)
    assert one.everywhere == (KNOWN.within_m(asked) is None)
    sites = np.array([square(0, 0), square(9000, 9000)], dtype=object)
    assert one.must_ask(sites).tolist() == [True, one.everywhere]
