"""The sentences about areas and sums of money that are not simply stated."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers.intake.lists.areas import number_words
from layers.intake.lists.code_notes import quoted
from layers.intake.lists.quantities import Remark
from layers.intake.model import Note

if TYPE_CHECKING:
    from layers.intake.lists.quantities import Quantity

WORDS = {"area": "diện tích", "capital": "vốn"}
SAID = {
    Remark.ABOUT: ("is stated as about so much", "chỉ là con số ước chừng"),
    Remark.MORE_WORDS: ("has more words, which were not read", "còn phần chữ chưa được đọc"),
    Remark.RANGE: ("is a range, so none was taken", "là một khoảng nên chưa lấy giá trị nào"),
    Remark.AMBIGUOUS: (
        "can be read in two ways, so none was taken: say whether decimals follow a comma or a point",
        "có hai cách đọc nên chưa lấy giá trị nào: hãy cho biết phần thập phân sau dấu phẩy hay dấu chấm",
    ),
    Remark.NO_UNIT: (
        "has no unit, nor has its column: say which it is",
        "không có đơn vị, cột cũng không ghi: hãy cho biết đơn vị",
    ),
    Remark.NO_NUMBER: ("is no number that can be read", "không phải con số đọc được"),
    Remark.FOREIGN: ("is not in dong, so it was not taken", "không tính bằng đồng nên chưa lấy"),
    Remark.NOT_POSITIVE: ("is not greater than zero", "không lớn hơn 0"),
    Remark.TOO_LARGE: ("is too large: check its unit", "quá lớn: hãy kiểm tra đơn vị"),
}


def quantity_note(found: Quantity, what: str, row: int, column: str) -> Note | None:
    """
    Return what is to be said of a quantity, None where it is simply stated or simply missing.

    Parameters
    ----------
    what
        "area" or "capital".
    """
    if found.remark not in SAID:
        return None
    en, vi = SAID[found.remark]
    readings = [number_words(reading) for reading in found.readings]
    both_en = f" ({' / '.join(reading[0] for reading in readings)})" if readings else ""
    both_vi = f" ({' / '.join(reading[1] for reading in readings)})" if readings else ""
    return Note(
        kind=f"{what} {found.remark}",
        en=f"Row {row}: the {what} {quoted(found.text)}{both_en} {en}.",
        vi=f"Dòng {row}: {WORDS[what]} {quoted(found.text)}{both_vi} {vi}.",
        row=row,
        column=column,
    )
