"""Write results to files by their ending: whole or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font

from layers.errors import WriteError
from layers.rfc7946 import feature_collection, plain_value, to_bytes
from layers.schema import SETBACK_AREA

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from openpyxl.worksheet.worksheet import Worksheet

    from layers.province import Province

FORMULA_STARTS = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n", "\0")
"""Also as full-width letters, which some spreadsheets take for the narrow ones."""
SLIVERS = "slivers"
"""Name of the second table."""
SUFFIXES = (".geojson", ".json", ".gpkg", ".parquet", ".csv", ".xlsx")


def write_rows(
    frame: gpd.GeoDataFrame,
    path: Path,
    operation: str,
    about: dict[str, Any] | None = None,
    *,
    slivers: pd.DataFrame | None = None,
) -> None:
    """
    Write a frame by the ending of `path`.

    Slivers become a second sheet of XLSX and a member of GeoJSON; the other endings hold one
    table (a GeoPackage with two is read by its first, with a warning).

    GeoJSON is WGS 84 (RFC 7946); GeoPackage and GeoParquet keep the frame's CRS; CSV (UTF-8
    with byte order mark, so that Excel shows Vietnamese) and XLSX leave the geometry out.

    Raises
    ------
    WriteError
        If the ending is not known, the folder is not there or the file cannot be written.
        A file that was there before is then unchanged.
    """
    writer = _writers(frame, operation, about, slivers).get(path.suffix.lower())
    if writer is None:
        raise WriteError(
            f"Cannot write {path.name}: its ending must be one of {', '.join(SUFFIXES)}.",
            f"Không ghi được {path.name}: phần mở rộng phải là một trong {', '.join(SUFFIXES)}.",
        )
    replace_file(path, writer)


def require_writable(path: Path, inputs: Iterable[Path] = ()) -> None:
    """Refuse a target that could not be written, or that is one of the inputs, before any work is done."""
    if any(path.exists() and other.exists() and path.samefile(other) for other in inputs):
        raise WriteError(
            f"Cannot write {path}: it is one of the files to be read; choose another name.",
            f"Không ghi được {path}: đây là tệp đầu vào; hãy chọn tên khác.",
        )
    if path.suffix.lower() not in SUFFIXES:
        raise WriteError(
            f"Cannot write {path.name}: its ending must be one of {', '.join(SUFFIXES)}.",
            f"Không ghi được {path.name}: phần mở rộng phải là một trong {', '.join(SUFFIXES)}.",
        )
    if not path.resolve().parent.is_dir():
        raise WriteError(
            f"Cannot write {path}: the folder {path.resolve().parent} is not there.",
            f"Không ghi được {path}: không có thư mục {path.resolve().parent}.",
        )


def replace_file(path: Path, write: Callable[[Path], object]) -> None:
    """
    Let `write` fill a temporary file beside `path`, then put it in place in one step.

    Raises
    ------
    WriteError
        If anything fails; `path` is then as it was, and no temporary file stays.
    """
    try:
        with tempfile.TemporaryDirectory(prefix=".ranh-", dir=path.resolve().parent) as folder:
            part = Path(folder) / path.name
            write(part)
            with part.open("rb+") as file:
                os.fsync(file.fileno())
            part.replace(path)
    except OSError as error:
        raise WriteError(
            f"Cannot write {path}: {error.strerror or error}.",
            f"Không ghi được {path}: {error.strerror or error}.",
        ) from error


def with_shown_geometry(findings: gpd.GeoDataFrame, sites: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """
    Return the findings with a geometry to look at, and `geometry_is`, which says what it is.

    The overlap where there is one, else the project's footprint; "setback" where it is the
    part of the site inside a distance (`layers.setback`).
    """
    footprint = sites.set_index("site_id").geometry.reindex(findings["site_id"])
    shape = [a if a is not None else b for a, b in zip(findings.geometry, footprint, strict=True)]
    setback = findings[SETBACK_AREA].notna() if SETBACK_AREA in findings else [False] * len(findings)
    drawn = ["setback" if inside else "overlap" for inside in setback]
    kind = [name if a is not None else "site" for name, a in zip(drawn, findings.geometry, strict=True)]
    result = findings.drop(columns="geometry").assign(geometry_is=kind)
    return gpd.GeoDataFrame(result, geometry=gpd.GeoSeries(shape, index=result.index, crs=findings.crs))


def describe(province: Province) -> dict[str, Any]:
    """Return what every file says of itself: the province, and that demonstration data is no legal source."""
    about: dict[str, Any] = {"province": province.name_vi}
    if province.notice_vi:
        about |= {"notice_vi": province.notice_vi, "notice_en": province.notice_en}
    return about


def _writers(
    frame: gpd.GeoDataFrame, operation: str, about: dict[str, Any] | None, slivers: pd.DataFrame | None
) -> dict[str, Callable[[Path], object]]:
    def geojson(part: Path) -> None:
        member = {} if slivers is None else {"slivers": plain_records(slivers)}
        part.write_bytes(to_bytes(feature_collection(frame, operation, (about or {}) | member)))

    table = pd.DataFrame(frame.drop(columns=frame.geometry.name))
    return {
        ".geojson": geojson,
        ".json": geojson,
        ".gpkg": lambda part: frame.to_file(part, driver="GPKG", layer=part.stem, engine="pyogrio"),
        ".parquet": frame.to_parquet,
        ".csv": lambda part: safe_table(table).to_csv(part, index=False, encoding="utf-8-sig"),
        ".xlsx": lambda part: _write_xlsx(table, slivers, part),
    }


def plain_records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a table as JSON can hold them."""
    return [{str(key): plain_value(value) for key, value in row.items()} for row in table.to_dict("records")]


def _write_xlsx(table: pd.DataFrame, slivers: pd.DataFrame | None, path: Path) -> None:
    book = Workbook()
    fill_sheet(book.active, table)
    if slivers is not None:
        fill_sheet(book.create_sheet(SLIVERS), slivers)
    book.save(path)


def fill_sheet(sheet: Worksheet, table: pd.DataFrame) -> None:
    """Fill a sheet with a table, every cell and heading safe for a spreadsheet."""
    sheet.append([_printable(safe_cell(str(column))) for column in table.columns])
    for row in table.itertuples(index=False):
        sheet.append([_printable(safe_cell(plain_value(value))) for value in row])
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions


def safe_table(table: pd.DataFrame) -> pd.DataFrame:
    """Return the table with every cell and heading safe for a spreadsheet that reads CSV."""
    headings = [_one_line_end(safe_cell(str(column))) for column in table.columns]
    return table.map(lambda value: _one_line_end(safe_cell(value))).set_axis(headings, axis=1)


def _one_line_end(value: Any) -> Any:  # noqa: ANN401 - any cell
    r"""
    Leave one kind of line end, which is quoted: a bare carriage return is not, and would start a row.

    Examples
    --------
    >>> _one_line_end("a\r=1+1")
    'a\n=1+1'
    """
    return value.replace("\r\n", "\n").replace("\r", "\n") if isinstance(value, str) else value


def _printable(value: Any) -> Any:  # noqa: ANN401 - any cell
    """Leave out control characters, which a workbook cannot hold."""
    return ILLEGAL_CHARACTERS_RE.sub("", value) if isinstance(value, str) else value


def safe_cell(value: Any) -> Any:  # noqa: ANN401 - any cell
    """
    Return a cell that a spreadsheet will not run: text that looks like a formula gets a quote in front.

    Source: OWASP, CSV Injection; ASVS 5.0, 1.2.10.

    Examples
    --------
    >>> safe_cell("=1+1"), safe_cell(-5), safe_cell("  =1+1")
    ("'=1+1", -5, "'  =1+1")
    """
    if not isinstance(value, str):
        return value
    return (
        f"'{value}"
        if value.startswith(FORMULA_STARTS) or value.lstrip().startswith(FORMULA_STARTS)
        else value
    )
