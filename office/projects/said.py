"""What was written of a project, in words: for the person who came too late."""

from __future__ import annotations

from typing import TYPE_CHECKING

from office.cases.said import HERE, OWNER
from office.projects.model import EntryKind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from office.projects.model import Entry


def who_wrote(entries: Iterable[Entry]) -> tuple[str, str]:
    """Return who wrote what and when, in English and Vietnamese."""
    told = [_one(entry) for entry in entries]
    return "; ".join(en for en, _ in told), "; ".join(vi for _, vi in told)


def _one(entry: Entry) -> tuple[str, str]:
    at, (en, vi) = entry.at.astimezone(HERE), _what(entry)
    return (
        f"{entry.person_name or OWNER[0]} {en} at {at:%H:%M on %d/%m/%Y}",
        f"{entry.person_name or OWNER[1]} đã {vi} lúc {at:%H:%M ngày %d/%m/%Y}",
    )


def _what(entry: Entry) -> tuple[str, str]:
    body = entry.body
    if entry.kind is EntryKind.EVENT:
        told = f"{body['stage']}, {body['on']}"
        return f"wrote an event ({told})", f"ghi sự kiện ({told})"
    if entry.kind is EntryKind.FACT:
        told = f"{body['fact']} = {body['value']}"
        return f"set {told}", f"sửa {told}"
    return f"withdrew entry {entry.withdraws}", f"rút mục {entry.withdraws}"
