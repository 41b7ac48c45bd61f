"""Read one row of a list as a project, with everything that is to be said of its cells."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers.intake.lists.code_notes import code_note
from layers.intake.lists.communes import match_cell
from layers.intake.lists.land_codes import How, normalise
from layers.intake.lists.list_fields import Field
from layers.intake.lists.list_words import funding_of, sector_of
from layers.intake.lists.phases import read_phase
from layers.intake.lists.project_land import read_land
from layers.intake.lists.project_reading import Draft
from layers.intake.lists.project_record import Project
from layers.intake.lists.quantities import Remark, read_area, read_capital
from layers.intake.lists.quantity_notes import quantity_note
from layers.intake.lists.unit_notes import unit_note
from layers.intake.model import Note
from layers.intake.text.letters import visible

if TYPE_CHECKING:
    from datetime import date

    from layers.intake.lists.list_outline import Section
    from layers.intake.lists.list_rows import ListRow
    from layers.intake.lists.project_reading import Reading
    from layers.intake.lists.unit_match import UnitMatch


def read_row(row: ListRow, site_id: str, section: Section, reading: Reading) -> Draft:
    """Return a row of a list as a project with its id."""
    notes: list[Note | None] = []
    area = read_area(row.get(Field.AREA), reading.area_unit, reading.area_style)
    capital = read_capital(row.get(Field.CAPITAL), reading.capital_unit, reading.capital_style)
    notes.append(quantity_note(area, "area", row.number, reading.name_of(Field.AREA)))
    notes.append(quantity_note(capital, "capital", row.number, reading.name_of(Field.CAPITAL)))
    land, said = read_land(
        row,
        reading.reference,
        unit=reading.area_unit,
        style=reading.land_style,
        column=reading.name_of(Field.BREAKDOWN),
    )
    communes, on_communes = _communes(row, section, reading)
    planned, on_planned = _planned(row, section, reading)
    sector, on_sector = _sector(row, section, reading)
    phase = read_phase(row.get(Field.PHASE))
    day, on_day = _decision_day(row, reading)
    notes += [*said, *on_communes, on_planned, on_sector, on_day]
    if area.remark is Remark.EMPTY and land.total_ha is None and reading.name_of(Field.AREA):
        notes.append(_missing_area(row, reading))
    if not phase.is_read:
        notes.append(_not_read("phase", "thời gian thực hiện", row, Field.PHASE, reading))
    project = Project(
        row_number=row.number,
        site_id=site_id,
        name=visible(row.get(Field.NAME)),
        name_en=row.get(Field.NAME_EN),
        sector=sector,
        funding=funding_of(row.get(Field.FUNDING)),
        phase=phase.phase,
        start_year=phase.start_year,
        end_year=phase.end_year,
        status=row.get(Field.STATUS),
        planned_code=planned,
        declared_area_ha=area.value,
        capital_bn_vnd=capital.value,
        communes=communes,
        breakdown=land,
        section=section.path,
        location=_location(row),
        investor=row.get(Field.INVESTOR),
        legal_basis=row.get(Field.LEGAL),
        decision_date=day,
        remark=row.get(Field.REMARK),
        as_written={str(field): text for field, text in row.cells.items()},
    )
    kept = tuple(note for note in notes if note is not None)
    return Draft(row=row, project=project, area=area, capital=capital, notes=kept)


def _communes(row: ListRow, section: Section, reading: Reading) -> tuple[tuple[UnitMatch, ...], list[Note]]:
    """Match the communes of a row; a district or commune above it counts where the row has none."""
    fields = (Field.COMMUNE_CODE, Field.COMMUNE, Field.LOCATION, Field.DISTRICT)
    field = next((field for field in fields if row.get(field)), None)
    reference = reading.reference
    text = row.get(field) if field else section.commune or section.district
    district = row.get(Field.DISTRICT) if field is not Field.DISTRICT else ""
    found = match_cell(
        text,
        reference.units,
        as_of=reference.as_of,
        said=reference.said_units,
        district=visible(district) or section.district,
    )
    column = reading.name_of(field) if field else ""
    notes = [note for match in found if (note := unit_note(match, row.number, column))]
    if not found:
        notes.append(
            Note(
                kind="place missing",
                en=f"Row {row.number}: no commune or ward is given.",
                vi=f"Dòng {row.number}: không ghi xã, phường.",
                row=row.number,
                column=column,
            )
        )
    return found, notes


def _planned(row: ListRow, section: Section, reading: Reading) -> tuple[str, Note | None]:
    text = row.get(Field.PLANNED)
    if not text:
        return section.planned_code, None
    book = reading.reference.codes
    match = normalise(text, book, reading.reference.said_codes)
    plain = {How.EXACT, How.SAID, How.OVERLAY}
    if match.how in plain:
        return match.code, None
    return match.code, code_note(match, [row.number], reading.name_of(Field.PLANNED), book)


def _sector(row: ListRow, section: Section, reading: Reading) -> tuple[str, Note | None]:
    text = row.get(Field.SECTOR)
    if not text:
        return section.sector, None
    sector = sector_of(text)
    if sector:
        return sector, None
    return "", _not_read("sector", "lĩnh vực", row, Field.SECTOR, reading)


def _decision_day(row: ListRow, reading: Reading) -> tuple[date | None, Note | None]:
    day = reading.days.get(row.number)
    if day is None or not day.en:
        return day.value if day else None, None
    note = Note(
        kind="date not read",
        en=f"Row {row.number}: {day.en}",
        vi=f"Dòng {row.number}: {day.vi}",
        row=row.number,
        column=reading.name_of(Field.DECISION_DAY),
    )
    return None, note


def _missing_area(row: ListRow, reading: Reading) -> Note:
    return Note(
        kind="area missing",
        en=f"Row {row.number}: no area is declared.",
        vi=f"Dòng {row.number}: không ghi diện tích.",
        row=row.number,
        column=reading.name_of(Field.AREA),
    )


def _not_read(what_en: str, what_vi: str, row: ListRow, field: Field, reading: Reading) -> Note:
    text = visible(row.get(field))[:60]
    return Note(
        kind=f"{what_en} not read",
        en=f'Row {row.number}: the {what_en} "{text}" is none that is known; it was kept as written.',
        vi=f'Dòng {row.number}: {what_vi} "{text}" không thuộc loại đã biết; đã giữ nguyên như trong tệp.',
        row=row.number,
        column=reading.name_of(field),
    )


def _location(row: ListRow) -> str:
    """Return the place in one line, as written."""
    lines = row.get(Field.LOCATION).splitlines()
    parts = ["; ".join(visible(line) for line in lines if visible(line))]
    parts += [visible(row.get(field)) for field in (Field.COMMUNE, Field.DISTRICT)]
    return ", ".join(part for part in parts if part)
