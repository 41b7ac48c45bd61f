"""What the numbers and the spacing of a ring's points tell: missing, twice, too close."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import shapely

from layers.intake.corners.rings import number_of
from layers.intake.model import Note

if TYPE_CHECKING:
    from layers.intake.corners.points import PointRing

TOO_CLOSE_M = 0.01
"""Corners that two surveyors could not tell apart."""

SHOWN = 20


def series_notes(ring: PointRing, *, in_metres: bool) -> list[Note]:
    """
    Return notes on the points of one ring.

    Parameters
    ----------
    ring
        With its labels as they stand.
    in_metres
        Whether distances can be judged.
    """
    notes = [*_missing(ring), *_twice(ring)]
    return notes + _too_close(ring) if in_metres else notes


def _missing(ring: PointRing) -> list[Note]:
    numbers = [number_of(label) for label in ring.labels]
    missing: list[str] = []
    for one, other in pairwise(numbers):
        if one and other and one[0] == other[0] and one[1] + 1 < other[1] <= one[1] + SHOWN:
            missing += [f"{one[0]}{number}" for number in range(one[1] + 1, other[1])]
    present = set(ring.labels)
    missing = [label for label in missing if label not in present]
    if not missing:
        return []
    listed = ", ".join(missing[:SHOWN])
    return [
        Note(
            kind="point missing",
            en=f"Between the points of {_name(ring, 'en')} the numbers {listed} are missing.",
            vi=f"Giữa các điểm của {_name(ring, 'vi')} thiếu số {listed}.",
            row=ring.rows[0],
        )
    ]


def _twice(ring: PointRing) -> list[Note]:
    counts = Counter(label for label in ring.labels if label)
    return [
        Note(
            kind="point number twice",
            en=f"Point {label} stands {count} times in {_name(ring, 'en')} (rows {_rows(ring, label)}).",
            vi=f"Điểm {label} xuất hiện {count} lần trong {_name(ring, 'vi')} (dòng {_rows(ring, label)}).",
            row=ring.rows[0],
        )
        for label, count in counts.items()
        if count > 1
    ]


def _rows(ring: PointRing, label: str) -> str:
    found = [str(row) for row, own in zip(ring.rows, ring.labels, strict=True) if own == label]
    return ", ".join(found[:SHOWN])


def _too_close(ring: PointRing) -> list[Note]:
    points = shapely.points(ring.xy)
    pairs = shapely.STRtree(points).query(points, predicate="dwithin", distance=TOO_CLOSE_M)
    near = pairs[:, pairs[0] < pairs[1]].T
    notes = []
    for one, other in near[np.lexsort(near.T[::-1])][:SHOWN]:
        distance = float(np.hypot(*(ring.xy[one] - ring.xy[other])))
        first, second = ring.name_of(int(one)), ring.name_of(int(other))
        notes.append(
            Note(
                kind="points too close",
                en=f"Points {first} and {second} (rows {ring.rows[one]}, {ring.rows[other]}) are"
                f" {distance:.3f} m apart.",
                vi=f"Điểm {first} và {second} (dòng {ring.rows[one]}, {ring.rows[other]}) chỉ cách nhau"
                f" {distance:.3f} m.",
                row=ring.rows[other],
            )
        )
    return notes


def _name(ring: PointRing, language: str) -> str:
    if ring.part:
        return f"part {ring.part}" if language == "en" else f"phần {ring.part}"
    return f"the part from row {ring.rows[0]}" if language == "en" else f"phần từ dòng {ring.rows[0]}"
