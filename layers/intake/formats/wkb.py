"""
Read many WKB shapes at once; those that GEOS does not take are looked at one by one and named.

GEOS stops at the first open ring, reads a curve inside a collection as empty, follows collections
in collections without end, and knows no surfaces: each would lose a shape or a whole layer.
Source: OGC 06-103r4 section 8; PostGIS extended WKB.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

import numpy as np
import shapely

from layers.errors import IntakeError
from layers.intake.formats.shape_faults import not_finite, too_few, too_many
from layers.intake.formats.shapes import RING_POSITIONS
from layers.intake.formats.wkb_curves import straighten
from layers.intake.limits import LIMITS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from geo.types import BoolArray, GeometryArray
    from layers.intake.formats.findings import Findings

PLAIN_KINDS, SIMPLE, MULTI = range(1, 7), range(1, 4), range(4, 7)
POINT, POLYGON = 1, 3
EXTENDED = (0x80000000, 0x40000000, 0x20000000)
"""Flags for Z, M and a SRID in the type number of extended WKB."""

DEEP_BYTES = 16_384
"""GEOS, which calls itself for each level, ends the process at about 10,000 levels of 9 bytes."""


def read_shapes(
    wkbs: Sequence[bytes | None], rows: Sequence[int], place: Callable[[int], str], findings: Findings
) -> GeometryArray:
    """
    Return the shapes, two-dimensional; None where there is none and where the row was refused.

    Parameters
    ----------
    wkbs, rows
        WKB or None, and the number of the row of each.
    place
        Gives what to call a row in a sentence.
    findings
        Takes the refused rows ("surface", "ring-open", "too-few-points", "not-finite",
        "too-many-vertices", "wkb-cut", "geometry-type") and what was left out.

    Examples
    --------
    >>> from layers.intake.formats.findings import Findings
    >>> found = Findings()
    >>> wkb = shapely.to_wkb(shapely.from_wkt(["POINT Z (1 2 3)", "POINT (4 5)"]))
    >>> [str(s) for s in read_shapes([wkb[0], wkb[1][:9]], [1, 2], "row {}".format, found)]
    ['POINT (1 2)', 'None']
    >>> [(note.row, note.kind) for note in found.notes]
    [(2, 'wkb-cut'), (1, 'height dropped')]
    """
    raw = np.empty(len(wkbs), dtype=object)
    raw[:] = wkbs
    given = np.array([one is not None for one in wkbs], dtype=bool)
    plain = given & _plain(wkbs)
    shapes = np.full(len(wkbs), None, dtype=object)
    with np.errstate(invalid="ignore"):  # NaN coordinates are looked for below
        shapes[plain] = shapely.from_wkb(raw[plain], on_invalid="ignore")
    for n in np.flatnonzero(given & shapely.is_missing(shapes)).tolist():
        shapes[n] = _one(raw[n], rows[n], place(rows[n]), findings)
    _refuse_faulty(shapes, rows, place, findings)
    return _tally(shapes, given, rows, findings)


def _plain(wkbs: Sequence[bytes | None]) -> BoolArray:
    """Tell which GEOS can be given; the few heads there are are judged once each."""
    heads = [b"" if one is None else one[:5] for one in wkbs]
    plain = {head: _kind(head)[0] in PLAIN_KINDS for head in set(heads) if len(head) == 5}  # noqa: PLR2004
    return np.array(
        [
            plain.get(head, False) and (len(one or b"") < DEEP_BYTES or not _is_deep(one or b""))
            for head, one in zip(heads, wkbs, strict=True)
        ],
        dtype=bool,
    )


def _one(wkb: bytes, row: int, place: str, findings: Findings) -> shapely.Geometry | None:
    """Decode one shape step by step: curves, rings that are nearly closed, and whatever is wrong."""
    try:
        found = straighten(wkb, place)
    except IntakeError as fault:
        findings.refuse(row, fault)
        return None
    except (TypeError, shapely.errors.ShapelyError) as error:
        findings.refuse(row, _broken(place, str(error)))
        return None
    for kind, happened in (("curve linearised", found.curved), ("ring closed", found.closed)):
        if happened:
            findings.tally(kind, row)
    return found.geometry


def _broken(place: str, what: str) -> IntakeError:
    first = (what.splitlines() or [""])[0][:80].rstrip(".")
    return IntakeError(
        "wkb-cut",
        f"{place}: the shape is damaged ({first}); export the layer again.",
        f"{place}: hình bị hỏng ({first}); hãy xuất lại lớp.",
    )


def _refuse_faulty(
    shapes: GeometryArray, rows: Sequence[int], place: Callable[[int], str], findings: Findings
) -> None:
    """Refuse what GEOS takes and no map can: numbers that are none, rings of three points, vast shapes."""
    xy, owner = shapely.get_coordinates(shapes, return_index=True)
    faults = {n: not_finite(place(rows[n])) for n in np.unique(owner[~np.isfinite(xy).all(axis=1)]).tolist()}
    parts, part_owner = shapely.get_parts(shapes, return_index=True)
    rings, ring_owner = shapely.get_rings(parts, return_index=True)
    counts = shapely.get_num_points(rings)
    for n in np.flatnonzero((counts > 0) & (counts < RING_POSITIONS)).tolist():
        row = int(part_owner[ring_owner[n]])
        faults.setdefault(row, too_few(place(rows[row]), int(counts[n]), RING_POSITIONS))
    for n in np.flatnonzero(shapely.get_num_coordinates(shapes) > LIMITS.polygon_vertices).tolist():
        faults.setdefault(n, too_many(place(rows[n])))
    for n, fault in faults.items():
        findings.refuse(rows[n], fault)
        shapes[n] = None


def _tally(shapes: GeometryArray, given: BoolArray, rows: Sequence[int], findings: Findings) -> GeometryArray:
    """Count what is missing or left out; return the shapes without heights."""
    high = shapely.has_z(shapes) | shapely.has_m(shapes)
    kinds = {"no geometry": ~given, "empty geometry": shapely.is_empty(shapes), "height dropped": high}
    for kind, which in kinds.items():
        if which.any():
            findings.tally(kind, rows[int(np.argmax(which))], count=int(which.sum()))
    shapes[high] = shapely.force_2d(shapes[high])
    return shapes


def _kind(head: bytes) -> tuple[int, int, int]:
    """Return type number, numbers in a position, and length of the head."""
    code = int.from_bytes(head[1:5], "little" if head[0] else "big")
    has_z, has_m, has_srid = (bool(code & flag) for flag in EXTENDED)
    level, kind = divmod(code & 0x0FFFFFFF, 1000)
    return kind, 2 + (has_z or level in {1, 3}) + (has_m or level in {2, 3}), 9 if has_srid else 5


def _is_deep(wkb: bytes) -> bool:
    """Whether a part of the shape has parts in its turn (or it ends before it should)."""
    try:
        return _parts_are_deep(wkb)
    except (struct.error, IndexError):
        return True


def _parts_are_deep(wkb: bytes) -> bool:
    kind, _, at = _kind(wkb)
    if kind not in MULTI:
        return False
    order = "<I" if wkb[0] else ">I"
    (parts,) = struct.unpack_from(order, wkb, at)
    at += 4
    for _ in range(parts):
        order = "<I" if wkb[at] else ">I"
        kind, numbers, head = _kind(wkb[at : at + 5])
        if kind not in SIMPLE:
            return True
        at = _end(wkb, at + head, kind, (order, 8 * numbers))
    return False


def _end(wkb: bytes, at: int, kind: int, form: tuple[str, int]) -> int:
    """Return where the point, line or polygon ends whose body starts at `at`."""
    order, position_bytes = form
    if kind == POINT:
        return at + position_bytes
    rings = 1
    if kind == POLYGON:
        (rings,) = struct.unpack_from(order, wkb, at)
        at += 4
    for _ in range(rings):
        (count,) = struct.unpack_from(order, wkb, at)
        at += 4 + count * position_bytes
    return at
