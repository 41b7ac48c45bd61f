"""Read one case with everything that happened to it, and its files."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from office.cases.model import CaseFile
from office.cases.rows import ATTACHMENTS, EVENTS, attachment_of, event_of
from office.cases.scope import find_case
from office.database.schema import attachments, case_events
from office.errors import RightError

if TYPE_CHECKING:
    from office.cases.model import Attachment
    from office.database.desk import Desk
    from office.people import Person


def read_case(desk: Desk, person: Person, case_id: int | str) -> CaseFile:
    """
    Return a case with its events and files, by its id or its number.

    Raises
    ------
    RightError
        If there is none, or the person may not see it: the same sentence for both.
    """
    with desk.reading() as connection:
        case = find_case(connection, person, case_id)
        events = connection.execute(
            EVENTS.where(case_events.c.case_id == case.id).order_by(case_events.c.id)
        ).mappings()
        files = connection.execute(
            ATTACHMENTS.where(attachments.c.case_id == case.id).order_by(attachments.c.id)
        ).mappings()
        return CaseFile(
            case=case,
            events=tuple(event_of(row) for row in events),
            attachments=tuple(attachment_of(row) for row in files),
        )


def read_attachment(desk: Desk, person: Person, attachment_id: int) -> tuple[Attachment, bytes]:
    """
    Return a file of a case with its content.

    Raises
    ------
    RightError
        If there is none, or the person may not see its case: the same sentence for both.
    """
    with desk.reading() as connection:
        row = connection.execute(ATTACHMENTS.where(attachments.c.id == attachment_id)).mappings().first()
        # An unknown file is asked for like one of an unknown case: 0 is the id of none.
        case = find_case(connection, person, 0 if row is None else row["case_id"])
        if row is None:
            raise RightError(
                f"Case {case.number} has no such file.", f"Hồ sơ {case.number} không có tệp này."
            )
        body = connection.scalar(sa.select(attachments.c.content).where(attachments.c.id == attachment_id))
        return attachment_of(row), bytes(body or b"")
