"""One drawn footprint, asked everything at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.overlap import M2_PER_HA
from layers.model import Severity, Verdict
from layers.trial.footprint import footprint_of
from layers.trial.lands import Land, find_lands
from layers.trial.ready import Ready, make_ready
from layers.trial.surroundings import Nearest, Part, find_communes, find_nearest, find_projects
from layers.trial.verdicts import Found, find_verdicts

if TYPE_CHECKING:
    from datetime import date

    import shapely

    from layers.trial.ready import Checked


@dataclass(frozen=True, kw_only=True)
class Trial:
    """Everything that is told of one footprint. Areas in hectares, distances in metres."""

    shape: shapely.Geometry
    """The footprint that was checked, in the province's CRS."""
    as_of: date
    planned_code: str
    found: tuple[Found, ...]
    """One for each rule in force, worst first."""
    lands: tuple[Land, ...]
    communes: tuple[Part, ...]
    projects: tuple[Part, ...]
    nearest: tuple[Nearest, ...]
    """Of visible layers alone."""
    touches_hidden: bool
    """Whether it lies on squares under which nothing is told."""

    @property
    def area_ha(self) -> float:
        """Area of the footprint."""
        return float(self.shape.area) / M2_PER_HA

    @property
    def worst(self) -> Verdict:
        """The worst verdict; with no rule at all nothing was checked."""
        ranks = [found.verdict.rank for found in self.found]
        return list(Verdict)[min(ranks)] if ranks else Verdict.NOT_CHECKED

    def of(self, verdict: Verdict) -> tuple[Found, ...]:
        """Return what has one verdict."""
        return tuple(found for found in self.found if found.verdict is verdict)

    @property
    def undecided(self) -> tuple[Found, ...]:
        """Rules that could not be judged: shown as loudly as conflicts."""
        return self.of(Verdict.NOT_CHECKED)

    def consultees(self, language: str) -> tuple[str, ...]:
        """Return who is to be asked about what is no clear verdict, each once."""
        told = (f.row[f"consultee_{language}"] for f in self.found if f.verdict is not Verdict.CLEAR)
        names = (name.strip() for text in told for name in (text or "").split(";"))
        return tuple(dict.fromkeys(name for name in names if name))


def try_footprint(
    seen: Checked,
    shape: shapely.Geometry,
    as_of: date,
    *,
    planned_code: str = "",
    width_m: float | None = None,
) -> Trial:
    """
    Return what a check would say of a footprint; for many, keep `make_ready` and use `try_ready`.

    Parameters
    ----------
    seen
        What the person may see; nothing else is looked at.
    shape
        In the province's CRS.
    planned_code
        Land-use code that the project plans; "" where it is not known: what depends on it is not judged.
    width_m
        Of the band about a line, or the circle about a point.

    Raises
    ------
    TrialError
        If the shape is no footprint.
    """
    return try_ready(make_ready(seen, as_of), footprint_of(shape, width_m), planned_code)


def try_ready(ready: Ready, shape: shapely.Geometry, planned_code: str = "") -> Trial:
    """Return what a check would say of a footprint, a valid area in the province's CRS."""
    found = find_verdicts(ready, shape, planned_code)
    return Trial(
        shape=shape,
        as_of=ready.as_of,
        planned_code=planned_code,
        found=tuple(sorted(found, key=_rank)),
        lands=tuple(find_lands(ready, shape)),
        communes=tuple(find_communes(ready, shape)),
        projects=tuple(find_projects(ready, shape)),
        nearest=tuple(find_nearest(ready, shape)),
        touches_hidden=ready.withheld.is_near(shape),
    )


def _rank(found: Found) -> tuple[int, int, float, str]:
    area_ha = found.row["overlap_area_ha"] or 0.0
    return (
        found.verdict.rank,
        Severity(found.row["severity"]).rank,
        -area_ha if area_ha == area_ha else 0.0,  # noqa: PLR0124 - not a number
        found.rule.id,
    )
