"""Patterns of questions by which somebody would feel for the edge of sealed land."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np
import shapely

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from office.sealed.limits import Limits


class Alarm(StrEnum):
    """Why an answer waits for a person."""

    NEAR = "near"
    HALVING = "halving"
    STRAIGHT = "straight"
    OUTSIDE = "outside"
    SHARE = "share"
    THIRD_VERSION = "third_version"


@dataclass(frozen=True, kw_only=True)
class Earlier:
    """A question that was asked before."""

    number: str
    at: datetime
    person_id: int | None
    footprint: shapely.Geometry
    answer: str


@dataclass(frozen=True, kw_only=True)
class Asking:
    """A question as patterns are looked for: it, and those that the unit asked in the last month."""

    number: str
    person_id: int | None
    footprint: shapely.Geometry
    unit: Sequence[Earlier]
    """Of all persons of the unit, the oldest first."""
    since: datetime
    """Start of the day."""
    versions: Sequence[Earlier]
    """Of the same dossier, whoever asked."""
    is_outside: bool
    """Whether it leaves the person's communes."""


def alarms_of(asking: Asking, limits: Limits) -> tuple[Alarm, ...]:
    """
    Return the patterns that a question completes.

    None of them depends on what the answer to this question would be: held or not tells nothing.
    """
    found = {
        Alarm.NEAR: _is_feeling(asking, limits),
        Alarm.HALVING: _halvings(asking, limits) >= limits.halvings,
        Alarm.STRAIGHT: longest_edge_m(asking.footprint) > limits.straight_m,
        Alarm.OUTSIDE: asking.is_outside,
        Alarm.SHARE: _is_searching(asking.unit, limits),
        Alarm.THIRD_VERSION: _is_alone(asking, limits),
    }
    return tuple(alarm for alarm, holds in found.items() if holds)


def longest_edge_m(footprint: shapely.Geometry) -> float:
    """
    Return the longest straight line in the outline; corners on it that do not bend it are left out.

    Examples
    --------
    >>> longest_edge_m(shapely.box(0, 0, 30, 10))
    30.0
    """
    longest = 0.0
    for ring in shapely.get_parts(shapely.boundary(footprint)):
        plain = shapely.get_coordinates(shapely.simplify(ring, 0.5))
        steps = np.diff(plain, axis=0)
        longest = max(longest, float(np.hypot(*steps.T).max(initial=0.0)))
    return longest


def _is_feeling(asking: Asking, limits: Limits) -> bool:
    """Whether today's footprints of the unit come close to those of other dossiers again and again."""
    questions = [*((e.number, e.footprint) for e in asking.unit), (asking.number, asking.footprint)]
    today = [n for n, earlier in enumerate(asking.unit) if earlier.at >= asking.since]
    lines = shapely.boundary(np.array([shape for _, shape in questions], dtype=object))
    tree = shapely.STRtree(lines)
    close = 0
    for place in (*today, len(questions) - 1):
        near = tree.query(lines[place], predicate="dwithin", distance=limits.near_m)
        close += any(other < place and questions[other][0] != questions[place][0] for other in near)
    return close >= limits.near_count


def _halvings(asking: Asking, limits: Limits) -> int:
    """Return how often in a row a footprint is about half of an earlier one that it overlaps."""
    shapes = [*(earlier.footprint for earlier in asking.unit), asking.footprint]
    least, most = limits.half
    chain = [0] * len(shapes)
    for place, shape in enumerate(shapes):
        for before in range(place):
            half = least <= shape.area / shapes[before].area <= most
            if half and chain[before] >= chain[place] and shape.intersects(shapes[before]):
                chain[place] = chain[before] + 1
    return chain[-1]


def _is_searching(unit: Sequence[Earlier], limits: Limits) -> bool:
    """Whether the answers so far say "needed" too seldom or too often for somebody who plans projects."""
    given = [earlier.answer for earlier in unit if earlier.answer in {"needed", "no_need"}]
    if not given:
        return False
    share = given.count("needed") / len(given)
    (least, most), (many, some) = limits.needed_share, limits.share_from
    return (len(given) >= many and share < least) or (len(given) >= some and share > most)


def _is_alone(asking: Asking, limits: Limits) -> bool:
    """Whether one person asked all versions of a dossier, and they are too many for one."""
    if len(asking.versions) < limits.versions_alone:
        return False
    return {earlier.person_id for earlier in asking.versions} == {asking.person_id}
