"""
Find by structure what parts the columns of a text: ; , | a tab, or blanks.

A comma may be a decimal sign and a blank may part thousands, so that counting signs merges or
tears columns. Each candidate is tried on the first lines; the best gives most lines the same
number of cells, and leaves no cell in which another separator plainly stands.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice, pairwise
from typing import TYPE_CHECKING

from layers.errors import IntakeError
from layers.intake.cells.angles import Form, parse_angle
from layers.intake.cells.figures import parse_number
from layers.intake.limits import LIMITS

if TYPE_CHECKING:
    from collections.abc import Iterator

SAMPLE_ROWS = 1000
LONG_DIGITS = 5
"""A number with so many digits is a coordinate or an area, hardly a label."""

SURE_SCORE = 0.55
"""With a tab, ";", "|" or wide blanks in so much of a text, single blanks are parts of its cells."""

ROUNDING = 1e-9

OFTEN = 0.6
"""A comma in fewer of the lines than this is more likely a decimal sign."""

BOTH_ROWS = 3
"""Rows that must agree before a comma is said to be two things at once."""


class Separator(StrEnum):
    """What parts the columns, the surest first: of two that fit equally the first is taken."""

    TAB = "\t"
    SEMICOLON = ";"
    BAR = "|"
    COMMA = ","
    WIDE = "  "
    """Two blanks or more, or a tab among blanks."""
    BLANK = " "
    """Blanks, however many."""
    NONE = ""


WORDS = {
    Separator.TAB: ("a tab", "dấu tab"),
    Separator.SEMICOLON: ('";"', '";"'),
    Separator.BAR: ('"|"', '"|"'),
    Separator.COMMA: ('","', '","'),
    Separator.WIDE: ("two or more blanks", "hai khoảng trắng trở lên"),
    Separator.BLANK: ("blanks", "khoảng trắng"),
    Separator.NONE: ("nothing", "không có gì"),
}
_RUNS = {Separator.WIDE: re.compile(r"[ \t]*\t[ \t]*|[ ]{2,}"), Separator.BLANK: re.compile(r"[ \t]+")}
_SURE = frozenset({Separator.TAB, Separator.SEMICOLON, Separator.BAR, Separator.WIDE})
_WORD = re.compile(r"[^\W\d_]{2,}")
_STRONG = re.compile(r"[;|\t]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """A text cut into cells."""

    separator: Separator
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    """Number of the line on which each row begins, from 1, and its cells; a blank line is ()."""

    @property
    def width(self) -> int:
        """The number of cells that most rows have; of two the larger. 0 without rows."""
        return _common(cells for _, cells in self.rows)[0]


def cut(text: str, *, quotes: bool = True) -> Cut:
    """
    Return the rows of a text, cut where its structure says.

    Parameters
    ----------
    text
        Lines, with any ends.
    quotes
        Whether "..." holds a cell together, as in CSV. In pasted text a quote is seconds.

    Raises
    ------
    IntakeError
        "table-quotes" if a quotation never ends; "table-comma-twice" if a comma both parts
        columns and is the decimal sign.

    Examples
    --------
    >>> [cut(t).rows[0][1] for t in ("1;2477623,98;547012,17", "1 2477623,98  547012,17")]
    [('1', '2477623,98', '547012,17'), ('1', '2477623,98', '547012,17')]
    """
    best, best_score = Separator.NONE, 0.0
    for separator in Separator:
        if separator in _RUNS and best in _SURE and best_score > SURE_SCORE:
            continue
        score = _score(text, separator, quotes=quotes)
        if score > best_score + ROUNDING:
            best, best_score = separator, score
    rows = tuple(_rows(text, best, quotes=quotes))
    done = Cut(separator=best, rows=rows)
    if best is Separator.COMMA:
        _require_one_meaning(done)
    if best in _RUNS:
        width = done.width
        whole = tuple((n, _whole_if_prose(cells, width)) for n, cells in rows)
        return Cut(separator=best, rows=whole)
    return done


def _rows(text: str, separator: Separator, *, quotes: bool) -> Iterator[tuple[int, tuple[str, ...]]]:
    if separator in _RUNS or separator is Separator.NONE:
        for number, line in enumerate(io.StringIO(text, newline=None), 1):
            bare = line.strip(" \t\n")
            bare = bare if bare.strip(";,|") else ""
            yield number, tuple(_RUNS[separator].split(bare)) if bare and separator else (bare,) * bool(bare)
        return
    reader = csv.reader(
        io.StringIO(text, newline=""),
        delimiter=separator.value,
        quoting=csv.QUOTE_MINIMAL if quotes else csv.QUOTE_NONE,
        strict=True,
    )
    start = 1
    try:
        for row in reader:
            yield start, tuple(row) if any(map(str.strip, row)) else ()
            start = reader.line_num + 1
    except csv.Error as error:
        if "field limit" in str(error):
            raise too_long("Line", "Dòng", start) from error
        raise IntakeError(
            "table-quotes",
            f"Line {start}: a quotation mark opens a cell that never ends as it should ({error}):"
            " save the table as CSV again.",
            f"Dòng {start}: dấu ngoặc kép mở ô nhưng không đóng đúng ({error}): hãy lưu lại bảng dạng CSV.",
        ) from error


def too_long(en: str, vi: str, row: int) -> IntakeError:
    """Return the refusal of a cell over the limit; `en` and `vi` say what `row` counts."""
    return IntakeError(
        "table-cell-too-long",
        f"{en} {row}: a cell is longer than {LIMITS.cell_bytes:,} bytes: shorten it.",
        f"{vi} {row}: có ô dài hơn {LIMITS.cell_bytes:,} byte: hãy rút ngắn.",
    )


def _score(text: str, separator: Separator, *, quotes: bool) -> float:
    """Return the share of rows with the common width times the share of cells that look whole."""
    if separator is Separator.NONE:
        return 0.0
    rows: list[tuple[str, ...]] = []
    try:
        for _, row in islice(_rows(text, separator, quotes=quotes), SAMPLE_ROWS):
            rows.append(row)
    except IntakeError:
        pass  # it is raised again if this separator is taken
    if separator in _RUNS:
        rows = [row if any(sign.isdigit() for sign in "".join(row)) else ("",) * bool(row) for row in rows]
    width, count = _common(rows)
    if width < 2:  # noqa: PLR2004 - one cell is no table
        return 0.0
    around = " ()[];" if separator in _RUNS else " ()[]"
    cells = [cell.strip(around) for row in rows if len(row) == width for cell in row]
    if separator is Separator.COMMA and not any("." in cell for cell in cells):
        cells = [cell.replace(" ", "  ") if cell[:1].isdigit() else cell for cell in cells]
    share = count / sum(map(bool, rows))
    if separator is Separator.COMMA and share < OFTEN:
        share *= OFTEN
    return share * sum(_is_whole(c, separator) for c in cells) / len(cells)


def _is_whole(cell: str, separator: Separator) -> bool:
    """Return whether no other separator plainly stands in a cell."""
    if not cell or (parse_number(cell).readings and "  " not in cell):
        return True
    if _STRONG.search(cell):
        return False
    if "," in cell and separator is not Separator.COMMA:
        return False
    figures = cell.split()
    if len(figures) > 1 and all(figure[0].isdigit() for figure in figures):
        angle = parse_angle(cell)
        return angle is not None and angle.form is Form.PARTS
    if len(figures) > 1 and sum(map(str.isdigit, figures[-1])) >= LONG_DIGITS:
        return False
    return "  " not in cell


def _common(rows: Iterator[tuple[str, ...]] | list[tuple[str, ...]]) -> tuple[int, int]:
    """Return the number of cells that most rows have, and how many have it."""
    counts = Counter(len(cells) for cells in rows if cells)
    return max(counts.items(), key=lambda item: (item[1], item[0]), default=(0, 0))


def _whole_if_prose(cells: tuple[str, ...], width: int) -> tuple[str, ...]:
    """Keep a title, a heading of several words or a note as one cell among rows parted by blanks."""
    figures = [c for c in cells if sum(sign.isdigit() for sign in c) >= LONG_DIGITS]
    if len(cells) == width or len(figures) > 1 or not any(map(_WORD.search, cells)):
        return cells
    return (" ".join(cells),)


def _require_one_meaning(done: Cut) -> None:
    """Refuse 1,2477623,98,547012,17: two columns of long numbers, each followed by its decimals."""
    width = done.width
    rows = [cells for _, cells in done.rows if len(cells) == width]
    if not rows or not any(len(cell.strip()) >= LONG_DIGITS and cell.strip().isdigit() for cell in rows[0]):
        return  # a heading of the same width: the columns are what they seem
    columns = list(zip(*rows, strict=True))
    torn = sum(_is_torn(left, right) for left, right in pairwise(columns))
    if torn > 1 and len(rows) >= BOTH_ROWS:
        raise IntakeError(
            "table-comma-twice",
            f"A comma parts the columns and is the decimal sign too ({','.join(rows[0])}):"
            ' save the table with ";" or a tab between columns.',
            f"Dấu phẩy vừa ngăn cách cột vừa là dấu thập phân ({','.join(rows[0])}):"
            ' hãy lưu bảng với dấu ";" hoặc tab giữa các cột.',
        )


def _is_torn(left: tuple[str, ...], right: tuple[str, ...]) -> bool:
    whole = all(cell.strip().isdigit() and len(cell.strip()) >= LONG_DIGITS for cell in left)
    lengths = {len(cell.strip()) if cell.strip().isdigit() else 0 for cell in right}
    return whole and len(lengths) == 1 and lengths <= {1, 2, 3}
