"""A project of a list, and the whole list with the account of its rows."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from layers.intake.lists.breakdown import Breakdown

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from layers.intake.cells.figures import Style
    from layers.intake.lists.code_book import CodeBook
    from layers.intake.lists.list_headings import Headings
    from layers.intake.lists.list_rows import ListRow
    from layers.intake.lists.unit_match import UnitMatch
    from layers.intake.lists.unit_table import UnitReference
    from layers.intake.model import Note


@dataclass(frozen=True, kw_only=True)
class ProjectReference:
    """What a list of projects is read against, and what the person said of it."""

    codes: CodeBook
    units: UnitReference
    as_of: date | None = None
    """Day for which the list speaks, as a rule that of its decision; None where it is not known."""
    said_units: Mapping[str, str] = field(default_factory=dict)
    """Codes of communes of today by the words of the list."""
    said_codes: Mapping[str, str] = field(default_factory=dict)
    """Land codes by the words of the list."""
    style: Style | None = None
    """COMMA or POINT where the person said which; None takes it from the columns."""
    area_unit: str = ""
    """Words for the unit where the sheet names none: "ha", "m2"."""
    capital_unit: str = ""
    """The same for money: "tỷ đồng", "triệu đồng"."""
    typed_numbers: bool = False
    """Whether the list comes from a workbook, where a number has a point whoever wrote the rest."""


@dataclass(frozen=True, kw_only=True)
class Project:
    """One project of a list. The columns of `projects.gpkg` have the same names."""

    row_number: int
    site_id: str
    """The list's own code, else one that the same name in the same place always gets."""
    name: str
    name_en: str = ""
    sector: str = ""
    """Word of the program; "" where the list says none that is known."""
    funding: str = ""
    phase: str = ""
    start_year: int | None = None
    end_year: int | None = None
    status: str = ""
    planned_code: str = ""
    declared_area_ha: float | None = None
    capital_bn_vnd: float | None = None
    communes: tuple[UnitMatch, ...] = ()
    breakdown: Breakdown = field(default_factory=lambda: Breakdown(text=""))
    """Land of today by type, as declared."""
    section: str = ""
    """Headings above the project."""
    location: str = ""
    """As written, with line breaks as semicolons."""
    investor: str = ""
    legal_basis: str = ""
    decision_date: date | None = None
    remark: str = ""
    as_written: Mapping[str, str] = field(default_factory=dict)
    """The cells of the row by the name of what they hold, before anything was read from them."""

    @property
    def commune_codes(self) -> tuple[str, ...]:
        """Codes of the communes of today that are sure, each once."""
        return tuple(dict.fromkeys(match.commune_code for match in self.communes if match.commune_code))

    @property
    def commune_code(self) -> str:
        """The one commune of today in which all of it lies, "" where it is several or not sure."""
        codes = {match.commune_code for match in self.communes}
        return codes.pop() if len(codes) == 1 else ""

    @property
    def former_commune_codes(self) -> tuple[str, ...]:
        """Codes of the units of before that are sure, where the list means those."""
        units = (match.unit for match in self.communes)
        return tuple(dict.fromkeys(unit.code for unit in units if unit and not unit.is_current))

    def record(self) -> dict[str, object]:
        """Return the columns of the project."""
        land = "; ".join(f"{code or '?'} {area:g}" for code, area in self.breakdown.by_code().items())
        return {
            "site_id": self.site_id,
            "name": self.name,
            "name_en": self.name_en,
            "sector": self.sector,
            "funding": self.funding,
            "phase": self.phase,
            "start_year": self.start_year,
            "end_year": self.end_year,
            "status": self.status,
            "planned_code": self.planned_code,
            "declared_area_ha": self.declared_area_ha,
            "capital_bn_vnd": self.capital_bn_vnd,
            "commune_code": self.commune_code,
            "commune_codes": ";".join(self.commune_codes),
            "former_commune_codes": ";".join(self.former_commune_codes),
            "location": self.location,
            "current_land_ha": land,
            "section": self.section,
            "investor": self.investor,
            "legal_basis": self.legal_basis,
            "decision_date": self.decision_date.isoformat() if self.decision_date else "",
            "remark": self.remark,
            "row_number": self.row_number,
        }


@dataclass(frozen=True, kw_only=True)
class ProjectList:
    """A list of projects, with what became of each row of the sheet."""

    projects: tuple[Project, ...]
    headings: Headings
    rows: tuple[ListRow, ...]
    """Every row below the heading with what it is, blank ones too."""
    heading_rows: int
    """Rows of the heading and above it."""
    rows_read: int
    """Rows of the sheet."""
    notes: tuple[Note, ...]
    """By row; those of the whole list first."""

    @property
    def refused(self) -> tuple[Note, ...]:
        """One note for each row that should be a project and is none."""
        return tuple(note for note in self.notes if note.refused)

    @property
    def counts(self) -> dict[str, int]:
        """Rows by what became of them."""
        kinds = [str(row.kind) for row in self.rows]
        found = {kind: kinds.count(kind) for kind in ("blank", "section", "total", "text")}
        return {
            "heading": self.heading_rows,
            "project": len(self.projects),
            **found,
            "refused": len(self.refused),
        }

    @property
    def is_reconciled(self) -> bool:
        """Whether every row of the sheet is counted once."""
        return sum(self.counts.values()) == self.rows_read
