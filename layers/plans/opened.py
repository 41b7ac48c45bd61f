"""The plans in force on a day, as one person may see them; what cannot be used becomes a gap."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo.errors import RanhError
from layers.corridor.reading import layer_or_error
from layers.missing import rows_missing
from layers.plans.gap import Gap, Missing
from layers.select import plain_word

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    import geopandas as gpd

    from geo.types import GeometryArray
    from layers.corridor.seen import Seen
    from layers.layer import Layer
    from layers.plans.fit import Kind
    from layers.reader import LayerData

    Asked = tuple[Kind, frozenset[str]]

MOST_NAMED = 20
"""Ids of broken zones that a sentence names."""


@dataclass(frozen=True, kw_only=True)
class Plan:
    """One version of one plan, read."""

    kind: Kind
    data: LayerData

    @property
    def layer(self) -> Layer:
        """The version as it is declared."""
        return self.data.layer

    @property
    def zones(self) -> gpd.GeoDataFrame:
        """Its zones, in the order of their index."""
        return self.data.zones

    @cached_property
    def shapes(self) -> GeometryArray:
        """Geometries of the zones."""
        return np.asarray(self.zones.geometry.array, dtype=object)

    @cached_property
    def codes(self) -> tuple[str | None, ...]:
        """Planned land code of each zone; "": not known, None: the zone plans no use of land."""
        by = self.kind.codes_by
        if by is not None:
            said = {plain_word(value): code or None for value, code in by.codes.items()}
            cells = self.zones[by.field] if by.field in self.zones else [None] * len(self.zones)
            return tuple(said.get(plain_word(cell), "") for cell in cells)
        return tuple(str(code) or self.kind.code for code in self.zones["code"])


def open_plans(
    seen: Seen,
    kinds: Sequence[Asked],
    as_of: date,
    within: shapely.Geometry | None = None,
) -> tuple[list[Plan], list[Gap]]:
    """
    Return the versions in force on a day, from the uppermost plan down, and what is missing.

    Parameters
    ----------
    kinds
        Families to open, with the ids of the layers that are asked about; none: all. A family
        that is withheld from the person is no gap here.
    within
        Broken zones that lie elsewhere are left out; None: nowhere is elsewhere.
    """
    plans: list[Plan] = []
    gaps: list[Gap] = []
    hidden = seen.withheld().families
    for kind, ids in kinds:
        versions = [one for one in seen.province.versions(kind.family) if not ids or one.id in ids]
        current = [layer for layer in versions if layer.in_force(as_of)]
        if not current:
            if kind.family not in hidden:
                gaps.append(_absent(kind, as_of, is_there=bool(versions)))
            continue
        for layer in current:
            data = layer_or_error(seen, layer.id)
            if isinstance(data, RanhError):
                gaps.append(Gap(why=Missing.UNREAD, what=layer.id, en=data.en, vi=data.vi))
            elif layer.geometry != "polygon":
                gaps.append(_no_area(layer))
            else:
                plans.append(Plan(kind=kind, data=data))
                gaps += gaps_of(data, within)
    return plans, gaps


def gaps_of(data: LayerData, within: shapely.Geometry | None = None) -> list[Gap]:
    """Return the rows that are missing of a layer and the zones that it could not use."""
    gaps = []
    missing = rows_missing([data.layer])
    if missing is not None:
        gaps.append(Gap(why=Missing.ROWS, what=data.layer.id, en=missing[0], vi=missing[1]))
    boxes = np.asarray(data.broken.geometry.array, dtype=object)
    concerned = np.full(len(boxes), fill_value=True)
    if within is not None:
        concerned = shapely.is_missing(boxes) | shapely.intersects(boxes, within)
    ids = data.broken["zone_id"].astype(str)[concerned].tolist()
    if ids:
        told = ", ".join(ids[:MOST_NAMED]) + (", …" if len(ids) > MOST_NAMED else "")
        gaps.append(
            Gap(
                why=Missing.BROKEN,
                what=data.layer.id,
                en=f"{data.layer.name_en}: {len(ids)} zones are broken in the source data: {told}.",
                vi=f"{data.layer.name_vi}: {len(ids)} vùng bị lỗi trong dữ liệu gốc: {told}.",
            )
        )
    return gaps


def _absent(kind: Kind, as_of: date, *, is_there: bool) -> Gap:
    if is_there:
        return Gap(
            why=Missing.NOT_IN_FORCE,
            what=kind.family,
            en=f"{kind.name_en}: no version is in force on {as_of}.",
            vi=f"{kind.name_vi}: ngày {as_of:%d/%m/%Y} không có phiên bản nào có hiệu lực.",
        )
    return Gap(
        why=Missing.NO_LAYER,
        what=kind.family,
        en=f"{kind.name_en}: no layer loaded ({kind.family}).",
        vi=f"{kind.name_vi}: chưa có lớp ({kind.family}).",
    )


def _no_area(layer: Layer) -> Gap:
    return Gap(
        why=Missing.NO_AREA,
        what=layer.id,
        en=f"{layer.name_en}: lines or points plan no area.",
        vi=f"{layer.name_vi}: lớp đường hoặc điểm, không có diện tích để so sánh.",
    )
