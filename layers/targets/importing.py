"""Bring a table of targets into a province: through the gate, read in the fenced process, kept whole."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from layers.errors import IntakeError
from layers.intake.answers import Answers, Question
from layers.intake.importing import open_file
from layers.intake.model import Kind as FileKind
from layers.targets.errors import TargetError
from layers.targets.keeping import keep_table, without_held
from layers.targets.kept import read_targets
from layers.targets.reading import table_of
from layers.targets.secrecy import is_secret, tellable, told_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from layers.intake.importing import Opened
    from layers.intake.model import SourceLayer
    from layers.province import Province
    from layers.targets.model import Target, TargetTable
    from layers.targets.reading import Reference

HASH_CHARACTERS, NAME_CHARACTERS = 12, 120
TABLES = frozenset({FileKind.CSV, FileKind.XLSX})


@dataclass(frozen=True, kw_only=True)
class Brought:
    """A table that was read, and which of its figures are new to the province."""

    table: TargetTable
    new: tuple[Target, ...]
    held: tuple[Target, ...]
    """The figures of the province that whoever brings it may be told of."""
    sha256: str
    reference: Reference
    knows_restricted: bool

    @property
    def key(self) -> str:
        """
        What the table is called where others read it: in the trail, and beside its open figures.

        Its file's name, or the start of its hash where it holds restricted land of a unit: a name
        may say whose.
        """
        if is_secret(self.table, self.reference):
            return self.sha256[:HASH_CHARACTERS]
        return self.table.file[:NAME_CHARACTERS]


def bring(
    path: Path,
    province: Province,
    reference: Reference,
    *,
    name: str = "",
    sheet: str = "",
    knows_restricted: bool = True,
) -> Brought:
    """
    Return what a CSV or XLSX file gives; nothing is kept yet.

    Parameters
    ----------
    name
        What the person calls the file, where it lies under another name.
    sheet
        Name of the sheet, where the workbook has several.
    knows_restricted
        Whether the loaded figures of restricted land may be told to whoever brings it.

    Raises
    ------
    IntakeError
        If the gate or the reader refuses the file.
    TargetError
        If it is no table of targets, contradicts what is loaded, or holds restricted land of a unit
        and the person may not bring it.
    """
    opened = open_file(path, province, Answers(), name=name)
    if isinstance(opened, Question) or opened.source.dataset.kind not in TABLES:
        raise IntakeError(
            "targets-no-table",
            f"{name or path.name} is no CSV or XLSX table: save the sheet with the targets as one.",
            f"{name or path.name} không phải bảng CSV hay XLSX: hãy lưu trang chỉ tiêu thành tệp như vậy.",
        )
    table = table_of(_sheet(opened, sheet), reference, opened.incoming.name)
    held = read_targets(province, reference.units, reference.book)
    if not knows_restricted:
        table = tellable(table, held, reference)
    return Brought(
        table=table,
        new=without_held(table.targets, held),
        held=told_of(held, reference, knows_restricted=knows_restricted),
        sha256=opened.incoming.sha256,
        reference=reference,
        knows_restricted=knows_restricted,
    )


def keep(brought: Brought, province: Province, *, by: str) -> Path | None:
    """
    Keep the new figures; return their file, None where all were there.

    What the province holds is read again: somebody else may have brought the same or another
    figure since. Raises as `keep_table`.
    """

    def held() -> tuple[Target, ...]:
        return read_targets(province, brought.reference.units, brought.reference.book)

    def kept(known: Sequence[Target]) -> TargetTable:
        table = replace(brought.table, file=brought.key)
        return table if brought.knows_restricted else tellable(table, known, brought.reference)

    return keep_table(held, kept, province.folder, sha256=brought.sha256, by=by)


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
