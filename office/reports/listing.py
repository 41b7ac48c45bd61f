"""The reports that the desk remembers, as a person may see them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from office.cases.rows import SHOWN_NAME
from office.database.schema import accounts, reports
from office.errors import RightError
from office.reports.model import Kind, ReportRow
from office.rights import Act, may, reach

if TYPE_CHECKING:
    from office.database.desk import Desk
    from office.people import Person

ROWS = sa.select(reports, SHOWN_NAME.label("person_name")).outerjoin(
    accounts, reports.c.person_id == accounts.c.id
)
"""All reports with the name of who made them."""


def list_reports(desk: Desk, person: Person, object_id: str = "") -> tuple[ReportRow, ...]:
    """
    Return the reports that a person may see, the newest first.

    Parameters
    ----------
    object_id
        Only those of this case number or project id.

    Raises
    ------
    RightError
        If the person may see none.
    """
    if reach(person, Act.REPORT) is None:
        raise RightError("Your account may not see reports.", "Tài khoản của bạn không được xem báo cáo.")
    asked = ROWS.order_by(reports.c.id.desc())
    if object_id:
        asked = asked.where(reports.c.object_id == object_id)
    with desk.reading() as connection:
        rows = connection.execute(asked).mappings().all()
    return tuple(row_of(row) for row in rows if may(person, Act.REPORT, row["rests_on"]["communes"]))


def row_of(row: sa.RowMapping) -> ReportRow:
    """Return the record of a row of `ROWS`."""
    return ReportRow(
        id=row["id"],
        number=row["number"],
        at=row["at"],
        person_name=row["person_name"] or "",
        kind=Kind(row["kind"]),
        object_id=row["object_id"],
        format=row["format"],
        sha256=row["sha256"],
        valid_until=row["valid_until"],
    )
