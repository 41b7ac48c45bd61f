"""What was written of a project, in words: for the person who came too late."""

from __future__ import annotations

from typing import TYPE_CHECKING

from office.cases.said import HERE, OWNER
from office.projects.model import EntryKind
from office.projects.words import FACTS, STAGES

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
        en, vi = STAGES[body["stage"]]
        return f"wrote an event ({en}, {body['on']})", f"ghi việc ({vi}, {body['on']})"
    if entry.kind is EntryKind.FACT:
        (en, vi), value = FACTS[body["fact"]], _value(body["value"])
        return f"set {en} to {value}", f"sửa {vi} thành {value}"
    return f"withdrew entry {entry.withdraws}", f"rút mục {entry.withdraws}"


def _value(value: str | float) -> str:
    return f"{value:.12g}" if isinstance(value, float) else value
