"""The attributes of all tables as a workbook, a sheet for each; no cell of it is run as a formula."""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING

import pandas as pd
from openpyxl import Workbook

from layers.packages.names import told_apart
from layers.writer import fill_sheet

if TYPE_CHECKING:
    from datetime import date

    from layers.packages.model import Content, Table

SHEET_LETTERS = 31
PROPERTIES = "docProps/core.xml"
MOMENT = re.compile(rb">\d{4}-\d\d-\d\dT[^<]*<")


def workbook_bytes(content: Content) -> bytes:
    """Return the workbook."""
    book = Workbook()
    book.remove(book.active)
    for name, table in zip(sheet_names(content), content.tables, strict=True):
        fill_sheet(book.create_sheet(name), frame_of(table))
    if not content.tables:
        book.create_sheet("-")
    book.properties.creator = "ranh"
    body = io.BytesIO()
    book.save(body)
    return _of_day(body.getvalue(), content.stamp)


def _of_day(body: bytes, as_of: date) -> bytes:
    """Put the package's day for the moment at which the workbook was saved: equal content is equal bytes."""
    made, moment = io.BytesIO(), f">{as_of.isoformat()}T00:00:00Z<".encode()
    with zipfile.ZipFile(io.BytesIO(body)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.infolist():
            info = zipfile.ZipInfo(member.filename, (as_of.year, as_of.month, as_of.day, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            part = old.read(member)
            new.writestr(info, MOMENT.sub(moment, part) if member.filename == PROPERTIES else part)
    return made.getvalue()


def sheet_names(content: Content) -> tuple[str, ...]:
    """Return the name of each table's sheet."""
    return told_apart([table.id for table in content.tables], SHEET_LETTERS)


def frame_of(table: Table) -> pd.DataFrame:
    """Return the cells of a table, missing ones None."""
    cells = {column.name: pd.Series(list(column.cells), dtype=object) for column in table.columns}
    return pd.DataFrame(cells, columns=[column.name for column in table.columns])
