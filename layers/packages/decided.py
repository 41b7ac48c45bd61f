"""Decisions as a sentence has them, number and date: a number alone may be another province's."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from layers.packages.model import Cell


def decided(facts: Mapping[str, Cell]) -> str:
    """
    Return a layer's decision in Vietnamese.

    Examples
    --------
    >>> decided({"decision_number": "QĐ 1486/QĐ-TTg", "decision_date": "2024-11-29"})
    'QĐ 1486/QĐ-TTg ngày 29/11/2024'
    >>> decided({})
    'chưa ghi số, ngày quyết định'
    """
    number, dated = facts.get("decision_number"), facts.get("decision_date")
    if not number:
        return "chưa ghi số, ngày quyết định"
    return f"{number} ngày {day(dated)}" if dated else f"{number} (chưa ghi ngày)"


def day(value: Cell) -> str:
    """Return a day as a Vietnamese text has it: 29/11/2024; "" for none."""
    return f"{date.fromisoformat(str(value)):%d/%m/%Y}" if value else ""
