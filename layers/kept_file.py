"""
What a check keeps, in a file: for the command line, which forgets everything between two checks.

One file, replaced in one step: a line of JSON that says what it is and the hash of the rest,
then a ZIP with Parquet tables and one JSON document. Nothing in it is executed when it is
read. The hash finds a file that is cut short or was changed by mistake; it is no seal against a
person who means to forge one, so the file is for its owner alone, and one that others may write is
left aside. A cell is taken over only under a key that says everything it was computed from,
the program included (see `kept`): the worst that an unfit file can do is to be of no use.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import stat
import zipfile
from dataclasses import dataclass
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import shapely

from layers.errors import WriteError
from layers.fingerprint import program
from layers.kept import Cell, Kept, Reason
from layers.schema import CELL_COLUMNS
from layers.writer import replace_file

if TYPE_CHECKING:
    from pathlib import Path

    from layers.province import Province

FILE = "last-check.ranh"
FORMAT = 2
OTHERS_WRITE = stat.S_IWGRP | stat.S_IWOTH
OWNER_ONLY = 0o600
FOLDER_OWNER_ONLY = 0o700
GEOMETRY = "geometry"
UNFIT = (
    *(ValueError, LookupError, TypeError, AttributeError),
    *(zipfile.BadZipFile, pa.ArrowException, shapely.errors.ShapelyError),
)
"""What a file raises that is damaged, or has the right hash and is still none of ours."""


class _UnfitError(Exception):
    """The file is whole and of no use; the words complete "the last check in that file ..."."""

    def __init__(self, en: str, vi: str) -> None:
        super().__init__(en)
        self.en = en
        self.vi = vi


@dataclass(frozen=True, kw_only=True)
class Recalled:
    """What a folder holds of the last check, or why it is left aside."""

    kept: Kept
    why_en: str = ""
    why_vi: str = ""


def require_kept_folder(folder: Path) -> None:
    """Make the folder if it is not there, for its owner alone; WriteError if that cannot be."""
    try:
        folder.mkdir(mode=FOLDER_OWNER_ONLY, exist_ok=True)
    except OSError as error:
        raise WriteError(
            f"Cannot keep the check in {folder}: {error.strerror or error}.",
            f"Không lưu được kết quả kiểm tra vào {folder}: {error.strerror or error}.",
        ) from error


def write_kept(kept: Kept, folder: Path, province: Province) -> Path:
    """
    Write what a check keeps into `folder`, readable for its owner alone, and return the file.

    Raises
    ------
    WriteError
        If it cannot be written; the file that was there before is then unchanged.
    """
    path = folder / FILE
    try:
        body = _body(kept)
    except (pa.ArrowException, UnicodeError) as error:
        raise WriteError(
            f"Cannot keep the check in {path}: {error}.",
            f"Không lưu được kết quả kiểm tra vào {path}: {error}.",
        ) from error
    head = {
        "ranh_last_check": FORMAT,
        "program": program().hex(),
        "version": version("ranh"),
        "province": province.id,
        "sha256": hashlib.sha256(body).hexdigest(),
    }

    def write(part: Path) -> None:
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY)
        with os.fdopen(handle, "wb") as file:
            file.write(json.dumps(head).encode() + b"\n" + body)

    replace_file(path, write)
    return path


def read_kept(folder: Path, province: Province) -> Recalled:
    """Return what the last check kept in `folder`; empty, with the reason, where it is of no use."""
    path = folder / FILE
    try:
        return Recalled(kept=_opened(path, province))
    except FileNotFoundError:
        return Recalled(kept=Kept())
    except _UnfitError as why:
        en, vi = why.en, why.vi
    except OSError as error:
        cause = error.strerror or str(error)
        en, vi = f"cannot be read ({cause})", f"không đọc được ({cause})"
    except UNFIT:
        en, vi = "is damaged or was changed", "bị hỏng hoặc đã bị sửa"
    return Recalled(
        kept=Kept(),
        why_en=f"The last check in {path} {en}: it is left aside, and everything is checked.",
        why_vi=f"Kết quả lần trước trong {path} {vi}: bỏ qua tệp này và kiểm tra lại toàn bộ.",
    )


def _opened(path: Path, province: Province) -> Kept:
    if os.name == "posix" and path.stat().st_mode & OTHERS_WRITE:
        raise _UnfitError("may be written by others", "cho phép người khác ghi")
    first, _, body = path.read_bytes().partition(b"\n")
    head = json.loads(first)
    if head["ranh_last_check"] != FORMAT or head["program"] != program().hex():
        raise _UnfitError("is of another version of the program", "do phiên bản khác của chương trình tạo ra")
    if head["province"] != province.id:
        raise _UnfitError("is of another province", "là của tỉnh khác")
    if head["sha256"] != hashlib.sha256(body).hexdigest():
        raise ValueError("another hash")
    return _kept(body)


def _body(kept: Kept) -> bytes:
    keys = list(kept.cells)
    tables = {name: _rows_table(list(kept.cells.values()), name) for name in CELL_COLUMNS}
    tables["keys"] = pa.table({"near": pa.array(keys, pa.binary())})
    tables["whole"] = pa.table(
        {
            "whole": pa.array(list(kept.near_keys), pa.binary()),
            "near": pa.array(list(kept.near_keys.values()), pa.binary()),
        }
    )
    places = {
        "blocked": {key.hex(): why for key, why in kept.blocked.items()},
        "communes": {key.hex(): code for key, code in kept.communes.items()},
    }
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("places.json", json.dumps(places, ensure_ascii=False))
        for name, table in tables.items():
            part = io.BytesIO()
            pq.write_table(table, part, compression="zstd")
            archive.writestr(f"{name}.parquet", part.getvalue())
    return made.getvalue()


def _rows_table(cells: list[Cell], name: str) -> pa.Table:
    """Return all rows of one frame, with the number of the cell that each belongs to."""
    rows = [row for cell in cells for row in cell[name]]
    numbers = np.repeat(np.arange(len(cells)), [len(cell[name]) for cell in cells])
    columns: dict[str, Any] = {"cell": pa.array(numbers)}
    for position, column in enumerate(CELL_COLUMNS[name]):
        values = [row[position] for row in rows]
        columns[f"_{column}"] = _wkb(values) if column == GEOMETRY else pa.array(values)
    return pa.table(columns)


def _wkb(shapes: list[shapely.Geometry | None]) -> pa.Array:
    return pa.array([None if shape is None else shapely.to_wkb(shape) for shape in shapes], pa.binary())


def _kept(body: bytes) -> Kept:
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        tables = {
            name: pq.read_table(io.BytesIO(archive.read(f"{name}.parquet")))
            for name in (*CELL_COLUMNS, "keys", "whole")
        }
        places = json.loads(archive.read("places.json"))
    keys = tables["keys"]["near"].to_pylist()
    own = {name: _rows_by_cell(tables[name], name, len(keys)) for name in CELL_COLUMNS}
    blocked: dict[bytes, Reason] = {
        bytes.fromhex(key): None if why is None else (why[0], why[1])
        for key, why in places["blocked"].items()
    }
    return Kept(
        near_keys=dict(
            zip(tables["whole"]["whole"].to_pylist(), tables["whole"]["near"].to_pylist(), strict=True)
        ),
        cells={key: {name: tuple(own[name][n]) for name in CELL_COLUMNS} for n, key in enumerate(keys)},
        blocked=blocked,
        communes={bytes.fromhex(key): code for key, code in places["communes"].items()},
    )


def _rows_by_cell(table: pa.Table, name: str, count: int) -> list[list[tuple[Any, ...]]]:
    columns = [table[f"_{column}"].to_pylist() for column in CELL_COLUMNS[name]]
    if GEOMETRY in CELL_COLUMNS[name]:
        position = CELL_COLUMNS[name].index(GEOMETRY)
        columns[position] = [None if wkb is None else shapely.from_wkb(wkb) for wkb in columns[position]]
    own: list[list[tuple[Any, ...]]] = [[] for _ in range(count)]
    for cell, row in zip(table["cell"].to_pylist(), zip(*columns, strict=True), strict=True):
        own[cell].append(row)
    return own
