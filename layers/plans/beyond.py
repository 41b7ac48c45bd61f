"""Land of a plan that lies on no zone of the provincial plan: nothing was compared there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import shapely

from geo.overlap import M2_PER_HA
from layers.plans.fit import Level
from layers.plans.gap import Gap, Missing
from layers.plans.sureness import NOISE_M2

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from layers.plans.meet import Meeting
    from layers.plans.opened import Plan

BELOW = frozenset({Level.SECTOR, Level.URBAN, Level.DISTRICT})
"""Whose plans the provincial plan should have zones under."""


def beyond_province(
    plans: Sequence[Plan], meetings: Sequence[Meeting], within: shapely.Geometry | None
) -> Iterator[Gap]:
    """Give the plans of which land lies on no zone of the provincial plan, with its area."""
    for plan in plans:
        under = [one for one in meetings if one.lower is plan and one.upper.kind.level is Level.PROVINCE]
        if plan.kind.level not in BELOW or not under:
            continue
        beyond_m2 = _beyond_m2(plan, under, within)
        if beyond_m2 is None:
            yield _gap(plan, "some of it", "một phần")
        elif beyond_m2 > NOISE_M2:
            area_ha = beyond_m2 / M2_PER_HA
            yield _gap(plan, f"{area_ha:.4f} ha", f"{area_ha:.4f} ha".replace(".", ","))


def _beyond_m2(plan: Plan, under: Sequence[Meeting], within: shapely.Geometry | None) -> float | None:
    """Return the area, None where it cannot be computed."""
    own = [shape for shape, code in zip(plan.shapes, plan.codes, strict=True) if code is not None]
    try:
        land = shapely.union_all(own)
        common = shapely.union_all([one.common for one in under if one.common is not None])
        if within is not None:
            land, common = shapely.intersection(land, within), shapely.intersection(common, within)
    except shapely.errors.GEOSException:
        return None
    return max(float(land.area - common.area), 0.0)


def _gap(plan: Plan, en: str, vi: str) -> Gap:
    layer = plan.layer
    return Gap(
        why=Missing.BEYOND,
        what=layer.id,
        en=f"{layer.name_en}: {en} lies on no zone of the provincial plan and was not compared with it.",
        vi=f"{layer.name_vi}: {vi} không nằm trên vùng nào của quy hoạch tỉnh nên chưa so sánh được.",
    )
