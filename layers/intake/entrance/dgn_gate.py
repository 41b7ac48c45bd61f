"""
Walk over the elements of a MicroStation DGN v7 file: it must go through to its end mark.

A cut or altered file is read by GDAL as a shorter one without a word.

Source: Intergraph Standard File Formats (element header: level, type, words to follow).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers.errors import IntakeError

if TYPE_CHECKING:
    from pathlib import Path

END = b"\xff\xff"
HEADER_BYTES, WORD_BYTES = 4, 2


def require_whole_dgn(path: Path, name: str) -> int:
    """
    Return the number of elements, deleted ones too.

    Raises
    ------
    IntakeError
        "dgn-cut", with the byte at which the chain of elements breaks.
    """
    data = path.read_bytes()
    at = count = 0
    while at + WORD_BYTES <= len(data) and data[at : at + WORD_BYTES] != END:
        at += HEADER_BYTES + WORD_BYTES * int.from_bytes(data[at + 2 : at + 4], "little")
        count += 1
    if data[at : at + WORD_BYTES] != END:
        place = min(at, len(data))
        raise IntakeError(
            "dgn-cut",
            f"{name} is cut off or damaged: its elements do not reach the end mark (byte {place});"
            " save it again.",
            f"{name} bị cắt cụt hoặc hỏng: các phần tử không tới dấu kết thúc (byte {place}); hãy lưu lại.",
        )
    return count
