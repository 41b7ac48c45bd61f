"""
Read the raw cells of a table: CSV, a workbook, pasted text. Nothing is interpreted here.

Columns are named "1", "2", ... as they stand; what is heading and what is data is decided
later and shown to the person. Blank rows in a row become one row without values, because a
blank line may part two parcels.
"""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING

import pyarrow as pa

from layers.errors import IntakeError
from layers.intake.cells.separators import cut, too_long
from layers.intake.cells.sheet_notes import notes_of
from layers.intake.formats.names import ColumnNames
from layers.intake.formats.table import build_table
from layers.intake.limits import LIMITS
from layers.intake.model import Note, SourceLayer

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    Cells = Sequence[str | None]

NAME = "table"
"""Name of the only layer of a text."""

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def read_csv(path: Path) -> tuple[SourceLayer, ...]:
    """
    Return the cells of a CSV file, whatever parts its columns, as one layer.

    Text is UTF-8, or UTF-16 with its mark. In other bytes each column with a byte above 127
    stays bytes, for `layers.intake.text.encodings`.

    Raises
    ------
    IntakeError
        "text-nul", "text-utf16", "table-empty", "table-cell-too-long", "too-many-columns", and
        as `separators.cut`.
    """
    return _from_bytes(path.read_bytes(), quotes=True)


def read_text(path: Path) -> tuple[SourceLayer, ...]:
    """Return the cells of a text file as `read_csv` does; a quotation mark is only a character."""
    return _from_bytes(path.read_bytes(), quotes=False)


def read_pasted(text: str) -> tuple[SourceLayer, ...]:
    """
    Return the cells of pasted text as `read_text` does.

    Examples
    --------
    >>> (layer,) = read_pasted("1  2477623,98  547012,17")
    >>> layer.table.drop_columns(["geometry"]).to_pylist()
    [{'row_number': 1, '1': '1', '2': '2477623,98', '3': '547012,17'}]
    """
    return (_layer(text, encoding="utf-8", quotes=False, as_bytes=False),)


def read_xlsx(path: Path) -> tuple[SourceLayer, ...]:
    """
    Return the cells of every sheet of a workbook that has any, hidden sheets too.

    Raises
    ------
    IntakeError
        As `workbook.read_sheets`, "table-cell-too-long", "too-many-columns".
    """
    from layers.intake.cells.workbook import read_sheets  # noqa: PLC0415 - openpyxl only where a workbook is read

    layers = tuple(
        SourceLayer(
            name=sheet.name,
            table=_table(sheet.rows, as_bytes=False, name=sheet.name),
            declared_rows=None,
            encoding="utf-8",
            notes=sheet.notes,
        )
        for sheet in read_sheets(path)
        if any(cells for _, cells in sheet.rows)
    )
    if not layers:
        raise empty()
    return layers


def empty() -> IntakeError:
    """Return the refusal of a table without a value."""
    return IntakeError(
        "table-empty", "The table has no cell with a value.", "Bảng không có ô nào có giá trị."
    )


def _from_bytes(raw: bytes, *, quotes: bool) -> tuple[SourceLayer, ...]:
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return (_layer(_utf16(raw), encoding="utf-16", quotes=quotes, as_bytes=False),)
    if b"\0" in raw:
        raise _nul(raw[: raw.index(b"\0")].count(b"\n") + 1)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        bare = raw.removeprefix(codecs.BOM_UTF8)
        return (_layer(bare.decode("latin-1"), encoding="", quotes=quotes, as_bytes=True),)
    return (_layer(text, encoding="utf-8", quotes=quotes, as_bytes=False),)


def _utf16(raw: bytes) -> str:
    try:
        text = raw.decode("utf-16")
    except UnicodeDecodeError as error:
        raise IntakeError(
            "text-utf16",
            f"The text begins as UTF-16 and is none at byte {error.start}: save it as UTF-8.",
            f"Văn bản mở đầu là UTF-16 nhưng sai ở byte {error.start}: hãy lưu lại dạng UTF-8.",
        ) from error
    if "\0" in text:
        raise _nul(text[: text.index("\0")].count("\n") + 1)
    return text


def _nul(line: int) -> IntakeError:
    return IntakeError(
        "text-nul",
        f"Line {line} holds a NUL character, so it is no plain text: save it as UTF-8.",
        f"Dòng {line} chứa ký tự NUL nên không phải văn bản thuần: hãy lưu lại dạng UTF-8.",
    )


def _layer(text: str, *, encoding: str, quotes: bool, as_bytes: bool) -> SourceLayer:
    notes: list[Note] = []
    if not as_bytes and (controls := len(_CONTROL.findall(text))):
        text = _CONTROL.sub("", text)
        notes.append(
            Note(
                kind="control characters dropped",
                en=f"{controls} control characters were left out of the text.",
                vi=f"Đã bỏ {controls} ký tự điều khiển trong văn bản.",
            )
        )
    done = cut(text, quotes=quotes)
    table = _table(done.rows, as_bytes=as_bytes, name="")
    notes += notes_of(done)
    return SourceLayer(name=NAME, table=table, declared_rows=None, encoding=encoding, notes=tuple(notes))


def _table(rows: Sequence[tuple[int, Cells]], *, as_bytes: bool, name: str) -> pa.Table:
    kept = _without_blank_runs(rows)
    if not kept:
        raise IntakeError(
            "table-empty", "The table has no cell with a value.", "Bảng không có ô nào có giá trị."
        )
    width = max(len(cells) for _, cells in kept)
    names = ColumnNames(map(str, range(1, min(width, LIMITS.columns + 1) + 1)))
    columns: dict[str, pa.Array] = {}
    for place in range(width):
        values = [(cells[place] or None) if place < len(cells) else None for _, cells in kept]
        for (number, _), value in zip(kept, values, strict=True):
            if value is not None and len(value.encode()) > LIMITS.cell_bytes:
                raise too_long(
                    f"Sheet {name}, row" if name else "Line",
                    f"Trang {name}, dòng" if name else "Dòng",
                    number,
                )
        if as_bytes and any(value and not value.isascii() for value in values):
            raw = [None if value is None else value.encode("latin-1") for value in values]
            columns[names.of(str(place + 1))] = pa.array(raw, pa.binary())
        else:
            columns[names.of(str(place + 1))] = pa.array(values, pa.string())
    return build_table([number for number, _ in kept], [None] * len(kept), columns)


def _without_blank_runs(rows: Sequence[tuple[int, Cells]]) -> list[tuple[int, Cells]]:
    """Return the rows without blank ones at both ends, and one for each run of them between."""
    kept: list[tuple[int, Cells]] = []
    for number, cells in rows:
        filled: Cells = cells if any(cell and cell.strip() for cell in cells) else ()
        if filled or (kept and kept[-1][1]):
            kept.append((number, filled))
    return kept[:-1] if kept and not kept[-1][1] else kept
