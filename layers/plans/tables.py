"""What was compared as tables, for files, JSON and pages; what is not known is empty, never 0."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd

from layers.findings import areal
from layers.plans.meet import State

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    import shapely
    from pyproj import CRS

    from layers.codes import LandCode
    from layers.layer import Layer
    from layers.plans.compare import Compared
    from layers.plans.gap import Gap
    from layers.plans.meet import Clash, Meeting
    from layers.plans.opened import Plan
    from layers.plans.project import Project
    from layers.plans.projects import Pair, ProjectPairs
    from layers.plans.uses import Use, Uses

DIGITS = 4
"""Decimals of hectares: a square metre."""
_PLAN = ("level", "layer_id", "name_vi", "name_en", "version", "decision_number", "decision_date")
_ZONE = (*_PLAN, "zone_id", "zone_name", "code")
_PROJECT = (
    "id", "name", "sector", "sector_vi", "sector_en", "phase", "stage", "owner", "capital_bn_vnd",
    "commune_code",
)  # fmt: skip
CLASH_COLUMNS = (
    "state", "certainty", "area_ha", "tolerance_m", *(f"lower_{name}" for name in _ZONE),
    *(f"upper_{name}" for name in _ZONE), "common_from", "common_to", "confidence", "restricted", "why_vi",
    "why_en",
)  # fmt: skip
"""One row for each pair of zones; `lower` stands on `upper`, empty where the office must be asked."""
MEETING_COLUMNS = (
    *(f"lower_{name}" for name in _PLAN), *(f"upper_{name}" for name in _PLAN), "common_from", "common_to",
    "fits_ha", "misfit_ha", "unclear_ha", "is_sure", "misfits", "unclear", "unresolved", "noise",
)  # fmt: skip
"""One row for each pair of plans."""
PAIR_COLUMNS = (
    "state", "place", "years", "common_from", "common_to", "area_ha", "distance_m", "certainty",
    "tolerance_m", *(f"one_{name}" for name in _PROJECT), *(f"other_{name}" for name in _PROJECT),
    "restricted", "why_vi", "why_en",
)  # fmt: skip
"""One row for each pair of projects; common_from and common_to are years in which both are built for sure."""
USE_COLUMNS = (
    "state", "id", "name", "sector", "sector_vi", "sector_en", "phase", "stage", "planned_code", "period",
    "days_from", "days_to", "stands", "outside_ha", "blank_ha", "withheld_ha", "certainty", "tolerance_m",
    "layer_ids", "decisions", "rule_id", "citation", "restricted", "why_vi", "why_en",
)  # fmt: skip
"""One row for each project and part of a period; `stands` is False where it is built later."""
LAND_COLUMNS = (
    "id", "period", "days_from", "days_to", "code", "name_vi", "name_en", "area_ha", "fit", "planned_code",
)  # fmt: skip
GAP_COLUMNS = ("why", "what", "vi", "en")


def clash_frame(compared: Compared, crs: str | CRS) -> gpd.GeoDataFrame:
    """Return pairs of zones with `CLASH_COLUMNS` and their common land."""
    days = {(id(one.lower), id(one.upper)): one.common_days for one in compared.meetings}
    rows = [_clash(one, days.get((id(one.lower), id(one.upper)), (None, None))) for one in compared.clashes]
    return _with_shapes(rows, CLASH_COLUMNS, [areal(one.shape) for one in compared.clashes], crs)


def meeting_frame(meetings: Iterable[Meeting]) -> pd.DataFrame:
    """Return pairs of plans with `MEETING_COLUMNS`."""
    return _frame([_meeting(one) for one in meetings], MEETING_COLUMNS)


def pair_frame(found: ProjectPairs, crs: str | CRS) -> gpd.GeoDataFrame:
    """Return pairs of projects with `PAIR_COLUMNS` and their common land."""
    rows = [_pair(one) for one in found.pairs]
    return _with_shapes(rows, PAIR_COLUMNS, [areal(one.shape) for one in found.pairs], crs)


def use_frame(found: Uses, crs: str | CRS) -> gpd.GeoDataFrame:
    """Return projects by part of a period with `USE_COLUMNS` and their footprint."""
    rows = [_use(one) for one in found.uses]
    return _with_shapes(rows, USE_COLUMNS, [one.project.shape for one in found.uses], crs)


def land_frame(found: Uses, codes: Mapping[str, LandCode]) -> pd.DataFrame:
    """Return hectares by planned code with `LAND_COLUMNS`."""
    rows = [
        _days(use)
        | {
            "id": use.project.id,
            "code": land.code,
            "name_vi": codes[land.code].name_vi if land.code in codes else "",
            "name_en": codes[land.code].name_en if land.code in codes else "",
            "area_ha": land.area_ha,
            "fit": str(land.fit),
            "planned_code": use.project.planned_code,
        }
        for use in found.uses
        for land in (use.under.land if use.under is not None else ())
    ]
    return _frame(rows, LAND_COLUMNS)


def gap_frame(gaps: Iterable[Gap]) -> pd.DataFrame:
    """Return what was not compared with `GAP_COLUMNS`."""
    rows = [{"why": str(one.why), "what": one.what, "vi": one.vi, "en": one.en} for one in gaps]
    return _frame(rows, GAP_COLUMNS)


def decision_of(layer: Layer) -> str:
    """
    Return number and date of a decision as they are stated, "" where no decision is.

    Examples
    --------
    >>> from datetime import date
    >>> from layers.layer import Layer
    >>> layer = Layer(id="a", family="a", name_vi="a", name_en="a", file="a.gpkg", decision_number="7/QĐ-TTg")
    >>> decision_of(layer), decision_of(layer.model_copy(update={"decision_date": date(2024, 11, 29)}))
    ('7/QĐ-TTg', '7/QĐ-TTg 2024-11-29')
    """
    return f"{layer.decision_number} {layer.decision_date or ''}".strip() if layer.decision_number else ""


def _clash(one: Clash, days: tuple[date | None, date | None]) -> dict[str, Any]:
    upper = {} if one.upper is None else _zone(one.upper, one.upper_zone, "upper")
    return (
        {f"upper_{name}": "" for name in _ZONE}
        | _zone(one.lower, one.zone, "lower")
        | upper
        | {
            "state": str(one.state),
            "certainty": str(one.certainty or ""),
            "area_ha": one.area_ha,
            "tolerance_m": one.tolerance_m,
            "common_from": _day(days[0]),
            "common_to": _day(days[1]),
            "confidence": one.said.confidence,
            "restricted": one.restricted,
            "why_vi": one.said.vi,
            "why_en": one.said.en,
        }
    )


def _meeting(one: Meeting) -> dict[str, Any]:
    counts = {state: sum(clash.state is state for clash in one.clashes) for state in State}
    first, last = one.common_days
    return (
        _plan(one.lower, "lower")
        | _plan(one.upper, "upper")
        | {
            "common_from": _day(first),
            "common_to": _day(last),
            "fits_ha": one.fits_ha,
            "misfit_ha": one.misfit_ha,
            "unclear_ha": one.unclear_ha,
            "is_sure": one.is_sure,
            "misfits": counts[State.MISFIT],
            "unclear": counts[State.UNCLEAR],
            "unresolved": counts[State.UNRESOLVED],
            "noise": one.noise,
        }
    )


def _pair(one: Pair) -> dict[str, Any]:
    first, last = one.common or (None, None)
    en, vi = one.why
    return (
        _project(one.one, "one_")
        | _project(one.other, "other_")
        | {
            "state": str(one.state),
            "place": str(one.place),
            "years": str(one.years),
            "common_from": first,
            "common_to": last,
            "area_ha": one.area_ha,
            "distance_m": one.distance_m,
            "certainty": str(one.certainty or ""),
            "tolerance_m": one.tolerance_m,
            "restricted": one.one.restricted or one.other.restricted,
            "why_vi": vi,
            "why_en": en,
        }
    )


def _use(one: Use) -> dict[str, Any]:
    layers = one.stretch.layers
    return (
        _project(one.project, "")
        | _days(one)
        | {
            "state": str(one.state),
            "planned_code": one.project.planned_code,
            "stands": one.stands,
            "outside_ha": one.outside_ha,
            "blank_ha": None if one.under is None else one.under.blank_ha,
            "withheld_ha": None if one.under is None else one.under.withheld_ha,
            "certainty": one.certainty,
            "tolerance_m": one.tolerance_m,
            "layer_ids": "; ".join(layer.id for layer in layers),
            "decisions": "; ".join(filter(None, map(decision_of, layers))),
            "rule_id": one.rule_id,
            "citation": one.citation,
            "restricted": one.restricted,
            "why_vi": one.why[1],
            "why_en": one.why[0],
        }
    )


def _days(use: Use) -> dict[str, Any]:
    days = use.stretch.days
    return {"period": use.stretch.period.name, "days_from": _day(days.first), "days_to": _day(days.last)}


def _plan(plan: Plan, side: str) -> dict[str, Any]:
    layer = plan.layer
    told = {
        "level": str(plan.kind.level),
        "layer_id": layer.id,
        "name_vi": layer.name_vi,
        "name_en": layer.name_en,
        "version": layer.version,
        "decision_number": layer.decision_number,
        "decision_date": _day(layer.decision_date),
    }
    return {f"{side}_{name}": value for name, value in told.items()}


def _zone(plan: Plan, zone: int, side: str) -> dict[str, Any]:
    row = plan.zones.iloc[zone]
    told = {"zone_id": str(row["zone_id"]), "zone_name": str(row["name"]), "code": plan.codes[zone] or ""}
    return _plan(plan, side) | {f"{side}_{name}": value for name, value in told.items()}


def _project(project: Project, side: str) -> dict[str, Any]:
    progress, sector = project.progress, project.sector
    raw = project.record.get("sector")
    stated = raw if isinstance(raw, str) else ""
    told = {
        "id": project.id,
        "name": progress.name,
        "sector": sector.id if sector else stated,
        "sector_vi": sector.name_vi if sector else stated,
        "sector_en": sector.name_en if sector else stated,
        "phase": progress.phase,
        "stage": str(progress.stage),
        "owner": str(progress.owner),
        "capital_bn_vnd": progress.capital_bn_vnd,
        "commune_code": progress.commune_code,
    }
    return {f"{side}{name}": value for name, value in told.items()}


def _day(day: date | None) -> str:
    return day.isoformat() if day is not None else ""


def _frame(rows: Iterable[Mapping[str, Any]], columns: Sequence[str]) -> pd.DataFrame:
    plain = [{name: _cell(row[name]) for name in columns} for row in rows]
    return pd.DataFrame(plain, columns=list(columns), dtype=object)


def _cell(value: Any) -> Any:  # noqa: ANN401 - any cell
    return round(value, DIGITS) + 0.0 if isinstance(value, float) else value


def _with_shapes(
    rows: Iterable[Mapping[str, Any]],
    columns: Sequence[str],
    shapes: Sequence[shapely.Geometry | None],
    crs: str | CRS,
) -> gpd.GeoDataFrame:
    held = np.array([None, *shapes], dtype=object)[1:]
    return gpd.GeoDataFrame(_frame(rows, columns), geometry=gpd.GeoSeries(held, crs=crs), crs=crs)
