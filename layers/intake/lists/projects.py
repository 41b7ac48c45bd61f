"""
Read a list of projects from the cells of a sheet: every row becomes a project, or is said to be what it is.

Nothing is written and nothing asked here: what is open stands in the notes, and the answers of
the person come back in the reference.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyarrow import types

from layers.errors import IntakeError
from layers.intake.cells.days import read_dates
from layers.intake.cells.figures import Style, joint_style
from layers.intake.lists.breakdown import figures_of
from layers.intake.lists.code_book import read_code_book
from layers.intake.lists.list_fields import Field
from layers.intake.lists.list_headings import find_headings
from layers.intake.lists.list_notes import row_notes, unused_columns
from layers.intake.lists.list_outline import describe, outline
from layers.intake.lists.list_rows import RowKind, read_rows
from layers.intake.lists.list_sums import check_sums
from layers.intake.lists.project_ids import identify
from layers.intake.lists.project_land import compare_land, excess_ha
from layers.intake.lists.project_reading import Draft, Reading
from layers.intake.lists.project_record import Project, ProjectList, ProjectReference
from layers.intake.lists.project_rows import read_row
from layers.intake.lists.quantities import column_style
from layers.intake.lists.unit_table import province_units
from layers.intake.model import GEOMETRY, ROW, Note

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from layers.intake.lists.list_headings import Headings
    from layers.intake.lists.list_rows import ListRow
    from layers.intake.model import SourceLayer
    from layers.province import Province

__all__ = ["Project", "ProjectList", "ProjectReference", "province_reference", "read_projects"]


def province_reference(province: Province, as_of: date | None = None) -> ProjectReference:
    """Return what the lists of a province are read against; raise ProvinceError if a table is missing."""
    return ProjectReference(
        codes=read_code_book(province.path(province.codes)), units=province_units(province), as_of=as_of
    )


def read_projects(layer: SourceLayer, reference: ProjectReference) -> ProjectList:
    """
    Return the projects of a sheet and the account of its rows.

    Parameters
    ----------
    layer
        Columns "1", "2", ... of text, one row for each of the sheet; its text is decoded.
    reference
        Of `province_reference`, with what the person said.

    Raises
    ------
    IntakeError
        "projects-no-heading", "projects-no-rows", or "projects-not-text" where a column is not
        decoded.
    """
    names, cells, numbers = _cells(layer)
    headings = find_headings(cells, names, reference.codes)
    rows = read_rows(cells, numbers, headings)
    reading = _reading(rows, headings, reference)
    paths = outline(rows)
    placed = [(row, path) for row, path in zip(rows, paths, strict=True) if row.kind is RowKind.PROJECT]
    if not placed:
        raise IntakeError(
            "projects-no-rows",
            "The list has a heading and no project below it.",
            "Danh mục có dòng tiêu đề nhưng không có dự án nào bên dưới.",
        )
    identified = identify([row for row, _ in placed], reading.name_of(Field.CODE))
    drafts = [
        read_row(row, identified.ids.get(place, ""), describe(path, rows, reference.codes), reading)
        for place, (row, path) in enumerate(placed)
    ]
    taken = [draft for place, draft in enumerate(drafts) if place in identified.ids]
    of_rows = [
        *(note for draft in taken for note in draft.notes),
        *identified.notes,
        *_land_notes(taken),
        *check_sums(rows, paths, drafts, reading),
        *row_notes(rows, reference.codes),
    ]
    return ProjectList(
        projects=tuple(draft.project for draft in taken),
        headings=headings,
        rows=rows,
        heading_rows=headings.last + 1,
        rows_read=len(cells),
        notes=(*unused_columns(headings, rows), *sorted(of_rows, key=lambda note: note.row)),
    )


def _cells(layer: SourceLayer) -> tuple[list[str], list[list[str | None]], list[int]]:
    names = [name for name in layer.table.column_names if name not in {ROW, GEOMETRY}]
    for name in names:
        if types.is_binary(layer.table[name].type):
            raise IntakeError(
                "projects-not-text",
                f"Column {name} is not decoded yet: choose its encoding first.",
                f"Cột {name} chưa được giải mã: hãy chọn bảng mã trước.",
            )
    columns = [[None if v is None else str(v) for v in layer.table[name].to_pylist()] for name in names]
    cells = [list(row) for row in zip(*columns, strict=True)]
    return names, cells, layer.table[ROW].to_pylist()


def _reading(rows: Sequence[ListRow], headings: Headings, reference: ProjectReference) -> Reading:
    """Tell how figures are written, column by column; a decimal comma in one tells of the others."""
    projects = [row for row in rows if row.kind is RowKind.PROJECT]
    land = [text for row in projects for _, _, text in row.land]
    land += [figure for row in projects for figure in figures_of(row.get(Field.BREAKDOWN))]
    own = [
        column_style(texts, typed_numbers=reference.typed_numbers)
        for texts in (_figures(projects, Field.AREA), land, _figures(projects, Field.CAPITAL))
    ]
    has_comma = joint_style(own) is Style.COMMA
    area, of_land, capital = (reference.style or _settled(style, has_comma=has_comma) for style in own)
    days = read_dates([row.get(Field.DECISION_DAY) for row in projects])
    return Reading(
        reference=reference,
        headings=headings,
        area_style=area,
        land_style=of_land,
        capital_style=capital,
        days=dict(zip((row.number for row in projects), days, strict=True)),
    )


def _figures(rows: Iterable[ListRow], field: Field) -> list[str]:
    return [figure for row in rows for figure in figures_of(row.get(field))]


def _settled(style: Style, *, has_comma: bool) -> Style | None:
    """
    Return the style for figures with two readings, None where they stay open.

    A decimal point elsewhere does not settle them: programs write it, whoever wrote the list.
    """
    if style in {Style.COMMA, Style.POINT}:
        return style
    return Style.COMMA if has_comma and style is not Style.MIXED else None


def _land_notes(drafts: Sequence[Draft]) -> list[Note]:
    """Compare parts with the whole; columns count as all of it where they mostly are."""
    in_columns = [d for d in drafts if d.row.land and excess_ha(d.project.breakdown, d.area) is not None]
    equal = sum(excess_ha(draft.project.breakdown, draft.area) == 0.0 for draft in in_columns)
    mostly = 2 * equal >= len(in_columns)
    compared = (
        compare_land(d.row, d.project.breakdown, d.area, is_complete=mostly or not d.row.land) for d in drafts
    )
    return [note for note in compared if note is not None]
