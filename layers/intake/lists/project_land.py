"""The land that a row of a list takes, from words or from columns, compared with its whole area."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers.intake.lists.areas import number_words
from layers.intake.lists.breakdown import Breakdown, LandPart, read_breakdown
from layers.intake.lists.code_notes import code_note, quoted
from layers.intake.lists.land_codes import How
from layers.intake.lists.list_fields import Field
from layers.intake.lists.quantities import Remark, read_area
from layers.intake.model import Note

if TYPE_CHECKING:
    from layers.intake.cells.figures import Style
    from layers.intake.lists.list_rows import ListRow
    from layers.intake.lists.project_record import ProjectReference
    from layers.intake.lists.quantities import Quantity

EXACT_HA = 1e-6
"""Sums of areas are compared to a hundredth of a square metre beside the rounding of their figures."""
WITHOUT_NOTE = frozenset({How.EXACT, How.SAID})


def read_land(
    row: ListRow, reference: ProjectReference, *, unit: str, style: Style | None, column: str
) -> tuple[Breakdown, list[Note]]:
    """
    Return the types of land of a row and what is to be said of them.

    Parameters
    ----------
    unit
        Words for the unit of figures without one.
    style
        Of figures with two readings.
    column
        Name of the column with the types in words, "" where there is none.
    """
    text = row.get(Field.BREAKDOWN)
    found = read_breakdown(text, reference.codes, unit=unit, style=style, said=reference.said_codes)
    notes: list[Note] = []
    if text and not found.is_read:
        notes.append(
            Note(
                kind="breakdown not read",
                en=f"Row {row.number}: in {quoted(text)} a type of land or its area is not clear; no sum.",
                vi=f"Dòng {row.number}: trong {quoted(text)} có loại đất hoặc diện tích chưa rõ; chưa cộng.",
                row=row.number,
                column=column,
            )
        )
    if row.land:
        parts, unread = _of_columns(row, unit, style)
        found = Breakdown(text=text, parts=(*found.parts, *parts), is_read=found.is_read)
        notes += unread
    return found, [*notes, *_code_notes(row, found, reference, column)]


def excess_ha(found: Breakdown, area: Quantity) -> float | None:
    """
    Return by how much the parts are more than the declared area, 0.0 where both are equal.

    Equal is what rounding explains: each figure may be off by half of its last digit. None
    where one of the two is not known.
    """
    total = found.total_ha
    if total is None or area.value is None:
        return None
    off_ha = total - area.value
    return 0.0 if abs(off_ha) <= found.tolerance_ha + area.resolution / 2 + EXACT_HA else off_ha


def compare_land(row: ListRow, found: Breakdown, area: Quantity, *, is_complete: bool) -> Note | None:
    """
    Return what is to be said where the parts do not add up to the declared area.

    Parameters
    ----------
    is_complete
        Whether the parts should be all of the area: columns for rice and forest alone are not.
    """
    total = found.total_ha
    if total is None:
        return None
    sum_en, sum_vi = number_words(total)
    if area.value is None:
        if area.remark is not Remark.EMPTY:
            return None
        return Note(
            kind="area missing",
            en=f"Row {row.number}: no area is declared; the types of land add up to {sum_en} ha.",
            vi=f"Dòng {row.number}: không ghi diện tích; các loại đất cộng lại là {sum_vi} ha.",
            row=row.number,
        )
    excess = excess_ha(found, area)
    if not excess or (excess < 0 and not is_complete):
        return None
    area_en, area_vi = number_words(area.value)
    return Note(
        kind="breakdown differs",
        en=f"Row {row.number}: the types of land add up to {sum_en} ha, the declared area is {area_en} ha.",
        vi=f"Dòng {row.number}: các loại đất cộng lại là {sum_vi} ha, diện tích khai báo là {area_vi} ha.",
        row=row.number,
    )


def _of_columns(row: ListRow, unit: str, style: Style | None) -> tuple[list[LandPart], list[Note]]:
    """Return the parts in columns of their own; zeros say that there is none of it."""
    parts: list[LandPart] = []
    notes: list[Note] = []
    for name, match, text in row.land:
        area = read_area(text, unit, style)
        if area.value is not None:
            parts.append(LandPart(match=match, area_ha=area.value, resolution_ha=area.resolution))
        elif area.remark is not Remark.NOT_POSITIVE or text.startswith("-"):
            parts.append(LandPart(match=match, area_ha=None))
            notes.append(
                Note(
                    kind="land area not read",
                    en=f"Row {row.number}: the area {quoted(text)} of {match.text} could not be read.",
                    vi=f"Dòng {row.number}: không đọc được diện tích {quoted(text)} của {match.text}.",
                    row=row.number,
                    column=name,
                )
            )
    return parts, notes


def _code_notes(row: ListRow, found: Breakdown, reference: ProjectReference, column: str) -> list[Note]:
    book = reference.codes
    notes = []
    for match in {part.match.text: part.match for part in found.parts}.values():
        is_heading = any(match is known for _, known, _ in row.land)
        unclear = match.code in book.may_be_restricted
        if (match.how not in WITHOUT_NOTE or unclear) and not is_heading:
            notes.append(code_note(match, [row.number], column, book))
    secret = [part.match.code for part in found.parts if part.match.code in book.codes]
    secret = sorted({code for code in secret if book.codes[code].restricted})
    if secret:
        codes = ", ".join(secret)
        notes.append(
            Note(
                kind="defence land declared",
                en=f"Row {row.number}: the list itself says that the project takes {codes} land.",
                vi=f"Dòng {row.number}: chính danh mục ghi dự án sử dụng đất {codes}.",
                row=row.number,
                column=column,
            )
        )
    return notes
