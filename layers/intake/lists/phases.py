"""When a project is to be built, as lists write it, and in which planning periods that falls."""

from __future__ import annotations

import re
from dataclasses import dataclass

from layers.intake.text.letters import is_empty, key, visible

FIRST_YEAR, LAST_YEAR = 1950, 2100
PERIOD_YEARS = 5
MOST_PERIODS = 2
DONE = "done"

_YEAR = r"(?:19|20)\d{2}"
_MONTH = r"(?:(?:quy|thang|q)?\s*[ivx\d]{1,4}\s*[/.-]\s*){0,2}"
_ISO_DAY = re.compile(rf"(?<!\d)({_YEAR})-\d{{2}}-\d{{2}}(?!\d)")
_RANGE = re.compile(rf"{_MONTH}({_YEAR})\s*(?:-|den|toi|to|va|,|\s)\s*{_MONTH}({_YEAR})")
_SHORT = re.compile(rf"({_YEAR})\s*[-/]\s*(\d{{2}})(?!\d)")
_ONE = re.compile(_YEAR)
_AFTER = re.compile(rf"\b(?:sau|after)\s+(?:nam\s+)?({_YEAR})")
_UNTIL = re.compile(rf"\b(?:den|truoc|until|before|by|to)\s+(?:het\s+)?(?:nam\s+)?({_YEAR})")
_SINCE = re.compile(rf"\b(?:tu|from|since)\s+(?:nam\s+)?({_YEAR})")
_FINISHES = re.compile(r"\b(?:hoan thanh|ket thuc|completion)\b")
_DONE = re.compile(
    r"\bda (?:hoan thanh|xong|van hanh|dua vao)\b|\b(?:done|completed|operating)\b|^hoan thanh$"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Phase:
    """A time of building, as written and in years."""

    text: str
    phase: str = ""
    """Planning periods, "2021-2025", "2026-2030", "2021-2025/2026-2030", "2021-2030", or "done";
    as written where none can be told."""
    start_year: int | None = None
    end_year: int | None = None
    is_read: bool = True
    """Whether it could be understood; an empty cell is."""


def read_phase(text: str | None) -> Phase:
    """
    Return the time of building that a cell names.

    A single year is start and end. "đến 2030" has no start and "sau 2030" no end; their words stay.

    Examples
    --------
    >>> [read_phase(t).phase for t in ("GĐ 2026-2030", "2023÷2027", "2024", "2021 - 2030")]
    ['2026-2030', '2021-2025/2026-2030', '2021-2025', '2021-2030']
    >>> read_phase("Quý IV/2025 - 2027").start_year, read_phase("đến năm 2030").end_year
    (2025, 2030)
    """
    seen = visible(text)
    if is_empty(seen):
        return Phase(text=seen)
    bare = _bare(seen)
    years = tuple(int(year) for year in _ONE.findall(bare))
    if _DONE.search(bare):
        return Phase(text=seen, phase=DONE, end_year=years[-1] if len(years) == 1 else None)
    start, end = _ends(bare, years)
    if (start is None and end is None) or (start and end and start > end):
        return Phase(text=seen, phase=seen, is_read=False)
    if start is None or end is None:
        return Phase(text=seen, phase=seen, start_year=start, end_year=end)
    if len(years) == 1 and _FINISHES.search(bare):
        return Phase(text=seen, phase=_periods(end, end), end_year=end)
    is_listed = len(years) > MOST_PERIODS
    return Phase(text=seen, phase=_periods(start, end, is_listed=is_listed), start_year=start, end_year=end)


def _bare(text: str) -> str:
    """Return the words without accents, with one sign for all that stands between two years."""
    dashed = _ISO_DAY.sub(r"\1", re.sub(r"[÷\u2010-\u2015\u2192~]", "-", text))
    words = [
        key(part) if re.search(r"[^\W\d_]", part) else part for part in re.split(r"(\s+|[-/.:])", dashed)
    ]
    return " ".join("".join(words).split())


def _ends(bare: str, years: tuple[int, ...]) -> tuple[int | None, int | None]:
    if both := _RANGE.search(bare):
        # Two ranges side by side, "2021-2025/2026-2030", are one from first to last.
        return (min(years), max(years)) if len(years) > MOST_PERIODS else (int(both[1]), int(both[2]))
    if len(years) != 1:
        return None, None
    year = years[0]
    if short := _SHORT.search(bare):
        return year, year // 100 * 100 + int(short[2])
    if _AFTER.search(bare):
        return year + 1, None
    return None if _UNTIL.search(bare) else year, None if _SINCE.search(bare) else year


def _periods(start: int, end: int, *, is_listed: bool = False) -> str:
    """
    Return the periods of five years from start to end; years 1 and 5 of each are its ends.

    Two whole periods are one of ten years unless they were written side by side.
    """
    first = (start - 1) // PERIOD_YEARS * PERIOD_YEARS + 1
    last = (end - 1) // PERIOD_YEARS * PERIOD_YEARS + PERIOD_YEARS
    count = (last - first + 1) // PERIOD_YEARS
    if count > MOST_PERIODS or (count == MOST_PERIODS and not is_listed and (start, end) == (first, last)):
        return f"{start}-{end}"
    return "/".join(
        f"{first + PERIOD_YEARS * number}-{first + PERIOD_YEARS * (number + 1) - 1}"
        for number in range(count)
    )
