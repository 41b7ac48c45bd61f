"""What land a project takes, type by type, as lists write it: "LUK (2,82); BHK (4,74)"."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from layers.intake.lists.land_codes import How, normalise
from layers.intake.lists.measures import area_unit
from layers.intake.lists.quantities import figure_of
from layers.intake.text.letters import is_empty, key

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from layers.intake.cells.figures import Style
    from layers.intake.lists.code_book import CodeBook
    from layers.intake.lists.land_codes import CodeMatch

_SQUARE = re.compile(r"(?<![^\W\d_])(k?m)2(?!\d)", re.IGNORECASE)
"""The 2 of a unit of area, which is no figure."""
_FIGURE = re.compile(
    r"(?<![\d.,])(\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?:[.,]\d+)?|\d+(?:[.,]\d+)*)(?!\d)"
    r"(?:\s*(ha|km²|m²)(?![^\W\d_]))?",
    re.IGNORECASE,
)
_EDGES = " \t\r\n;,.:=()[]{}+-\u2010\u2011\u2012\u2013\u2014/|*"
_UNIT_WORDS = re.compile(r"^(?:ha|km²|m²)(?!\w)", re.IGNORECASE)
_UNIT_BEHIND = re.compile(r"[\s(]+(ha|km²|m²)$", re.IGNORECASE)
"""A unit with the name of the land: "LUC (m²): 500"."""
_LEADING = re.compile(r"^(?:trong đó|gồm|bao gồm|trong do|bao gom|gom|và|va)\b[\s:]*", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class LandPart:
    """One type of land in a project."""

    match: CodeMatch
    """What the words for it mean; its `text` is the code as written."""
    area_ha: float | None
    """None where the text gives none, or one with two readings or without a unit."""
    resolution_ha: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Breakdown:
    """All types of land of a project."""

    text: str
    parts: tuple[LandPart, ...] = ()
    is_read: bool = True
    """Whether every figure has its type and every type its figure."""

    @property
    def total_ha(self) -> float | None:
        """Sum of the parts that are types of land, without functional areas; None if one is not known."""
        areas = [part.area_ha for part in self.land]
        known = [area for area in areas if area is not None]
        return round(math.fsum(known), 6) if self.is_read and known and len(known) == len(areas) else None

    @property
    def land(self) -> tuple[LandPart, ...]:
        """The parts that are no functional areas: those lie over the others."""
        return tuple(part for part in self.parts if part.match.how is not How.OVERLAY)

    @property
    def tolerance_ha(self) -> float:
        """How far the sum may be off because its figures were rounded, all as the finest of them."""
        finest = min((part.resolution_ha for part in self.land), default=0.0)
        return len(self.land) * finest / 2

    def by_code(self) -> dict[str, float]:
        """Return hectares by code of the table, "" for what is unknown; parts of one code added."""
        found: dict[str, float] = {}
        for part in self.parts:
            found[part.match.code] = found.get(part.match.code, 0.0) + (part.area_ha or 0.0)
        return found


def read_breakdown(
    text: str | None,
    book: CodeBook,
    *,
    unit: str = "ha",
    style: Style | None = None,
    said: Mapping[str, str] | None = None,
) -> Breakdown:
    """
    Return the types of land of a cell with their areas.

    The type may stand before its figure or behind it; parts may be divided by anything.

    Parameters
    ----------
    unit
        Of figures without one; "" leaves their area open.
    style
        Of the column, for figures with two readings.
    said
        Codes that the person gave, by the words of the file.
    """
    seen = _SQUARE.sub(r"\1²", (text or "").strip())
    if is_empty(seen):
        return Breakdown(text=seen)
    figures = list(_FIGURE.finditer(seen))
    words = _between(seen, figures)
    if not figures:
        codes = [normalise(word, book, said) for word in re.split(r"[;,+\n]", seen) if key(word)]
        return Breakdown(
            text=seen, parts=tuple(LandPart(match=code, area_ha=None) for code in codes), is_read=False
        )
    named, spare = _paired(words)
    parts = []
    for word, figure in zip(named, figures, strict=True):
        behind = _UNIT_BEHIND.search(word)
        match = normalise(_UNIT_BEHIND.sub("", word), book, said)
        parts.append(_part(match, figure, behind[1] if behind else unit, style))
    is_read = not spare and all(named) and all(part.area_ha is not None for part in parts)
    return Breakdown(text=seen, parts=tuple(parts), is_read=is_read)


def figures_of(text: str | None) -> list[str]:
    """
    Return the figures of a breakdown as they are written, to tell the style of a column.

    Examples
    --------
    >>> figures_of("LUK (2,82); 1.234,5 m2 BHK")
    ['2,82', '1.234,5']
    """
    return [found[1] for found in _FIGURE.finditer(_SQUARE.sub(r"\1²", text or ""))]


def _between(text: str, figures: Sequence[re.Match[str]]) -> list[str]:
    """Return the words before the first figure, between figures, and behind the last."""
    ends = [0, *(figure.end() for figure in figures)]
    starts = [*(figure.start() for figure in figures), len(text)]
    words = []
    for start, end in zip(ends, starts, strict=True):
        word = text[start:end].strip(_EDGES)
        word = _UNIT_WORDS.sub("", word).strip(_EDGES)
        words.append(_LEADING.sub("", word).strip(_EDGES))
    return words


def _paired(words: Sequence[str]) -> tuple[list[str], bool]:
    """Return the words of each figure, and whether some are left over on the other side."""
    before, behind = list(words[:-1]), list(words[1:])
    if words[0] or not any(behind):
        return before, bool(words[-1])
    return behind, False


def _part(match: CodeMatch, figure: re.Match[str], unit: str, style: Style | None) -> LandPart:
    number = figure_of(figure[1], style)
    factor = area_unit(figure[2] or unit)
    if number.value is None or not factor:
        return LandPart(match=match, area_ha=None)
    area_ha = number.value * factor if factor >= 1 else number.value / round(1 / factor)
    return LandPart(match=match, area_ha=area_ha, resolution_ha=10.0**-number.decimals * factor)
