"""
Imported tables of targets: one file each in the province's folder, whole or absent, never changed.

A later decision goes before an earlier one; two figures of one decision for the same unit, type
and year are refused when the second is brought.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pydantic

from layers.targets.errors import TargetError
from layers.targets.model import FOLDER, Kind, Target
from layers.targets.reading import Reference, read_target_table
from layers.targets.units import Level, UnitKey
from layers.writer import replace_file

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from layers.intake.lists.code_book import CodeBook
    from layers.province import Province
    from layers.targets.model import TargetTable
    from layers.targets.units import Units

HASH_CHARACTERS = 12


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
                f"The imported table of targets {path} is damaged: restore it from a backup or take it away.",
                f"Bảng chỉ tiêu đã nhập {path} bị hỏng: hãy khôi phục từ bản sao lưu hoặc bỏ đi.",
            ) from error
    return tuple(sorted(tables, key=lambda table: table.at))


def keep_table(
    table: TargetTable, held: Sequence[Target], folder: Path, *, sha256: str, by: str
) -> Path | None:
    """
    Keep the figures of a table; return its file, None where all of them were there already.

    Parameters
    ----------
    held
        The figures that the province has.
    by
        Who brings it.

    Raises
    ------
    TargetError
        If it has none, or one that contradicts another of the same decision.
    WriteError
        If it cannot be written; nothing is then kept.
    """
    if not table.targets:
        raise TargetError(
            f"{table.file} has no figure that can be used: nothing was imported.",
            f"{table.file} không có số liệu nào dùng được: chưa nhập gì.",
        )
    new = without_held(table.targets, held)
    if not new:
        return None
    kept = KeptTable(
        file=table.file,
        sha256=sha256,
        by=by,
        at=datetime.now(UTC),
        rows=table.rows,
        without_figure=table.without_figure,
        refused=tuple((one.row, one.en, one.vi) for one in table.refused),
        targets=tuple(_kept(one) for one in new),
    )
    body = kept.model_dump_json(indent=1).encode()
    path = folder / FOLDER / f"{hashlib.sha256(body).hexdigest()[:HASH_CHARACTERS]}.json"
    path.parent.mkdir(exist_ok=True)
    replace_file(path, lambda part: part.write_bytes(body))
    return path


def without_held(targets: Iterable[Target], held: Iterable[Target]) -> tuple[Target, ...]:
    """Return the figures that are new; raise TargetError where one contradicts a held one."""
    known = {_identity(one): one for one in held}
    new = []
    for one in targets:
        same = known.get(_identity(one))
        if same is None:
            new.append(one)
        elif same.area_ha != one.area_ha:
            raise TargetError(
                f"Row {one.row}: {one.code} {one.year} is {one.area_ha:g} ha here and {same.area_ha:g} ha in"
                f" {same.file}, both by {one.decision or 'no decision'}: settle which is right.",
                f"Dòng {one.row}: {one.code} năm {one.year} ở đây là {one.area_ha:g} ha, trong {same.file}"
                f" là {same.area_ha:g} ha, cùng {one.decision or 'không nêu quyết định'}: hãy xem lại.",
            )
    return tuple(new)


def _identity(one: Target) -> tuple[object, ...]:
    return one.unit, one.code, one.year, one.kind, one.decision_number, one.decision_date


def _kept(one: Target) -> KeptTarget:
    return KeptTarget(
        level=one.unit.level, unit=one.unit.code, code=one.code, current=one.current, year=one.year,
        kind=one.kind, area_ha=one.area_ha, decision_number=one.decision_number,
        decision_date=one.decision_date, plan=one.plan, source=one.source, confidence=one.confidence,
        row=one.row,
    )  # fmt: skip


def _target(one: KeptTarget, file: str) -> Target:
    return Target(
        unit=UnitKey(level=one.level, code=one.unit), code=one.code, current=one.current, year=one.year,
        kind=one.kind, area_ha=one.area_ha, decision_number=one.decision_number,
        decision_date=one.decision_date, plan=one.plan, source=one.source, confidence=one.confidence,
        file=file, row=one.row,
    )  # fmt: skip
