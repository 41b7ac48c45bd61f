"""Read the files of a package as those who get it will: in a fenced process, with GDAL where they use it."""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import ValidationError

from layers.errors import IntakeError
from layers.intake.fenced import drivers, failures
from layers.intake.fenced.acceptance import ANSWER_BYTES, Answer, Opening, Record, accept_layers, taken_cells
from layers.intake.fenced.fence import WEAK_SETTING, required
from layers.intake.fenced.process import Bounds, run_bounded
from layers.intake.fenced.reading import CELLS, ENVIRONMENT, ROOT
from layers.intake.limits import GIB, Limits
from layers.intake.model import Dataset, Kind

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import BinaryIO

    from layers.intake.model import SourceLayer

    Layers = tuple[SourceLayer, ...] | IntakeError

START = "import sys; sys.path.insert(0, sys.argv[1]); from layers.packages.child import main; main()"
COMMAND = (sys.executable, "-I", "-X", "utf8", "-c", START, str(ROOT))
LIMITS = Limits(wall_s=1200.0, cpu_s=900, memory_bytes=4 * GIB, output_bytes=8 * GIB, columns=500)
KINDS = {
    ".geojson": Kind.GEOJSON,
    ".gpkg": Kind.GEOPACKAGE,
    ".shp": Kind.SHAPEFILE,
    ".kml": Kind.KML,
    ".dxf": Kind.DXF,
    ".xlsx": Kind.XLSX,
}
"""What is read of a package, by its ending; the others are parts of these, or text."""


class Answers(Record):
    """What the process says at the end: an answer for each file."""

    files: list[Answer]


def read_files(folder: Path, names: Sequence[str]) -> dict[str, Layers]:
    """
    Return the layers of each file, or why it cannot be read, by its name.

    Parameters
    ----------
    names
        Relative to `folder`, with an ending of `KINDS`.

    Raises
    ------
    IntakeError
        "child-..." if the process cannot be fenced off here, was stopped or died.
    """
    if not names:
        return {}
    own = Path(tempfile.mkdtemp(prefix="read-", dir=folder.parent))
    try:
        with (own / CELLS).open("x+b") as cells:
            return dict(zip(names, _read(folder, own, names, cells), strict=True))
    finally:
        shutil.rmtree(own, ignore_errors=True)


def _read(folder: Path, own: Path, names: Sequence[str], cells: BinaryIO) -> list[Layers]:
    needed = required(os.environ.get(WEAK_SETTING))
    job = {
        "folder": str(folder.absolute()),
        "files": [(str(KINDS[Path(name).suffix]), name) for name in names],
        "cells": str(own.absolute() / CELLS),
        "memory_bytes": LIMITS.memory_bytes,
        "cpu_s": LIMITS.cpu_s,
        "output_bytes": LIMITS.output_bytes,
        "required": sorted(needed),
    }
    windows = {name: os.environ[name] for name in ("SYSTEMROOT",) if name in os.environ}
    what = folder.name if len(names) > 1 else names[0]
    try:
        ended = run_bounded(
            COMMAND,
            json.dumps(job).encode(),
            environment=ENVIRONMENT | drivers.environment() | windows,
            folder=own,
            bounds=Bounds(wall_s=LIMITS.wall_s, answer_bytes=ANSWER_BYTES),
        )
    except OSError as error:
        raise failures.not_started(what, error) from error
    first, _, rest = ended.answer.partition(b"\n")
    try:
        opening = Opening.model_validate_json(first) if first else None
        if opening is not None:
            failures.require_fenced(what, opening, needed)
        failures.require_ended_well(what, ended, LIMITS)
        answers = Answers.model_validate_json(rest).files
        if any(answer.out_of_memory for answer in answers):
            raise failures.out_of_memory(what, LIMITS)
        if len(answers) != len(names):
            raise failures.not_understood(what)
        taken = taken_cells(cells)
        return [
            failures.refused(
                Dataset(kind=KINDS[Path(name).suffix], name=name, path=folder / name), answer.refusal
            )
            if answer.refusal is not None
            else accept_layers(answer.layers, taken, most_columns=LIMITS.columns)
            for name, answer in zip(names, answers, strict=True)
        ]
    except IntakeError:
        raise
    except (ValidationError, ValueError, OSError) as error:
        raise failures.not_understood(what) from error
