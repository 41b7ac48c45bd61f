"""What happened to a case, in words: for the person whose step came too late, and for lists."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING

from office.cases.model import CheckKind, StepKind

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from office.cases.model import CaseEvent

HERE = timezone(timedelta(hours=7))
"""The hour of Vietnam: moments are kept in UTC and shown so."""

DONE: dict[str, tuple[str, str]] = {
    StepKind.ASSIGN: ("assigned it", "phân công hồ sơ"),
    StepKind.TAKE: ("took it", "tiếp nhận hồ sơ"),
    StepKind.REVIEW: ("began to review it", "thẩm tra hồ sơ"),
    StepKind.SEND: ("sent it to be consulted on", "gửi văn bản xin ý kiến"),
    StepKind.RECORD_ANSWER: ("recorded an answer", "ghi nhận văn bản trả lời"),
    StepKind.CALL_BACK: ("stopped waiting for an answer", "dừng chờ ý kiến"),
    StepKind.ACCEPT: ("confirmed the warning", "xác nhận cảnh báo"),
    StepKind.CONTEST: ("contested the warning", "bác cảnh báo"),
    StepKind.RESOLVE: ("resolved it", "kết thúc xử lý"),
    StepKind.SIGN: ("signed the decision", "ký duyệt quyết định"),
    StepKind.REFUSE: ("refused to sign", "không ký duyệt"),
    StepKind.WITHDRAW: ("withdrew the proposal", "rút đề xuất"),
    StepKind.REOPEN: ("reopened it", "mở lại hồ sơ"),
    StepKind.NOTE: ("wrote a note", "thêm ghi chú"),
    StepKind.ATTACH: ("attached a file", "đính kèm tệp"),
    StepKind.SET_DUE: ("set its day", "đặt hạn xử lý"),
    CheckKind.OPENED: ("opened it", "mở hồ sơ"),
    CheckKind.FACTS_CHANGED: ("found other facts", "cho kết quả khác trước"),
    CheckKind.BASIS_CHANGED: ("noted other data", "ghi nhận dữ liệu mới"),
    CheckKind.GONE: ("no longer found it", "không còn phát hiện"),
    CheckKind.FOUND_AGAIN: ("found it again", "phát hiện lại"),
}
"""Kind of event -> what was done, in English and Vietnamese."""

CHECK = ("a new check", "lần kiểm tra mới")
OWNER = ("the owner of the machine", "chủ máy")


def today() -> date:
    """Return the day that it is in Vietnam."""
    return datetime.now(tz=HERE).date()


def who_did(events: Iterable[CaseEvent]) -> tuple[str, str]:
    """Return who did what and when, in English and Vietnamese."""
    told = [_one(event) for event in events]
    return "; ".join(en for en, _ in told), "; ".join(vi for _, vi in told)


def _one(event: CaseEvent) -> tuple[str, str]:
    nobody = CHECK if event.kind in set(CheckKind) else OWNER
    en, vi = DONE[event.kind]
    at = event.at.astimezone(HERE)
    return (
        f"{event.person_name or nobody[0]} {en} at {at:%H:%M on %d/%m/%Y}",
        f"{event.person_name or nobody[1]} đã {vi} lúc {at:%H:%M ngày %d/%m/%Y}",
    )
