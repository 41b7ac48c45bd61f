"""The sentences about a land code that is not simply one of the list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers.intake.model import Note

if TYPE_CHECKING:
    from collections.abc import Sequence

    from layers.intake.lists.code_book import CodeBook
    from layers.intake.lists.land_codes import CodeMatch

MOST_ROWS = 5
LONGEST_TEXT = 60


def code_note(match: CodeMatch, rows: Sequence[int], column: str, book: CodeBook) -> Note:
    """
    Return what happened to a text in a column of land codes.

    Parameters
    ----------
    rows
        Numbers of the rows that hold it, at least one.
    """
    kind, en, vi = _said_of(match, book)
    where_en, where_vi = _rows(rows)
    return Note(kind=kind, en=f"{where_en}: {en}", vi=f"{where_vi}: {vi}", row=rows[0], column=column)


def quoted(text: str) -> str:
    """Return a text of the file in quotation marks, cut where it is long."""
    return f'"{text[:LONGEST_TEXT]}…"' if len(text) > LONGEST_TEXT else f'"{text}"'


def _said_of(match: CodeMatch, book: CodeBook) -> tuple[str, str, str]:
    text, code = quoted(match.text), match.code
    if match.is_missing and not code:
        return (
            "land code missing",
            "no type of land is given, so it counts as to be checked.",
            "không ghi loại đất, nên được coi là cần kiểm tra.",
        )
    if not code:
        return _unknown(text, match.proposals)
    if code in book.may_be_restricted and match.how != "said":
        return (
            "land code unclear",
            f"defence or security land may lie under {text}, so it counts as to be checked.",
            f"{text} có thể gồm cả đất quốc phòng, an ninh, nên được coi là cần kiểm tra.",
        )
    if match.how == "overlay":
        return (
            "land code overlay",
            f"{text} is a functional area and does not say what type of land it is.",
            f"{text} là khu chức năng, không cho biết loại đất.",
        )
    if match.how == "legacy":
        return _legacy(text, match)
    return ("land code read", f"{text} was read as {code}.", f"{text} được hiểu là {code}.")


def _unknown(text: str, proposals: Sequence[str]) -> tuple[str, str, str]:
    meant = " / ".join(proposals)
    perhaps_en, perhaps_vi = (f" (perhaps {meant})", f" (có thể là {meant})") if meant else ("", "")
    return (
        "land code unknown",
        f"{text} is no land code of the list{perhaps_en}, so it counts as to be checked.",
        f"{text} không có trong danh mục mã loại đất{perhaps_vi}, nên được coi là cần kiểm tra.",
    )


def _legacy(text: str, match: CodeMatch) -> tuple[str, str, str]:
    code, meant = match.code, " / ".join(match.proposals)
    if match.current:
        en, vi = f"today {match.current}", f"nay là {match.current}"
    elif meant:
        en, vi = f"today perhaps {meant}, not applied", f"nay có thể là {meant}, chưa áp dụng"
    else:
        en, vi = "today's code is not known", "chưa rõ mã hiện hành"
    return (
        "land code former",
        f"{text} is the former code {code} ({en}); it was kept.",
        f"{text} là mã cũ {code} ({vi}); mã này được giữ nguyên.",
    )


def _rows(rows: Sequence[int]) -> tuple[str, str]:
    shown = ", ".join(map(str, rows[:MOST_ROWS]))
    more = len(rows) - MOST_ROWS
    if len(rows) == 1:
        return f"Row {shown}", f"Dòng {shown}"
    if more > 0:
        return f"Rows {shown} and {more} more", f"Dòng {shown} và {more} dòng khác"
    return f"Rows {shown}", f"Dòng {shown}"
