"""One row of a table of targets: it becomes a figure, has none, or is refused with one sentence."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from layers.intake.cells.days import parse_date
from layers.intake.cells.figures import parse_number
from layers.intake.lists.measures import area_unit
from layers.intake.text.letters import is_empty, visible
from layers.targets.columns import AREAS, read_code, read_kind
from layers.targets.errors import TargetError
from layers.targets.figure import SAME_HA
from layers.targets.model import Kind, Target

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from layers.targets.reading import Reference
    from layers.targets.units import UnitKey

FIRST_YEAR, LAST_YEAR = 1990, 2100
UNIT_COLUMNS = ("unit_code", "commune_code", "district_code")
NAME_COLUMNS = ("commune_name", "district_name")
_YEAR = re.compile(r"(?:năm\s*)?(\d{4})(?:\.0)?", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Sheet:
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
        areas = [self._hectares(told[area], area) for area in AREAS if told.get(area)]
        if not areas:
            return None
        if max(areas) - min(areas) > SAME_HA:
            raise TargetError(
                "its columns of areas say different areas: leave the one that is right.",
                "các cột diện tích ghi khác nhau: hãy để lại số đúng.",
            )
        return areas[0]

    def _hectares(self, text: str, column: str) -> float:
        figure = parse_number(text, self.reference.style)
        unit = figure.unit or {"declared_area_m2": "m2"}.get(column, "ha")
        factor = area_unit(unit)
        if figure.value is None or not factor or not math.isfinite(figure.value) or figure.value < 0:
            raise TargetError(
                f'"{text}" is no area that can be read in one way: write it without dots between thousands.',
                f'"{text}" không đọc được thành một diện tích duy nhất: hãy bỏ dấu ngăn hàng nghìn.',
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
                f'đơn vị "{name}" chỉ có tên, mà tên này có thể chỉ nhiều địa giới khác nhau: hãy ghi mã.',
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
        f'"{text}" không phải mã loại đất đang dùng hay đã dùng: hãy ghi đúng mã.',
    )
