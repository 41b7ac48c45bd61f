"""Read a table of targets: every row becomes a figure, or is refused with one sentence."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pyarrow import types

from geo.errors import RanhError
from layers.intake.cells.days import parse_date
from layers.intake.cells.figures import Style, parse_number, style_of
from layers.intake.cells.sheets import read_csv
from layers.intake.lists.measures import area_unit
from layers.intake.model import GEOMETRY, ROW
from layers.intake.text.letters import is_empty, visible
from layers.targets.columns import AREAS, find_heading, read_code, read_kind
from layers.targets.errors import TargetError
from layers.targets.model import Kind, Refusal, Target, TargetTable

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from pathlib import Path

    from layers.intake.lists.code_book import CodeBook
    from layers.intake.model import SourceLayer
    from layers.targets.units import UnitKey, Units

FIRST_YEAR, LAST_YEAR = 1990, 2100
UNIT_COLUMNS = ("unit_code", "commune_code", "district_code")
NAME_COLUMNS = ("commune_name", "district_name")
_YEAR = re.compile(r"(?:năm\s*)?(\d{4})(?:\.0)?", re.IGNORECASE)


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
    sheet = _Sheet(
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
        same = (one.unit, one.code, one.year, one.kind, one.decision_number, one.decision_date)
        if (held := seen.setdefault(same, one)) is not one:
            refused.append(
                Refusal(
                    row=one.row,
                    en=f"Row {one.row}: {one.code} {one.year} of this unit stands in row {held.row} already"
                    f" ({held.area_ha:g} ha): leave one of the two.",
                    vi=f"Dòng {one.row}: {one.code} năm {one.year} của đơn vị này đã có ở dòng {held.row}"
                    f" ({held.area_ha:g} ha): hãy để lại một dòng.",
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


@dataclass(frozen=True, kw_only=True)
class _Sheet:
    """The columns of a sheet."""

    columns: dict[str, int]
    reference: Reference
    file: str
    names_units: bool
    """Whether some row names a unit: then a row that names none has lost it."""

    def read(self, number: int, cells: Sequence[str | None]) -> Target | None:
        """Return the figure of a row, None where its area is blank; raise TargetError where it is none."""
        told = {
            name: "" if at >= len(cells) or is_empty(visible(cells[at])) else visible(cells[at])
            for name, at in self.columns.items()
        }
        area_ha = self._area(told)
        if area_ha is None:
            return None
        code, current = read_code(told["code"], self.reference.book)
        if not code:
            raise _no_code(told["code"])
        kind = self._kind(told)
        decision, dated = self._decision(told, kind)
        return Target(
            unit=self._unit(told, dated),
            code=code,
            current=current,
            year=_year(told["year"]),
            kind=kind,
            area_ha=area_ha,
            decision_number=decision,
            decision_date=dated,
            plan=told.get("plan", ""),
            source=told.get("source") or self.reference.source,
            confidence=told.get("confidence") or self.reference.confidence,
            file=self.file,
            row=number,
        )

    def _area(self, told: dict[str, str]) -> float | None:
        column = next((area for area in AREAS if told.get(area)), "")
        if not column:
            return None
        figure = parse_number(told[column], self.reference.style)
        unit = figure.unit or {"declared_area_m2": "m2"}.get(column, "ha")
        factor = area_unit(unit)
        if figure.value is None or not factor or not math.isfinite(figure.value) or figure.value < 0:
            raise TargetError(
                f'"{told[column]}" is no area that can be read in one way: write it without dots between'
                " thousands.",
                f'"{told[column]}" không đọc được thành một diện tích duy nhất: hãy ghi không có dấu ngăn'
                " hàng nghìn.",
            )
        return figure.value * factor

    def _kind(self, told: dict[str, str]) -> Kind:
        kind = read_kind(told["kind"]) if told.get("kind") else self.reference.kind
        if kind is None:
            raise TargetError(
                "it does not say whether the figure is planned or actual.",
                "chưa nêu số liệu là quy hoạch hay hiện trạng.",
            )
        return kind

    def _decision(self, told: dict[str, str], kind: Kind) -> tuple[str, date | None]:
        number = told.get("decision_number", "") or self.reference.decision_number
        text, dated = told.get("decision_date", ""), self.reference.decision_date
        if text:
            day = parse_date(text)
            if day.value is None:
                raise TargetError(day.en, day.vi)
            dated = day.value
        if kind is Kind.PLANNED and self.reference.needs_decision and not (number and dated):
            raise TargetError(
                "a planned figure needs the number AND the date of its decision: several provinces have"
                " decisions of one number.",
                "chỉ tiêu quy hoạch phải có số VÀ ngày quyết định: nhiều tỉnh có quyết định trùng số.",
            )
        return number, dated

    def _unit(self, told: dict[str, str], dated: date | None) -> UnitKey:
        units = self.reference.units
        code = next((told[name] for name in UNIT_COLUMNS if told.get(name)), "")
        name = next((told[name] for name in NAME_COLUMNS if told.get(name)), "")
        if not code and name:
            raise TargetError(
                f"the unit {name!r} is given by its name alone, which may mean several areas: give the code.",
                f"đơn vị {name!r} chỉ có tên, mà tên này có thể chỉ nhiều địa giới khác nhau: hãy ghi mã.",
            )
        if not code and self.names_units:
            raise TargetError(
                f"the unit is blank, while other rows have one: write {units.province.code} for the whole"
                " province.",
                f"chưa ghi đơn vị trong khi dòng khác có: nếu là toàn tỉnh hãy ghi {units.province.code}.",
            )
        if not code:
            return units.province
        unit = units.find(code, self.reference.units_on or dated)
        units.require_name(unit, name)
        return unit


def _year(text: str) -> int:
    found = _YEAR.fullmatch(text)
    year = int(found[1]) if found else 0
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise TargetError(f'"{text}" is no year.', f'"{text}" không phải là năm.')
    return year


def _no_code(text: str) -> TargetError:
    return TargetError(
        f"{text!r} is no land code of this province, nor one of older lists: write the code.",
        f"{text!r} không phải mã loại đất đang dùng hay đã dùng: hãy ghi đúng mã.",
    )
