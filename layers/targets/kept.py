"""
Imported tables of targets: one file each in the province's folder, whole or absent, never changed.

A later decision goes before an earlier one. `layers.targets.keeping` writes them.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

import pydantic

from layers.targets.errors import TargetError
from layers.targets.model import FOLDER, Kind, Target
from layers.targets.reading import Reference, read_target_table
from layers.targets.units import Level, UnitKey

if TYPE_CHECKING:
    from pathlib import Path

    from layers.intake.lists.code_book import CodeBook
    from layers.province import Province
    from layers.targets.units import Units


class KeptTarget(pydantic.BaseModel):
    """A figure as it is kept."""

    model_config = pydantic.ConfigDict(extra="forbid", frozen=True)

    level: Level
    unit: str
    code: str
    current: str
    year: int
    kind: Kind
    area_ha: float = pydantic.Field(ge=0, allow_inf_nan=False)
    decision_number: str = ""
    decision_date: date | None = None
    plan: str = ""
    source: str = ""
    confidence: str = ""
    row: int = 0


class KeptTable(pydantic.BaseModel):
    """An imported table, with who brought it and what became of its rows."""

    model_config = pydantic.ConfigDict(extra="forbid", frozen=True)

    file: str
    sha256: str
    """Of the file as it was handed in."""
    by: str
    at: datetime
    rows: int
    without_figure: int
    refused: tuple[tuple[int, str, str], ...]
    """Row, English and Vietnamese sentence."""
    targets: tuple[KeptTarget, ...]


def read_targets(province: Province, units: Units, book: CodeBook) -> tuple[Target, ...]:
    """
    Return the figures of the province's table and of all imported ones.

    Raises
    ------
    TargetError
        If a table cannot be read, or a row of the province's own says nothing that can be used.
    """
    found: list[Target] = []
    if province.targets:
        own = Reference(book=book, units=units, needs_decision=False)
        table = read_target_table(province.path(province.targets), own)
        if table.refused:
            first = table.refused[0]
            raise TargetError(f"{table.file}: {first.en}", f"{table.file}: {first.vi}")
        found += table.targets
    for kept in read_kept_tables(province.folder):
        found += (_target(one, kept.file) for one in kept.targets)
    return tuple(found)


def read_kept_tables(folder: Path) -> tuple[KeptTable, ...]:
    """
    Return the imported tables of a province, the first one first.

    Raises
    ------
    TargetError
        If one is damaged: figures that vanished in silence would read as "no target".
    """
    tables = []
    for path in sorted((folder / FOLDER).glob("*.json")):
        try:
            tables.append(KeptTable.model_validate_json(path.read_bytes()))
        except (OSError, ValueError) as error:
            raise TargetError(
                f"The imported table of targets {path.name} is damaged: restore it from a backup.",
                f"Bảng chỉ tiêu đã nhập {path.name} bị hỏng: hãy khôi phục từ bản sao lưu.",
            ) from error
    return tuple(sorted(tables, key=lambda table: table.at))


def _target(one: KeptTarget, file: str) -> Target:
    return Target(
        unit=UnitKey(level=one.level, code=one.unit), code=one.code, current=one.current, year=one.year,
        kind=one.kind, area_ha=one.area_ha, decision_number=one.decision_number,
        decision_date=one.decision_date, plan=one.plan, source=one.source, confidence=one.confidence,
        file=file, row=one.row,
    )  # fmt: skip
