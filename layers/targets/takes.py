"""
What projects take and give: hectares of each land type today that become another, by unit.

A project says it itself (its breakdown by type), or its drawn footprint over the land layer
says it; which of the two is told with each row. What is not known stays unknown: a project
without an area counts as one, and never as zero hectares.
"""

from __future__ import annotations

import csv
import math
from collections import defaultdict
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo.overlap import M2_PER_HA
from layers.intake.lists.breakdown import read_breakdown
from layers.intake.lists.land_codes import How, normalise
from layers.money.plan import Stage
from layers.targets.units import Level, UnitKey

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    import geopandas as gpd
    import pandas as pd

    from layers.intake.lists.code_book import CodeBook
    from layers.money.progress import Progress
    from layers.province import Province
    from layers.targets.ground import Ground

LEAST_HA = 1e-6
UNPLACED: UnitKey | None = None


class By(StrEnum):
    """How it is known what land a project takes."""

    BREAKDOWN = "breakdown"
    """The project declares it, type by type."""
    DRAWN = "drawn"
    """Its footprint lies over the land layer, and is as large as the project says or says nothing else."""
    DRAWN_SCALED = "drawn_scaled"
    """As drawn, brought to the area that the project declares."""
    AREA = "area"
    """Its area is declared, and nothing of what land it is."""
    UNKNOWN = "unknown"
    """Not even its area is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Take:
    """So much land of one type that a project turns into another, in one unit."""

    site_id: str
    unit: UnitKey | None
    """None: not in which."""
    old: str
    """Code today, "" where it is not known."""
    new: str
    """Code afterwards."""
    area_ha: float | None
    """None: not known how much."""


@dataclass(frozen=True, kw_only=True)
class Claim:
    """One project's land."""

    progress: Progress
    by: By
    new: str
    """Planned code, "" where none is known or where it is a functional area."""
    overlay: str
    """Functional area that it is planned for, which changes no type of land by itself."""
    area_ha: float | None
    takes: tuple[Take, ...] = ()

    @property
    def stage(self) -> Stage:
        """How far the project is."""
        return self.progress.stage


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What claims are read with."""

    book: CodeBook
    ground: Ground
    breakdowns: Mapping[str, str]
    """Declared land by project, as written."""
    trusts_drawn: bool
    """Whether a footprint shows how large a project is; an invented one does not."""
    told: frozenset[str] = field(default_factory=frozenset)
    """Codes that may not be told: what is declared of them is land of an unknown type."""


def declared_breakdowns(province: Province) -> dict[str, str]:
    """Return what the province's table of projects says of their land, by project; {} without one."""
    if not province.projects:
        return {}
    path = province.path(province.projects)
    if not path.is_file():
        return {}
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    return {row["id"]: row["current_land_ha"] for row in rows if row.get("id") and row.get("current_land_ha")}


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
    drawn = np.flatnonzero(~shapely.is_missing(shapes))
    ground = reading.ground.within(shapes[drawn])
    places = ground["site"].unique().tolist()
    by_site = {int(drawn[place]): ground[ground["site"] == place] for place in places}
    records = sites.drop(columns=sites.geometry.name).to_dict("records")
    return tuple(
        _claim(record, one, by_site.get(row), shapes[row], reading)
        for row, (record, one) in enumerate(zip(records, progress, strict=True))
    )


def done_before(claim: Claim, day: date) -> bool | None:
    """Tell whether a project was finished by a day, so that an inventory has its land; None: not known."""
    if claim.stage is not Stage.DONE:
        return False
    return None if claim.progress.done_on is None else claim.progress.done_on <= day


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
    parts = _breakdown(text, reading)
    drawn_ha = shape.area / M2_PER_HA if shape is not None else None
    by, area_ha = _area(parts, declared, drawn_ha, reading)
    shares = _shares(ground, progress)
    takes: list[Take] = []
    if by is By.BREAKDOWN and area_ha is not None:
        rest = area_ha - math.fsum(parts.values())
        lands = parts | ({"": parts.get("", 0.0) + rest} if rest > LEAST_HA else {})
        takes = [
            Take(site_id=progress.site_id, unit=unit, old=old, new=new, area_ha=ha * share)
            for old, ha in lands.items()
            for unit, share in shares.items()
        ]
    elif by in {By.DRAWN, By.DRAWN_SCALED} and ground is not None and area_ha is not None and drawn_ha:
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
    if parts:
        return By.BREAKDOWN, max(declared or 0.0, math.fsum(parts.values()))
    if declared is not None:
        if drawn_ha is None or reading.ground.land is None:
            return By.AREA, declared
        return (By.DRAWN if abs(declared - drawn_ha) <= LEAST_HA else By.DRAWN_SCALED), declared
    if drawn_ha is not None and reading.trusts_drawn:
        return (By.AREA if reading.ground.land is None else By.DRAWN), drawn_ha
    return By.UNKNOWN, None


def _breakdown(text: str, reading: Reading) -> dict[str, float]:
    """Return declared hectares by today's code, "" for what may not be told; {} where it is not all read."""
    read = read_breakdown(text, reading.book)
    if not read.is_read or not read.land or any(part.area_ha is None for part in read.land):
        return {}
    found: defaultdict[str, float] = defaultdict(float)
    for part in read.land:
        code = part.match.code  # as written: what a merged type became is found above it
        code = part.match.current or code
        found["" if code in reading.told else code] += part.area_ha or 0.0
    return dict(found)


def _shares(ground: pd.DataFrame | None, progress: Progress) -> dict[UnitKey | None, float]:
    """Return which part of a project lies in each unit, by its footprint, else by its commune."""
    if ground is not None and (total := float(ground["area_ha"].sum())) > LEAST_HA:
        found: defaultdict[UnitKey | None, float] = defaultdict(float)
        for unit, area_ha in zip(ground["unit"], ground["area_ha"], strict=True):
            found[unit or UNPLACED] += area_ha / total
        return dict(found)
    if progress.commune_code:
        return {UnitKey(level=Level.COMMUNE, code=progress.commune_code): 1.0}
    return {UNPLACED: 1.0}


def _text(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""


def _number(value: object) -> float | None:
    is_number = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    return float(value) if is_number and isinstance(value, int | float) and value > 0 else None
