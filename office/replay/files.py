"""A replay as a file: a workbook of its tables, or GeoJSON with its shapes for a map side by side."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from openpyxl import Workbook

from layers.errors import WriteError
from layers.rfc7946 import feature_collection, to_bytes
from layers.writer import describe, fill_sheet, plain_records
from office.replay.tables import shapes_of, tables_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from layers.check import CheckResult
    from layers.province import Province
    from office.replay.model import Replay

SUFFIXES = (".xlsx", ".geojson")

TITLES = {
    "findings": ("Cảnh báo", "Findings"),
    "cases": ("Hồ sơ", "Cases"),
    "reports": ("Báo cáo", "Reports"),
    "superseded": ("Hết hiệu lực còn dùng", "Superseded"),
}


def require_suffix(suffix: str) -> None:
    """Go on only if a replay can be written to a file of that ending; raise WriteError if not."""
    if suffix.lower() not in SUFFIXES:
        raise WriteError(
            f"A replay cannot be written as {suffix or 'this'}: its ending must be {' or '.join(SUFFIXES)}.",
            f"Không ghi được kết quả chạy thử thành {suffix or 'tệp này'}: phần mở rộng phải là "
            f"{' hoặc '.join(SUFFIXES)}.",
        )


def file_of(
    replay: Replay, shown: Sequence[CheckResult], province: Province, suffix: str, language: str = "vi"
) -> bytes:
    """
    Return a replay as a file of that ending, of what was shown and nothing else.

    Raises
    ------
    WriteError
        If the ending is none of `SUFFIXES`.
    """
    require_suffix(suffix)
    if suffix.lower() == ".xlsx":
        return _workbook(replay, language)
    shapes = shapes_of(replay, shown)
    return to_bytes(feature_collection(shapes, province.datum_operation, _about(replay, province)))


def _about(replay: Replay, province: Province) -> dict[str, Any]:
    tables = tables_of(replay)
    del tables["findings"]
    days = {"before": replay.before.isoformat(), "after": replay.after.isoformat()}
    counts = {"counts": replay.findings.counts()}
    told = {"untold": [{"en": en, "vi": vi} for en, vi in replay.untold]}
    return describe(province) | days | counts | told | {name: plain_records(t) for name, t in tables.items()}


def _workbook(replay: Replay, language: str) -> bytes:
    book = Workbook()
    book.remove(book.active)
    for name, table in tables_of(replay).items():
        vi, en = TITLES[name]
        fill_sheet(book.create_sheet(vi if language == "vi" else en), table)
    body = io.BytesIO()
    book.save(body)
    return body.getvalue()
