"""Projects against each other and on the planned land as tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layers.findings import areal
from layers.plans.tables import day_text, decision_of, plain_frame, with_shapes
from layers.plans.years import FIRST, LAST

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd
    import pandas as pd
    from pyproj import CRS

    from layers.codes import LandCode
    from layers.plans.located import Communes, Where
    from layers.plans.pair import Pair, ProjectPairs
    from layers.plans.project import Project
    from layers.plans.use import Use, Uses

_PROJECT = (
    "id", "name", "sector", "sector_vi", "sector_en", "phase", "stage", "owner", "capital_bn_vnd",
    "commune_code",
)  # fmt: skip
_YEARS = ("years_from", "years_to")
PAIR_COLUMNS = (
    "state", "place", "years", "common_from", "common_to", "area_ha", "distance_m", "certainty",
    "tolerance_m", *(f"one_{name}" for name in (*_PROJECT, *_YEARS)),
    *(f"other_{name}" for name in (*_PROJECT, *_YEARS)), "communes", "commune_names", "restricted", "why_vi",
    "why_en",
)  # fmt: skip
"""
One row for each pair of projects.

common_from and common_to are years in which both are built for sure; each is built not before
years_from and not after years_to, empty where that is not known.
"""
USE_COLUMNS = (
    "state", "id", "name", "sector", "sector_vi", "sector_en", "phase", "stage", "planned_code", "period",
    "days_from", "days_to", "stands", "outside_ha", "blank_ha", "withheld_ha", "certainty", "tolerance_m",
    "layer_ids", "decisions", "rule_id", "citation", "communes", "commune_names", "restricted", "why_vi",
    "why_en",
)  # fmt: skip
"""One row for each project and part of a period; `stands` is False where it is built later."""
LAND_COLUMNS = (
    "id", "period", "days_from", "days_to", "code", "name_vi", "name_en", "area_ha", "fit", "planned_code",
)  # fmt: skip


def pair_frame(found: ProjectPairs, crs: str | CRS, communes: Communes) -> gpd.GeoDataFrame:
    """Return pairs of projects with `PAIR_COLUMNS` and their common land."""
    places = [_where(one, communes) for one in found.pairs]
    rows = [
        _pair(one) | {"communes": codes, "commune_names": names}
        for one, (codes, names) in zip(found.pairs, places, strict=True)
    ]
    return with_shapes(rows, PAIR_COLUMNS, [areal(one.shape) for one in found.pairs], crs)


def use_frame(found: Uses, crs: str | CRS, communes: Communes) -> gpd.GeoDataFrame:
    """Return projects by part of a period with `USE_COLUMNS` and their footprint."""
    projects = {one.project.id: one.project for one in found.uses}
    places = dict(zip(projects, communes.of([one.shape for one in projects.values()]), strict=True))
    rows = []
    for one in found.uses:
        project = one.project
        stated = communes.named([project.progress.commune_code])
        codes, names = places[project.id] if project.shape is not None else stated
        rows.append(_use(one) | {"communes": codes, "commune_names": names})
    return with_shapes(rows, USE_COLUMNS, [one.project.shape for one in found.uses], crs)


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
    return plain_frame(rows, LAND_COLUMNS)


def _where(pair: Pair, communes: Communes) -> Where:
    """Return where the common land of a pair lies, without any where both projects do."""
    if pair.shape is not None:
        return communes.of([pair.shape])[0]
    found = communes.of([pair.one.shape, pair.other.shape])
    return communes.named(code for codes, _ in found for code in codes.split("; "))


def _pair(one: Pair) -> dict[str, Any]:
    first, last = one.common or (None, None)
    en, vi = one.why
    return (
        _project(one.one, "one_")
        | _project(one.other, "other_")
        | _years(one.one, "one_")
        | _years(one.other, "other_")
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
    return {
        "period": use.stretch.period.name,
        "days_from": day_text(days.first),
        "days_to": day_text(days.last),
    }


def _years(project: Project, side: str) -> dict[str, Any]:
    span = project.span
    first, last = span.first if span.first > FIRST else None, span.last if span.last < LAST else None
    return {f"{side}years_from": first, f"{side}years_to": last}


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
