"""Read the coordinates of sorted rows: how numbers are written, metres or degrees, which is north."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from layers.intake.answers import Option
from layers.intake.cells.angles import Form, angle_form, parse_angle
from layers.intake.cells.figures import Style, joint_style, parse_number, style_of
from layers.intake.corners.headings import Role
from layers.intake.corners.point_axes import place_axes
from layers.intake.corners.points import Doubt, DoubtKind, Unit, answer_to
from layers.intake.corners.scales import Scale, scale_of_texts
from layers.intake.model import Note

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geo.types import BoolArray, FloatArray
    from layers.intake.corners.point_rows import RawRow

STYLES = (
    Option(value="point", en="the dot is the decimal sign", vi="dấu chấm là dấu thập phân"),
    Option(value="comma", en="the comma is the decimal sign", vi="dấu phẩy là dấu thập phân"),
)
PACKED = (
    Option(value="packed", en="degrees, minutes and seconds (dd.mmss)", vi="độ, phút, giây (dd.mmss)"),
    Option(value="decimal", en="decimal degrees", vi="độ thập phân"),
)
_STYLE = {"point": Style.POINT, "comma": Style.COMMA}
_COLUMNS = ("north", "east")


@dataclass(frozen=True, kw_only=True)
class Values:
    """The coordinates of the rows that are points, in their order."""

    x: FloatArray
    """NaN where a row cannot be read."""
    y: FloatArray
    unit: Unit
    is_swapped: bool
    """Whether the column taken for X is east."""
    decimals: int
    style: Style
    """How the coordinates are written; other numbers of the table most likely too."""
    notes: list[Note] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)


def read_values(points: Sequence[RawRow], answers: Mapping[str, str]) -> Values:
    """
    Return the coordinates of rows of kind POINT.

    Parameters
    ----------
    points
        At least one.
    answers
        By `DoubtKind`; what is not answered is in `doubts`, and read as proposed.
    """
    texts = {name: [getattr(row, name) for row in points] for name in _COLUMNS}
    unit = _unit(points, texts)
    notes: list[Note] = []
    doubts: list[Doubt] = []
    shared = Style.PLAIN
    if unit is Unit.DEGREES:
        columns, decimals = _degrees(texts, answers, notes, doubts), 0
    else:
        styles = _styles(texts, answers, notes, doubts)
        shared = joint_style(styles.values())
        columns, decimals = _metres(texts, styles)
    first, second = (columns[name] for name in _COLUMNS)
    readable = np.isfinite(first) & np.isfinite(second)
    x, y = np.full(len(points), np.nan), np.full(len(points), np.nan)
    swapped = False
    if readable.any():
        rows = tuple(row.row for row, is_read in zip(points, readable, strict=True) if is_read)
        placed = place_axes(
            first[readable], second[readable],
            is_headed=points[0].block.is_headed, rows=rows, answers=answers,
        )  # fmt: skip
        x[readable] = np.where(placed.outside, np.nan, placed.x)
        y[readable] = np.where(placed.outside, np.nan, placed.y)
        swapped = placed.is_swapped
        notes += placed.notes
        doubts += placed.doubts
    notes += _faults(points, readable, ~np.isfinite(x))
    return Values(
        x=x, y=y, unit=unit, is_swapped=swapped, decimals=decimals, style=shared, notes=notes, doubts=doubts
    )  # fmt: skip


def _unit(points: Sequence[RawRow], texts: Mapping[str, list[str]]) -> Unit:
    """Return degrees where a heading, a degree sign or the size of both columns says so."""
    block = points[0].block
    heading = block.headings.get(block.north)
    if heading and heading.role is Role.LATITUDE:
        return Unit.DEGREES
    forms = {angle_form(column) for column in texts.values()}
    if forms & {Form.PARTS, Form.MIXED}:
        return Unit.DEGREES
    scales = {scale_of_texts(column) for column in texts.values()}
    return Unit.DEGREES if scales == {Scale.LATITUDE, Scale.LONGITUDE} else Unit.METRES


def _styles(
    texts: Mapping[str, list[str]], answers: Mapping[str, str], notes: list[Note], doubts: list[Doubt]
) -> dict[str, Style]:
    """Return how each column writes its numbers; what one leaves open the other may tell."""
    own = {name: style_of(column) for name, column in texts.items()}
    shared = joint_style(own.values())
    if shared is Style.AMBIGUOUS:
        answer = answer_to(DoubtKind.STYLE, STYLES, answers)
        sample = next(t for column in texts.values() for t in column if len(parse_number(t).readings) > 1)
        if not answer:
            doubts.append(
                Doubt(
                    kind=DoubtKind.STYLE,
                    en=f'Nothing tells whether "{sample}" has thousands or decimals: which is it?',
                    vi=f'Không rõ "{sample}" là hàng nghìn hay phần thập phân: hãy chọn.',
                    options=STYLES,
                )
            )
        return dict.fromkeys(own, _STYLE[answer or "point"])
    if Style.AMBIGUOUS in own.values() and shared is not Style.MIXED:
        notes.append(
            Note(
                kind="number style",
                en=f"Numbers that can be read in two ways have a {shared}, as the other column has.",
                vi=f"Các số có hai cách đọc được hiểu theo cột kia: {_VI[shared]}.",
            )
        )
    if shared is Style.MIXED:
        notes.append(
            Note(
                kind="number style",
                en="Some coordinates have a decimal comma, others a decimal point: each is read by itself.",
                vi="Có toạ độ dùng dấu phẩy thập phân, có toạ độ dùng dấu chấm: từng số được đọc riêng.",
            )
        )
    return {name: shared if style is Style.AMBIGUOUS else style for name, style in own.items()}


_VI = {Style.COMMA: "dấu phẩy thập phân", Style.POINT: "dấu chấm thập phân"}


def _metres(texts: Mapping[str, list[str]], styles: Mapping[str, Style]) -> tuple[dict[str, FloatArray], int]:
    columns, decimals = {}, []
    for name, column in texts.items():
        figures = [parse_number(text, styles[name]) for text in column]
        sound = [f.value is not None and f.unit in {"", "m"} and not f.is_scientific for f in figures]
        columns[name] = np.array(
            [f.value if is_sound else np.nan for f, is_sound in zip(figures, sound, strict=True)], dtype=float
        )
        decimals += [f.decimals for f, is_sound in zip(figures, sound, strict=True) if is_sound]
    return columns, min(decimals, default=0)


def _degrees(
    texts: Mapping[str, list[str]], answers: Mapping[str, str], notes: list[Note], doubts: list[Doubt]
) -> dict[str, FloatArray]:
    forms = {angle_form(column) for column in texts.values()}
    form = Form.DECIMAL
    if Form.AMBIGUOUS in forms and Form.DECIMAL not in forms:
        answer = answer_to(DoubtKind.DEGREES, PACKED, answers)
        form = Form.DECIMAL if answer == "decimal" else Form.PACKED
        if not answer:
            sample = texts["north"][0]
            doubts.append(
                Doubt(
                    kind=DoubtKind.DEGREES,
                    en=f'"{sample}" can be decimal degrees or degrees, minutes and seconds (dd.mmss): which?',
                    vi=f'"{sample}" có thể là độ thập phân hoặc độ, phút, giây (dd.mmss): hãy chọn.',
                    options=PACKED,
                )
            )
    written = Form.PARTS if forms & {Form.PARTS} else form
    notes.append(
        Note(
            kind="degrees",
            en=f"The coordinates are geographic ({written}): lengths and areas are not compared.",
            vi=f"Toạ độ là toạ độ địa lý ({_FORMS_VI[written]}): không so sánh chiều dài và diện tích.",
        )
    )
    mixed = Form.MIXED in forms
    return {name: _angles(column, form, mixed=mixed) for name, column in texts.items()}


_FORMS_VI = {
    Form.PARTS: "độ, phút, giây",
    Form.DECIMAL: "độ thập phân",
    Form.PACKED: "độ, phút, giây viết liền",
}


def _angles(column: Sequence[str], form: Form, *, mixed: bool) -> FloatArray:
    """Return degrees; in a column that mixes forms only what has minutes is sure."""
    values = []
    for angle in map(parse_angle, column):
        sure = angle is not None and (angle.form is Form.PARTS or not mixed)
        value = angle.read_as(form if angle.form is Form.DECIMAL else angle.form) if angle and sure else None
        values.append(np.nan if value is None else value)
    return np.array(values)


def _faults(points: Sequence[RawRow], readable: BoolArray, lost: BoolArray) -> list[Note]:
    notes = []
    for row, is_readable, is_lost in zip(points, readable, lost, strict=True):
        if not is_lost:
            continue
        pair = f"{row.north}; {row.east}"
        why_en, why_vi = (
            "are of another size than those of the other rows",
            "có độ lớn khác hẳn các dòng khác",
        )
        if not is_readable:
            why_en, why_vi = "cannot be read as two numbers in one way", "không đọc được thành hai số rõ ràng"
        notes.append(
            Note(
                kind="point refused",
                en=f"Row {row.row}: the coordinates ({pair}) {why_en}: correct the row.",
                vi=f"Dòng {row.row}: toạ độ ({pair}) {why_vi}: hãy sửa dòng này.",
                row=row.row,
                refused=True,
            )
        )
    return notes
