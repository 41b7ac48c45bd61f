"""Rows and columns of a profile, as chart, figures and tables read them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from layers.corridor.model import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from layers.corridor.model import Profile

KINDS = tuple(Kind)
"""Land first, then what is not known of it."""


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a frame in order, each by the names of its columns."""
    return frame.to_dict("records")  # type: ignore[return-value]


def told_number(cell: Any) -> float:  # noqa: ANN401 - any cell
    """
    Return the number in a cell, NaN where there is none.

    Examples
    --------
    >>> told_number("3.5"), told_number(None)
    (3.5, nan)
    """
    return float(pd.to_numeric(cell, errors="coerce"))


def told_words(cell: object) -> str:
    """Return the words in a cell, "" where there are none."""
    return cell if isinstance(cell, str) else ""


def measured(made: Profile) -> tuple[str, str]:
    """Return the column and the unit in which a profile is told: of an axis without a band lengths."""
    return ("area_ha", "ha") if made.width_m else ("length_km", "km")


def in_order(keys: Iterable[tuple[str, str]], codes: Mapping[str, object]) -> list[tuple[str, str]]:
    """
    Return kinds and codes of land in the order of the official table, what is not known last.

    Examples
    --------
    >>> in_order([("blank", ""), ("land", "NEW"), ("land", "LUC")], {"LUC": None})
    [('land', 'LUC'), ('land', 'NEW'), ('blank', '')]
    """
    order = {code: place for place, code in enumerate(codes)}
    return sorted(keys, key=lambda key: (KINDS.index(Kind(key[0])), order.get(key[1], len(order)), key[1]))
