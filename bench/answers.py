"""What an engine answers; whether two answers agree on the pairs, on the area of each, and on the total."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.types import FloatArray, IntArray

AREA_AGREES = 1e-9
"""Relative difference of the total area, and of one pair's, above which two engines disagree."""

PAIR_AGREES_M2 = 1e-3
"""One pair may differ by this much whatever its size: a sliver has few digits."""


class AbsentError(Exception):
    """The engine cannot be asked here; the sentence says why."""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """The pairs, in the engine's order; the shapes were made and stayed with the engine."""

    site: IntArray
    zone: IntArray
    area_m2: FloatArray
    unresolved: int = 0
    """Pairs that the engine itself calls not checked."""
    version: str = ""
    """Of a server; packages tell theirs."""


def differences(answers: Mapping[str, Answer]) -> list[str]:
    """
    Return one sentence for each engine whose answer differs from the first one's.

    Compared are the pairs themselves, the area of each and the total: two errors of opposite
    sign do not cancel.
    """
    (first, reference), *others = answers.items()
    pairs, areas = _sorted(reference)
    said = []
    for name, answer in others:
        own, own_areas = _sorted(answer)
        if not np.array_equal(own, pairs):
            same = len(np.intersect1d(own, pairs))
            said.append(f"{name}: {len(own) - same} pairs that {first} has not, lacks {len(pairs) - same}")
            continue
        total, own_total = float(areas.sum()), float(own_areas.sum())
        if abs(own_total - total) > AREA_AGREES * total:
            said.append(f"{name}: total area differs from that of {first} by {own_total - total:.6g} m2")
        elif (off := np.abs(own_areas - areas) > PAIR_AGREES_M2 + AREA_AGREES * areas).any():
            said.append(f"{name}: the area of {off.sum()} pairs differs from that of {first}")
    return said


def _sorted(answer: Answer) -> tuple[IntArray, FloatArray]:
    """One number for each pair, ascending, and the areas in that order."""
    pairs = np.asarray(answer.site, dtype=np.int64) << 32 | np.asarray(answer.zone, dtype=np.int64)
    order = np.argsort(pairs)
    return pairs[order], np.asarray(answer.area_m2, dtype=float)[order]
