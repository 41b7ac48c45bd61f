"""
Read a layer through GDAL, and name the row where it fails. Runs only inside the fenced child.

Rows are read in bulk as Arrow. Where that fails, the file is halved until the rows at fault
stand alone; the others come in.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
from pyogrio import raw
from pyogrio.errors import CRSError, DataLayerError, DataSourceError, FeatureError, FieldError, GeometryError

from layers.errors import IntakeError

if TYPE_CHECKING:
    from pathlib import Path

    from geo.types import BoolArray
    from layers.intake.formats.findings import Findings

FAILURES = (
    CRSError,
    DataLayerError,
    DataSourceError,
    FeatureError,
    FieldError,
    GeometryError,
    pa.ArrowException,
    OSError,
    IndexError,
    RuntimeError,
    ValueError,
)
"""What pyogrio and Arrow raise on content: ValueError for text in no known code, IndexError for no layer."""

FID, WKB = "OGC_FID", "wkb_geometry"
MOST_FAULTS = 100
"""A file in which GDAL stumbles more often than this is refused as a whole."""
REMARKS = 5
KNOWN_REMARK = "Measured (M) geometry types are not supported"
"""Told by a note of our own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """Rows as GDAL gives them, columns in the order of the file."""

    fids: pa.ChunkedArray
    geometry: pa.ChunkedArray
    """WKB; null where a row has none."""
    names: tuple[str, ...]
    """May hold equal ones."""
    columns: tuple[pa.ChunkedArray, ...]
    crs_wkt: str
    remarks: tuple[str, ...] = ()
    """What GDAL said while reading."""


class Reader:
    """
    One layer of a source that GDAL reads.

    Parameters
    ----------
    source
        A staged file, or its bytes.
    name
        What the sentences call it.
    options
        Open options of the driver.
    """

    def __init__(self, source: Path | bytes, *, name: str, **options: str) -> None:
        self._source = source
        self._name = name
        self._options = options

    def read(self, findings: Findings, declared: int | None = None, *, where: str = "") -> Drawn:
        """
        Return all rows that can be read; refuse each of the others in `findings`.

        Parameters
        ----------
        declared
            Number of rows; without it the whole is read or refused.
        where
            Condition of OGR SQL that rows must meet; never made of text of the file.

        Raises
        ------
        IntakeError
            "unreadable" if nothing can be read, or the file stumbles more often than `MOST_FAULTS`.
        """
        try:
            return self._bulk(where=where or None)
        except FAILURES as error:
            if not declared:
                raise self._unreadable(error) from error
        parts = self._halved(0, declared, findings)
        if not parts:
            raise self._unreadable(None)
        drawn = _joined(parts)
        if (np.diff(drawn.fids.to_numpy()) <= 0).any():
            raise self._unreadable(None)  # what was read twice, or in another order, is not known by number
        return drawn

    def _bulk(self, **window: int | str | None) -> Drawn:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            meta, table = raw.read_arrow(
                self._source, return_fids=True, datetime_as_string=True, **window, **self._options
            )
        _require_sound(table)
        remarks = [self._plain(str(entry.message)) for entry in caught]
        geometry = meta["geometry_name"] or WKB
        shapes = table[geometry] if geometry in table.column_names else _nothing(table.num_rows)
        places = [n for n, field in enumerate(table.schema) if field.name not in {FID, geometry}]
        return Drawn(
            fids=table[FID],
            geometry=shapes.cast(pa.binary()),
            names=tuple(table.schema[n].name for n in places),
            columns=tuple(table.column(n) for n in places),
            crs_wkt=str(meta["crs"] or ""),
            remarks=tuple(said for said in remarks if not said.startswith(KNOWN_REMARK)),
        )

    def _halved(self, start: int, count: int, findings: Findings) -> list[Drawn]:
        try:
            return [self._bulk(skip_features=start, max_features=count)]
        except FAILURES as error:
            if count == 1:
                self._refuse(start + 1, error, findings)
                return []
        half = count // 2
        return [*self._halved(start, half, findings), *self._halved(start + half, count - half, findings)]

    def first_fault(self, count: int) -> int:
        """Return the first row (from 1) that cannot be read, of a file that cannot be read as a whole."""
        sound, broken = 0, count
        while broken - sound > 1:
            middle = (sound + broken) // 2
            try:
                self._bulk(max_features=middle)
                sound = middle
            except FAILURES:
                broken = middle
        return broken

    def _refuse(self, row: int, error: Exception, findings: Findings) -> None:
        said = self._plain(str(error))
        findings.refuse(
            row,
            IntakeError(
                "row-unreadable",
                f"Row {row} cannot be read: {said}.",
                f"Không đọc được dòng {row}: {said}.",
            ),
        )
        if sum(note.kind == "row-unreadable" for note in findings.notes) > MOST_FAULTS:
            raise self._unreadable(error) from error

    def _plain(self, message: str) -> str:
        """Return the first line of a message, without the path that the program made."""
        first = (message.strip().splitlines() or ["?"])[0].rstrip(".")
        return (
            first if isinstance(self._source, bytes) else first.replace(str(self._source), self._name)[:300]
        )

    def _unreadable(self, error: Exception | None) -> IntakeError:
        said = self._plain(str(error)) if error else "its rows are damaged"
        return IntakeError(
            "unreadable",
            f"{self._name} cannot be read: {said}.",
            f"Không đọc được {self._name}: {said}.",
        )


def tell_remarks(drawn: Drawn, findings: Findings) -> None:
    """Pass on what GDAL said, at most `REMARKS` different sentences."""
    for said in list(dict.fromkeys(drawn.remarks))[:REMARKS]:
        findings.tell("reader's remark", f"GDAL says: {said}.", f"GDAL báo: {said}.")


def kept(drawn: Drawn, keep: BoolArray) -> Drawn:
    """Return the rows where `keep` is true."""
    if bool(np.all(keep)):
        return drawn
    mask = pa.array(keep)
    return replace(
        drawn,
        fids=drawn.fids.filter(mask),
        geometry=drawn.geometry.filter(mask),
        columns=tuple(column.filter(mask) for column in drawn.columns),
    )


def _require_sound(table: pa.Table) -> None:
    """Raise ArrowInvalid where GDAL has handed over offsets that lead out of their buffers."""
    for column in table.columns:
        (column.cast(pa.binary()) if pa.types.is_string(column.type) else column).validate(full=True)


def _nothing(count: int) -> pa.ChunkedArray:
    return pa.chunked_array([pa.nulls(count, pa.binary())])


def _joined(parts: list[Drawn]) -> Drawn:
    def together(columns: list[pa.ChunkedArray]) -> pa.ChunkedArray:
        return pa.chunked_array([chunk for column in columns for chunk in column.chunks], columns[0].type)

    return replace(
        parts[0],
        fids=together([part.fids for part in parts]),
        geometry=together([part.geometry for part in parts]),
        columns=tuple(together(list(same)) for same in zip(*(part.columns for part in parts), strict=True)),
        remarks=tuple(said for part in parts for said in part.remarks),
    )
