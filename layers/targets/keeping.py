"""
Keep an imported table: whole or not at all, and after whatever others brought meanwhile.

Two figures of one decision for the same unit, type and year are refused when the second is brought.
"""

from __future__ import annotations

import os
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from layers.errors import WriteError
from layers.targets.errors import TargetError
from layers.targets.figure import SAME_HA
from layers.targets.kept import KeptTable, KeptTarget
from layers.targets.model import FOLDER
from layers.targets.numbers import hectares

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from layers.targets.model import Target, TargetTable

DIGITS = 6
"""Of the number that a table has."""
MOST_TURNS = 20
"""How often an import lets others go first."""


def keep_table(
    held: Callable[[], Sequence[Target]],
    sift: Callable[[Sequence[Target]], TargetTable],
    folder: Path,
    *,
    sha256: str,
    by: str,
) -> Path | None:
    """
    Keep the figures of a table; return its file, None where all of them were there already.

    Two people who bring tables at once take turns: each file has the next number, and whoever finds
    it taken compares once more with what the other one brought.

    Parameters
    ----------
    held
        Reads the figures that the province has.
    sift
        Returns the table as it may be kept beside them.
    by
        Who brings it.

    Raises
    ------
    TargetError
        If it has none, or one that contradicts another of the same decision.
    WriteError
        If it cannot be written; nothing is then kept.
    """
    for _ in range(MOST_TURNS):
        number = _next_number(folder)  # asked first: what is numbered later is not among the figures held
        known = held()
        table = sift(known)
        if not table.targets:
            raise TargetError(
                f"{table.file} has no figure that can be used: nothing was imported.",
                f"{table.file} không có số liệu nào dùng được: chưa nhập gì.",
            )
        new = without_held(table.targets, known)
        if not new:
            return None
        body = _body(table, new, sha256=sha256, by=by)
        if (path := _written(folder, number, body)) is not None:
            return path
    raise WriteError(
        "Others are importing targets at the same time: try again in a moment.",
        "Đang có người khác nhập chỉ tiêu cùng lúc: hãy thử lại sau ít phút.",
    )


def _body(table: TargetTable, new: Sequence[Target], *, sha256: str, by: str) -> bytes:
    kept = KeptTable(
        file=table.file,
        sha256=sha256,
        by=by,
        at=datetime.now(UTC),
        rows=table.rows,
        without_figure=table.without_figure,
        refused=tuple((one.row, one.en, one.vi) for one in table.refused),
        targets=tuple(_kept(one) for one in new),
    )
    return kept.model_dump_json(indent=1).encode()


def _next_number(folder: Path) -> int:
    """Return the number of the next table; those of before tables had numbers count as none."""
    names = (path.stem for path in (folder / FOLDER).glob("*.json"))
    return max((int(name) for name in names if len(name) == DIGITS and name.isdecimal()), default=0) + 1


def _written(folder: Path, number: int, body: bytes) -> Path | None:
    """Write a table whole, in one step; return None where another has taken its number."""
    path = folder / FOLDER / f"{number:0{DIGITS}d}.json"
    try:
        path.parent.mkdir(exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".ranh-", dir=path.parent) as place:
            part = Path(place) / path.name
            with part.open("wb") as file:
                file.write(body)
                file.flush()
                os.fsync(file.fileno())
            _place(part, path)
    except FileExistsError:
        return None
    except OSError as error:
        raise WriteError(
            f"The table of targets cannot be kept ({error.strerror or error}): check the province's folder.",
            f"Không lưu được bảng chỉ tiêu ({error.strerror or error}): hãy kiểm tra thư mục của tỉnh.",
        ) from error
    return path


def _place(part: Path, path: Path) -> None:
    """Give a written file its name in one step, only if nothing has it: a rename does so on Windows alone."""
    if os.name == "nt":
        part.rename(path)
    else:
        path.hardlink_to(part)


def without_held(targets: Iterable[Target], held: Iterable[Target]) -> tuple[Target, ...]:
    """Return the figures that are new; raise TargetError where one contradicts a held one."""
    known = {one.identity: one for one in held}
    new = []
    for one in targets:
        same = known.get(one.identity)
        if same is None:
            new.append(one)
        elif abs(same.area_ha - one.area_ha) > SAME_HA:
            here, there = hectares(one.area_ha), hectares(same.area_ha)
            raise TargetError(
                f"Row {one.row}: {one.code} {one.year} is {here[0]} ha here and {there[0]} ha in"
                f" {same.file}, both by {one.decision or 'no decision'}: settle which is right.",
                f"Dòng {one.row}: {one.code} năm {one.year} ở đây là {here[1]} ha, trong {same.file}"
                f" là {there[1]} ha, cùng {one.decision or 'không nêu quyết định'}: hãy xem lại.",
            )
    return tuple(new)


def _kept(one: Target) -> KeptTarget:
    return KeptTarget(
        level=one.unit.level, unit=one.unit.code, code=one.code, current=one.current, year=one.year,
        kind=one.kind, area_ha=one.area_ha, decision_number=one.decision_number,
        decision_date=one.decision_date, plan=one.plan, source=one.source, confidence=one.confidence,
        row=one.row,
    )  # fmt: skip
