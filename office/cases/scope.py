"""Which cases a person may see: asked in every query, so that no number can be guessed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from office.cases.rows import CASES, case_of
from office.database.schema import cases
from office.database.types import canonical
from office.errors import RightError
from office.rights import Act, Where, may, reach, require

if TYPE_CHECKING:
    from collections.abc import Iterable

    from office.cases.model import Case
    from office.people import Person


def seen_by(person: Person) -> sa.ColumnElement[bool]:
    """
    Return the condition for cases that a person may see.

    Raises
    ------
    RightError
        If the person may see none.
    """
    if reach(person, Act.SEE_CASES) is Where.OWN:
        return touching(person.communes)
    require(person, Act.SEE_CASES)
    return sa.true()


def touching(communes: Iterable[str]) -> sa.ColumnElement[bool]:
    """Return the condition for cases whose site touches one of the communes; none for no commune."""
    # The codes stand in JSON, each in its quotes: a code is never found inside another.
    text = sa.type_coerce(cases.c.communes, sa.Text)
    return sa.or_(sa.false(), *(text.contains(canonical(code), autoescape=True) for code in communes))


def find_case(connection: sa.Connection, person: Person, case_id: int | str) -> Case:
    """
    Return the case of that id or number.

    Raises
    ------
    RightError
        If there is none, or the person may not see it: the same sentence for both.
    """
    wanted = cases.c.number == case_id if isinstance(case_id, str) else cases.c.id == case_id
    row = connection.execute(CASES.where(wanted)).mappings().first()
    case = None if row is None else case_of(row)
    if case is None or not may(person, Act.SEE_CASES, case.communes):
        raise RightError(
            "There is no such case that your account may see; check its number.",
            "Không có hồ sơ này trong phạm vi tài khoản của bạn; hãy kiểm tra lại số hồ sơ.",
        )
    return case
