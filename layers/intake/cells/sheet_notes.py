"""What a person is told of a text that was cut into columns."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from layers.intake.cells.separators import WORDS, Separator
from layers.intake.model import Note

if TYPE_CHECKING:
    from layers.intake.cells.separators import Cut

SHOWN_CELLS, SHOWN_CHARACTERS, SHOWN_LINES = 8, 24, 10
_FORMULA = re.compile(r"\s*[=@+-]\s*[^\s\d.,]")


def notes_of(done: Cut) -> list[Note]:
    """Return how the columns were parted, then rows that are too wide and cells that look like formulas."""
    return [_preview(done), *_ragged(done), *_formulas(done)]


def _preview(done: Cut) -> Note:
    """Say how the columns were parted, with the last of the rows that have all of them."""
    en, vi = WORDS[done.separator]
    width = done.width
    number, cells = next((r for r in reversed(done.rows) if len(r[1]) == width), (1, ()))
    count = sum(len(cells) == width for _, cells in done.rows)
    total = sum(bool(cells) for _, cells in done.rows)
    shown = " ".join(f"[{_shown(cell)}]" for cell in cells[:SHOWN_CELLS])
    return Note(
        kind="columns parted",
        en=f"Columns are parted by {en}: {count} of {total} rows have {width} cells; line {number}: {shown}.",
        vi=f"Các cột cách nhau bởi {vi}: {count} trên {total} dòng có {width} ô; dòng {number}: {shown}.",
    )


def _shown(cell: str) -> str:
    bare = cell.strip()
    return bare if len(bare) <= SHOWN_CHARACTERS else bare[:SHOWN_CHARACTERS] + "..."


def _ragged(done: Cut) -> list[Note]:
    """Tell of rows with more cells than the common width: a decimal comma may have torn them."""
    width = done.width
    lines = [str(number) for number, cells in done.rows if len(cells) > width]
    if not lines or done.separator is Separator.NONE:
        return []
    listed = ", ".join(lines[:SHOWN_LINES]) + (", ..." if len(lines) > SHOWN_LINES else "")
    return [
        Note(
            kind="rows of other width",
            en=f"{len(lines)} rows have more than {width} cells (lines {listed}).",
            vi=f"{len(lines)} dòng có hơn {width} ô (dòng {listed}).",
        )
    ]


def _formulas(done: Cut) -> list[Note]:
    count = sum(bool(_FORMULA.match(cell)) for _, cells in done.rows for cell in cells)
    if not count:
        return []
    return [
        Note(
            kind="formula as text",
            en=f"{count} cells begin as a formula does; they are text here and nothing is computed.",
            vi=f"{count} ô mở đầu như công thức; ở đây chúng chỉ là văn bản và không được tính.",
        )
    ]
