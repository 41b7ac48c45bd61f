"""What every rule in force says of one footprint, by the engine and the evaluation of the check."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any, TypeVar

import geopandas as gpd
import numpy as np

from geo.distance import Distances, find_within
from geo.joined import Overlaps
from geo.overlap import find_overlaps
from geo.setback import inside_setback
from layers.cells import compute_cells
from layers.consult import ASK, undecided
from layers.covered import told_row
from layers.extent import blocked_sites
from layers.findings import layers_named
from layers.kept import rows_of
from layers.measure import Measured, none_of
from layers.model import Verdict
from layers.select import Selection

if TYPE_CHECKING:
    import shapely

    from geo.setback import Setback
    from geo.types import GeometryArray, IntArray
    from layers.kept import Reason
    from layers.outcome import Outcome
    from layers.rules import Rule
    from layers.trial.ready import Ready, ReadyFamily

Pairs = TypeVar("Pairs", Overlaps, Distances)

DRAWN = "-"
"""Id of the footprint: no project has it."""

ASK_SEPARATELY = (
    "Not checked: land for defence and security is not part of this answer; ask with the dossier's number.",
    "Chưa kiểm tra: đất quốc phòng, an ninh không nằm trong câu trả lời này; hãy hỏi kèm số hồ sơ.",
)


@dataclass(frozen=True, kw_only=True)
class Found:
    """What one rule says of the footprint."""

    rule: Rule
    row: dict[str, Any]
    """Columns of `schema.FINDING_COLUMNS`."""
    setback: Setback | None = None
    """The part inside the distance, for a conflict of a distance rule."""

    @property
    def verdict(self) -> Verdict:
        """The verdict."""
        return Verdict(self.row["verdict"])


def as_site(shape: shapely.Geometry, ready: Ready, planned_code: str = "") -> gpd.GeoDataFrame:
    """Return a footprint as the frame of one site."""
    columns = {"site_id": [DRAWN], "name": [""], "planned_code": [planned_code], "part_of": [""]}
    return gpd.GeoDataFrame(columns, geometry=[shape], crs=ready.province.crs)


def find_verdicts(ready: Ready, shape: shapely.Geometry, planned_code: str = "") -> list[Found]:
    """
    Return what each rule in force says, in the order of the families.

    Rules about restricted land that the face lacks are "not checked", never anything else; other
    rules near the withheld squares are told as `layers.exposed` tells them.
    """
    site = as_site(shape, ready, planned_code)
    (blocked,) = blocked_sites(site, ready.uses, ready.province, ready.as_of)
    return [found for family in ready.families for found in _of_family(family, ready, site, blocked)]


def _of_family(family: ReadyFamily, ready: Ready, site: gpd.GeoDataFrame, blocked: Reason) -> list[Found]:
    rules = family.family.rules
    if family.family.name in ready.withheld.families:
        rows = [told_row(rule, DRAWN, "", needed=True, why=ASK_SEPARATELY) for rule in rules]
        return [Found(rule=rule, row=row) for rule, row in zip(rules, rows, strict=True)]
    near, used = measure_one(family, site)
    found = []
    for rule, asked, near_m in zip(rules, family.asked, family.near_m, strict=True):
        of_near = _sliced(asked, used)
        measured = near if near is not None else family.family.problem
        (cell,) = compute_cells(rule, measured, site, [blocked], ready.codes, of_near)
        (row,) = rows_of(cell, "findings", layers_named(rule, family.family.layers))
        row = _told(row, ready, site.geometry.iloc[0], near_m)
        setback = _setback(rule, row, near, of_near)
        found.append(Found(rule=rule, row=row, setback=setback))
    return found


def measure_one(family: ReadyFamily, site: gpd.GeoDataFrame) -> tuple[Measured | None, IntArray]:
    """
    Measure one site against the zones of a family that lie near it.

    Returns
    -------
    measured
        With these zones alone, numbered anew; None where the family cannot be measured against.
    used
        Which zones of the family they are.
    """
    nothing = np.array([], dtype=np.intp)
    if family.index is None:
        return None, nothing
    shapes = np.asarray(site.geometry.array, dtype=object)
    of = family.family
    areal = all(data.layer.geometry == "polygon" for data in of.layers)
    overlaps = find_overlaps(shapes if areal else none_of(shapes), family.index)
    distances = find_within(shapes, family.index, of.reach_m + (of.tolerance_m or 0.0))
    used = np.union1d(overlaps.zone, distances.zone).astype(np.intp)
    measured = Measured(
        layers=of.layers,
        sites=site,
        shapes=shapes,
        zones=of.zones.iloc[used].reset_index(drop=True),
        broken=of.broken,
        overlaps=_renumbered(overlaps, used),
        distances=_renumbered(distances, used),
        tolerance_m=of.tolerance_m,
    )
    return measured, used


def _renumbered(pairs: Pairs, used: IntArray) -> Pairs:
    columns = {column.name: getattr(pairs, column.name) for column in fields(pairs)}
    return replace(pairs, **(columns | {"zone": np.searchsorted(used, pairs.zone)}))


def _sliced(asked: Selection | Outcome | None, used: IntArray) -> Selection | Outcome | None:
    if not isinstance(asked, Selection):
        return asked
    return replace(asked, match=asked.match[used], unknown=asked.unknown[used], limit_m=asked.limit_m[used])


def _told(row: dict[str, Any], ready: Ready, shape: shapely.Geometry, near_m: float | None) -> dict[str, Any]:
    """Turn what is no conflict into "not checked" where something withheld might have decided."""
    is_open = row["verdict"] != Verdict.CONFLICT
    if is_open and near_m is not None and ready.withheld.is_near(shape, near_m):
        row = row | undecided(ASK)
    return row if ready.is_exact else row | {"restricted": False}


def _setback(
    rule: Rule, row: dict[str, Any], measured: Measured | None, asked: Selection | Outcome | None
) -> Setback | None:
    """Return the part of the footprint inside the distance that a broken rule asks for."""
    is_broken = rule.kind == "distance" and row["verdict"] == Verdict.CONFLICT
    if not is_broken or measured is None or not isinstance(asked, Selection):
        return None
    near = measured.distances
    close = near.zone[asked.match[near.zone] & (near.distance_m < asked.limit_m[near.zone])]
    zones: GeometryArray = measured.zone_shapes[close]
    return inside_setback(measured.shapes[0], zones, asked.limit_m[close])
