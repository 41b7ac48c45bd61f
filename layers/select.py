"""Which zones a rule speaks of, and which it may speak of but does not say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from layers.codes import family_of, with_children

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from geo.types import BoolArray, FloatArray
    from layers.codes import LandCode
    from layers.rules import Rule


class CannotDecideError(Exception):
    """The data at hand cannot answer the rule; the sentence says why. Becomes "not checked"."""

    def __init__(self, en: str, vi: str) -> None:
        super().__init__(en)
        self.en = en
        self.vi = vi


@dataclass(frozen=True, kw_only=True)
class Selection:
    """Zones by what the rule makes of them; arrays in the order of the zones."""

    match: BoolArray
    """The rule speaks of these."""
    unknown: BoolArray
    """An attribute that would decide is missing or not known: sites on them cannot be called clear."""
    limit_m: FloatArray
    """Distance to keep from each zone; NaN where it is not delineated. 0 for rules without distance."""


def select_zones(rule: Rule, zones: pd.DataFrame, codes: Mapping[str, LandCode]) -> Selection:
    """
    Return which of `zones` the rule speaks of.

    Raises
    ------
    CannotDecideError
        If a column that the rule needs is not in the layer.
    """
    match = np.ones(len(zones), dtype=bool)
    unknown = np.zeros(len(zones), dtype=bool)
    if rule.codes:
        code = _column(zones, "code", rule)
        wanted = with_children(rule.codes, codes)
        unknown |= ~code.isin(list(codes)).to_numpy(dtype=bool)
        match &= code.isin(wanted).to_numpy(dtype=bool)
    for field, values in rule.where.items():
        column = _column(zones, field, rule)
        absent = (column.isna() | (column.astype(str) == "")).to_numpy(dtype=bool)
        unknown |= absent if "" not in values else False
        match &= column.isin(list(values)).to_numpy(dtype=bool)
    limit = _limits(rule, zones)
    return Selection(match=match & ~unknown, unknown=unknown, limit_m=limit)


def outside_plan(
    planned_code: str, zone_code: pd.Series, codes: Mapping[str, LandCode]
) -> tuple[BoolArray, BoolArray]:
    """
    Return which zones are planned for something else than a project's purpose, and which are unknown.

    Raises
    ------
    CannotDecideError
        If the project's planned code is missing, unknown, or a functional area, which
        overlays land types and so says nothing of the type.
    """
    if planned_code not in codes:
        raise CannotDecideError(
            f"The project's planned land-use code ({planned_code or 'none given'}) is not in the code table.",
            f"Mã loại đất dự kiến của dự án ({planned_code or 'chưa có'}) không có trong bảng mã.",
        )
    if not codes[planned_code].group:
        raise CannotDecideError(
            f"The planned code {planned_code} is a functional area and names no land type.",
            f"Mã {planned_code} là khu chức năng, không cho biết loại đất nào được sử dụng.",
        )
    known = zone_code.isin(list(codes)).to_numpy(dtype=bool)
    allowed = zone_code.isin(family_of(planned_code, codes)).to_numpy(dtype=bool)
    return known & ~allowed, ~known


def _column(zones: pd.DataFrame, field: str, rule: Rule) -> pd.Series:
    if field not in zones:
        raise CannotDecideError(
            f"The layer has no column {field!r}, which rule {rule.id} needs.",
            f"Lớp dữ liệu không có cột {field!r} mà quy tắc {rule.id} cần.",
        )
    return zones[field]


def _limits(rule: Rule, zones: pd.DataFrame) -> FloatArray:
    if rule.distance_field:
        column = _column(zones, rule.distance_field, rule)
        return np.asarray(column.to_numpy(dtype=float, na_value=np.nan), dtype=float)
    if rule.distance_by is not None:
        return np.asarray(
            _column(zones, rule.distance_by.field, rule).map(rule.distance_by.metres), dtype=float
        )
    return np.full(len(zones), rule.distance_m)
