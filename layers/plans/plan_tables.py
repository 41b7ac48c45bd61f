"""Plans against plans as tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from geo.overlap import M2_PER_HA
from layers.findings import areal
from layers.plans.meet import State
from layers.plans.tables import day_text, plain_frame, with_shapes

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    import geopandas as gpd
    import pandas as pd
    from pyproj import CRS

    from layers.plans.compare import Compared
    from layers.plans.located import Communes
    from layers.plans.meet import Clash, Meeting
    from layers.plans.opened import Plan

_PLAN = ("level", "layer_id", "name_vi", "name_en", "version", "decision_number", "decision_date")
_ZONE = (*_PLAN, "zone_id", "zone_name", "code", "zone_ha")
CLASH_COLUMNS = (
    "state", "certainty", "area_ha", "tolerance_m", *(f"lower_{name}" for name in _ZONE),
    *(f"upper_{name}" for name in _ZONE), "common_from", "common_to", "communes", "commune_names",
    "confidence", "restricted", "why_vi", "why_en",
)  # fmt: skip
"""One row for each pair of zones; `lower` stands on `upper`, empty where the office must be asked."""
MEETING_COLUMNS = (
    *(f"lower_{name}" for name in _PLAN), *(f"upper_{name}" for name in _PLAN), "common_from", "common_to",
    "fits_ha", "misfit_ha", "unclear_ha", "is_sure", "misfits", "unclear", "unresolved", "noise",
)  # fmt: skip
"""One row for each pair of plans."""


def clash_frame(compared: Compared, crs: str | CRS, communes: Communes) -> gpd.GeoDataFrame:
    """Return pairs of zones with `CLASH_COLUMNS` and their common land."""
    days = {(id(one.lower), id(one.upper)): one.common_days for one in compared.meetings}
    # Where the office must be asked there is no common land: the zone is what can be looked up.
    places = communes.of(
        [one.lower.shapes[one.zone] if one.shape is None else one.shape for one in compared.clashes]
    )
    rows = [
        _clash(one, days.get((id(one.lower), id(one.upper)), (None, None)))
        | {"communes": codes, "commune_names": names}
        for one, (codes, names) in zip(compared.clashes, places, strict=True)
    ]
    return with_shapes(rows, CLASH_COLUMNS, [areal(one.shape) for one in compared.clashes], crs)


def meeting_frame(meetings: Iterable[Meeting]) -> pd.DataFrame:
    """Return pairs of plans with `MEETING_COLUMNS`."""
    return plain_frame([_meeting(one) for one in meetings], MEETING_COLUMNS)


def _clash(one: Clash, days: tuple[date | None, date | None]) -> dict[str, Any]:
    upper = {} if one.upper is None else _zone(one.upper, one.upper_zone, "upper")
    return (
        {f"upper_{name}": "" for name in _ZONE}
        | {"upper_zone_ha": None}
        | _zone(one.lower, one.zone, "lower")
        | upper
        | {
            "state": str(one.state),
            "certainty": str(one.certainty or ""),
            "area_ha": one.area_ha,
            "tolerance_m": one.tolerance_m,
            "common_from": day_text(days[0]),
            "common_to": day_text(days[1]),
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
            "common_from": day_text(first),
            "common_to": day_text(last),
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


def _plan(plan: Plan, side: str) -> dict[str, Any]:
    layer = plan.layer
    told = {
        "level": str(plan.kind.level),
        "layer_id": layer.id,
        "name_vi": layer.name_vi,
        "name_en": layer.name_en,
        "version": layer.version,
        "decision_number": layer.decision_number,
        "decision_date": day_text(layer.decision_date),
    }
    return {f"{side}_{name}": value for name, value in told.items()}


def _zone(plan: Plan, zone: int, side: str) -> dict[str, Any]:
    row = plan.zones.iloc[zone]
    told: dict[str, Any] = {
        "zone_id": str(row["zone_id"]),
        "zone_name": str(row["name"]),
        "code": plan.codes[zone] or "",
        "zone_ha": float(plan.shapes[zone].area) / M2_PER_HA,
    }
    return _plan(plan, side) | {f"{side}_{name}": value for name, value in told.items()}
