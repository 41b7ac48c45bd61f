"""Which zones a rule speaks of, and which it may speak of but does not say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from layers.codes import family_of, with_children

if TYPE_CHECKING:
    from collections.abc import Mapping

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
    reach_m: float
    """The largest distance that the rule looks at."""


def select_zones(rule: Rule, zones: pd.DataFrame, codes: Mapping[str, LandCode]) -> Selection:
    """
    Return which of `zones` the rule speaks of.

    Raises
    ------
    CannotDecideError
        If a column that the rule needs is not in the layer.
    """
    asked = [_code_condition(rule, zones, codes)] if rule.codes else []
    asked += [_value_condition(zones, field, values, rule) for field, values in rule.where.items()]
    asked += [_range_condition(zones, field, rule) for field in {**rule.at_least, **rule.below}]
    none = np.zeros(len(zones), dtype=bool)
    holds = np.logical_and.reduce([true for true, _ in asked]) if asked else ~none
    excluded = np.logical_or.reduce([~true & ~open_ for true, open_ in asked]) if asked else none
    unclear = np.logical_or.reduce([open_ for _, open_ in asked]) if asked else none
    limit_m = _limits(rule, zones)
    return Selection(
        match=holds & ~unclear,
        unknown=unclear & ~excluded,
        limit_m=limit_m,
        reach_m=rule.reach_m(limit_m.tolist()),
    )


def _code_condition(
    rule: Rule, zones: pd.DataFrame, codes: Mapping[str, LandCode]
) -> tuple[BoolArray, BoolArray]:
    """Return for which zones the condition holds, and for which it is not known."""
    code = _column(zones, "code", rule)
    known = code.isin(list(codes)).to_numpy(dtype=bool)
    return code.isin(with_children(rule.codes, codes)).to_numpy(dtype=bool), ~known


def _value_condition(
    zones: pd.DataFrame, field: str, values: tuple[str | bool | float, ...], rule: Rule
) -> tuple[BoolArray, BoolArray]:
    column = _column(zones, field, rule)
    absent = (column.isna() | (column.astype(str) == "")).to_numpy(dtype=bool)
    if field in rule.vocabulary:
        absent = absent | ~column.isin(list(rule.vocabulary[field])).to_numpy(dtype=bool)
    return column.isin(list(values)).to_numpy(dtype=bool), absent


def _range_condition(zones: pd.DataFrame, field: str, rule: Rule) -> tuple[BoolArray, BoolArray]:
    number = _numbers(_column(zones, field, rule))
    least, limit = rule.at_least.get(field, -np.inf), rule.below.get(field, np.inf)
    return (number >= least) & (number < limit), np.isnan(number)


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
        return _numbers(_column(zones, rule.distance_field, rule))
    if rule.distance_by is not None:
        return _numbers(_column(zones, rule.distance_by.field, rule).map(rule.distance_by.metres))
    return np.full(len(zones), rule.distance_m)


def _numbers(column: pd.Series) -> FloatArray:
    """Return a column as numbers; what is none is NaN, so that nothing is decided on it."""
    return np.asarray(pd.to_numeric(column, errors="coerce"), dtype=float)
