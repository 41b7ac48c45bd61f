"""Several profiles side by side: the same measures, what differs from the first marked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from layers.corridor.errors import CorridorError
from layers.corridor.measures import MEASURE_COLUMNS, measures_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from layers.corridor.model import Profile

LEAST, MOST = 2, 5
SAME = 1e-6
"""Values that differ by no more than this, in their unit, are the same: a square centimetre, a millimetre."""

RULES = frozenset({"must_ask", "not_checked"})
"""Measures that a profile lacks because they may not be told, and not because there is none."""

KEY = list(MEASURE_COLUMNS[:-1])
COMPARED_COLUMNS = (*KEY, "number", "value", "difference", "share", "differs")
"""
One row for every measure and profile.

number counts the profiles from 0; difference is value minus that of profile 0, share the same as a part of
it (NaN where it is 0); differs is always False for profile 0.
"""


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """Up to five profiles and their measures."""

    profiles: tuple[Profile, ...]
    table: pd.DataFrame
    """Columns of `COMPARED_COLUMNS`."""
    wide: pd.DataFrame
    """measure, layer_id, item, unit and the values as value_0, value_1, ..."""


def compare(profiles: Sequence[Profile]) -> Comparison:
    """
    Return profiles side by side.

    A measure that one of them lacks (a code that does not occur there) is 0 there: every profile was
    asked of the same layers. One that is not known there (NaN) stays so.

    Raises
    ------
    CorridorError
        If there are fewer than two or more than five; if they are of different days, provinces
        or rights, so that a difference would not be one of the corridors.
    """
    if not LEAST <= len(profiles) <= MOST:
        raise CorridorError(
            f"{len(profiles)} profiles: {LEAST} to {MOST} can be compared.",
            f"Có {len(profiles)} hồ sơ: chỉ so sánh được từ {LEAST} đến {MOST}.",
        )
    _require_alike(profiles)
    measured = [measures_of(profile).set_index(KEY)["value"] for profile in profiles]
    keys = pd.concat(measured, axis=1).index
    wide = keys.to_frame(index=False)
    for number, (profile, own) in enumerate(zip(profiles, measured, strict=True)):
        wide[f"value_{number}"] = _filled(own, keys, profile).to_numpy()
    return Comparison(profiles=tuple(profiles), table=_table(wide, len(profiles)), wide=wide)


def _filled(own: pd.Series, keys: pd.Index[Any], profile: Profile) -> pd.Series:
    """Return what one profile has of all measures: 0 where it lacks one, unless it could not have it."""
    has_no_area = (keys.get_level_values("unit") == "ha") & (profile.width_m == 0)
    not_told = keys.get_level_values("measure").isin(RULES)
    lacking = ~keys.isin(own.index)
    return own.reindex(keys).mask(lacking & ~not_told, 0.0).mask(has_no_area)


def _table(wide: pd.DataFrame, count: int) -> pd.DataFrame:
    first = wide["value_0"]
    parts = []
    for number in range(count):
        value = wide[f"value_{number}"]
        difference = value - first
        parts.append(
            wide[KEY].assign(
                number=number,
                value=value,
                difference=difference,
                share=(difference / first.where(first != 0)),
                differs=(difference.abs() > SAME) | (value.isna() != first.isna()),
            )
        )
    table = pd.concat(parts, keys=range(count), names=["number_", "row"])
    ordered = table.sort_values(["row", "number_"], kind="stable").reset_index(drop=True)
    return ordered[list(COMPARED_COLUMNS)]


def _require_alike(profiles: Sequence[Profile]) -> None:
    first = profiles[0]
    rest_on = {one.layer.id for profile in profiles for one in profile.axis.basis}
    states = {(p.as_of, p.is_exact, p.crs, _layers(p, rest_on)) for p in profiles}
    if len(states) > 1:
        raise CorridorError(
            f"These profiles are not of one day ({first.as_of}), one state of the layers and one right: make"
            " them anew.",
            f"Các hồ sơ không cùng ngày ({first.as_of:%d/%m/%Y}), cùng phiên bản dữ liệu và cùng quyền xem:"
            " hãy lập lại.",
        )


def _layers(profile: Profile, but: set[str]) -> frozenset[tuple[str, str]]:
    """Return the layers that were looked at; those that an axis rests on need not be the same."""
    return frozenset((one.layer.id, one.sha256) for one in profile.basis if one.layer.id not in but)
