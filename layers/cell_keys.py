"""
The keys of cells: fingerprints of everything that the rows of a cell are computed from.

A cell has two keys. The first stands for the site, the rule and the whole layer: while it is
the same, nothing at all has changed. The second stands for the site, the rule and what the
evaluation can look at of the layer: the zones (for the rule `sites`: the other sites) whose boxes
come within reach and the map's error beyond it, in their order, and what the rule makes of each.

Whatever is new in what `compute_cells` looks at has to be in both; the property test in
tests/layers/test_recheck_property.py finds what is not, if it is among what is changed there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from layers.errors import ReadError
from layers.family import SAYS_NOTHING
from layers.findings import secret_zones
from layers.fingerprint import DIGEST_BYTES, columns_of, digest, program, row_digests
from layers.outcome import Outcome
from layers.rules import SITES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import geopandas as gpd
    from numpy.typing import NDArray

    from geo.types import GeometryArray, IntArray
    from layers.codes import LandCode
    from layers.family import Family
    from layers.kept import Reason
    from layers.province import Province
    from layers.rules import Rule
    from layers.select import Selection

MARGIN_M = 1.0
"""Boxes this much farther than the reach still count: no rounding may lose a zone."""

SITES_AT_A_TIME = 500

TOLD_OTHERWISE = frozenset(
    {"id", "name_vi", "name_en", "demonstration", "notice_vi", "notice_en", "folder", "projects"}
    | {"layers", "rules", "codes", "communes", "legacy_communes", "bounds_m", "extent"}
)
"""What the province declares and no key needs: it says nothing, or its content is in the key another way."""


@dataclass(frozen=True, kw_only=True)
class Question:
    """What is asked of every family: the sites, and what bears on all rules."""

    sites: gpd.GeoDataFrame
    rows: list[bytes]
    """Fingerprint of each site with the reason why nothing can be called clear there."""
    blocked: Sequence[Reason]
    codes: Mapping[str, LandCode]
    shared: bytes
    """Fingerprint of the program, the province, the land-use codes and the columns of the sites."""


def ask(
    sites: gpd.GeoDataFrame, blocked: Sequence[Reason], codes: Mapping[str, LandCode], province: Province
) -> Question:
    """
    Return what is asked of every family; `blocked` in the order of the sites.

    Raises
    ------
    ReadError
        If a site's id is there twice.
    """
    twice = sites["site_id"][sites["site_id"].duplicated()]
    if len(twice):
        raise ReadError(f"Site {twice.iloc[0]!r} is there twice.", f"Khu đất {twice.iloc[0]!r} bị lặp.")
    rows = zip(row_digests(sites), blocked, strict=True)
    declared = [repr(layer.model_dump(exclude=set(SAYS_NOTHING))) for layer in province.versions(SITES)]
    settings = repr(province.model_dump(exclude=set(TOLD_OTHERWISE)))
    return Question(
        sites=sites,
        rows=[digest(row, repr(why)) for row, why in rows],
        blocked=blocked,
        codes=codes,
        shared=digest(program(), repr(list(codes.items())), columns_of(sites), settings, *declared),
    )


def whole_keys(family: Family, rule: Rule, question: Question) -> list[bytes]:
    """Return the key of each site's cell by the whole layer."""
    asked = digest("whole", question.shared, family.whole, repr(rule.model_dump()))
    return [digest(asked, row) for row in question.rows]


def near_keys(
    family: Family,
    question: Question,
    asked: Sequence[Selection | Outcome | None],
    open_sites: Sequence[IntArray],
) -> Iterator[tuple[int, int, bytes]]:
    """Give (number of the rule, site, key) for all open cells."""
    needed = np.unique(np.concatenate(open_sites)) if open_sites else np.array([], dtype=np.intp)
    if len(needed) == 0:
        return
    shapes = np.asarray(question.sites.geometry.array, dtype=object)
    rules = [
        digest(
            "near",
            question.shared,
            family.bearing,
            repr(rule.model_dump()),
            _everywhere(rule, family, question),
        )
        for rule in family.rules
    ]
    broken = [_broken_near(family, one, shapes) for one in asked]
    wanted = [frozenset(of_rule.tolist()) for of_rule in open_sites]
    surroundings = _Surroundings(family)
    for start in range(0, len(needed), SITES_AT_A_TIME):
        chunk = needed[start : start + SITES_AT_A_TIME]
        for site, zones in zip(chunk.tolist(), surroundings.near(shapes[chunk]), strict=True):
            rows = surroundings.rows(zones)
            for number, one in enumerate(asked):
                if site in wanted[number]:
                    said = _said(one, zones)
                    yield (
                        number,
                        site,
                        digest(rules[number], question.rows[site], rows, broken[number][site], *said),
                    )


def _everywhere(rule: Rule, family: Family, question: Question) -> str:
    """
    Spell out what zones say wherever they lie.

    A sliver outside the zones that should cover a site is sealed if any of them is defence land.
    """
    if rule.kind != "inside" or not family.layers:
        return ""
    return repr(bool(secret_zones(family.zones, question.codes).any()))


class _Surroundings:
    """The zones of a family that lie near sites."""

    def __init__(self, family: Family) -> None:
        self._rows = _table([data.zone_digests for data in family.layers])
        shapes = family.zones.geometry.array if family.layers else []
        self._tree = shapely.STRtree(np.asarray(shapes, dtype=object))
        self._reach_m = family.reach_m + family.beyond_m

    def near(self, sites: GeometryArray) -> list[IntArray]:
        """Return for each site the zones whose boxes come within reach, in their order."""
        return _within(self._tree, sites, self._reach_m)

    def rows(self, zones: IntArray) -> bytes:
        """Return one fingerprint for these zones in this order."""
        return digest(self._rows[zones].tobytes())


def _table(layers: Sequence[Sequence[bytes]]) -> NDArray[np.void]:
    """Return the fingerprints of all rows, each with the number of the layer that it comes from."""
    rows = b"".join(number.to_bytes(2, "big") + row for number, layer in enumerate(layers) for row in layer)
    return np.frombuffer(rows, dtype=np.dtype((np.void, 2 + DIGEST_BYTES)))


def _within(tree: shapely.STRtree, sites: GeometryArray, reach_m: float) -> list[IntArray]:
    grown = shapely.bounds(sites) + np.array([-1, -1, 1, 1]) * (reach_m + MARGIN_M)
    present = np.flatnonzero(~np.isnan(grown).any(axis=1))
    row, zone = tree.query(shapely.box(*grown[present].T))
    order = np.lexsort((zone, row))
    cuts = np.searchsorted(row[order], np.arange(1, len(present)))
    found = [np.array([], dtype=np.intp)] * len(sites)
    for site, zones in zip(present.tolist(), np.split(zone[order], cuts), strict=len(present) > 0):
        found[site] = zones
    return found


def _broken_near(family: Family, asked: Selection | Outcome | None, sites: GeometryArray) -> list[bytes]:
    """Return for each site a fingerprint of the unusable zones that may concern it, in their order."""
    if asked is None or isinstance(asked, Outcome):
        return [b""] * len(sites)
    rows = _table([data.broken_digests for data in family.layers])
    boxes = np.asarray(family.broken.geometry.array, dtype=object)
    lost = np.flatnonzero(shapely.is_missing(boxes) | shapely.is_empty(boxes))
    reach_m = max(family.reach_m, asked.reach_m) + family.beyond_m
    near = _within(shapely.STRtree(boxes), sites, reach_m)
    return [digest(rows[np.union1d(lost, zones)].tobytes()) for zones in near]


def _said(asked: Selection | Outcome | None, zones: IntArray) -> tuple[bytes | str, ...]:
    """Spell out what the rule makes of some zones, computed on the whole layer so that nothing is assumed."""
    if asked is None:
        return ("problem",)
    if isinstance(asked, Outcome):
        return ("undecided", asked.reason_en, asked.reason_vi)
    arrays = (asked.match[zones], asked.unknown[zones], asked.limit_m[zones])
    return ("asked", repr(asked.reach_m), *(array.tobytes() for array in arrays))
