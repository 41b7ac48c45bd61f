"""Signs of the desk: database, trail, clock, backup, disk, log, people."""

from __future__ import annotations

import shutil
from datetime import timedelta
from typing import TYPE_CHECKING

import sqlalchemy as sa

from geo.errors import RanhError
from office.audit_verify import verify
from office.database.schema import accounts, audit, sessions
from office.database.types import now
from office.database.upgrade import SCRIPTS, revision_of
from office.log import is_logging
from office.sessions import IDLE
from office.signs import Health, Sign

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

    from office.database.desk import Desk

FREE_SHARE = 0.05
"""Below this share of free disk, a warning; below a fifth of it, bad."""
BACKUP_DAYS = 7


def database(desk: Desk) -> Iterator[Sign]:
    """Tell whether the database answers, is sound, and is at the newest step."""
    kind = desk.url.get_backend_name()
    try:
        with desk.reading() as connection:
            revision = revision_of(connection)
            told = (
                connection.exec_driver_sql("PRAGMA quick_check(1)").scalar_one() if desk.is_sqlite else "ok"
            )
    except RanhError as error:
        yield Sign(key="database", state=Health.BAD, en=error.en, vi=error.vi)
        return
    newest = SCRIPTS.get_current_head()
    state = Health.WELL if told == "ok" and revision == newest else Health.BAD
    yield Sign(
        key="database",
        state=state,
        en=f"{kind}, answers; {'sound' if told == 'ok' else 'damaged'}, step {revision} of {newest}.",
        vi=f"{kind}, có trả lời; cấu trúc {'nguyên vẹn' if told == 'ok' else 'bị hỏng'}, "
        f"bước {revision} trên {newest}.",
    )


def trail(desk: Desk, *, thorough: bool) -> Sign:
    """Tell whether the audit trail agrees with what it tells of; unknown unless looked at thoroughly."""
    if not thorough:
        return Sign(
            key="audit",
            state=Health.UNKNOWN,
            en="The audit trail was not compared now; look thoroughly, or run `ranh audit verify`.",
            vi="Chưa đối chiếu nhật ký trong lần xem này; hãy xem kỹ, hoặc chạy `ranh audit verify`.",
        )
    try:
        found = verify(desk, keep=False)
    except RanhError as error:
        return Sign(key="audit", state=Health.BAD, en=error.en, vi=error.vi)
    if found.problems:
        first = found.problems[0]
        return Sign(
            key="audit",
            state=Health.BAD,
            en=f"{found.problem_count} problems in the audit trail, the first: {first.sentence('en')}",
            vi=f"Nhật ký có {found.problem_count} sai lệch, trước hết: {first.sentence('vi')}",
        )
    return Sign(
        key="audit",
        state=Health.WELL,
        en=f"{found.rows} audit rows and {found.objects} records agree.",
        vi=f"{found.rows} dòng nhật ký khớp với {found.objects} bản ghi.",
    )


def clock(desk: Desk) -> Sign:
    """Compare the clock with the last row of the trail: one that went back puts decisions out of order."""
    last = _last(desk)
    if last is None:
        en, vi = "Nothing in the trail to compare the clock with.", "Nhật ký còn trống, chưa có gì để so giờ."
        return Sign(key="clock", state=Health.UNKNOWN, en=en, vi=vi)
    behind = last - now()
    if behind > timedelta(minutes=1):
        minutes = int(behind.total_seconds() // 60)
        return Sign(
            key="clock",
            state=Health.BAD,
            en=f"The clock is {minutes} minutes behind the last entry of the trail: set it.",
            vi=f"Đồng hồ máy chậm {minutes} phút so với dòng nhật ký cuối: hãy chỉnh lại.",
        )
    en, vi = "The clock does not run behind the trail.", "Đồng hồ máy không chậm hơn nhật ký."
    return Sign(key="clock", state=Health.WELL, en=en, vi=vi)


def _last(desk: Desk, act: str = "") -> datetime | None:
    asked = sa.select(audit.c.at).order_by(audit.c.sequence.desc()).limit(1)
    with desk.reading() as connection:
        found: datetime | None = connection.execute(
            asked.where(audit.c.act == act) if act else asked
        ).scalar()
    return found


def backup(desk: Desk) -> Sign:
    """Tell when the last backup was begun."""
    last = _last(desk, "back_up")
    if last is None:
        return Sign(
            key="backup",
            state=Health.WARN,
            en="No backup was ever made: `ranh backup -o FILE`.",
            vi="Chưa sao lưu lần nào: hãy sao lưu ngay (`ranh backup -o TỆP`).",
        )
    days = (now() - last).days
    return Sign(
        key="backup",
        state=Health.WELL if days <= BACKUP_DAYS else Health.WARN,
        en=f"The last backup was begun {days} days ago; `ranh backup verify` tells whether it is whole.",
        vi=f"Lần sao lưu gần nhất cách đây {days} ngày; tệp có nguyên vẹn không: `ranh backup verify`.",
    )


def disk(folder: Path) -> Sign:
    """Tell how much room is left where the office lies."""
    usage = shutil.disk_usage(folder)
    share = usage.free / usage.total
    state = Health.WELL if share >= FREE_SHARE else Health.WARN if share >= FREE_SHARE / 5 else Health.BAD
    gigabytes, percent = usage.free / 1e9, share * 100
    return Sign(
        key="disk",
        state=state,
        en=f"{gigabytes:.1f} GB free ({percent:.0f} %).",
        vi=f"Còn trống {gigabytes:.1f} GB ({percent:.0f} %).".replace(".", ",", 1),
    )


def log_sign() -> Sign:
    """Tell whether faults are written down."""
    if is_logging():
        en, vi = "Faults are written to the log.", "Lỗi được ghi vào nhật ký lỗi."
        return Sign(key="log", state=Health.WELL, en=en, vi=vi)
    return Sign(
        key="log",
        state=Health.UNKNOWN,
        en="This process writes no log (commands do not; the page does).",
        vi="Tiến trình này không ghi nhật ký lỗi (lệnh không ghi, trang web mới ghi).",
    )


def people(desk: Desk) -> Iterator[Sign]:
    """Tell of accounts, those never used, and open sessions."""
    seen = now() - IDLE
    counted = sa.select(sa.func.count())
    with desk.reading() as connection:
        open_now = connection.scalar(counted.select_from(sessions).where(sessions.c.last_seen_at > seen)) or 0
        active = connection.scalar(counted.select_from(accounts).where(accounts.c.active)) or 0
        signed_in = sa.select(audit.c.person_id).where(audit.c.act.in_(("login", "login_outside")))
        unused = (
            connection.scalar(
                counted.select_from(accounts).where(accounts.c.active, accounts.c.id.not_in(signed_in))
            )
            or 0
        )
    yield Sign(
        key="people",
        state=Health.WARN if not active or unused else Health.WELL,
        en=f"{active} accounts, {unused} of them never used; {open_now} sessions open.",
        vi=f"{active} tài khoản, {unused} chưa dùng lần nào; {open_now} phiên đang mở.",
    )
