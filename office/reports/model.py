"""The records of reports."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date, datetime


class Format(StrEnum):
    """What kind of file a report is."""

    PDF = "pdf"
    DOCX = "docx"

    @property
    def media_type(self) -> str:
        """How the file is called when it is handed out."""
        return _MEDIA_TYPES[self]


_MEDIA_TYPES = {
    Format.PDF: "application/pdf",
    Format.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


class Kind(StrEnum):
    """What a report is about."""

    CASE = "case"
    PROJECT = "project"
    PLAN = "plan"
    """The evaluation of the provincial plan in a period (`office.evaluation`)."""


@dataclass(frozen=True, kw_only=True)
class Report:
    """A report that was made and is in the desk."""

    number: str
    file_name: str
    media_type: str
    body: bytes = field(repr=False)
    valid_until: date

    @property
    def sha256(self) -> str:
        """Hash of the file, by which it is known again."""
        return hashlib.sha256(self.body).hexdigest()


@dataclass(frozen=True, kw_only=True)
class ReportRow:
    """A report as the desk remembers it: not its file."""

    id: int
    number: str
    at: datetime
    person_name: str
    kind: Kind
    object_id: str
    """Number of the case, id of the project, or first and last day of the period."""
    format: str
    """A `Format`, or a `PlanFormat` of an evaluation."""
    sha256: str
    valid_until: date


class Status(StrEnum):
    """What verifying a report comes to."""

    VALID = "valid"
    CHANGED = "changed"
    """Something that it rests on is not the same any more."""
    EXPIRED = "expired"
    NOT_OURS = "not_ours"
    """The desk knows no such file: of somebody else, or changed."""


@dataclass(frozen=True, kw_only=True)
class Change:
    """One thing that changed since a report was made."""

    en: str
    vi: str

    def sentence(self, language: str) -> str:
        """Return the sentence in `language` ("vi", else English)."""
        return self.vi if language == "vi" else self.en


@dataclass(frozen=True, kw_only=True)
class Verification:
    """Whether a file is a report of this desk, and whether it may still be relied on."""

    status: Status
    report: ReportRow | None
    """None: not ours."""
    changes: tuple[Change, ...] = ()
    is_expired: bool = False
    """It may be out of date and changed as well."""

    @property
    def is_genuine(self) -> bool:
        """Whether this desk made the file, and no byte of it was changed."""
        return self.status is not Status.NOT_OURS
