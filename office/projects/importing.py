"""Events of projects out of a table: every row is sound, or nothing is written and each bad row is named."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pyarrow import types

from layers.errors import IntakeError
from layers.intake.answers import Answers, Question
from layers.intake.cells.days import parse_date
from layers.intake.importing import open_file
from layers.intake.model import GEOMETRY, ROW, Kind
from layers.intake.text.letters import is_empty, key, visible
from layers.money.plan import Stage
from office.database.types import canonical
from office.errors import ProjectError
from office.projects.model import Asked, NewEvent
from office.projects.ready import ready_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from layers.intake.model import SourceLayer
    from layers.province import Province
    from office.projects.model import Listing
    from office.projects.ready import Ready

COLUMNS: dict[str, tuple[str, ...]] = {
    "site_id": ("site id", "ma du an", "ma", "project"),
    "stage": ("stage", "status", "tinh trang", "trang thai", "giai doan"),
    "on": ("on", "day", "date", "ngay", "thoi diem"),
    "due": ("due", "du kien hoan thanh", "han hoan thanh"),
    "decision_number": ("decision number", "decision", "so quyet dinh", "quyet dinh"),
    "decision_date": ("decision date", "ngay quyet dinh"),
    "evidence": ("evidence", "can cu", "minh chung", "tai lieu"),
    "note": ("note", "ghi chu"),
}
"""Column -> its headings, accents and capitals set aside."""
NEEDED = ("site_id", "stage", "on", "evidence")
SEARCHED_ROWS = 60
STAGES = {
    "de xuat": Stage.PENDING,
    "da quyet dinh": Stage.DECIDED,
    "da hoan thanh": Stage.DONE,
    "da dung": Stage.STOPPED,
}
"""Words of the program itself, beside those that the province's file has for stages."""


@dataclass(frozen=True, kw_only=True)
class Refused:
    """Why a row cannot be taken."""

    row: int
    en: str
    vi: str


@dataclass(frozen=True, kw_only=True)
class Table:
    """What a table says; with a refused row nothing of it is to be written."""

    asked: tuple[Asked, ...]
    rows: tuple[int, ...]
    """Number of the row of each."""
    refused: tuple[Refused, ...]


def read_events(path: Path, province: Province, listing: Listing, sheet: str = "") -> Table:
    """
    Return the events of a CSV or XLSX file; nothing is written yet.

    The key of an event is of what it says, so that a file that is brought twice writes once.

    Raises
    ------
    IntakeError
        If the gate or the reader refuses the file.
    ProjectError
        If it is no table of events.
    """
    opened = open_file(path, province, Answers())
    if isinstance(opened, Question) or opened.source.dataset.kind not in {Kind.CSV, Kind.XLSX}:
        raise IntakeError(
            "events-no-table",
            f"{path.name} is no CSV or XLSX table: save the sheet with the events as one.",
            f"{path.name} không phải bảng CSV hay XLSX: hãy lưu trang tiến độ thành một tệp như vậy.",
        )
    rows = _rows(_sheet(opened.source.layers, sheet, path.name), path.name)
    place, columns = _heading(rows, path.name)
    asked, read, refused = [], [], []
    for number, cells in rows[place + 1 :]:
        told = {name: visible(cells[at]) if at < len(cells) else "" for name, at in columns.items()}
        told = {name: "" if is_empty(text) else text for name, text in told.items()}
        if not any(told.values()):
            continue
        try:
            one = _asked(told, listing)
            one = replace(one, key=_key(ready_of(one, listing)))
        except ProjectError as error:
            refused.append(
                Refused(row=number, en=f"Row {number}: {error.en}", vi=f"Dòng {number}: {error.vi}")
            )
        else:
            asked.append(one)
            read.append(number)
    return Table(asked=tuple(asked), rows=tuple(read), refused=tuple(refused))


def _asked(told: Mapping[str, str], listing: Listing) -> Asked:
    change = NewEvent(
        stage=_stage(told["stage"], listing),
        on=told["on"],
        due=told.get("due", ""),
        decision_number=told.get("decision_number", ""),
        decision_date=_date(told.get("decision_date", "")),
        evidence=told["evidence"],
        note=told.get("note", ""),
    )
    return Asked(site_id=told["site_id"], change=change, key="")


def _key(ready: Ready) -> str:
    """Return a key of what was read: another spelling, or a column more, is not another event."""
    said = {
        "project": ready.asked.site_id,
        "event": ready.body,
        "text": ready.text,
        "decision": [ready.decision_number, str(ready.decision_date or "")],
    }
    return f"import-{hashlib.sha256(canonical(said).encode()).hexdigest()}"


def _stage(text: str, listing: Listing) -> Stage:
    words = key(text)
    stage = STAGES.get(words) or next((one for one in Stage if one == words), None)
    stage = stage or listing.plan.stage_of(text)
    if stage is Stage.UNKNOWN:
        raise ProjectError(
            f"{text!r} is no stage: pending, decided, done or stopped.",
            f'"{text}" không phải tình trạng: hãy ghi đề xuất, đã quyết định, đã hoàn thành hoặc đã dừng.',
        )
    return stage


def _date(text: str) -> date | None:
    day = parse_date(text)
    if text and day.value is None:
        raise ProjectError(day.en, day.vi)
    return day.value


def _sheet(layers: Sequence[SourceLayer], name: str, file: str) -> SourceLayer:
    named = [layer for layer in layers if not name or layer.name == name]
    if len(named) != 1:
        known = ", ".join(layer.name for layer in layers)
        raise ProjectError(
            f"{file}: say which sheet holds the events (--sheet): {known}.",
            f"{file}: hãy cho biết trang nào chứa tiến độ (--sheet): {known}.",
        )
    return named[0]


def _rows(layer: SourceLayer, file: str) -> list[tuple[int, list[str | None]]]:
    names = [column for column in layer.table.column_names if column not in {ROW, GEOMETRY}]
    if any(types.is_binary(layer.table[column].type) for column in names):
        raise ProjectError(
            f"{file} is in an old encoding of Vietnamese: save it as UTF-8 or as XLSX.",
            f"{file} dùng bảng mã tiếng Việt cũ: hãy lưu lại dạng UTF-8 hoặc XLSX.",
        )
    return [
        (int(row[ROW]), [None if row[name] is None else str(row[name]) for name in names])
        for row in layer.table.to_pylist()
    ]


def _heading(rows: Sequence[tuple[int, Sequence[str | None]]], file: str) -> tuple[int, dict[str, int]]:
    """Return the place of the heading among the rows, and column -> its place."""
    words = {word: name for name, said in COLUMNS.items() for word in said}
    for place, (_, cells) in enumerate(rows[:SEARCHED_ROWS]):
        named = {words.get(key(visible(cell))): at for at, cell in reversed(list(enumerate(cells)))}
        found = {name: at for name, at in named.items() if name is not None}
        if found.keys() >= set(NEEDED):
            return place, found
    raise ProjectError(
        f"{file}: no row names the columns; a table of events needs {', '.join(NEEDED)}.",
        f"{file}: không thấy dòng tiêu đề; bảng tiến độ cần có mã dự án, tình trạng, ngày, căn cứ.",
    )
