"""
Ways out: the smallest move and the smallest cut after which a footprint has fewer conflicts.

Only visible zones are looked at. Land for defence and security is never among the obstacles: a
suggestion would measure it, so that none is made of an exact view. The withheld squares are no
secret, and a footprint that is clear of them, or inside the province, is kept so. Nothing is
offered that the engine does not find clean in a check of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo.shift import smallest_shift
from geo.trim import trimmed
from geo.widen import widened
from layers.model import Severity, Verdict
from layers.rules import SITES
from layers.select import CannotDecideError, Selection, outside_plan
from layers.trial.beyond import beyond_extent
from layers.trial.errors import TrialError
from layers.trial.footprint import footprint_of
from layers.trial.trial import Trial, try_ready

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.types import FloatArray, GeometryArray
    from layers.trial.ready import Ready, ReadyFamily
    from layers.trial.verdicts import Found

FARTHEST_M = 2_000.0
LEAST_SEARCH_M = 200.0
MOST_PIECES = 6_000
"""With more obstacles about a footprint a person looks faster than the search."""
LEAST_LEFT = 0.1
"""A cut that leaves less of the footprint than this share is no suggestion."""
SEVERITIES = (Severity.INFO, Severity.HIGH, Severity.CRITICAL)
"""Conflicts of these severities and heavier ones are tried to be cleared together, all of them first."""


@dataclass(frozen=True, kw_only=True)
class Suggestion:
    """Another footprint, checked by the engine."""

    trial: Trial
    cleared: tuple[str, ...]
    """Ids of the rules whose conflict is gone."""
    left: tuple[str, ...]
    """Ids of the rules that still are in conflict."""
    shift_m: tuple[float, float] = (0.0, 0.0)
    """East and north."""
    given_up_ha: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Suggestions:
    """What is offered; None where nothing clean was found."""

    shift: Suggestion | None
    trim: Suggestion | None


def suggest(ready: Ready, trial: Trial) -> Suggestions:
    """
    Return the smallest move and the smallest cut that clear as many conflicts as can be cleared.

    Raises
    ------
    TrialError
        If the province was made ready for an exact view.
    """
    if ready.is_exact:
        raise TrialError(
            "No suggestion is made of an exact view: close it first.",
            "Không gợi ý khi đang mở dữ liệu mật: hãy đóng chế độ xem này trước.",
        )
    shift = trim = None
    reach_m = _search_m(trial.shape)
    for targets in _targets(trial):
        obstacles = _obstacles(ready, trial, targets, reach_m)
        if obstacles is None:
            continue
        trim = trim or _trim(ready, trial, targets, obstacles)
        shift = shift or _shift(ready, trial, targets, (obstacles, reach_m))
        if shift and trim:
            break
    return Suggestions(shift=shift, trim=trim)


def _targets(trial: Trial) -> Iterator[tuple[Found, ...]]:
    """Give sets of conflicts to clear together: all, then the heavier ones alone."""
    open_ = [found for found in trial.of(Verdict.CONFLICT) if found.rule.kind != "inside"]
    tried: set[frozenset[str]] = {frozenset()}
    for least in SEVERITIES:
        chosen = tuple(found for found in open_ if found.rule.severity.rank <= least.rank)
        ids = frozenset(found.rule.id for found in chosen)
        if ids not in tried:
            tried.add(ids)
            yield chosen


def _search_m(shape: shapely.Geometry) -> float:
    west, south, east, north = shape.bounds
    return float(min(FARTHEST_M, max(LEAST_SEARCH_M, np.hypot(east - west, north - south))))


def _obstacles(
    ready: Ready, trial: Trial, targets: tuple[Found, ...], reach_m: float
) -> shapely.Geometry | None:
    """Return what to keep clear of within the search; None where that is too much or unknown."""
    parts: list[shapely.Geometry] = []
    for found in targets:
        family = next(f for f in ready.families if found.rule in f.family.rules)
        of_rule = _of_rule(ready, trial, found, family, reach_m)
        if of_rule is None or len(parts) + len(of_rule) > MOST_PIECES:
            return None
        parts.extend(of_rule)
    region = shapely.box(*np.array(trial.shape.bounds) + np.array([-1, -1, 1, 1]) * reach_m)
    parts += beyond_extent(ready, trial.shape, region)
    if ready.withheld.squares and not trial.touches_hidden:
        parts.append(shapely.intersection(ready.withheld.area, region))
    return shapely.union_all(parts)


def _of_rule(
    ready: Ready, trial: Trial, found: Found, family: ReadyFamily, reach_m: float
) -> GeometryArray | None:
    asked = family.asked[family.family.rules.index(found.rule)]
    if family.index is None or not isinstance(asked, Selection):
        return None
    wide_m = reach_m + (asked.reach_m if found.rule.kind == "distance" else 0.0)
    _, piece = family.index.candidates(np.array([trial.shape], dtype=object), wide_m)
    owner = family.index.owner[piece]
    wanted = asked.match[owner]
    if found.rule.except_planned_code:
        try:
            other, _ = outside_plan(trial.planned_code, family.family.zones["code"].iloc[owner], ready.codes)
        except CannotDecideError:
            return None
        wanted = wanted & other
    pieces = family.index.take(piece[wanted])
    if found.rule.kind != "distance" or found.rule.layer == SITES:
        return pieces
    return _widened(pieces, asked.limit_m[owner[wanted]])


def _widened(pieces: GeometryArray, limit_m: FloatArray) -> GeometryArray:
    known = np.isfinite(limit_m) & (limit_m > 0)
    return widened(pieces[known], limit_m[known])


def _trim(
    ready: Ready, trial: Trial, targets: tuple[Found, ...], obstacles: shapely.Geometry
) -> Suggestion | None:
    left = trimmed(trial.shape, obstacles)
    if left is None or left.area < LEAST_LEFT * trial.shape.area:
        return None
    return _checked(ready, trial, targets, left)


def _shift(
    ready: Ready, trial: Trial, targets: tuple[Found, ...], search: tuple[shapely.Geometry, float]
) -> Suggestion | None:
    obstacles, reach_m = search
    move = smallest_shift(trial.shape, obstacles, reach_m)
    if move is None:
        return None
    moved = shapely.transform(trial.shape, lambda xy: xy + np.array(move))
    return _checked(ready, trial, targets, moved, move)


def _checked(
    ready: Ready,
    trial: Trial,
    targets: tuple[Found, ...],
    shape: shapely.Geometry,
    shift_m: tuple[float, float] = (0.0, 0.0),
) -> Suggestion | None:
    """Return the suggestion if it is a footprint, its conflicts are gone, and no rule is in doubt anew."""
    try:
        again = try_ready(ready, footprint_of(shape), trial.planned_code)
    except TrialError:
        return None
    before = {found.rule.id: found.verdict for found in trial.found}
    after = {found.rule.id: found.verdict for found in again.found}
    goal = tuple(found.rule.id for found in targets)
    gone = all(after[rule] in {Verdict.NEAR, Verdict.CLEAR} for rule in goal)
    bad = {Verdict.CONFLICT, Verdict.NOT_CHECKED}
    # A conflict that is "not checked" afterwards is no conflict less: it went where nobody looks.
    worse = any(verdict in bad and verdict is not before[rule] for rule, verdict in after.items())
    if not gone or worse:
        return None
    left = tuple(rule for rule, verdict in after.items() if verdict is Verdict.CONFLICT)
    return Suggestion(
        trial=again,
        cleared=goal,
        left=left,
        shift_m=shift_m,
        given_up_ha=max(0.0, trial.area_ha - again.area_ha),
    )
