"""Whether nobody has an account yet, or an office that had some was taken away."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from office.database import anchor
from office.database.schema import audit
from office.errors import DeskError

if TYPE_CHECKING:
    from pathlib import Path

    from office.database.desk import Desk


def require_no_earlier_office(folder: Path, desk: Desk | None) -> None:
    """
    Refuse to take somebody for the owner of the machine where an office stood before.

    Who moves the database away would else be asked for no name any more. The folder itself is
    guarded by the rights of the file system alone.

    Parameters
    ----------
    desk
        The desk without accounts; None: there is no database at all.

    Raises
    ------
    DeskError
        If the anchor of the audit trail tells of rows that the database does not have.
    """
    heads, _ = anchor.read(folder)
    newest = max((head.sequence for head in heads), default=0)
    if newest > (0 if desk is None else _last(desk)):
        raise DeskError(
            f"The office in {folder} had a database that is not there any more: put it back, or restore a "
            "backup with `ranh restore`.",
            f"Thư mục {folder} từng có cơ sở dữ liệu nay không còn: hãy đặt lại tệp đó, hoặc khôi phục "
            "bản sao lưu bằng `ranh restore`.",
        )


def _last(desk: Desk) -> int:
    with desk.reading() as connection:
        return connection.scalar(sa.select(sa.func.max(audit.c.sequence))) or 0
