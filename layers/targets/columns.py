"""Which column of a table of targets holds what: by the program's column words and a few of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers.intake.lists.land_codes import normalise
from layers.intake.text.column_names import ColumnMeaning, bare, propose_columns, read_meanings
from layers.intake.text.letters import is_empty, key, visible
from layers.targets.errors import TargetError
from layers.targets.model import TOTAL, Kind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from layers.intake.lists.code_book import CodeBook

    Cells = Sequence[str | None]

SEARCHED_ROWS = 60
NEEDED = frozenset({"code", "year"})
"""A row with these and an area is the heading."""
AREAS = ("declared_area_ha", "declared_area_m2", "declared_area")
OWN = {
    "unit_code": "unit code;ma don vi;ma don vi hanh chinh;ma dvhc",
    "kind": "loai so lieu;loai chi tieu;tinh chat;kind of figure",
    "plan": "ke hoach;ten quy hoach;quy hoach ky",
    "source": "nguon;nguon so lieu;nguon du lieu;can cu so lieu",
    "confidence": "do tin cay;muc tin cay;xac nhan",
    "declared_area_ha": "area ha;chi tieu ha;dien tich chi tieu ha;dien tich quy hoach ha;"
    "dien tich phan bo ha",
    "declared_area": "chi tieu;chi tieu su dung dat;dien tich chi tieu;dien tich phan bo;dien tich quy hoach",
}
"""Columns and names that only tables of targets have."""
KINDS = {
    Kind.PLANNED: "planned;plan;target;quy hoach;ke hoach;chi tieu;phan bo",
    Kind.ACTUAL: "actual;inventory;hien trang;thuc hien;kiem ke;thong ke;ket qua thuc hien",
}
TOTALS = frozenset(
    {
        "total",
        "tong",
        "tong cong",
        "tong so",
        "tong dien tich",
        "tong dien tich tu nhien",
        "dien tich tu nhien",
    }
    | {"tong dien tich dat tu nhien"}
)


def find_heading(rows: Sequence[tuple[int, Cells]]) -> tuple[int, dict[str, int]]:
    """
    Return the place of the heading among the rows, and column -> its place.

    Raises
    ------
    TargetError
        If none of the first rows names a land code, a year and an area.
    """
    meanings = target_meanings()
    for place, (_, cells) in enumerate(rows[:SEARCHED_ROWS]):
        names = list(dict.fromkeys(visible(cell) for cell in cells if not is_empty(visible(cell))))
        meant = propose_columns(names, meanings)
        places = {visible(cell): at for at, cell in reversed(list(enumerate(cells)))}
        found = {column: places[name] for name, column in meant.items()}
        if found.keys() >= NEEDED and any(area in found for area in AREAS):
            return place, found
    raise TargetError(
        "No row names the columns: a table of targets needs land code, year and area (ha) in a heading.",
        "Không thấy dòng tiêu đề: bảng chỉ tiêu cần có cột mã loại đất, năm và diện tích (ha).",
    )


def target_meanings() -> tuple[ColumnMeaning, ...]:
    """Return the program's columns, with the names that tables of targets have besides."""
    known = {one.name: one for one in read_meanings()}
    own = []
    for name, words in OWN.items():
        keys = tuple(dict.fromkeys((bare(name), *map(bare, words.split(";")))))
        held = known.get(name)
        own.append(
            ColumnMeaning(
                name=name,
                role=held.role if held else name,
                title_vi=held.title_vi if held else name,
                title_en=held.title_en if held else name,
                keys=(*keys, *(held.keys if held else ())),
            )
        )
    taken = {word for one in own for word in one.keys}
    rest = (one for one in read_meanings() if one.name not in OWN)
    return (
        *own,
        *(
            ColumnMeaning(
                name=one.name, role=one.role, title_vi=one.title_vi, title_en=one.title_en,
                keys=tuple(word for word in one.keys if word not in taken),
            )
            for one in rest
        ),
    )  # fmt: skip


def read_kind(text: str) -> Kind | None:
    """
    Return what kind of figure words name, None where they name none.

    Examples
    --------
    >>> str(read_kind("Hiện trạng 2020")), str(read_kind("Chỉ tiêu quy hoạch")), read_kind("?")
    ('actual', 'planned', None)
    """
    words = key(text)
    found = {kind for kind, starts in KINDS.items() if words.startswith(tuple(starts.split(";")))}
    return found.pop() if len(found) == 1 else None


def read_code(text: str, book: CodeBook, said: Mapping[str, str] | None = None) -> tuple[str, str]:
    """
    Return the code of a cell as the table of codes has it, and today's code.

    An old code stays beside the new one: RPN says more than RPH. Both are "" where the text
    names no code for sure.
    """
    if key(text) in TOTALS:
        return TOTAL, TOTAL
    match = normalise(text, book, said)
    return match.code, match.current
