"""Read a table of targets: every row becomes a figure, or is refused with one sentence."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pyarrow import types

from geo.errors import RanhError
from layers.intake.cells.figures import Style, style_of
from layers.intake.cells.sheets import read_csv
from layers.intake.model import GEOMETRY, ROW
from layers.intake.text.letters import is_empty, visible
from layers.targets.columns import AREAS, find_heading
from layers.targets.errors import TargetError
from layers.targets.model import Refusal, TargetTable
from layers.targets.numbers import hectares
from layers.targets.sheet import NAME_COLUMNS, UNIT_COLUMNS, Sheet

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from pathlib import Path

    from layers.intake.lists.code_book import CodeBook
    from layers.intake.model import SourceLayer
    from layers.targets.model import Kind, Target
    from layers.targets.units import Units


@dataclass(frozen=True, kw_only=True)
class Reference:
    """What a table is read against, and what whoever brings it says of the whole of it."""

    book: CodeBook
    units: Units
    units_on: date | None = None
    """Day whose units the table means; None: that of each row's decision."""
    decision_number: str = ""
    """Of rows that state none."""
    decision_date: date | None = None
    kind: Kind | None = None
    source: str = ""
    confidence: str = ""
    needs_decision: bool = True
    """Whether a planned figure without number and date of its decision is refused."""
    style: Style | None = None
    """COMMA or POINT where the person said how figures are written."""


def read_target_table(path: Path, reference: Reference) -> TargetTable:
    """
    Return the figures of a CSV file of the province.

    Raises
    ------
    TargetError
        If it cannot be read, or has no heading.
    """
    try:
        (layer,) = read_csv(path)
    except OSError as error:
        raise TargetError(
            f"The table of targets {path.name} cannot be read ({error.strerror or error}).",
            f"Không đọc được bảng chỉ tiêu {path.name} ({error.strerror or error}).",
        ) from error
    return table_of(layer, reference, path.name)


def table_of(layer: SourceLayer, reference: Reference, name: str) -> TargetTable:
    """
    Return the figures of a sheet and the account of its rows.

    Parameters
    ----------
    layer
        Columns of text "1", "2", ...; one row for each of the sheet.
    name
        Of the file, for sentences.

    Raises
    ------
    TargetError
        If its text is in an old encoding, or no row is a heading.
    """
    rows = _rows(layer, name)
    first, columns = find_heading(rows)
    filled = [
        (number, cells)
        for number, cells in rows[first + 1 :]
        if any(not is_empty(visible(cell)) for cell in cells)
    ]
    sheet = Sheet(
        columns=columns,
        reference=_with_style(filled, columns, reference),
        file=name,
        names_units=_names_units(filled, columns),
    )
    targets: list[Target] = []
    refused: list[Refusal] = []
    blank = 0
    for number, cells in filled:
        try:
            read = sheet.read(number, cells)
        except RanhError as error:
            refused.append(
                Refusal(row=number, en=f"Row {number}: {error.en}", vi=f"Dòng {number}: {error.vi}")
            )
            continue
        if read is None:
            blank += 1
        else:
            targets.append(read)
    kept, twice = without_repeats(targets)
    return TargetTable(
        file=name,
        targets=tuple(kept),
        refused=tuple(sorted((*refused, *twice), key=lambda one: one.row)),
        rows=len(filled),
        without_figure=blank,
    )


def without_repeats(targets: Sequence[Target]) -> tuple[list[Target], list[Refusal]]:
    """Return the figures, and a refusal for each that one row before says already, of one decision."""
    seen: dict[tuple[object, ...], Target] = {}
    refused = []
    for one in targets:
        held = seen.setdefault(one.identity, one)
        if held is not one:
            refused.append(
                Refusal(
                    row=one.row,
                    en=f"Row {one.row}: {one.code} {one.year} of this unit stands in row {held.row} already"
                    f" ({hectares(held.area_ha)[0]} ha): leave one of the two.",
                    vi=f"Dòng {one.row}: {one.code} năm {one.year} của đơn vị này đã có ở dòng {held.row}"
                    f" ({hectares(held.area_ha)[1]} ha): hãy để lại một dòng.",
                )
            )
    return list(seen.values()), refused


def _rows(layer: SourceLayer, name: str) -> list[tuple[int, list[str | None]]]:
    names = [column for column in layer.table.column_names if column not in {ROW, GEOMETRY}]
    if any(types.is_binary(layer.table[column].type) for column in names):
        raise TargetError(
            f"{name} is in an old encoding of Vietnamese: save it as UTF-8 or as XLSX.",
            f"{name} dùng bảng mã tiếng Việt cũ: hãy lưu lại dạng UTF-8 hoặc XLSX.",
        )
    columns = [[None if v is None else str(v) for v in layer.table[column].to_pylist()] for column in names]
    cells = zip(*columns, strict=True)
    return [(number, list(row)) for number, row in zip(layer.table[ROW].to_pylist(), cells, strict=True)]


def _names_units(rows: Sequence[tuple[int, Sequence[str | None]]], columns: dict[str, int]) -> bool:
    places = [columns[name] for name in (*UNIT_COLUMNS, *NAME_COLUMNS) if name in columns]
    return any(not is_empty(visible(cells[at])) for _, cells in rows for at in places if at < len(cells))


def _with_style(
    rows: Sequence[tuple[int, Sequence[str | None]]], columns: dict[str, int], reference: Reference
) -> Reference:
    """Take from the whole column how its figures are written, where nobody said."""
    if reference.style is not None:
        return reference
    places = [columns[area] for area in AREAS if area in columns]
    style = style_of(cells[at] or "" for _, cells in rows for at in places if at < len(cells))
    return replace(reference, style=style if style in {Style.COMMA, Style.POINT} else None)
