"""
Draft projects in the desk, each seen and changed by its own person alone.

A draft is deleted by a mark, so that the deletion can be undone. Every change comes with its row
in the trail, which tells no name, note or place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

import shapely
import sqlalchemy as sa

from office import audit
from office.cases.written import insert
from office.database.schema import drafts
from office.database.types import now as this_moment
from office.drafts_model import Draft, DraftText, require_sound
from office.errors import DraftError, StaleError
from office.rights import Act, require

if TYPE_CHECKING:
    from office.database.desk import Desk
    from office.people import Person

_Row: TypeAlias = "sa.Row[Any]"

MOST_DRAFTS = 500
"""Of one person, deleted ones left out."""


def list_drafts(desk: Desk, person: Person) -> tuple[Draft, ...]:
    """
    Return a person's own drafts, the one changed last first.

    Raises
    ------
    RightError
        If the person may not see findings.
    """
    _require(person)
    asked = sa.select(drafts).where(_own(person), ~drafts.c.deleted)
    with desk.reading() as connection:
        rows = connection.execute(asked.order_by(drafts.c.changed_at.desc(), drafts.c.id.desc())).all()
    return tuple(_draft(row) for row in rows)


def read_draft(desk: Desk, person: Person, draft_id: int) -> Draft:
    """
    Return one of a person's own drafts.

    Raises
    ------
    RightError
        If the person may not see findings.
    DraftError
        If it is not there, or somebody else's.
    """
    _require(person)
    with desk.reading() as connection:
        row = connection.execute(
            sa.select(drafts).where(_own(person), ~drafts.c.deleted, drafts.c.id == draft_id)
        ).first()
    if row is None:
        raise _not_there()
    return _draft(row)


def save_draft(desk: Desk, person: Person, text: DraftText) -> Draft:
    """
    Write a new draft.

    Raises
    ------
    RightError, DraftError, TrialError
        If the person may not, has too many, or it is no draft.
    """
    _require(person)
    require_sound(text)
    moment = this_moment()
    fixed = {"person_id": person.id or None, "created_at": moment, "deleted": False, "version": 1}
    with desk.writing() as connection:
        own = sa.select(sa.func.count()).select_from(drafts).where(_own(person), ~drafts.c.deleted)
        if connection.execute(own).scalar_one() >= MOST_DRAFTS:
            raise DraftError(
                f"You have {MOST_DRAFTS} drafts: delete those that are no longer needed.",
                f"Bạn đã có {MOST_DRAFTS} dự án nháp: hãy xoá bớt bản không cần nữa.",
            )
        key = insert(connection, drafts, **fixed, **_columns(text), changed_at=moment)
        audit.append(connection, person, "draft_save", table=drafts, key=key)
        return _draft(_read(connection, key))


def change_draft(desk: Desk, person: Person, draft_id: int, version: int, text: DraftText) -> Draft:
    """
    Write a draft anew.

    Parameters
    ----------
    version
        As the person read it.

    Raises
    ------
    StaleError
        If it was changed or deleted since, in another window; nothing is written.
    """
    require_sound(text)
    return _write(desk, person, (draft_id, version), "draft_change", deleted=False, **_columns(text))


def delete_draft(desk: Desk, person: Person, draft_id: int, version: int) -> Draft:
    """Delete a draft; `restore_draft` undoes it with the version returned. Raises as `change_draft`."""
    return _write(desk, person, (draft_id, version), "draft_delete", deleted=True)


def restore_draft(desk: Desk, person: Person, draft_id: int, version: int) -> Draft:
    """Take a deletion back. Raises as `change_draft`."""
    return _write(desk, person, (draft_id, version), "draft_restore", deleted=False)


def _write(
    desk: Desk,
    person: Person,
    known: tuple[int, int],
    act: str,
    **columns: Any,  # noqa: ANN401 - any cell
) -> Draft:
    _require(person)
    draft_id, version = known
    with desk.writing() as connection:
        written = connection.execute(
            drafts.update()
            .where(
                _own(person),
                drafts.c.id == draft_id,
                drafts.c.version == version,
                drafts.c.deleted == (act == "draft_restore"),
            )
            .values(**columns, changed_at=this_moment(), version=version + 1)
        )
        if written.rowcount != 1:
            raise StaleError(
                "The draft was changed or deleted in another window: read the list again.",
                "Dự án nháp đã được sửa hoặc xoá ở cửa sổ khác: hãy tải lại danh sách.",
            )
        audit.append(connection, person, act, table=drafts, key=draft_id)
        return _draft(_read(connection, draft_id))


def _require(person: Person) -> None:
    require(person, Act.SEE_FINDINGS, person.communes)


def _own(person: Person) -> sa.ColumnElement[bool]:
    return drafts.c.person_id == person.id if person.id else drafts.c.person_id.is_(None)


def _columns(text: DraftText) -> dict[str, Any]:
    return {
        "name": text.name.strip(),
        "planned_code": text.planned_code.strip(),
        "note": text.note.strip(),
        "shape": shapely.to_wkb(text.shape),
        "facts": {} if text.width_m is None else {"width_m": text.width_m},
    }


def _read(connection: sa.Connection, key: int) -> _Row:
    return connection.execute(sa.select(drafts).where(drafts.c.id == key)).one()


def _draft(row: _Row) -> Draft:
    text = DraftText(
        name=row.name,
        shape=shapely.from_wkb(bytes(row.shape)),
        width_m=row.facts.get("width_m"),
        planned_code=row.planned_code,
        note=row.note,
    )
    return Draft(
        id=row.id, version=row.version, created_at=row.created_at, changed_at=row.changed_at, text=text
    )


def _not_there() -> DraftError:
    return DraftError("There is no such draft of yours.", "Bạn không có dự án nháp này.")
