"""The sentences about a unit that is not simply the one of its name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers.intake.lists.code_notes import quoted
from layers.intake.lists.unit_match import Reason, UnitHow
from layers.intake.model import Note

if TYPE_CHECKING:
    from layers.intake.lists.unit_match import Candidate, UnitMatch

WHY = {
    Reason.PERIOD: (
        "was the name of another area before the units changed; which is meant",
        "là tên của địa bàn khác trước khi sắp xếp đơn vị hành chính; cần biết ý nói đơn vị nào",
    ),
    Reason.SEVERAL: (
        "is the name of several units; which is meant",
        "là tên của nhiều đơn vị; cần biết đơn vị nào",
    ),
    Reason.DISTRICT: (
        "lies in another district than the one beside it; which is meant",
        "không thuộc huyện ghi bên cạnh; cần biết đơn vị nào",
    ),
    Reason.DISTRICT_NAME: (
        "was the name of a district too; which is meant",
        "cũng là tên của một huyện; cần biết đơn vị nào",
    ),
    Reason.DAY: (
        "does not fit the day of the document; which is meant",
        "không khớp với ngày của văn bản; cần biết đơn vị nào",
    ),
    Reason.KIND: (
        "is not the kind of unit known under this name",
        "không đúng loại đơn vị đã biết với tên này",
    ),
    Reason.ALIKE: (
        "is not in the table of units; perhaps",
        "không có trong bảng đơn vị hành chính; có thể là",
    ),
}
"""By reason of what is open: what the name is, and the question."""


def unit_note(match: UnitMatch, row: int, column: str) -> Note | None:
    """Return what is to be said of a match, None where it is simply the unit of that name."""
    said: tuple[str, str, str] | None = None
    if match.how is UnitHow.MATCHED:
        said = _matched(match)
    elif match.how is UnitHow.DISTRICT:
        said = (
            "unit is a district",
            f"{quoted(match.text)} is a former district and names no commune.",
            f"{quoted(match.text)} là đơn vị cấp huyện cũ, chưa nêu xã, phường.",
        )
    elif match.how is UnitHow.UNKNOWN:
        said = (
            "unit unknown",
            f"{quoted(match.text)} is not in the table of units, and nothing in it is alike.",
            f"{quoted(match.text)} không có trong bảng đơn vị hành chính và không giống đơn vị nào.",
        )
    elif match.how is not UnitHow.SAID:
        said = _open(match)
    if said is None:
        return None
    kind, en, vi = said
    return Note(kind=kind, en=f"Row {row}: {en}", vi=f"Dòng {row}: {vi}", row=row, column=column)


def _matched(match: UnitMatch) -> tuple[str, str, str] | None:
    if match.unit is None or match.reason is Reason.NONE:
        return None
    text, name = quoted(match.text), match.unit.full_name
    if match.reason is Reason.FORMER_NAME:
        return (
            "unit by its former name",
            f"{text} was read as {name}, which exists no more; it lies in {match.commune_code}.",
            f"{text} được hiểu là {name}, đơn vị cũ, nay thuộc {match.commune_code}.",
        )
    return ("unit read", f"{text} was read as {name}.", f"{text} được hiểu là {name}.")


def _open(match: UnitMatch) -> tuple[str, str, str]:
    en, vi = WHY[match.reason]
    meant_en = " / ".join(
        _named(candidate, match.reason, "today", "former") for candidate in match.candidates
    )
    meant_vi = " / ".join(_named(candidate, match.reason, "nay", "cũ") for candidate in match.candidates)
    today = match.commune_code
    known_en, known_vi = (f" (in {today} today)", f" (nay thuộc {today})") if today else ("", "")
    kind = "unit proposed" if match.how is UnitHow.PROPOSED else "unit open"
    text = quoted(match.text)
    return kind, f"{text} {en}: {meant_en}{known_en}?", f"{text} {vi}: {meant_vi}{known_vi}?"


def _named(candidate: Candidate, reason: Reason, today: str, former: str) -> str:
    unit = candidate.unit
    likeness = f", {candidate.score:.0f} %" if reason is Reason.ALIKE else ""
    return f"{unit.full_name} [{today if unit.is_current else former} {unit.code}{likeness}]"
