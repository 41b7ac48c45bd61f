"""
What the targets say of each project, as a check says what a rule does: broken, not known, or kept.

Of a project one answer, whatever number of targets it touches. What cannot be judged is never
"kept": neither is a project whose area is not known, nor land of a type without a target.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from layers.codes import above
from layers.model import Verdict
from layers.targets.balance import codes_told
from layers.targets.bounds import Bound
from layers.targets.breaches import breaches_of
from layers.targets.model import TOTAL, Kind
from layers.targets.row import JUDGED, State

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from layers.codes import LandCode
    from layers.targets.balance import Balancing
    from layers.targets.breaches import Breach
    from layers.targets.row import Row
    from layers.targets.units import Units

SIGNS = {Bound.AT_LEAST: "≥", Bound.AT_MOST: "≤"}


@dataclass(frozen=True, kw_only=True)
class AgainstTargets:
    """What the targets say of one project."""

    site_id: str
    verdict: Verdict
    """Conflict, not checked, or clear."""
    breaches: tuple[str, ...] = ()
    """Each target that it breaks: type, year, unit, target, decision, and the part of the project."""
    is_broken: bool = False
    """Whether it is decided and a target is broken by what is; else one is if it is granted."""
    is_blocked: bool = False
    """Whether a target is broken without it already, and it asks for more of that land."""


def against_targets(balancing: Balancing) -> dict[str, AgainstTargets]:
    """
    Return project -> what the targets of this year and of later ones say of it, for all projects.

    Functional areas count as well, each by itself; so does each unit that has targets of its own.
    """
    rows = _rows(balancing)
    caused: defaultdict[str, list[Breach]] = defaultdict(list)
    for breach in breaches_of(rows):
        caused[breach.site_id].append(breach)
    kept = _kept(rows) - _not_judged(rows, balancing.figures.book.codes)
    found = {}
    for site_id in (claim.progress.site_id for claim in balancing.claims):
        if site_id in caused:
            found[site_id] = _broken(site_id, caused[site_id], balancing.units)
        else:
            verdict = Verdict.CLEAR if site_id in kept else Verdict.NOT_CHECKED
            found[site_id] = AgainstTargets(site_id=site_id, verdict=verdict)
    return found


def _rows(balancing: Balancing) -> list[Row]:
    """Return the balance of all types in every unit and year that targets are loaded for."""
    asked = {
        (one.unit, one.year)
        for one in balancing.figures.targets
        if one.kind is Kind.PLANNED and one.year >= balancing.as_of.year
    }
    wanted = ((unit, year, codes_told(balancing, year)) for unit, year in sorted(asked))
    return [row for unit, year, codes in wanted for row in balancing.rows([unit], codes, year)]


def _kept(rows: Sequence[Row]) -> set[str]:
    """
    Return the projects whose land counts in a target that is kept, and in none that is broken.

    None at all where a loaded target cannot be judged: whose land of an unknown type that is because of,
    the balance does not say. A project that counts nowhere was not asked about, and is not among them.
    """
    bound = [row for row in rows if row.target.area_ha is not None and row.code != TOTAL]
    if any(row.state not in JUDGED for row in bound):
        return set()
    counted = [
        (row.state, {site_id for one in (row.decided, row.pending) for site_id, _ in one.sites})
        for row in bound
    ]
    broken = [sites for state, sites in counted if state is not State.KEPT]
    return set().union(*(sites for state, sites in counted if state is State.KEPT)).difference(*broken)


def _not_judged(rows: Sequence[Row], codes: Mapping[str, LandCode]) -> set[str]:
    """
    Return the projects that touch land of which nobody knows whether its target is kept.

    A type without a target of its own is bound by that of a class above it.
    """
    found: set[str] = set()
    bound = {(row.unit, row.year, row.code) for row in rows if row.target.area_ha is not None}
    for row in rows:
        moved = (row.decided, row.pending)
        found |= {site_id for one in moved for site_id in one.unknown}
        classes = above([row.code], codes)
        is_below = row.state is State.NO_TARGET and any((row.unit, row.year, one) in bound for one in classes)
        if row.state not in JUDGED and not is_below:
            found |= {site_id for one in moved for site_id, _ in one.sites}
    return found


def _broken(site_id: str, breaches: list[Breach], units: Units) -> AgainstTargets:
    told = sorted({_said(one, units) for one in breaches})
    return AgainstTargets(
        site_id=site_id,
        verdict=Verdict.CONFLICT,
        breaches=tuple(told),
        is_broken=any(one.state is State.BROKEN for one in breaches),
        is_blocked=any(one.is_blocked for one in breaches),
    )


def _said(one: Breach, units: Units) -> str:
    """
    Write what a decision about a project rests on: target, decision, the project's part.

    By how much the target is broken in all is left out: that changes with every other project.
    """
    unit = units.places[one.unit].name
    decided = f" ({one.decision})" if one.decision else ""
    bound = SIGNS.get(one.bound, "=")
    return f"{one.code} {one.year}, {unit}: {bound} {one.target_ha:.2f} ha{decided}, {one.project_ha:+.2f} ha"
