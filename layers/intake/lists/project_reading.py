"""How the rows of one list are read, and a row that was read but not yet compared with others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from layers.intake.cells.days import Day
    from layers.intake.cells.figures import Style
    from layers.intake.lists.list_fields import Field
    from layers.intake.lists.list_headings import Headings
    from layers.intake.lists.list_rows import ListRow
    from layers.intake.lists.project_record import Project, ProjectReference
    from layers.intake.lists.quantities import Quantity
    from layers.intake.model import Note


@dataclass(frozen=True, kw_only=True)
class Reading:
    """How the rows of one list are read."""

    reference: ProjectReference
    headings: Headings
    area_style: Style | None
    land_style: Style | None
    capital_style: Style | None
    days: Mapping[int, Day]
    """Days of decisions by the number of the row, read as one column."""

    @property
    def area_unit(self) -> str:
        """Words for the unit of areas."""
        return self.headings.area_unit or self.reference.area_unit

    @property
    def capital_unit(self) -> str:
        """Words for the unit of money."""
        return self.headings.capital_unit or self.reference.capital_unit

    def name_of(self, field: Field) -> str:
        """Return the name of the column of a field, "" where there is none."""
        column = self.headings.column(field)
        return column.name if column else ""


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A row as a project, before it is compared with others."""

    row: ListRow
    project: Project
    area: Quantity
    capital: Quantity
    notes: tuple[Note, ...]
