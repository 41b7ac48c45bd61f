"""Rows of a table of events that were brought before: what became of them, withdrawn ones above all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from office.cases.said import HERE, OWNER
from office.projects.reading import entries_of_keys, file_of

if TYPE_CHECKING:
    from office.database.desk import Desk
    from office.projects.importing import Table
    from office.projects.model import Entry


@dataclass(frozen=True, kw_only=True)
class Again:
    """A row that says what an entry says already."""

    row: int
    entry: Entry
    withdrawal: Entry | None
    """Why the entry does not hold; None: it does."""

    def sentence(self) -> tuple[str, str]:
        """Return in English and Vietnamese that the row is not written again, and why."""
        row, entry, project = self.row, self.entry.id, self.entry.site_id
        if self.withdrawal is None:
            return (
                f"Row {row}: project {project} has this event already (entry {entry}).",
                f"Dòng {row}: dự án {project} đã có sự kiện này (mục {entry}).",
            )
        at = f"{self.withdrawal.at.astimezone(HERE):%d/%m/%Y %H:%M}"
        en, vi = (self.withdrawal.person_name or owner for owner in OWNER)
        why = self.withdrawal.text
        said_en = (
            f"Row {row}: NOT written, for entry {entry} of project {project} says the same and was withdrawn"
            f" by {en} on {at} ({why}); if it holds again, write it as a new event."
        )
        said_vi = (
            f"Dòng {row}: KHÔNG ghi, vì mục {entry} của dự án {project} có cùng nội dung và đã được {vi} rút"
            f" lúc {at} ({why}); nếu nay lại đúng, hãy ghi thành sự kiện mới."
        )
        return said_en, said_vi


def brought_before(desk: Desk, table: Table) -> tuple[Again, ...]:
    """Return the rows of a table whose events were written before, in their order; nothing is written."""
    with desk.reading() as connection:
        known = entries_of_keys(connection, [one.key for one in table.asked])
        projects = {entry.site_id for entry in known.values()}
        gone = {key: one for site in projects for key, one in file_of(connection, site).withdrawn.items()}
    return tuple(
        Again(row=row, entry=known[one.key], withdrawal=gone.get(known[one.key].id))
        for row, one in zip(table.rows, table.asked, strict=True)
        if one.key in known
    )
