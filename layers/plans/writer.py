"""Write what was compared: whole or not at all, and never without what was not compared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from layers.corridor.said import NO_DECISION_EN, NO_DECISION_VI, RESTRICTED
from layers.errors import WriteError
from layers.rfc7946 import feature_collection, to_bytes
from layers.tables import csv_bytes, xlsx_bytes
from layers.writer import describe, plain_records, replace_file

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from pathlib import Path

    import geopandas as gpd

    from layers.province import Province

SUFFIXES = (".xlsx", ".csv", ".geojson")
NOT_COMPARED = "not_compared"
"""State of the rows of a CSV file that say what was not compared."""


@dataclass(frozen=True, kw_only=True)
class Report:
    """Everything that a file holds of one comparison."""

    name: str
    """Of the first table."""
    rows: gpd.GeoDataFrame
    """The first table, with state, why_vi, why_en and what there is to draw."""
    others: Mapping[str, pd.DataFrame]
    gaps: pd.DataFrame
    about: Mapping[str, Any]
    operation: str

    @property
    def tables(self) -> dict[str, pd.DataFrame]:
        """All tables by name, without shapes."""
        first = pd.DataFrame(self.rows.drop(columns=self.rows.geometry.name))
        return {self.name: first, **self.others, "gaps": self.gaps}


def about_of(province: Province, as_of: date, *, is_exact: bool) -> dict[str, Any]:
    """Return what every file says of itself."""
    told = describe(province) | {
        "as_of": as_of.isoformat(),
        "no_decision_vi": NO_DECISION_VI,
        "no_decision_en": NO_DECISION_EN,
    }
    return told | ({"restricted_vi": RESTRICTED[1], "restricted_en": RESTRICTED[0]} if is_exact else {})


def require_report_file(path: Path) -> None:
    """Refuse a file to write before any work is done; raise WriteError."""
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


def write_report(report: Report, path: Path) -> None:
    """
    Write a comparison by the ending of a file.

    XLSX has a sheet for each table; CSV the first table with a row for each thing that was not
    compared; GeoJSON the first table with its shapes, the other tables as members.

    Raises
    ------
    WriteError
        If the ending is not known or the file cannot be written; it is then as it was.
    """
    require_report_file(path)
    make = {".xlsx": workbook_bytes, ".csv": text_bytes, ".geojson": geojson_bytes}
    body = make[path.suffix.lower()](report)
    replace_file(path, lambda part: part.write_bytes(body))


def geojson_bytes(report: Report) -> bytes:
    """Return the first table as GeoJSON (RFC 7946), the others as members beside its features."""
    others = {name: plain_records(table) for name, table in report.tables.items() if name != report.name}
    return to_bytes(feature_collection(report.rows, report.operation, dict(report.about) | others))


def workbook_bytes(report: Report) -> bytes:
    """Return a workbook with a sheet for each table, and one that says what it is."""
    about = pd.DataFrame(list(report.about.items()), columns=["key", "value"])
    return xlsx_bytes(report.tables | {"about": about})


def text_bytes(report: Report) -> bytes:
    """Return the first table as CSV, and below it what was not compared."""
    first = report.tables[report.name]
    told = report.gaps.rename(columns={"vi": "why_vi", "en": "why_en"})
    rows = told.assign(state=NOT_COMPARED).reindex(columns=first.columns)
    return csv_bytes(pd.concat([first, rows.astype(object)], ignore_index=True) if len(rows) else first)
