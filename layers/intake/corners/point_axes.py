"""
Decide which of two columns of coordinates is north, by their size against their headings.

In Vietnam X is north and Y is east. Many programs write X for east; where headings and
figures contradict each other, or nothing but a heading tells, a person is asked.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from layers.intake.answers import Option
from layers.intake.corners.points import Doubt, DoubtKind, answer_to
from layers.intake.corners.scales import ZONE_M, ZONED, Scale, is_of, scale_of
from layers.intake.model import Note

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.types import BoolArray, FloatArray

NORTHS = {Scale.NORTHING: Scale.EASTING, Scale.LATITUDE: Scale.LONGITUDE}
"""What lies east beside each scale that lies north."""

X_NORTH = Option(value="x-north", en="X (the first) is north, Y is east", vi="X (cột đầu) là bắc, Y là đông")
X_EAST = Option(value="x-east", en="X (the first) is east, Y is north", vi="X (cột đầu) là đông, Y là bắc")
EXCHANGE = (
    Option(value="exchange", en="exchange X and Y in these rows", vi="đổi X và Y ở các dòng này"),
    Option(value="keep", en="keep them as they stand", vi="giữ nguyên"),
)
ZONE = (
    Option(value="drop", en="leave the digits of the zone out", vi="bỏ chữ số múi chiếu"),
    Option(value="keep", en="keep them", vi="giữ nguyên"),
)
SHOWN = 10


@dataclass(frozen=True, kw_only=True)
class Placed:
    """Coordinates with their axes decided or proposed."""

    x: FloatArray
    """Easting or longitude."""
    y: FloatArray
    is_swapped: bool
    """Whether the column taken for X is east."""
    outside: BoolArray
    """Points whose figures are of another size than those of most."""
    notes: tuple[Note, ...]
    doubts: tuple[Doubt, ...]


def place_axes(
    first: FloatArray,
    second: FloatArray,
    *,
    is_headed: bool,
    rows: tuple[int, ...],
    answers: Mapping[str, str],
) -> Placed:
    """
    Return x (east) and y (north) of two columns, with what is in doubt.

    Parameters
    ----------
    first, second
        The column that headings call X or north (without headings: whose figures do, else the
        first), and the other.
    is_headed
        Whether headings said so.
    rows
        Row numbers, for sentences.
    answers
        By `DoubtKind`.

    Examples
    --------
    >>> n, e = np.array([2477623.98, 2477653.98]), np.array([547012.17, 547042.17])
    >>> done = place_axes(n, e, is_headed=True, rows=(2, 3), answers={})
    >>> done.x.tolist(), done.doubts
    ([547012.17, 547042.17], ())
    >>> place_axes(e, n, is_headed=True, rows=(2, 3), answers={}).doubts[0].proposed
    'x-east'
    """
    scales = (scale_of(first), scale_of(second))
    straight = NORTHS.get(scales[0]) is scales[1]
    crossed = NORTHS.get(scales[1]) is scales[0]
    doubts, notes = [], []
    swap = crossed
    if straight or (crossed and not is_headed):
        notes.append(_sure(is_headed=is_headed))
    else:
        options = (X_EAST, X_NORTH) if crossed else (X_NORTH, X_EAST)
        answer = answer_to(DoubtKind.AXES, options, answers)
        swap = (answer or options[0].value) == X_EAST.value
        if not answer:
            doubts.append(_axes_doubt(first, second, options, crossed=crossed))
    y, x = (second, first) if swap else (first, second)
    north = scales[1] if swap else scales[0]
    if NORTHS.get(north) is not (scales[0] if swap else scales[1]):
        outside = np.zeros(len(x), dtype=bool)
        return Placed(x=x, y=y, is_swapped=swap, outside=outside, notes=tuple(notes), doubts=tuple(doubts))
    x, y, exchanged = _exchanged(x, y, north, rows, answers)
    x, zone = _without_zone(x, answers) if north is Scale.NORTHING else (x, [])
    outside = ~(is_of(x, NORTHS[north]) & is_of(y, north))
    doubts += [*exchanged, *zone]
    return Placed(x=x, y=y, is_swapped=swap, outside=outside, notes=tuple(notes), doubts=tuple(doubts))


def _sure(*, is_headed: bool) -> Note:
    by_en, by_vi = ("headings and figures agree", "tiêu đề và độ lớn của số khớp nhau") if is_headed else (
        "by the size of the figures; there are no headings", "theo độ lớn của số; bảng không có tiêu đề"
    )  # fmt: skip
    return Note(
        kind="axes",
        en=f"X is north and Y is east ({by_en}); on the map east comes first.",
        vi=f"X là hướng bắc, Y là hướng đông ({by_vi}); trên bản đồ, hướng đông đứng trước.",
    )


def _axes_doubt(
    first: FloatArray, second: FloatArray, options: tuple[Option, ...], *, crossed: bool
) -> Doubt:
    seen = f"X {first[0]:.2f}, Y {second[0]:.2f}"
    if crossed:
        en = f"The headings say X and Y, but the figures are those of the other ({seen}): which is north?"
        vi = f"Tiêu đề ghi X và Y nhưng độ lớn của số lại ngược lại ({seen}): cột nào là hướng bắc?"
    else:
        en = f"The figures ({seen}) do not tell which column is north: is it X, as is usual?"
        vi = f"Các con số ({seen}) không cho biết cột nào là hướng bắc: có phải X như thường lệ không?"
    return Doubt(kind=DoubtKind.AXES, en=en, vi=vi, options=options)


def _exchanged(
    x: FloatArray, y: FloatArray, north: Scale, rows: tuple[int, ...], answers: Mapping[str, str]
) -> tuple[FloatArray, FloatArray, list[Doubt]]:
    """Exchange, or ask to, the rows whose X is of the size of Y and the other way round."""
    found = is_of(x, north) & is_of(y, NORTHS[north])
    if not found.any():
        return x, y, []
    answer = answer_to(DoubtKind.EXCHANGED, EXCHANGE, answers)
    if answer != "keep":
        x, y = np.where(found, y, x), np.where(found, x, y)
    if answer:
        return x, y, []
    listed = ", ".join(str(row) for row, is_one in zip(rows, found, strict=True) if is_one)
    return x, y, [
        Doubt(
            kind=DoubtKind.EXCHANGED,
            en=f"In rows {listed} X and Y stand the other way round than elsewhere: exchange them?",
            vi=f"Ở các dòng {listed}, X và Y bị đảo so với các dòng khác: có đổi lại không?",
            options=EXCHANGE,
        )
    ]  # fmt: skip


def _without_zone(x: FloatArray, answers: Mapping[str, str]) -> tuple[FloatArray, list[Doubt]]:
    """Drop, or ask to, the digits of a zone before eastings: 48 583104 written as 48583104."""
    zoned = (x >= ZONED[0]) & (x <= ZONED[1])
    if not zoned.any():
        return x, []
    answer = answer_to(DoubtKind.ZONE, ZONE, answers)
    zones = sorted({int(value // ZONE_M) for value in x[zoned]})
    done = np.where(zoned, np.mod(x, ZONE_M), x) if answer != "keep" else x
    if answer:
        return done, []
    listed = ", ".join(map(str, zones))
    return done, [
        Doubt(
            kind=DoubtKind.ZONE,
            en=f"{zoned.sum()} eastings begin with the digits of a zone ({listed}): leave these out?",
            vi=f"{zoned.sum()} giá trị Y có số múi chiếu ở đầu ({listed}): có bỏ các chữ số này không?",
            options=ZONE,
        )
    ]
