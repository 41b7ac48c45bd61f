"""
The process in which the files of a package are read back, with nothing but their folder open to it.

It reads as an import does (`layers.intake.fenced.child`), with GDAL where the format needs it, but all
files of a package one after another: a process for each would take longer than the package.
"""

from __future__ import annotations

import json
import mimetypes
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geo.errors import RanhError
from layers.intake.fenced import drivers
from layers.intake.fenced.ceilings import limit
from layers.intake.fenced.child import Unneeded, versions
from layers.intake.fenced.fence import Fence, enclose
from layers.intake.fenced.readers import reader_of
from layers.intake.model import Kind

if TYPE_CHECKING:
    from typing import BinaryIO


def main() -> None:
    """Read the job from standard input, do it, write opening and answer to standard output, and end."""
    job = json.loads(sys.stdin.buffer.read())
    folder = Path(job["folder"])
    os.umask(0o077)
    kept = os.dup(1)
    os.dup2(2, 1)  # what a library prints goes to standard error
    with os.fdopen(kept, "wb") as answers, Path(job["cells"]).open("r+b") as cells:
        held = enclose(read=[folder], listed=[folder])
        sys.meta_path.insert(0, Unneeded())
        mimetypes.knownfiles.clear()  # openpyxl would read /etc/mime.types
        for kind in {kind for kind, _ in job["files"]}:
            reader_of(Kind(kind))
        held |= limit(memory_bytes=job["memory_bytes"], cpu_s=job["cpu_s"], output_bytes=job["output_bytes"])
        foreign = drivers.foreign()
        held[Fence.DRIVERS] = "" if foreign else "GDAL_SKIP" if drivers.registered() else "no GDAL"
        opening = {"fences": held, "foreign_drivers": foreign, "versions": versions()}
        answers.write(json.dumps(opening).encode() + b"\n")
        answers.flush()
        if not foreign and all(held[fence] for fence in job["required"]):
            answers.write(_answer(folder, job["files"], cells))
    os._exit(0)  # what a file may have left in the libraries is not given another step


def _answer(folder: Path, files: list[tuple[str, str]], cells: BinaryIO) -> bytes:
    from layers.intake.fenced.handover import write_layers  # noqa: PLC0415 pyarrow, and its thread, inside the fence

    answers: list[dict[str, Any]] = []
    try:
        for kind, name in files:
            try:
                answers.append({"layers": write_layers(reader_of(Kind(kind))(folder / name), cells)})
            except RanhError as error:
                code = getattr(error, "code", "unreadable")
                answers.append({"refusal": {"code": code, "en": error.en, "vi": error.vi}})
        cells.flush()
        return json.dumps({"files": answers}).encode()
    except MemoryError:
        return b'{"files": [{"out_of_memory": true}]}'
