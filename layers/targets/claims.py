"""
The land of projects: what each takes, by its own words or by its footprint over the land layer.

A project says it itself (its breakdown by type), or its drawn footprint over the land layer
says it; which of the two is told with each row. What is not known stays unknown: a project
without an area counts as one, and never as zero hectares.
"""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo.overlap import M2_PER_HA
from layers.intake.lists.land_codes import How, normalise
from layers.targets.breakdowns import breakdown_of
from layers.targets.ground import LEAST_HA
from layers.targets.takes import By, Claim, Take
from layers.targets.units import Level, UnitKey

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import geopandas as gpd
    import pandas as pd

    from layers.intake.lists.code_book import CodeBook
    from layers.money.progress import Progress
    from layers.targets.ground import Ground
    from layers.targets.units import Units

DRAWN = frozenset({By.DRAWN, By.DRAWN_SCALED})
DOUBLE = 1e-6
"""By which share zones under a footprint may be larger than it by rounding."""
UNPLACED: UnitKey | None = None


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What claims are read with."""

    book: CodeBook
    units: Units
    ground: Ground
    breakdowns: Mapping[str, str]
    """Declared land by project, as written."""
    trusts_drawn: bool
    """Whether a footprint shows how large a project is; an invented one does not."""
    told: frozenset[str] = field(default_factory=frozenset)
    """Codes that may not be told: what is declared of them is land of an unknown type."""


def claims_of(sites: gpd.GeoDataFrame, progress: Sequence[Progress], reading: Reading) -> tuple[Claim, ...]:
    """
    Return the land of projects, in their order.

    Parameters
    ----------
    sites
        One row for each of `progress`, geometry None without a footprint; columns
        planned_code, declared_area_ha, current_land_ha where they are known.
    """
    shapes = np.asarray(sites.geometry.array, dtype=object)
    drawn = np.flatnonzero(shapely.area(shapes) / M2_PER_HA > LEAST_HA)  # a line shows no area, not even 0
    ground = reading.ground.within(shapes[drawn])
    places = ground["site"].unique().tolist()
    by_site = {int(drawn[place]): ground[ground["site"] == place] for place in places}
    records = sites.drop(columns=sites.geometry.name).to_dict("records")
    return tuple(
        _claim(record, one, by_site.get(row), shapes[row], reading)
        for row, (record, one) in enumerate(zip(records, progress, strict=True))
    )


def _claim(
    record: Mapping[str, object],
    progress: Progress,
    ground: pd.DataFrame | None,
    shape: shapely.Geometry | None,
    reading: Reading,
) -> Claim:
    match = normalise(_text(record.get("planned_code")), reading.book)
    is_overlay = match.how is How.OVERLAY
    new = "" if is_overlay else match.current or match.code
    declared = _number(record.get("declared_area_ha"))
    text = _text(record.get("current_land_ha")) or reading.breakdowns.get(progress.site_id, "")
    parts = breakdown_of(text, reading.book, reading.told)
    drawn_ha = shape.area / M2_PER_HA if shape is not None and ground is not None else None
    by, area_ha = _area(parts, declared, drawn_ha, reading)
    if by in DRAWN and ground is not None and drawn_ha is not None and _is_double(ground, drawn_ha):
        by = By.AREA
    shares = _shares(ground, progress, reading.units)
    takes: list[Take] = []
    if by is By.BREAKDOWN and area_ha is not None:
        rest = area_ha - math.fsum(parts.values())
        lands = parts | ({"": parts.get("", 0.0) + rest} if rest > LEAST_HA else {})
        takes = [
            Take(site_id=progress.site_id, unit=unit, old=old, new=new, area_ha=ha * share)
            for old, ha in lands.items()
            for unit, share in shares.items()
        ]
    elif by in DRAWN and ground is not None and area_ha is not None and drawn_ha is not None:
        scale = area_ha / drawn_ha
        takes = [
            Take(site_id=progress.site_id, unit=unit or UNPLACED, old=old, new=new, area_ha=ha * scale)
            for unit, old, ha in zip(ground["unit"], ground["code"], ground["area_ha"], strict=True)
        ]
    else:
        takes = [
            Take(
                site_id=progress.site_id, unit=unit, old="", new=new,
                area_ha=None if area_ha is None else area_ha * share,
            )
            for unit, share in shares.items()
        ]  # fmt: skip
    return Claim(
        progress=progress,
        by=by,
        new=new,
        overlay=match.code if is_overlay else "",
        area_ha=area_ha,
        takes=tuple(takes),
    )


def _area(
    parts: Mapping[str, float], declared: float | None, drawn_ha: float | None, reading: Reading
) -> tuple[By, float | None]:
    """Return how a project's land is known, and its area; the larger of two declared ones."""
    if math.fsum(parts.values()) > LEAST_HA:
        trusted = drawn_ha if declared is None and reading.trusts_drawn else declared
        return By.BREAKDOWN, max(trusted or 0.0, math.fsum(parts.values()))
    if declared is not None:
        if drawn_ha is None or reading.ground.land is None:
            return By.AREA, declared
        return (By.DRAWN if abs(declared - drawn_ha) <= LEAST_HA else By.DRAWN_SCALED), declared
    if drawn_ha is not None and reading.trusts_drawn:
        return (By.AREA if reading.ground.land is None else By.DRAWN), drawn_ha
    return By.UNKNOWN, None


def _is_double(ground: pd.DataFrame, drawn_ha: float) -> bool:
    """Tell whether zones of the land layer lie over one another there: then its type is not known."""
    return float(ground["area_ha"].sum()) - drawn_ha > LEAST_HA + DOUBLE * drawn_ha


def _shares(ground: pd.DataFrame | None, progress: Progress, units: Units) -> dict[UnitKey | None, float]:
    """
    Return which part of a project lies in each unit, by its footprint, else by its commune.

    Several communes in one cell, or a code that is none today, do not say which.
    """
    if ground is not None and (total := float(ground["area_ha"].sum())) > LEAST_HA:
        found: defaultdict[UnitKey | None, float] = defaultdict(float)
        for unit, area_ha in zip(ground["unit"], ground["area_ha"], strict=True):
            found[unit or UNPLACED] += area_ha / total
        return dict(found)
    commune = UnitKey(level=Level.COMMUNE, code=progress.commune_code)
    return {commune if commune in units.places else UNPLACED: 1.0}


def _text(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""


def _number(value: object) -> float | None:
    is_number = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    return float(value) if is_number and isinstance(value, int | float) and value > 0 else None
