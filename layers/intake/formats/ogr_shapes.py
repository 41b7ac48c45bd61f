"""Check the shapes that GDAL hands over, and put them with their columns into a layer's table."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from layers.errors import IntakeError
from layers.intake.formats.shape_faults import not_finite
from layers.intake.formats.wkb_curves import straighten
from layers.intake.limits import LIMITS

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pyarrow as pa

    from geo.types import BoolArray, GeometryArray, IntArray
    from layers.intake.formats.findings import Findings
    from layers.intake.formats.rows import Rows

PLAIN = range(1, 7)
"""Types of WKB: point, line, polygon and several of one of these."""

CURVE_NOTE = (
    "{n} shapes have arcs, which were drawn as chords within 1 cm of them (first: row {row}).",
    "{n} hình có cung tròn, đã được vẽ bằng các dây cung lệch không quá 1 cm (đầu tiên: dòng {row}).",
)


class Shapes:
    """
    The geometry of rows, as two-dimensional WKB of straight lines.

    Parameters
    ----------
    rows
        Number of each row in the file, from 1.
    wkb
        As GDAL gives it; None, or for FlatGeobuf no bytes, where a row has none.

    Examples
    --------
    >>> from layers.intake.formats.findings import Findings
    >>> found = Findings()
    >>> shapes = Shapes([1, 2], [shapely.to_wkb(shapely.Point(1, 2, 3)), None], found)
    >>> [str(s) for s in shapely.from_wkb(shapes.wkb)], [note.kind for note in found.notes]
    (['POINT (1 2)', 'None'], ['height dropped', 'no geometry'])
    """

    def __init__(self, rows: IntArray | list[int], wkb: list[bytes | None], findings: Findings) -> None:
        self._rows = np.asarray(rows, dtype=np.int64)
        self._findings = findings
        self.wkb = np.empty(len(wkb), dtype=object)
        self.wkb[:] = [value or None for value in wkb]
        self.good: BoolArray = np.ones(len(wkb), dtype=bool)
        """Rows that are not refused."""
        self._check()

    def _check(self) -> None:
        null = np.array([value is None for value in self.wkb], dtype=bool)
        shapes = self._parsed(null)
        for place in np.flatnonzero(~_finite(shapes)).tolist():
            self._refuse(place, not_finite(f"Row {self._rows[place]}"))
            shapes[place] = None
        self._tally("no geometry", null)
        self._tally("empty geometry", ~null & shapely.is_empty(shapes))
        high = shapely.has_z(shapes) | shapely.has_m(shapes)
        self._tally("height dropped", high)
        self.wkb[high] = shapely.to_wkb(shapely.force_2d(shapes[high]))
        large = shapely.get_num_coordinates(shapes) > LIMITS.polygon_vertices
        for place in np.flatnonzero(large).tolist():
            self._refuse(place, _too_many(int(self._rows[place])))

    def _parsed(self, null: BoolArray) -> GeometryArray:
        """Return the shapes; those that shapely does not take are straightened or refused."""
        shapes = np.full(len(self.wkb), None, dtype=object)
        curved: list[int] = []
        plain = _plain_types(self.wkb, null)
        with np.errstate(invalid="ignore"):
            shapes[plain] = shapely.from_wkb(self.wkb[plain], on_invalid="ignore")
        for place in np.flatnonzero(~null & shapely.is_missing(shapes)).tolist():
            row = int(self._rows[place])
            try:
                found = straighten(self.wkb[place], f"Row {row}")
            except IntakeError as fault:
                self._refuse(place, fault)
                continue
            shapes[place] = found.geometry
            self.wkb[place] = shapely.to_wkb(found.geometry)
            if found.curved:
                curved.append(row)
            for kind in [
                kind for kind, done in (("ring closed", found.closed), ("height dropped", found.high)) if done
            ]:
                self._findings.tally(kind, row)
        if curved:
            en, vi = (text.format(n=f"{len(curved):,}", row=curved[0]) for text in CURVE_NOTE)
            self._findings.tell("curve linearised", en, vi)
        return shapes

    def _refuse(self, place: int, fault: IntakeError) -> None:
        self.good[place] = False
        self.wkb[place] = None
        row = int(self._rows[place])
        vi = fault.vi.replace(f"Row {row}", f"Dòng {row}", 1)
        self._findings.refuse(row, IntakeError(fault.code, fault.en, vi))

    def _tally(self, kind: str, which: BoolArray) -> None:
        places = np.flatnonzero(which)
        if len(places):
            self._findings.tally(kind, int(self._rows[places[0]]), count=len(places))


def table_of(
    shapes: Shapes, rows: IntArray, columns: Mapping[str, pa.ChunkedArray], gathered: Rows
) -> pa.Table:
    """
    Return the table of the rows that are not refused.

    Parameters
    ----------
    shapes, rows, columns
        Of equal length.
    gathered
        Takes the rows and finds text that no layer may hold; its notes are those of the layer.
    """
    keep = np.flatnonzero(shapes.good)
    if len(keep) < len(shapes.good):
        columns = {name: values.take(keep) for name, values in columns.items()}
    gathered.add_columns(rows[keep].tolist(), list(shapes.wkb[keep]), columns)
    return gathered.table()


def _plain_types(wkb: GeometryArray, null: BoolArray) -> BoolArray:
    """Whether shapely knows the type: a point, line, polygon or several, of plain parts."""
    plain = ~null
    for place in np.flatnonzero(plain):
        value = wkb[place]
        kind = int.from_bytes(value[1:5], "little" if value[:1] == b"\x01" else "big")
        plain[place] = kind % 1000 in PLAIN
    return plain


def _finite(shapes: GeometryArray) -> BoolArray:
    """Whether all coordinates of each shape are numbers."""
    xy, owner = shapely.get_coordinates(shapes, return_index=True)
    good = np.ones(len(shapes), dtype=bool)
    good[owner[~np.isfinite(xy).all(axis=1)]] = False
    return good


def _too_many(row: int) -> IntakeError:
    most = LIMITS.polygon_vertices
    return IntakeError(
        "too-many-vertices",
        f"Row {row}: the shape has more than {most:,} points: split it.",
        f"Dòng {row}: hình có hơn {most:,} điểm: hãy chia nhỏ hình.",
    )
