"""Which content may come in under which ending, and what each kind must prove before it is read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers.errors import IntakeError
from layers.intake.entrance.dgn_gate import require_whole_dgn
from layers.intake.entrance.dxf_gate import require_modest
from layers.intake.entrance.foreign import DGN8, OLE, PART, Foreign
from layers.intake.entrance.geopackage_gate import require_plain
from layers.intake.entrance.mapinfo_gate import require_native
from layers.intake.entrance.parts import PART_ENDINGS, split_name
from layers.intake.entrance.shapefile_gate import require_whole_shapefile
from layers.intake.entrance.sniff import Container, sniff
from layers.intake.model import Kind

if TYPE_CHECKING:
    from pathlib import Path

    from layers.intake.limits import Limits

ENDINGS: dict[str, Kind | Container] = {
    ".geojson": Kind.GEOJSON,
    ".json": Kind.GEOJSON,
    ".gpkg": Kind.GEOPACKAGE,
    ".shp": Kind.SHAPEFILE,
    ".fgb": Kind.FLATGEOBUF,
    ".parquet": Kind.GEOPARQUET,
    ".geoparquet": Kind.GEOPARQUET,
    ".kml": Kind.KML,
    ".tab": Kind.TAB,
    ".mif": Kind.MIF,
    ".dxf": Kind.DXF,
    ".dgn": Kind.DGN,
    ".csv": Kind.CSV,
    ".tsv": Kind.CSV,
    ".txt": Kind.TEXT,
    ".xlsx": Kind.XLSX,
    ".zip": Container.ZIP,
    ".kmz": Container.KMZ,
}
WORDS = {
    Kind.GEOJSON: "GeoJSON",
    Kind.GEOPACKAGE: "SQLite/GeoPackage",
    Kind.SHAPEFILE: "Shapefile (.shp)",
    Kind.FLATGEOBUF: "FlatGeobuf",
    Kind.GEOPARQUET: "Parquet",
    Kind.KML: "KML",
    Kind.TAB: "MapInfo TAB",
    Kind.MIF: "MapInfo MIF",
    Kind.DXF: "DXF",
    Kind.DGN: "DGN v7",
    Kind.XLSX: "Excel (.xlsx)",
    Container.ZIP: "zip",
    Container.KMZ: "KMZ (zip)",
}
PLAIN_TEXT = ("plain text", "văn bản thường")
PARQUET_MARK, PARQUET_LEAST = b"PAR1", 12


def staged_suffix(kind: Kind) -> str:
    """
    Return the ending under which a kind is staged, whatever the person's file was called.

    >>> staged_suffix(Kind.GEOPARQUET), staged_suffix(Kind.TEXT)
    ('.parquet', '.txt')
    """
    return next(ending for ending, known in ENDINGS.items() if known is kind)


def kind_of(path: Path, name: str) -> Kind | Container:
    """
    Return what a staged file is by its content; the ending of `name` must agree with it.

    An archive comes back as `Container.ZIP` without a look at the ending: what it is can only be
    told when it was listed, and `require_ending` is to be asked then.

    Raises
    ------
    IntakeError
        "ending-content" (with both names), "ending-unknown", and the codes of `foreign`.
    """
    ending = split_name(name)[1]
    if ending in PART_ENDINGS:
        raise PART.refusal(name)
    found = sniff(path)
    if found is OLE and ending == ".dgn":
        found = DGN8
    if isinstance(found, Foreign):
        raise found.refusal(name)
    if found is Kind.CSV and ending == ".txt":
        found = Kind.TEXT
    if found is not Container.ZIP:
        require_ending(found, name)
    return found


def require_ending(found: Kind | Container, name: str) -> None:
    """Refuse a file whose ending is unknown ("ending-unknown") or says other than its content."""
    ending = split_name(name)[1]
    en, vi = PLAIN_TEXT if found in {Kind.CSV, Kind.TEXT} else (WORDS[found], WORDS[found])
    expected = ENDINGS.get(ending)
    if expected is None:
        known = ", ".join(ENDINGS)
        raise IntakeError(
            "ending-unknown",
            f"{name} is by its content {en}, but its ending {ending or '(none)'} is none of {known}.",
            f"{name} có nội dung là {vi}, nhưng phần mở rộng {ending or '(không có)'} không thuộc {known}.",
        )
    if expected is not found:
        told_en, told_vi = (
            PLAIN_TEXT if expected in {Kind.CSV, Kind.TEXT} else (WORDS[expected], WORDS[expected])
        )
        raise IntakeError(
            "ending-content",
            f"{name} ends in {ending} ({told_en}), but its content is {en}: check and rename it.",
            f"{name} có phần mở rộng {ending} ({told_vi}), nhưng nội dung là {vi}: hãy kiểm tra rồi đổi tên.",
        )


def require_content(kind: Kind, path: Path, name: str, limits: Limits) -> None:
    """
    Refuse a staged file for what can be seen without a format library: cut, pointing away, a bomb.

    GeoJSON, KML and tables are parsed strictly by their readers; a workbook is judged as the
    archive that it is.
    """
    if kind is Kind.GEOPACKAGE:
        require_plain(path, name=name, limits=limits)
    elif kind is Kind.SHAPEFILE:
        require_whole_shapefile(path, name)
    elif kind is Kind.TAB:
        require_native(path, name)
    elif kind is Kind.DXF:
        require_modest(path, name)
    elif kind is Kind.DGN:
        require_whole_dgn(path, name)
    elif kind is Kind.GEOPARQUET:
        _require_footer(path, name)


def _require_footer(path: Path, name: str) -> None:
    """Refuse a Parquet file without its end: that is where its directory stands."""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - len(PARQUET_MARK)))
        end = file.read()
    if end != PARQUET_MARK or path.stat().st_size < PARQUET_LEAST:
        raise IntakeError(
            "parquet-cut",
            f"{name} is cut off: the end mark of Parquet is missing; copy it again.",
            f"{name} bị cắt cụt: thiếu dấu kết thúc của Parquet; hãy sao chép lại.",
        )
