"""A draft project: a footprint that somebody drew, with a name and what is planned there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from layers.trial.footprint import footprint_of
from office.errors import DraftError

if TYPE_CHECKING:
    from datetime import datetime

    import shapely

MOST_NAME, MOST_CODE, MOST_NOTE = 200, 40, 4_000


@dataclass(frozen=True, kw_only=True)
class DraftText:
    """What a person says of a draft, and what they drew."""

    name: str
    shape: shapely.Geometry
    """In the province's CRS: area, line or point."""
    width_m: float | None = None
    """Of the band about a line or the circle about a point."""
    planned_code: str = ""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A draft as the desk keeps it."""

    id: int
    version: int
    created_at: datetime
    changed_at: datetime
    text: DraftText


def require_sound(text: DraftText) -> None:
    """
    Refuse a draft that could not be checked or listed.

    Raises
    ------
    DraftError
        If it has no name, or a text is too long.
    TrialError
        If the shape is no footprint.
    """
    if not text.name.strip():
        raise DraftError("Give the draft a name.", "Hãy đặt tên cho dự án nháp.")
    for said, most in ((text.name, MOST_NAME), (text.planned_code, MOST_CODE), (text.note, MOST_NOTE)):
        if len(said) > most:
            raise DraftError(
                f"A text of the draft is too long: at most {most} characters.",
                f"Nội dung quá dài: tối đa {most} ký tự.",
            )
    footprint_of(text.shape, text.width_m)
