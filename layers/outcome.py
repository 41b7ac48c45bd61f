"""What one rule says of one site: the verdict with the numbers behind it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from layers.model import Verdict

if TYPE_CHECKING:
    import shapely

    from geo.types import BoolArray, FloatArray, IntArray
    from layers.model import Certainty
    from layers.rules import Rule
    from layers.slivers import Sliver

NOISE_SHARE = 0.01
"""Part of a site up to which an overlap may be survey noise."""

CONTACT_M = 1e-3
"""A distance this close to a limit counts as the limit: drawing programs do not keep more."""

ROUNDING = 1e-9
"""Part of a site up to which the difference of two areas is arithmetic and no land."""


DISAGREE = (
    "Two ways of computing the overlap disagree: a person must look at the map.",
    "Hai cách tính phần chồng lấn cho kết quả khác nhau: cần người kiểm tra trên bản đồ.",
)
"""Why a site with an unresolved overlap cannot be called clear."""

UNMEASURED = (
    "The distance to a zone could not be measured: a person must look at the map.",
    "Không đo được khoảng cách đến một vùng: cần người kiểm tra trên bản đồ.",
)
"""Why a site with an unresolved distance cannot be called clear."""


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What one rule says of one site, with the numbers behind it."""

    verdict: Verdict
    area_m2: float = 0.0
    """Overlap; for a rule of kind "inside", the part of the site that lies outside."""
    distance_m: float = float("nan")
    shape: shapely.Geometry | None = None
    recomputed: bool = False
    reason_en: str = ""
    reason_vi: str = ""
    zones: IntArray = field(default_factory=lambda: np.array([], dtype=np.intp))
    zone_area_m2: FloatArray = field(default_factory=lambda: np.array([]))
    zone_distance_m: FloatArray = field(default_factory=lambda: np.array([]))
    certainty: Certainty | None = None
    """None where nothing could be checked."""
    slivers: tuple[Sliver, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Found:
    """The zones that one rule counts for one site."""

    site: int
    match: BoolArray
    """The zones that the rule counts for this site, wherever they are."""
    pairs: IntArray
    """Rows of the overlaps with them."""
    zones: IntArray
    area_m2: FloatArray
    distance_m: FloatArray
    total_m2: float
    shape: shapely.Geometry | None
    recomputed: bool
    doubt: tuple[str, str] | None
    """Why the site could not be called clear, English and Vietnamese."""


def not_checked(en: str, vi: str) -> Outcome:
    """Return the outcome for a site that could not be checked, with the reason."""
    return Outcome(verdict=Verdict.NOT_CHECKED, reason_en=en, reason_vi=vi)


def noise_m2(rule: Rule, site_m2: float) -> float:
    """Return the overlap that counts as survey noise: never a real part of a small site."""
    return min(rule.min_overlap_m2, NOISE_SHARE * site_m2)
