"""
The process in which files of other people are read, from its first step to its last.

Started by `layers.intake.fenced.reading` as a program of its own. It encloses itself before anything
is imported that could start a thread, imports the reader, says which fences hold (nothing of
the file has been touched then: no file can change it), and only then reads.
"""

from __future__ import annotations

import json
import mimetypes
import os
import platform
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from geo.errors import RanhError
from layers.intake.fenced import drivers
from layers.intake.fenced.ceilings import limit
from layers.intake.fenced.fence import Fence, enclose
from layers.intake.fenced.readers import reader_of
from layers.intake.model import Kind

if TYPE_CHECKING:
    from typing import BinaryIO

    from layers.intake.fenced.readers import Reader


class Unneeded:
    """
    Finder that says pandas and geopandas are not installed.

    pyogrio and pyarrow import them where they are, a second of processor time for each file; no
    reader uses them.
    """

    names = ("pandas", "geopandas")

    def find_spec(self, name: str, *_: object) -> None:
        """Raise for an import that is not needed; None leaves others to the next finder."""
        if name in self.names:
            raise ModuleNotFoundError(f"{name} is left out of the reading process", name=name)


def main() -> None:
    """Read the job from standard input, do it, write opening and answer to standard output, and end."""
    job = json.loads(sys.stdin.buffer.read())
    path = Path(job["path"])
    os.umask(0o077)
    answers = _own_output()
    with Path(job["cells"]).open("r+b") as cells:
        held = enclose(read=_parts(path), listed=[path.parent])
        read = _import_reader(Kind(job["kind"]))
        held |= limit(memory_bytes=job["memory_bytes"], cpu_s=job["cpu_s"], output_bytes=job["output_bytes"])
        foreign = drivers.foreign()
        held[Fence.DRIVERS] = "" if foreign else "GDAL_SKIP" if drivers.registered() else "no GDAL"
        opening = {"fences": held, "foreign_drivers": foreign, "versions": versions()}
        answers.write(json.dumps(opening).encode() + b"\n")
        answers.flush()
        if not foreign and all(held[fence] for fence in job["required"]):
            answers.write(_answer(read, path, cells))
    answers.close()
    os._exit(0)  # what the file may have left in the libraries is not given another step


def versions() -> dict[str, str]:
    """Return the versions of what reads, of those that are imported."""
    found = {"Python": platform.python_version()}
    for name in ("fiona", "numpy", "openpyxl", "pyarrow", "pyogrio", "shapely"):
        if name in sys.modules:
            found[name] = sys.modules[name].__version__
    for name, label in (("fiona", "GDAL of fiona"), ("pyogrio", "GDAL")):
        if name in sys.modules:
            version = sys.modules[name].__gdal_version__
            found[label] = version if isinstance(version, str) else ".".join(map(str, version))
    if "shapely" in sys.modules:
        found["GEOS"] = sys.modules["shapely"].geos_version_string
    if "sqlite3" in sys.modules:
        found["SQLite"] = sys.modules["sqlite3"].sqlite_version
    return found


def _own_output() -> BinaryIO:
    """Keep standard output for the answer alone: what a library prints goes to standard error."""
    kept = os.dup(1)
    os.dup2(2, 1)
    return os.fdopen(kept, "wb")


def _parts(path: Path) -> list[Path]:
    """Return the staged file and its parts: the same stem, any ending."""
    stem = path.stem.casefold()
    return [part for part in path.parent.iterdir() if part.stem.casefold() == stem and part.is_file()]


def _import_reader(kind: Kind) -> Reader:
    sys.meta_path.insert(0, Unneeded())
    mimetypes.knownfiles.clear()  # openpyxl would read /etc/mime.types
    return reader_of(kind)


def _answer(read: Reader, path: Path, cells: BinaryIO) -> bytes:
    from layers.intake.fenced.handover import write_layers  # noqa: PLC0415 pyarrow, and its thread, inside the fence

    try:
        answer: dict[str, object] = {"layers": write_layers(read(path), cells)}
        cells.flush()
        return json.dumps(answer).encode()
    except RanhError as error:
        code = getattr(error, "code", "unreadable")
        return json.dumps({"refusal": {"code": code, "en": error.en, "vi": error.vi}}).encode()
    except MemoryError:
        return b'{"out_of_memory": true}'
