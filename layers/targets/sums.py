"""Whether a table adds up: a land type against its parts, a unit against the smaller ones."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from layers.targets.figures import children_of
from layers.targets.model import TOTAL

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from layers.targets.figures import Figures
    from layers.targets.model import Kind, Target
    from layers.targets.units import UnitKey

MOST_DECIMALS = 4
ROUNDING = 1e-9


class Adds(StrEnum):
    """What the comparison says."""

    EQUAL = "equal"
    DIFFERS = "differs"
    """All parts are there and do not add up to the whole."""
    EXCEEDS = "exceeds"
    """The parts that are there are more than the whole already."""
    INCOMPLETE = "incomplete"
    """Parts are missing; the difference is what they may have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SumCheck:
    """A whole beside its parts."""

    of: str
    """"codes" or "units": what the parts are."""
    unit: UnitKey
    code: str
    year: int
    kind: Kind
    whole_ha: float
    parts_ha: float
    missing: tuple[str, ...]
    """Codes of the parts that are not there."""
    adds: Adds

    @property
    def difference_ha(self) -> float:
        """What the whole has more than its parts."""
        return self.whole_ha - self.parts_ha


def check_sums(figures: Figures) -> list[SumCheck]:
    """Compare every figure of a table with its parts, where any of these are there."""
    found: list[SumCheck] = []
    asked = dict.fromkeys((one.unit, one.code, one.year, one.kind) for one in figures.targets)
    for unit, code, year, kind in asked:
        whole = figures.stated(unit, code, year, kind)
        if whole.area_ha is None:
            continue
        found += _by_code(figures, whole.area_ha, whole.of, (unit, code, year, kind))
        found += _by_unit(figures, whole.area_ha, whole.of, (unit, code, year, kind))
    return found


def _by_code(
    figures: Figures, whole_ha: float, of: tuple[Target, ...], asked: tuple[UnitKey, str, int, Kind]
) -> Iterator[SumCheck]:
    unit, code, year, kind = asked
    parts = {}
    missing: list[str] = []
    waiting = list(children_of(code, figures.book.codes))
    if not waiting or (code != TOTAL and code not in figures.book.codes):
        return
    while waiting:
        child = waiting.pop(0)
        found = figures.get(unit, child, year, kind)
        below = children_of(child, figures.book.codes)
        if found.area_ha is not None:
            parts[child] = found
        elif any(figures.get(unit, one, year, kind).area_ha is not None for one in below):
            waiting += below  # a class without a figure whose parts have some: LNP of RPH, RDD, RSX
        else:
            missing.append(child)
    if parts:
        rows = [row for one in parts.values() for row in one.of]
        total = math.fsum(one.area_ha or 0.0 for one in parts.values())
        yield _compared("codes", asked, whole_ha, total, tuple(missing), _slack((*of, *rows)))


def _by_unit(
    figures: Figures, whole_ha: float, of: tuple[Target, ...], asked: tuple[UnitKey, str, int, Kind]
) -> Iterator[SumCheck]:
    unit, code, year, kind = asked
    for units in figures.smaller(unit):
        found = {part: figures.get(part, code, year, kind) for part in units}
        there = [one for one in found.values() if one.area_ha is not None]
        if there:
            rows = [row for one in there for row in one.of]
            total = math.fsum(one.area_ha or 0.0 for one in there)
            missing = tuple(part.code for part, one in found.items() if one.area_ha is None)
            yield _compared("units", asked, whole_ha, total, missing, _slack((*of, *rows)))


def _compared(
    of: str,
    asked: tuple[UnitKey, str, int, Kind],
    whole_ha: float,
    parts_ha: float,
    missing: tuple[str, ...],
    slack_ha: float,
) -> SumCheck:
    unit, code, year, kind = asked
    rest = whole_ha - parts_ha
    if rest < -slack_ha:
        adds = Adds.EXCEEDS
    elif abs(rest) <= slack_ha:
        adds = Adds.EQUAL
    else:
        adds = Adds.INCOMPLETE if missing else Adds.DIFFERS
    return SumCheck(
        of=of, unit=unit, code=code, year=year, kind=kind, whole_ha=whole_ha, parts_ha=parts_ha,
        missing=missing, adds=adds,
    )  # fmt: skip


def _slack(rows: Iterable[Target]) -> float:
    """
    Return by how much figures may be off together that were rounded, all as the finest of them.

    Examples
    --------
    >>> _slack([])
    1e-09
    """
    areas = [row.area_ha for row in rows]
    finest = max(map(_decimals, areas), default=0)
    return ROUNDING + len(areas) * 0.5 * 10.0**-finest


def _decimals(value: float) -> int:
    text = f"{value:.{MOST_DECIMALS}f}".rstrip("0")
    return len(text.partition(".")[2])
