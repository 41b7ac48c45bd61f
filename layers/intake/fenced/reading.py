"""Read a staged file in a fenced process of its own, and take its layers or the reason why not."""

from __future__ import annotations

import json
import logging
import os
import re
import shutil
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import ValidationError

from layers.errors import IntakeError
from layers.intake.fenced import drivers, failures
from layers.intake.fenced.acceptance import ANSWER_BYTES, Answer, Opening, accept_layers, taken_cells
from layers.intake.fenced.fence import WEAK_SETTING, required
from layers.intake.fenced.process import Bounds, run_bounded
from layers.intake.limits import LIMITS, Limits
from layers.intake.model import Source

if TYPE_CHECKING:
    from typing import BinaryIO

    from layers.intake.fenced.fence import Fence
    from layers.intake.fenced.process import Ended
    from layers.intake.model import Dataset

log = logging.getLogger("ranh.intake")

ROOT = Path(__file__).resolve().parents[3]
START = "import sys; sys.path.insert(0, sys.argv[1]); from layers.intake.fenced.child import main; main()"
COMMAND = (sys.executable, "-I", "-X", "utf8", "-X", "faulthandler", "-c", START, str(ROOT))
CELLS = "cells"

COMPLAINT = re.compile(
    r'^ *File "[^"\n]*?([\w.]{1,60})", line (\d{1,6}),? in ([\w.<>]{1,60})'
    r"|^(?:[\w.]+\.)?([A-Z]\w{1,60}Error|Fatal Python error)\b",
    re.MULTILINE,
)

ENVIRONMENT = {
    "LC_ALL": "C.UTF-8",
    "TZ": "UTC",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "ARROW_IO_THREADS": "1",
    "ARROW_DEFAULT_MEMORY_POOL": "system",
    "MALLOC_ARENA_MAX": "2",
    "OPENPYXL_LXML": "False",
    "OPENPYXL_DEFUSEDXML": "True",
}


def read_source(dataset: Dataset, *, limits: Limits = LIMITS) -> Source:
    """
    Return every layer of a file that passed the gate.

    The library that knows the format runs in a child process that can open nothing but the
    staged file, has no network, and is stopped at the limits. What it hands back is checked
    again. Nothing is left of it in the staging folder.

    Parameters
    ----------
    dataset
        As the gate staged it, in a folder of its own.
    limits
        Time, memory and size of the child.

    Raises
    ------
    IntakeError
        As the reader of the format says; "child-..." where the child was stopped, died, or may
        not start because a fence does not hold (see `layers.intake.fenced.fence.required`).
    """
    folder = Path(tempfile.mkdtemp(prefix="read-", dir=dataset.path.parent))
    try:
        needed = required(os.environ.get(WEAK_SETTING))
        with (folder / CELLS).open("x+b") as cells:
            ended = _run(dataset, folder, limits=limits, needed=needed)
            return _source(dataset, ended, cells, limits=limits, needed=needed)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _run(dataset: Dataset, folder: Path, *, limits: Limits, needed: frozenset[Fence]) -> Ended:
    job = {
        "kind": dataset.kind,
        "path": str(dataset.path.absolute()),
        "cells": str(folder.absolute() / CELLS),
        "memory_bytes": limits.memory_bytes,
        "cpu_s": limits.cpu_s,
        "output_bytes": limits.output_bytes,
        "required": sorted(needed),
    }
    own = {name: os.environ[name] for name in ("SYSTEMROOT",) if name in os.environ}  # Windows needs it
    environment = ENVIRONMENT | drivers.environment() | own
    bounds = Bounds(wall_s=limits.wall_s, answer_bytes=ANSWER_BYTES)
    try:
        ended = run_bounded(
            COMMAND, json.dumps(job).encode(), environment=environment, folder=folder, bounds=bounds
        )
    except OSError as error:
        raise failures.not_started(dataset.name, error) from error
    if ended.status or ended.stopped:
        log.warning(
            "reading %s as %s ended: status %d %s%s; %s",
            folder.parent.name,
            dataset.kind,
            ended.status,
            ended.signal,
            ended.stopped,
            " | ".join(where(ended.complaints)),
        )
    return ended


def _source(
    dataset: Dataset, ended: Ended, cells: BinaryIO, *, limits: Limits, needed: frozenset[Fence]
) -> Source:
    first, _, rest = ended.answer.partition(b"\n")
    try:
        opening = Opening.model_validate_json(first) if first else None
        if opening is not None:
            failures.require_fenced(dataset.name, opening, needed)
        failures.require_ended_well(dataset.name, ended, limits)
        if opening is None:
            raise failures.not_understood(dataset.name)
        answer = Answer.model_validate_json(rest)
        if answer.refusal is not None:
            raise failures.refused(dataset, answer.refusal)
        if answer.out_of_memory:
            raise failures.out_of_memory(dataset.name, limits)
        layers = accept_layers(answer.layers, taken_cells(cells), most_columns=limits.columns)
    except IntakeError:
        raise
    except (ValidationError, ValueError, OSError) as error:
        raise failures.not_understood(dataset.name) from error
    return Source(dataset=dataset, layers=layers, versions=opening.versions, fences=opening.fences)


def where(complaints: bytes) -> list[str]:
    r"""
    Return the places in code, and the names of errors, of what a program said last.

    Nothing else of it: messages quote cells and coordinates of the file.

    Examples
    --------
    >>> where(b'Traceback:\n  File "/a/kml.py", line 7, in read\n    x\nValueError: 103.3, 22.1 is none')
    ['kml.py:7 read', 'ValueError']
    """
    found = COMPLAINT.findall(complaints.decode("utf-8", "replace"))
    return [error or f"{file}:{line} {function}" for file, line, function, error in found][-20:]
