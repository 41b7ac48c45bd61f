"""The records that intake hands from step to step: gate, reading, text, place, account."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    import pyarrow as pa

GEOMETRY, ROW = "geometry", "row_number"
"""Columns that every table of a `SourceLayer` has beside those of the file: WKB or null; int64 from 1."""


class Kind(StrEnum):
    """What a file is by its content. The ending only has to agree."""

    GEOJSON = "geojson"
    GEOPACKAGE = "geopackage"
    SHAPEFILE = "shapefile"
    FLATGEOBUF = "flatgeobuf"
    GEOPARQUET = "geoparquet"
    KML = "kml"
    TAB = "mapinfo tab"
    MIF = "mapinfo mif"
    DXF = "dxf"
    DGN = "dgn v7"
    CSV = "csv"
    XLSX = "xlsx"
    TEXT = "coordinate text"

    @property
    def is_table(self) -> bool:
        """Whether it holds rows of cells and no geometry of its own."""
        return self in {Kind.CSV, Kind.XLSX, Kind.TEXT}


@dataclass(frozen=True, slots=True, kw_only=True)
class Dataset:
    """One thing to read in a file that passed the gate, staged under names made by the program."""

    kind: Kind
    name: str
    """The name that the person knows: the file's, or that of the archive's member."""
    path: Path
    """The staged main file; the parts of a shapefile or TAB lie beside it under the same stem."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """A file that passed the gate. Nothing of it has been handed to a format library yet."""

    name: str
    """As the person named it, without control characters, at most 200 characters. Never a path."""
    sha256: str
    """Of all the bytes that were handed in (an archive as it came)."""
    size_bytes: int
    datasets: tuple[Dataset, ...]
    """At least one; where there are several the person chooses."""
    left_out: tuple[str, ...] = ()
    """Members of an archive that were not unpacked, by name: side files, pictures."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """Something that happened to a row, a column or a whole layer while it was read."""

    kind: str
    """Short stable word, for example "curve linearised", "row refused", "height dropped"."""
    en: str
    vi: str
    row: int = 0
    """Number of the row from 1; 0 for the whole layer."""
    column: str = ""
    refused: bool = False
    """The row could not be read: it counts in the reconciliation and is not in the table."""

    def sentence(self, language: str) -> str:
        """Return the sentence in `language` ("vi", else English)."""
        return self.vi if language == "vi" else self.en


@dataclass(frozen=True, kw_only=True)
class SourceLayer:
    """
    One layer of a file, read and not yet judged.

    Text that a file keeps as bytes without a sure encoding stays bytes (Arrow binary) until
    `layers.intake.text.encodings` has decoded it; text of formats that are Unicode is Arrow string.
    Dates and times are ISO text. Numbers are int64 or float64. Lists and objects are JSON text.
    """

    name: str
    table: pa.Table
    """`row_number`, `geometry`, and the columns of the file in their order."""
    declared_rows: int | None
    """What the file itself says (or two agreeing counts of it); None where the format does not say."""
    crs_wkt: str = ""
    """As the file declares it; "" where it declares none."""
    crs_name: str = ""
    """The file's own words for it, for example the CoordSys line of a MIF or an srs_id."""
    encoding: str = ""
    """What the file says of its text, for example from .cpg; "" where it says nothing."""
    notes: tuple[Note, ...] = ()
    layer_field: str = ""
    """Column that names the drawing's own layers (DXF, DGN), for a choice among them; "" elsewhere."""

    @property
    def refused(self) -> tuple[Note, ...]:
        """The rows that could not be read."""
        return tuple(note for note in self.notes if note.refused)

    @property
    def rows_read(self) -> int:
        """Rows in the table."""
        return int(self.table.num_rows)

    @property
    def is_reconciled(self) -> bool:
        """Whether rows declared = rows read + rows listed as refused."""
        return self.declared_rows is None or self.declared_rows == self.rows_read + len(self.refused)


@dataclass(frozen=True, kw_only=True)
class Source:
    """Everything that was read of one dataset: every layer of it, chosen or not."""

    dataset: Dataset
    layers: tuple[SourceLayer, ...]
    versions: dict[str, str] = field(default_factory=dict)
    """Libraries that read it, for example GDAL, GEOS."""
    fences: dict[str, str] = field(default_factory=dict)
    """By name of a fence of the child that read it, by what it held; "" where it did not hold."""
