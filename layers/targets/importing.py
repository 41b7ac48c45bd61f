"""Bring a table of targets into a province: through the gate, read in the fenced process, kept whole."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from layers.errors import IntakeError
from layers.intake.answers import Answers, Question
from layers.intake.importing import open_file
from layers.intake.model import Kind as FileKind
from layers.targets.errors import TargetError
from layers.targets.kept import keep_table, read_targets, without_held
from layers.targets.reading import table_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from layers.intake.importing import Opened
    from layers.intake.model import SourceLayer
    from layers.province import Province
    from layers.targets.model import Target, TargetTable
    from layers.targets.reading import Reference

TABLES = frozenset({FileKind.CSV, FileKind.XLSX})


@dataclass(frozen=True, kw_only=True)
class Brought:
    """A table that was read, and which of its figures are new to the province."""

    table: TargetTable
    new: tuple[Target, ...]
    held: tuple[Target, ...]
    sha256: str


def bring(path: Path, province: Province, reference: Reference, *, sheet: str = "") -> Brought:
    """
    Return what a CSV or XLSX file gives; nothing is kept yet.

    Parameters
    ----------
    sheet
        Name of the sheet, where the workbook has several.

    Raises
    ------
    IntakeError
        If the gate or the reader refuses the file.
    TargetError
        If it is no table of targets, or contradicts what is loaded.
    """
    opened = open_file(path, province, Answers())
    if isinstance(opened, Question) or opened.source.dataset.kind not in TABLES:
        raise IntakeError(
            "targets-no-table",
            f"{path.name} is no CSV or XLSX table: save the sheet with the targets as one.",
            f"{path.name} không phải bảng CSV hay XLSX: hãy lưu trang chỉ tiêu thành một tệp như vậy.",
        )
    table = table_of(_sheet(opened, sheet), reference, opened.incoming.name)
    held = read_targets(province, reference.units, reference.book)
    return Brought(
        table=table, new=without_held(table.targets, held), held=held, sha256=opened.incoming.sha256
    )


def keep(brought: Brought, province: Province, *, by: str) -> Path | None:
    """Keep the new figures; return their file, None where all were there. Raises as `keep_table`."""
    return keep_table(brought.table, brought.held, province.folder, sha256=brought.sha256, by=by)


def _sheet(opened: Opened, name: str) -> SourceLayer:
    layers: Sequence[SourceLayer] = opened.source.layers
    named = [layer for layer in layers if not name or layer.name == name]
    if len(named) != 1:
        known = ", ".join(layer.name for layer in layers)
        raise TargetError(
            f"{opened.incoming.name}: say which sheet holds the targets (--sheet): {known}.",
            f"{opened.incoming.name}: hãy cho biết trang nào chứa chỉ tiêu (--sheet): {known}.",
        )
    return named[0]
