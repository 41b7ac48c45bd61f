"""The measures of a profile: one number each, by a name that is the same for every profile."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pandas as pd

from layers.corridor.model import Kind
from layers.model import Verdict
from layers.rules import SITES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from layers.corridor.model import Profile

MEASURE_COLUMNS = ("measure", "layer_id", "item", "unit", "value")
"""
One row for every measure; `item` is a land code, a kind of land, a layer's id or "".

measure is one of length, area, intervals, land, land_length, blank, blank_length, communes, zones_area,
zones_length, zones_count, projects, project_area, project_length, capital, capital_unknown, must_ask,
not_checked; unit is ha, km, bn_vnd or "". capital is the sum of what is known, NaN where there are projects
and none is known; capital_unknown counts the projects without a known capital. What is about projects is
NaN where these could not be read.
"""

Row = tuple[str, str, str, str, float]


def measures_of(profile: Profile) -> pd.DataFrame:
    """Return the measures of one profile, with the columns of `MEASURE_COLUMNS`, in a fixed order."""
    rows = [
        *_whole(profile), *_land(profile), *_communes(profile), *_zones(profile), *_projects(profile),
        *_consult(profile),
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=list(MEASURE_COLUMNS))


def _whole(profile: Profile) -> Iterator[Row]:
    yield "length", "", "", "km", profile.length_km
    yield "area", "", "", "ha", profile.area_ha
    yield "intervals", "", "", "", float(len(profile.intervals))


def _land(profile: Profile) -> Iterator[Row]:
    for (layer_id, kind, code), rows in profile.land.groupby(["layer_id", "kind", "code"], sort=True):
        is_land = kind == Kind.LAND
        name, item = ("land", str(code)) if is_land else ("blank", str(kind))
        if profile.width_m:
            yield name, str(layer_id), item, "ha", float(rows["area_ha"].sum())
        yield f"{name}_length", str(layer_id), item, "km", float(rows["length_km"].sum())


def _communes(profile: Profile) -> Iterator[Row]:
    for layer_id, rows in profile.units.groupby("layer_id", sort=True):
        yield "communes", str(layer_id), "", "", float(rows["unit_id"].nunique())


def _zones(profile: Profile) -> Iterator[Row]:
    for layer_id, rows in profile.zones.groupby("layer_id", sort=True):
        yield "zones_count", str(layer_id), "", "", float(rows["zone_id"].nunique())
        if profile.width_m:
            yield "zones_area", str(layer_id), "", "ha", float(rows["area_ha"].sum())
        yield "zones_length", str(layer_id), "", "km", float(rows["length_km"].sum())


def _projects(profile: Profile) -> Iterator[Row]:
    rows = profile.projects
    each = rows.drop_duplicates("site_id")
    capital = pd.to_numeric(each["capital_bn_vnd"], errors="coerce")
    measured = (
        ("projects", "", len(each)),
        ("project_area", "ha", rows["area_ha"].sum()),
        ("project_length", "km", rows["length_km"].sum()),
        ("capital", "bn_vnd", capital.sum(min_count=min(1, len(each)))),
        ("capital_unknown", "", capital.isna().sum()),
    )
    unread = any(layer.family == SITES for layer in profile.gaps)
    for name, unit, value in measured:
        yield name, "", "", unit, math.nan if unread else float(value)


def _consult(profile: Profile) -> Iterator[Row]:
    verdicts = profile.consult["verdict"]
    if len(verdicts) == 0:  # not told, or no rule in force: 0 would read as nobody to ask
        return
    yield "must_ask", "", "", "", float((verdicts == Verdict.CONFLICT).sum())
    yield "not_checked", "", "", "", float((verdicts == Verdict.NOT_CHECKED).sum())
