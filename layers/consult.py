"""Two answers and no other about restricted land, from its squares alone: ask the office, or no need."""

from __future__ import annotations

from dataclasses import dataclass
from math import hypot
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from layers.cover import area_of, grown, touches
from layers.hidden_family import HiddenFamily
from layers.model import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from geo.types import BoolArray, GeometryArray
    from layers.approved_cover import CoverFamily
    from layers.cover import Squares
    from layers.rules import Rule

ASK = (
    "Not checked here: the site lies where the competent office must be asked.",
    "Chưa kiểm tra được tại đây: khu đất nằm ở nơi phải xin ý kiến cơ quan có thẩm quyền.",
)
NO_NEED = (
    "The site touches no square in which the competent office must be asked.",
    "Khu đất không chạm ô lưới nào phải xin ý kiến cơ quan có thẩm quyền.",
)
EMPTIED: dict[str, Any] = {
    "overlap_area_ha": None,
    "site_share": None,
    "distance_m": None,
    "certainty": "",
    "tolerance_m": None,
    "zone_count": None,
    "zone_ids": "",
    "recomputed": False,
    "reason_en": "",
    "reason_vi": "",
    "geometry": None,
}
"""What a finding may not tell where restricted land could be behind it."""


@dataclass(frozen=True, kw_only=True)
class Consultation:
    """Where one rule about restricted land says "ask"."""

    rule: Rule
    area: shapely.Geometry
    beyond_m: float
    everywhere: bool = False
    """Nothing can be said to be no need: the squares do not hold all land, or not how far it bears."""

    def must_ask(self, sites: GeometryArray) -> BoolArray:
        """Return which sites have to ask; absent ones do not."""
        if self.everywhere:
            return np.full(len(sites), fill_value=True)
        return touches(sites, self.area, self.beyond_m)


def consultations(
    known: HiddenFamily, squares: Squares, rules: Iterable[Rule], as_of: date, footprints_m: float | None
) -> list[Consultation]:
    """
    Return where each rule about a family says "ask".

    Parameters
    ----------
    squares
        Those that the land of the family lies in.
    footprints_m
        Accuracy of the sites; None: they state none and are taken as surveyed.
    """
    return [_of_rule(known, squares, rule, as_of, footprints_m or 0.0) for rule in rules]


def of_cover(
    family: CoverFamily, rules: Iterable[Rule], as_of: date, footprints_m: float | None
) -> list[Consultation]:
    """Return `consultations` about a family that nothing but the approved cover is at hand of."""
    known = HiddenFamily.of_cover(family, ())
    return consultations(known, frozenset(family.squares), rules, as_of, footprints_m)


def _of_rule(
    known: HiddenFamily, squares: Squares, rule: Rule, as_of: date, footprints_m: float
) -> Consultation:
    reach_m = known.reach_m(rule)
    if reach_m is None or not known.is_known(as_of):
        return Consultation(rule=rule, area=shapely.Polygon(), beyond_m=0.0, everywhere=True)
    area = area_of(grown(squares, reach_m) if reach_m else squares)
    shapely.prepare(area)
    return Consultation(rule=rule, area=area, beyond_m=hypot(known.accuracy_m, footprints_m))


def said(*, needed: bool) -> dict[str, Any]:
    """Return the columns of a finding that say "ask" or "no need", and nothing else."""
    return undecided(ASK) if needed else EMPTIED | words(Verdict.CLEAR, NO_NEED)


def undecided(why: tuple[str, str]) -> dict[str, Any]:
    """Return the columns of a finding that is "not checked" for a reason (en, vi), and tells nothing else."""
    return EMPTIED | words(Verdict.NOT_CHECKED, why)


def words(verdict: Verdict, sentence: tuple[str, str]) -> dict[str, Any]:
    """Return the verdict with its sentence; where nothing was checked it is the reason as well."""
    told = {"verdict": str(verdict), "sentence_en": sentence[0], "sentence_vi": sentence[1]}
    if verdict is Verdict.NOT_CHECKED:
        told |= {"reason_en": sentence[0], "reason_vi": sentence[1]}
    return told
