"""Find out whether something can be written of a project, and what exactly."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from layers.money.plan import Stage
from office.cases.said import today
from office.errors import ProjectError
from office.projects.days import read_when, require_past
from office.projects.model import EntryKind, NewEvent, NewFact
from office.projects.reading import require_listed
from office.projects.values import listed_value, read_value

if TYPE_CHECKING:
    from datetime import date

    from office.projects.model import Asked, Listing

LONGEST, LONGEST_NUMBER = 4_000, 200


@dataclass(frozen=True, kw_only=True)
class Ready:
    """One thing to be written, read and found sound."""

    asked: Asked
    kind: EntryKind
    text: str
    body: dict[str, Any]
    decision_number: str = ""
    decision_date: date | None = None
    withdraws: int | None = None


def ready_of(asked: Asked, listing: Listing) -> Ready:
    """
    Return what is to be written, read and found sound.

    Raises
    ------
    ProjectError
        If the project is not listed, or something lacks what it needs.
    """
    require_listed(listing, asked.site_id)
    change = asked.change
    if isinstance(change, NewEvent):
        return _event(asked, change)
    if isinstance(change, NewFact):
        return _fact(asked, change, listing)
    reason = _said(change.reason, "why it is withdrawn", "lý do rút")
    return Ready(asked=asked, kind=EntryKind.WITHDRAWAL, text=reason, body={}, withdraws=change.entry_id)


def _event(asked: Asked, change: NewEvent) -> Ready:
    if change.stage is Stage.UNKNOWN:
        raise ProjectError(
            "An event says how far the project is: pending, decided, done or stopped.",
            "Sự kiện phải nêu tình trạng: đề xuất, đã quyết định, đã hoàn thành hoặc đã dừng.",
        )
    on = read_when(change.on)
    require_past(on, today())
    due = read_when(change.due) if change.due.strip() else None
    number, dated = _decision(change)
    return Ready(
        asked=asked,
        kind=EntryKind.EVENT,
        text=_said(change.evidence, "what shows it", "căn cứ, tài liệu chứng minh"),
        body={
            "stage": str(change.stage),
            "on": on.text,
            "due": due.text if due else "",
            "note": _short(change.note),
        },
        decision_number=number,
        decision_date=dated,
    )


def _fact(asked: Asked, change: NewFact, listing: Listing) -> Ready:
    value = read_value(change.fact, change.value, listing)
    number, dated = _decision(change)
    if not number or dated is None:
        raise ProjectError(
            "A fact is changed by a decision: give its number and its date.",
            "Thông tin dự án chỉ sửa theo quyết định: hãy ghi số và ngày quyết định.",
        )
    return Ready(
        asked=asked,
        kind=EntryKind.FACT,
        text=_short(change.note),
        body={
            "fact": str(change.fact),
            "value": value,
            "was": listed_value(change.fact, listing.rows[asked.site_id], listing),
        },
        decision_number=number,
        decision_date=dated,
    )


def _decision(change: NewEvent | NewFact) -> tuple[str, date | None]:
    """Return number and day of a decision: both, or neither."""
    number, dated = " ".join(change.decision_number.split()), change.decision_date
    if bool(number) != (dated is not None):
        raise ProjectError(
            "A decision needs its number and its date: the same number exists in other years and provinces.",
            "Quyết định phải có cả số và ngày: cùng một số có thể trùng ở năm khác, tỉnh khác.",
        )
    if dated is not None and dated > today():
        raise ProjectError(
            f"The decision of {dated} has not been taken yet: check its date.",
            f"Quyết định ngày {dated:%d/%m/%Y} chưa ban hành: hãy kiểm tra lại ngày.",
        )
    if len(number) > LONGEST_NUMBER:
        raise ProjectError(
            f"The number of the decision is too long: at most {LONGEST_NUMBER} characters.",
            f"Số quyết định quá dài: tối đa {LONGEST_NUMBER} ký tự.",
        )
    return number, dated


def _said(text: str, en: str, vi: str) -> str:
    told = _short(text)
    if not told:
        raise ProjectError(f"Say {en}.", f"Hãy ghi {vi}.")
    return told


def _short(text: str) -> str:
    told = text.strip()
    if len(told) > LONGEST:
        raise ProjectError(
            f"A text is too long: at most {LONGEST} characters.", f"Nội dung quá dài: tối đa {LONGEST} ký tự."
        )
    return told
