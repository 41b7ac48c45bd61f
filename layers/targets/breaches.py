"""Projects that break a target, as records like findings: how much, by which decision, how surely cited."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from layers.targets.bounds import Bound
from layers.targets.model import Citation
from layers.targets.row import State

if TYPE_CHECKING:
    from collections.abc import Iterable

    from layers.targets.row import Row
    from layers.targets.units import UnitKey


@dataclass(frozen=True, slots=True, kw_only=True)
class Breach:
    """One project, or the land as it is, against one target."""

    site_id: str
    """"": the inventory alone breaks the target already."""
    unit: UnitKey
    code: str
    year: int
    bound: Bound
    bound_confidence: str
    target_ha: float
    present_ha: float
    used_ha: float
    """What the type has more (below zero: less) by all decided projects; and by all pending ones where
    the state is "broken_if_granted", or by this one alone where it `is_blocked`."""
    project_ha: float
    """The part of this project."""
    by_ha: float
    """By how much the target is broken in all."""
    is_decisive: bool
    """Whether the target would be kept without this project."""
    is_decided: bool
    """Whether the project is decided, or only asked for."""
    state: State
    is_blocked: bool
    """Whether what is decided breaks the target already, and this project asks for more of it."""
    is_least: bool
    """Whether it may be more: the area of other projects is not known."""
    decision: str
    citation: Citation


def breaches_of(rows: Iterable[Row]) -> list[Breach]:
    """
    Return what breaks a target, the largest first; functional areas as well, each by itself.

    Projects whose share goes the other way are none of the causes. What is asked for of a target that is
    broken already is one, whatever else is granted.
    """
    found = [breach for row in rows for breach in _of_row(row)]
    return sorted(found, key=lambda one: (-one.by_ha, one.unit, one.code, -abs(one.project_ha), one.site_id))


def _of_row(row: Row) -> list[Breach]:
    if row.state is State.BROKEN and row.left_ha is not None:
        return _broken(row, row.left_ha)
    if row.state is State.BROKEN_IF_GRANTED and row.left_if_granted_ha is not None:
        return _broken_if_granted(row, row.left_if_granted_ha)
    return []


def _broken_if_granted(row: Row, left_ha: float) -> list[Breach]:
    used_ha = row.decided.net_ha + row.pending.net_ha
    return [_breach(row, cause, used_ha, -left_ha) for cause in (*_decided(row), *_asked(row)) or (AS_IT_IS,)]


def _broken(row: Row, left_ha: float) -> list[Breach]:
    """Return what breaks a target already, then what is asked for and would break it further, each alone."""
    used_ha = row.decided.net_ha
    return [
        *(_breach(row, one, used_ha, -left_ha) for one in _decided(row) or (AS_IT_IS,)),
        *(_breach(row, one, used_ha + one.area_ha, abs(one.area_ha) - left_ha) for one in _asked(row)),
    ]


class _Cause(NamedTuple):
    site_id: str
    area_ha: float
    """What the type has more by it."""
    is_decided: bool


AS_IT_IS = _Cause(site_id="", area_ha=0.0, is_decided=True)
"""The inventory alone."""


def _decided(row: Row) -> list[_Cause]:
    return [_Cause(*one, is_decided=True) for one in row.decided.sites if _is_worse(row, one[1])]


def _asked(row: Row) -> list[_Cause]:
    return [_Cause(*one, is_decided=False) for one in row.pending.sites if _is_worse(row, one[1])]


def _is_worse(row: Row, area_ha: float) -> bool:
    """Tell whether so much more of a type brings its target nearer to being broken."""
    return area_ha > 0 if row.bound is Bound.AT_MOST else area_ha < 0


def _breach(row: Row, cause: _Cause, used_ha: float, by_ha: float) -> Breach:
    first = row.target.first
    is_asked = row.state is State.BROKEN_IF_GRANTED or not cause.is_decided
    return Breach(
        site_id=cause.site_id,
        unit=row.unit,
        code=row.code,
        year=row.year,
        bound=row.bound,
        bound_confidence=row.bound_confidence,
        target_ha=row.target.area_ha or 0.0,
        present_ha=row.present.area_ha or 0.0,
        used_ha=used_ha,
        project_ha=cause.area_ha,
        by_ha=by_ha,
        is_decisive=bool(cause.site_id) and by_ha <= abs(cause.area_ha),
        is_decided=cause.is_decided,
        state=State.BROKEN_IF_GRANTED if is_asked else State.BROKEN,
        is_blocked=row.state is State.BROKEN and not cause.is_decided,
        is_least=row.is_most,
        decision=first.decision if first else "",
        citation=first.citation if first else Citation.NOT_STATED,
    )
