"""Say what was done to the texts of a column: one note a row where it matters, else one for the column."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from layers.intake.model import Note
from layers.intake.text.cleaning import Change

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy.typing as npt

    from layers.intake.text.vietnamese import Encoding

MOST_NOTES = 100
"""Rows of a column that are noted one by one for one kind of change; one more note counts the rest."""
FIRST_ROWS = 3

WORDS = {
    Change.DECODED: ("the text was read as {label}", "nội dung được đọc theo bảng mã {label}"),
    Change.COMPOSED: ("accents were joined to their letters (NFC)", "dấu được ghép vào chữ cái (NFC)"),
    Change.CONTROL: (
        "invisible or control letters were removed",
        "ký tự ẩn hoặc ký tự điều khiển đã được bỏ",
    ),
    Change.TRIMMED: ("blanks around the text were removed", "khoảng trắng ở đầu hoặc cuối đã được bỏ"),
    Change.MISSING: (
        "the text is blank or says NULL and was taken as missing",
        "ô để trống hoặc ghi NULL, được coi là không có giá trị",
    ),
    Change.CAPITALS: (
        "capitals that only a font made were restored",
        "chữ hoa chỉ do phông chữ tạo ra đã được chuyển thành chữ hoa thật",
    ),
    Change.ETH: (
        "a letter that only looks like Đ was replaced by Đ",
        "ký tự trông giống chữ Đ đã được thay bằng chữ Đ",
    ),
}
"""What happened, by kind; the rows stand before it."""

ROW_WORDS = {
    Change.OTHER: (
        "is not {label} as the rest of the column and was read as {other}",
        "không theo bảng mã {label} như cả cột mà được đọc theo {other}",
    ),
    Change.UNFIT: (
        "does not read as words in {label}: check it",
        "đọc theo bảng mã {label} không thành từ: hãy kiểm tra",
    ),
    Change.UNDECODABLE: (
        "cannot be read in {label} and is kept with its bytes written out",
        "không đọc được theo bảng mã {label}, giữ lại dưới dạng mã byte",
    ),
    Change.CUT: (
        "ends within a letter, because its field was too short in the file",
        "bị cắt giữa một chữ cái vì trường trong tệp quá ngắn",
    ),
    Change.NUL: (
        "holds a NUL, after which other programs show nothing; it became a blank",
        "chứa ký tự NUL khiến phần mềm khác không hiện phần sau, đã thay bằng khoảng trắng",
    ),
    Change.LOOK_ALIKE: (
        "mixes Latin with Greek or Cyrillic letters that look alike: check it",
        "lẫn chữ Hy Lạp hoặc Kirin trông giống chữ Latinh: hãy kiểm tra",
    ),
}


def notes_of(
    column: str,
    encoding: Encoding,
    changed: Mapping[Change, Sequence[int]],
    others: Mapping[int, Encoding],
    places: tuple[npt.NDArray[Any], npt.NDArray[Any]],
) -> list[Note]:
    """
    Return the notes of one column in the order of `Change`.

    Parameters
    ----------
    changed
        Numbers of the values, by what was done to them.
    others
        Encoding of each value that was read in another one than the column's.
    places
        Number of the value in each row (-1 for null), and the number of each row in the file.
    """
    indices, numbers = places
    notes: list[Note] = []
    for change in Change:
        if not changed.get(change):
            continue
        hit = np.isin(indices, changed[change]).nonzero()[0]
        if change.is_by_row:
            named = [(int(numbers[row]), others.get(int(indices[row]), encoding)) for row in hit[:MOST_NOTES]]
            notes += [_of_row(column, change, encoding, *one) for one in named]
        if not change.is_by_row or len(hit) > MOST_NOTES:
            notes.append(_of_column(column, change, encoding, numbers[hit].tolist()))
    return notes


def _of_row(column: str, change: Change, encoding: Encoding, row: int, other: Encoding) -> Note:
    en, vi = (text.format(label=encoding.label, other=other.label) for text in ROW_WORDS[change])
    return Note(
        kind=change.value,
        en=f"Row {row}, column {column}: the text {en}.",
        vi=f"Dòng {row}, cột {column}: nội dung {vi}.",
        row=row,
        column=column,
    )


def _of_column(column: str, change: Change, encoding: Encoding, rows: Sequence[int]) -> Note:
    first = ", ".join(str(row) for row in rows[:FIRST_ROWS]) + (", ..." if len(rows) > FIRST_ROWS else "")
    if change.is_by_row:
        en = f"{len(rows)} rows have this finding ({change.value}), the first {MOST_NOTES} are listed"
        vi = f"có {len(rows)} dòng như vậy, chỉ liệt kê {MOST_NOTES} dòng đầu"
    else:
        en, vi = (text.format(label=encoding.label) for text in WORDS[change])
        plural = "" if len(rows) == 1 else "s"
        en, vi = f"in {len(rows)} row{plural} ({first}) {en}", f"ở {len(rows)} dòng ({first}) {vi}"
    return Note(kind=change.value, en=f"Column {column}: {en}.", vi=f"Cột {column}: {vi}.", column=column)
