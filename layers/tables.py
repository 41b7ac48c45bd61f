"""Write several tables as one workbook, or one as CSV; no cell of them is run as a formula."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from openpyxl import Workbook

from layers.errors import WriteError
from layers.writer import fill_sheet, replace_file, safe_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    import pandas as pd

    from layers.province import Province

SUFFIXES = (".xlsx", ".csv")


def require_table_file(path: Path, inputs: Iterable[Path] = ()) -> None:
    """
    Refuse a file to write before any work is done.

    Parameters
    ----------
    inputs
        Files that are read, and must not be written over.

    Raises
    ------
    WriteError
        If it is one of them, has another ending or no folder.
    """
    if any(path.exists() and other.exists() and path.samefile(other) for other in inputs):
        raise WriteError(
            f"Cannot write {path.name}: the province is read from it; choose another name.",
            f"Không ghi được {path.name}: đây là tệp dữ liệu của tỉnh; hãy chọn tên khác.",
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


def tables_of(province: Province) -> list[Path]:
    """Return the tables beside those that a province is read from: some are found by their name there."""
    names = (
        province.codes, province.communes, province.legacy_communes, province.projects, province.targets,
        province.money, province.history,
    )  # fmt: skip
    folders = {province.path(name).parent for name in names if name}
    return sorted(table for folder in folders for table in folder.glob("*.csv"))


def write_tables(tables: Mapping[str, pd.DataFrame], path: Path) -> None:
    """
    Write tables by the ending of a file: XLSX has a sheet for each, CSV holds the first one.

    Raises
    ------
    WriteError
        If the ending is not known or the file cannot be written; it is then as it was.
    """
    require_table_file(path)
    body = xlsx_bytes(tables) if path.suffix.lower() == ".xlsx" else csv_bytes(next(iter(tables.values())))
    replace_file(path, lambda part: part.write_bytes(body))


def xlsx_bytes(tables: Mapping[str, pd.DataFrame]) -> bytes:
    """Return a workbook with a sheet for each table, by its title."""
    book = Workbook()
    book.remove(book.active)
    for title, table in tables.items():
        fill_sheet(book.create_sheet(title), table)
    body = io.BytesIO()
    book.save(body)
    return body.getvalue()


def csv_bytes(table: pd.DataFrame) -> bytes:
    """Return a table as CSV in UTF-8 with a byte order mark, so that Excel shows Vietnamese."""
    text = safe_table(table).to_csv(index=False)
    return text.encode("utf-8-sig")
