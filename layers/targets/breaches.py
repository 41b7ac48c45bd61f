"""Projects that break a target, as records like findings: how much, by which decision, how surely cited."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

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
    """What the type has more (below zero: less) by all decided projects, and the pending ones of
    `state` "broken_if_granted"."""
    project_ha: float
    """The part of this project."""
    by_ha: float
    """By how much the target is broken in all."""
    is_decisive: bool
    """Whether the target would be kept without this project."""
    is_decided: bool
    """Whether the project is decided, or only asked for."""
    state: State
    is_least: bool
    """Whether it may be more: the area of other projects is not known."""
    decision: str
    citation: Citation


def breaches_of(rows: Iterable[Row]) -> list[Breach]:
    """
    Return what breaks a target, the largest first; functional areas as well, each by itself.

    Projects whose share goes the other way are none of the causes.
    """
    found = [breach for row in rows for breach in _of_row(row)]
    return sorted(found, key=lambda one: (-one.by_ha, one.unit, one.code, -abs(one.project_ha), one.site_id))


def _of_row(row: Row) -> list[Breach]:
    left = row.left_if_granted_ha if row.state is State.BROKEN_IF_GRANTED else row.left_ha
    if row.state not in {State.BROKEN, State.BROKEN_IF_GRANTED} or left is None:
        return []
    sign = 1.0 if row.bound is Bound.AT_MOST else -1.0
    decided = [(site_id, area_ha, True) for site_id, area_ha in row.decided.sites]
    pending = [(site_id, area_ha, False) for site_id, area_ha in row.pending.sites]
    is_asked = row.state is State.BROKEN_IF_GRANTED
    causes = [one for one in (*decided, *(pending if is_asked else ())) if sign * one[1] > 0]
    used_ha = row.decided.net_ha + (row.pending.net_ha if is_asked else 0.0)
    if not causes:
        causes = [("", 0.0, True)]
    return [_breach(row, cause, used_ha, -left) for cause in causes]


def _breach(row: Row, cause: tuple[str, float, bool], used_ha: float, by_ha: float) -> Breach:
    site_id, project_ha, is_decided = cause
    first = row.target.first
    return Breach(
        site_id=site_id,
        unit=row.unit,
        code=row.code,
        year=row.year,
        bound=row.bound,
        bound_confidence=row.bound_confidence,
        target_ha=row.target.area_ha or 0.0,
        present_ha=row.present.area_ha or 0.0,
        used_ha=used_ha,
        project_ha=project_ha,
        by_ha=by_ha,
        is_decisive=bool(site_id) and by_ha <= abs(project_ha),
        is_decided=is_decided,
        state=row.state,
        is_least=row.is_most,
        decision=first.decision if first else "",
        citation=first.citation if first else Citation.NOT_STATED,
    )
