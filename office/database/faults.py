"""What a fault of the database means for the person: one sentence, and whether anything was written."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import sqlalchemy as sa

from office.errors import DeskError

if TYPE_CHECKING:
    from collections.abc import Iterator

DAMAGED = DeskError(
    "The desk's database is damaged: stop the program, keep a copy of the office folder, and put back "
    "the latest backup with `ranh restore`.",
    "Cơ sở dữ liệu hồ sơ bị hỏng: hãy dừng chương trình, giữ lại một bản sao thư mục office rồi khôi phục "
    "bản sao lưu gần nhất bằng `ranh restore`.",
)
FULL = DeskError(
    "The disk of the desk's database is full; nothing was changed: make room, then try again.",
    "Ổ đĩa chứa cơ sở dữ liệu hồ sơ đã đầy; chưa có gì thay đổi: hãy giải phóng chỗ trống rồi thử lại.",
)
BUSY = DeskError(
    "Somebody else has been writing to the desk's database for too long; nothing was changed, try again.",
    "Có người khác đang ghi cơ sở dữ liệu hồ sơ quá lâu; chưa có gì thay đổi, hãy thử lại.",
)
CLOSED = DeskError(
    "The desk's database may not be written by this account of the computer; nothing was changed: "
    "ask the administrator for the rights of the office folder.",
    "Tài khoản máy tính này không được ghi cơ sở dữ liệu hồ sơ; chưa có gì thay đổi: "
    "hãy đề nghị người quản trị cấp quyền với thư mục office.",
)
NO_RIGHT = DeskError(
    "The login of RANH_DATABASE_URL may not do this in the database; nothing was changed: "
    "its administrator has to give it the database, or the right to make tables in it.",
    "Tài khoản trong RANH_DATABASE_URL không có quyền làm việc này trong cơ sở dữ liệu; chưa có gì thay đổi: "
    "người quản trị cần giao cơ sở dữ liệu hoặc quyền tạo bảng cho tài khoản đó.",
)
AWAY = DeskError(
    "The desk's database does not answer; nothing was changed: see that the server runs, then try again.",
    "Cơ sở dữ liệu hồ sơ không trả lời; chưa có gì thay đổi: hãy kiểm tra máy chủ rồi thử lại.",
)
UNKNOWN = DeskError(
    "The connection was lost while the decision was being kept, so it may be kept or not: "
    "send the same form again; it is never counted twice.",
    "Mất kết nối đúng lúc đang lưu nên chưa rõ đã lưu hay chưa: "
    "hãy gửi lại chính biểu mẫu này; chương trình không ghi trùng.",
)
OTHER = DeskError(
    "The desk's database could not be written; nothing was changed, try again.",
    "Không ghi được cơ sở dữ liệu hồ sơ; chưa có gì thay đổi, hãy thử lại.",
)

SQLITE = {
    "SQLITE_CORRUPT": DAMAGED,
    "SQLITE_NOTADB": DAMAGED,
    "SQLITE_FULL": FULL,
    "SQLITE_BUSY": BUSY,
    "SQLITE_LOCKED": BUSY,
    "SQLITE_READONLY": CLOSED,
    "SQLITE_CANTOPEN": CLOSED,
    "SQLITE_PERM": CLOSED,
}
"""Primary result code -> sentence. https://www.sqlite.org/rescode.html"""

POSTGRESQL = {
    "53100": FULL,
    "55P03": BUSY,
    "40P01": BUSY,
    "XX001": DAMAGED,
    "XX002": DAMAGED,
    "42501": NO_RIGHT,
}
"""SQLSTATE -> sentence. https://www.postgresql.org/docs/15/errcodes-appendix.html"""


@contextmanager
def told_faults() -> Iterator[None]:
    """
    Turn faults of the database into sentences; what a constraint refuses stays as it is.

    Raises
    ------
    DeskError
        Naming what happened and what to do.
    """
    try:
        yield
    except sa.exc.IntegrityError:
        raise
    except sa.exc.DatabaseError as error:
        told = sentence_of(error)
        raise DeskError(told.en, told.vi) from error
    except UnicodeDecodeError as error:
        # SQLite quotes the damaged part of its schema in a message that then is no text.
        raise DeskError(DAMAGED.en, DAMAGED.vi) from error
    except sa.exc.TimeoutError as error:  # no free connection
        raise DeskError(BUSY.en, BUSY.vi) from error


def sentence_of(error: sa.exc.DatabaseError) -> DeskError:
    """Return the sentence of a fault."""
    name = getattr(error.orig, "sqlite_errorname", None)
    if name is not None:
        return next((told for code, told in SQLITE.items() if name.startswith(code)), OTHER)
    state = getattr(error.orig, "sqlstate", None)
    if state is None or error.connection_invalidated or state.startswith(("08", "57P")):
        return AWAY
    return POSTGRESQL.get(state, OTHER)


def commit(transaction: sa.RootTransaction, *, is_sqlite: bool) -> None:
    """
    Keep what was written.

    Raises
    ------
    DeskError
        If the server went away before it answered: nobody knows then whether it was kept.
    """
    try:
        transaction.commit()
    except sa.exc.IntegrityError:
        raise
    except sa.exc.DatabaseError as error:
        told = sentence_of(error)
        if told is AWAY and not is_sqlite:
            told = UNKNOWN
        raise DeskError(told.en, told.vi) from error
