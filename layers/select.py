"""Which zones a rule speaks of, and which it may speak of but does not say."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from layers.codes import above, family_of, with_children

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

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
    asked = with_children(rule.codes, codes)
    # Land called only by a larger class, rice land for wet rice, may be what the rule speaks of.
    telling = set(codes) - (above(rule.codes, codes) - asked)
    known = code.isin(list(telling)).to_numpy(dtype=bool)
    return code.isin(list(asked)).to_numpy(dtype=bool), ~known


def _value_condition(
    zones: pd.DataFrame, field: str, values: tuple[str | bool | float, ...], rule: Rule
) -> tuple[BoolArray, BoolArray]:
    """Compare as the rule means it: truth, number or word; a cell that is none of the kind is unknown."""
    column = _column(zones, field, rule)
    read = _reader_of(values)
    cells = [read(cell) for cell in column]
    wanted = {read(value) for value in values}
    known = {read(value) for value in rule.vocabulary.get(field, ())}
    holds = np.array([cell in wanted for cell in cells], dtype=bool)
    unclear = [cell is None or (bool(known) and cell not in known) for cell in cells]
    return holds, np.array(unclear, dtype=bool)


def _reader_of(values: tuple[str | bool | float, ...]) -> Callable[[Any], Any]:
    if all(isinstance(value, bool) for value in values):
        return _truth
    if all(isinstance(value, (int, float)) for value in values):
        return _number
    return plain_word


def _truth(cell: Any) -> bool | None:  # noqa: ANN401 - any cell
    word = plain_word(cell)
    return {"true": True, "1": True, "1.0": True, "false": False, "0": False, "0.0": False}.get(word or "")


def _number(cell: Any) -> float | None:  # noqa: ANN401 - any cell
    number = pd.to_numeric(cell, errors="coerce")
    return None if pd.isna(number) else float(number)


def plain_word(cell: Any) -> str | None:  # noqa: ANN401 - any cell
    """
    Return a cell as text that can be compared: composed letters, no capitals, single blanks.

    None where there is nothing.

    Examples
    --------
    >>> plain_word("  Work  site "), plain_word("  "), plain_word(None)
    ('work site', None, None)
    """
    if cell is None or cell is pd.NA or (isinstance(cell, float) and np.isnan(cell)):
        return None
    if isinstance(cell, (float, np.floating)) and float(cell).is_integer():
        cell = int(cell)
    text = " ".join(unicodedata.normalize("NFKC", str(cell)).split()).casefold()
    return text or None


def _range_condition(zones: pd.DataFrame, field: str, rule: Rule) -> tuple[BoolArray, BoolArray]:
    number = numbers(_column(zones, field, rule))
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
    """Return the distance of each zone; a negative one stands for "not known" in many files."""
    if rule.distance_field:
        carried = numbers(_column(zones, rule.distance_field, rule))
        return np.where(carried >= 0, carried, np.nan)
    if rule.distance_by is not None:
        metres = {plain_word(key): value for key, value in rule.distance_by.metres.items()}
        classes = _column(zones, rule.distance_by.field, rule)
        return np.array([metres.get(plain_word(cell), np.nan) for cell in classes], dtype=float)
    return np.full(len(zones), rule.distance_m)


def numbers(column: pd.Series) -> FloatArray:
    """Return a column as numbers; what is none is NaN, so that nothing is decided on it."""
    read = np.asarray(pd.to_numeric(column, errors="coerce"), dtype=float)
    return np.where(np.isfinite(read), read, np.nan)
