"""Targets, balances and breaches as tables, for files, JSON and pages."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pandas as pd

from layers.targets.model import TOTAL

if TYPE_CHECKING:
    from collections.abc import Iterable

    from layers.intake.lists.code_book import CodeBook
    from layers.targets.breaches import Breach
    from layers.targets.model import Target
    from layers.targets.row import Moved, Row
    from layers.targets.sums import SumCheck
    from layers.targets.units import UnitKey, Units

TOTAL_WORDS = ("Tổng diện tích", "All land")
BALANCE_COLUMNS = (
    "unit_level", "unit_code", "unit_name", "code", "name_vi", "name_en", "is_overlay", "year", "state",
    "bound", "bound_confidence", "target_ha", "target_basis", "units_without_target", "decision_number",
    "decision_date", "citation", "present_ha", "present_basis", "present_year", "present_is_least",
    "present_is_most", "decided_gain_ha",
    "decided_take_ha", "decided_unclear_ha", "decided_projects", "decided_unknown", "pending_gain_ha",
    "pending_take_ha", "pending_unclear_ha", "pending_projects", "pending_unknown", "left_ha",
    "left_if_granted_ha", "left_is_most", "left_if_granted_is_most", "missing_projects",
)  # fmt: skip
TARGET_COLUMNS = (
    "unit_level", "unit_code", "unit_name", "code", "current_code", "name_vi", "name_en", "year", "kind",
    "area_ha", "decision_number", "decision_date", "citation", "plan", "source", "confidence", "file", "row",
)  # fmt: skip
BREACH_COLUMNS = (
    "site_id", "unit_level", "unit_code", "unit_name", "code", "name_vi", "name_en", "year", "bound",
    "bound_confidence", "target_ha", "present_ha", "used_ha", "project_ha", "by_ha", "is_decisive",
    "is_decided", "state", "is_least", "decision", "citation",
)  # fmt: skip
SUM_COLUMNS = (
    "of", "unit_level", "unit_code", "unit_name", "code", "year", "kind", "whole_ha", "parts_ha",
    "difference_ha", "adds", "missing",
)  # fmt: skip


def balance_frame(rows: Iterable[Row], units: Units, book: CodeBook) -> pd.DataFrame:
    """Return balances with `BALANCE_COLUMNS`; what is not known is NaN, and never 0."""
    return _frame((_balance(row, units, book) for row in rows), BALANCE_COLUMNS)


def target_frame(targets: Iterable[Target], units: Units, book: CodeBook) -> pd.DataFrame:
    """Return figures as they are loaded, with `TARGET_COLUMNS`."""
    return _frame((_target(one, units, book) for one in targets), TARGET_COLUMNS)


def breach_frame(breaches: Iterable[Breach], units: Units, book: CodeBook) -> pd.DataFrame:
    """Return what breaks a target, with `BREACH_COLUMNS`."""
    rows = (
        _unit(one.unit, units)
        | _named(one.code, book)
        | {
            name: getattr(one, name)
            for name in BREACH_COLUMNS
            if name not in {"unit_level", "unit_code", "unit_name", "code", "name_vi", "name_en"}
        }
        for one in breaches
    )
    return _frame((_plain(row) for row in rows), BREACH_COLUMNS)


def sum_frame(checks: Iterable[SumCheck], units: Units) -> pd.DataFrame:
    """Return sums that were compared, with `SUM_COLUMNS`."""
    rows = (
        _unit(one.unit, units)
        | {
            "of": one.of, "code": one.code, "year": one.year, "kind": one.kind, "whole_ha": one.whole_ha,
            "parts_ha": round(one.parts_ha, 4), "difference_ha": round(one.difference_ha, 4),
            "adds": one.adds, "missing": "; ".join(one.missing),
        }
        for one in checks
    )  # fmt: skip
    return _frame((_plain(row) for row in rows), SUM_COLUMNS)


def _frame(rows: Iterable[dict[str, Any]], columns: tuple[str, ...]) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=list(columns))


def _balance(row: Row, units: Units, book: CodeBook) -> dict[str, Any]:
    first = row.target.first
    return _plain(
        _unit(row.unit, units)
        | _named(row.code, book)
        | {
            "is_overlay": row.is_overlay,
            "year": row.year,
            "state": row.state,
            "bound": row.bound,
            "bound_confidence": row.bound_confidence,
            "target_ha": row.target.area_ha,
            "target_basis": row.target.basis,
            "units_without_target": len(row.target.missing),
            "decision_number": first.decision_number if first else "",
            "decision_date": str(first.decision_date or "") if first else "",
            "citation": first.citation if first else "",
            "present_ha": row.present.area_ha,
            "present_basis": row.present.basis,
            "present_year": row.present.year or None,
            "present_is_least": row.present.is_least,
            "present_is_most": row.present.is_most,
            **_moved(row.decided, "decided", is_withheld=row.withheld),
            **_moved(row.pending, "pending", is_withheld=row.withheld),
            "left_ha": row.left_ha,
            "left_if_granted_ha": row.left_if_granted_ha,
            "left_is_most": row.is_most,
            "left_if_granted_is_most": row.is_most_if_granted,
            "missing_projects": row.missing_projects,
        }
    )


def _moved(moved: Moved, name: str, *, is_withheld: bool) -> dict[str, Any]:
    return {
        f"{name}_gain_ha": None if is_withheld else moved.gained_ha,
        f"{name}_take_ha": None if is_withheld else moved.taken_ha,
        f"{name}_unclear_ha": None if is_withheld else moved.unclear_ha,
        f"{name}_projects": "; ".join(site_id for site_id, _ in moved.sites),
        f"{name}_unknown": "; ".join(moved.unknown),
    }


def _target(one: Target, units: Units, book: CodeBook) -> dict[str, Any]:
    return _plain(
        _unit(one.unit, units)
        | _named(one.code, book)
        | {
            "current_code": one.current,
            "year": one.year,
            "kind": one.kind,
            "area_ha": one.area_ha,
            "decision_number": one.decision_number,
            "decision_date": str(one.decision_date or ""),
            "citation": one.citation,
            "plan": one.plan,
            "source": one.source,
            "confidence": one.confidence,
            "file": one.file,
            "row": one.row,
        }
    )


def _unit(unit: UnitKey, units: Units) -> dict[str, Any]:
    return {"unit_level": unit.level, "unit_code": unit.code, "unit_name": units.places[unit].name}


def _named(code: str, book: CodeBook) -> dict[str, Any]:
    if code == TOTAL:
        return {"code": code, "name_vi": TOTAL_WORDS[0], "name_en": TOTAL_WORDS[1]}
    known = book.codes[code]
    return {"code": code, "name_vi": known.name_vi, "name_en": known.name_en}


DIGITS = 4
"""Decimals of hectares: a square metre."""


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    return {name: _cell(value) for name, value in row.items()}


def _cell(value: Any) -> Any:  # noqa: ANN401 - any cell
    if isinstance(value, str):
        return str(value)
    if isinstance(value, float):
        return round(value, DIGITS) + 0.0 if math.isfinite(value) else None
    return value
