"""Collect what happens to rows while a file is read, kept small however many there are."""

from __future__ import annotations

from collections import Counter

from layers.errors import IntakeError
from layers.intake.model import Note

MOST_REFUSED = 10_000
"""A file with more rows that cannot be read is not one to go on with."""

TALLIED = {
    "height dropped": (
        "Shapes with heights or measures (Z, M), which are left out: {n} (first: row {row}).",
        "Số hình có độ cao hoặc giá trị đo (Z, M) đã được bỏ ra: {n} (đầu tiên: dòng {row}).",
    ),
    "no geometry": (
        "Rows without geometry, which cannot be checked: {n} (first: row {row}).",
        "Số dòng không có hình, không kiểm tra được: {n} (đầu tiên: dòng {row}).",
    ),
    "empty geometry": (
        "Rows with an empty geometry, which cannot be checked: {n} (first: row {row}).",
        "Số dòng có hình rỗng, không kiểm tra được: {n} (đầu tiên: dòng {row}).",
    ),
    "ring closed": (
        "Shapes with a ring open by 1 cm or less, which was closed: {n} (first: row {row}).",
        "Số hình có vòng hở không quá 1 cm đã được khép lại: {n} (đầu tiên: dòng {row}).",
    ),
    "curve linearised": (
        "Shapes with arcs, which were drawn as chords within 1 cm of them: {n} (first: row {row}).",
        "Số hình có cung tròn, đã vẽ bằng các dây cung lệch không quá 1 cm: {n} (đầu tiên: dòng {row}).",
    ),
    "text cut": (
        "Texts longer than 32 KB, which were cut there: {n} (first: row {row}, column {column}).",
        "Số văn bản dài hơn 32 KB đã bị cắt bớt: {n} (đầu tiên: dòng {row}, cột {column}).",
    ),
    "members not read": (
        "Features with other members, which are not read: {n} (first: {column}, row {row}).",
        "Số đối tượng có mục khác, không được đọc: {n} (đầu tiên: {column}, dòng {row}).",
    ),
    "id repeated": (
        "Features with an id that an earlier one has: {n} (first: row {row}).",
        "Số đối tượng có mã (id) trùng với đối tượng trước: {n} (đầu tiên: dòng {row}).",
    ),
    "other srs": (
        "Shapes that name another coordinate system; the layer's was taken: {n} (first: row {row}).",
        "Số hình ghi hệ toạ độ khác với lớp (đã dùng hệ của lớp): {n} (đầu tiên: dòng {row}).",
    ),
    "blob dropped": (
        "Cells of binary data, which were left out: {n} (first: row {row}, column {column}).",
        "Số ô chứa dữ liệu nhị phân, không được đọc: {n} (đầu tiên: dòng {row}, cột {column}).",
    ),
}
"""Sentences for what happens to many rows alike; told once with the count and the first row."""


class Findings:
    """
    The notes of one layer: refused rows one by one, what many rows share as a count.

    Examples
    --------
    >>> found = Findings()
    >>> found.tally("no geometry", 4)
    >>> found.tally("no geometry", 9)
    >>> found.refuse(5, IntakeError("ring-open", "Row 5: open.", "Dòng 5: hở."))
    >>> [(note.kind, note.row, note.refused) for note in found.notes]
    [('ring-open', 5, True), ('no geometry', 4, False)]
    """

    def __init__(self) -> None:
        self._notes: list[Note] = []
        self._counts: Counter[str] = Counter()
        self._first: dict[str, tuple[int, str]] = {}
        self._refused: set[int] = set()

    def refuse(self, row: int, fault: IntakeError, column: str = "") -> None:
        """
        List a row as refused, once whatever else is wrong with it; its code becomes the kind.

        Raises
        ------
        IntakeError
            If more than `MOST_REFUSED` rows were refused.
        """
        if row in self._refused:
            return
        if len(self._refused) == MOST_REFUSED:
            raise IntakeError(
                "too-many-faults",
                f"More than {MOST_REFUSED:,} rows cannot be read; the first: {self._notes[0].en}",
                f"Hơn {MOST_REFUSED:,} dòng không đọc được; dòng đầu tiên: {self._notes[0].vi}",
            )
        self._refused.add(row)
        self._notes.append(
            Note(kind=fault.code, en=fault.en, vi=fault.vi, row=row, column=column, refused=True)
        )

    @property
    def refused_rows(self) -> frozenset[int]:
        """Numbers of the rows that were refused so far."""
        return frozenset(self._refused)

    def tally(self, kind: str, row: int, *, column: str = "", count: int = 1) -> None:
        """Count something of `TALLIED` that happened to rows; keep the first of them."""
        self._first.setdefault(kind, (row, column))
        self._counts[kind] += count

    def tell(self, kind: str, en: str, vi: str, *, column: str = "") -> None:
        """Add a note on the whole layer."""
        self._notes.append(Note(kind=kind, en=en, vi=vi, column=column))

    @property
    def notes(self) -> tuple[Note, ...]:
        """All notes: as they came, then the counts."""
        return (
            *self._notes,
            *(
                Note(
                    kind=kind,
                    en=TALLIED[kind][0].format(n=f"{count:,}", row=row, column=column),
                    vi=TALLIED[kind][1].format(n=f"{count:,}", row=row, column=column),
                    row=row,
                    column=column,
                )
                for kind, count in self._counts.items()
                for row, column in [self._first[kind]]
            ),
        )
