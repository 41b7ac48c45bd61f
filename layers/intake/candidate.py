"""A province as it would be with a draft published: nothing of it is written into the province."""

from __future__ import annotations

import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from layers.intake.importing import Opened, open_file, ready
from layers.intake.private import private_folder
from layers.intake.publishing import stage
from layers.province import with_layers
from layers.versions import ZONES, read_records, with_version

if TYPE_CHECKING:
    from collections.abc import Iterator

    from layers.intake.answers import Answers, Question
    from layers.intake.draft import Draft
    from layers.province import Province

STAGING = "ranh-replay-"
NOBODY = "-"
"""Who imports what is not imported."""


@contextmanager
def candidate(draft: Draft) -> Iterator[Province]:
    """
    Give the province with a draft as one more version, as long as the context is open.

    The version has the id, the dates and the zones that publishing would give it; earlier versions
    of its line end where it starts. The zones stand in a folder for this process alone.

    Raises
    ------
    IntakeError
        If a question of the draft is open.
    RanhError
        If the province with it could not be opened, or the zones not be read as a layer of it.
    """
    frame, target, account = ready(draft)
    province = draft.given.province
    with private_folder(Path(tempfile.gettempdir()), STAGING) as folder:
        zones = folder / ZONES
        record = stage(frame, target, account, province, zones, by=NOBODY)
        layer = record.layer.model_copy(update={"file": str(zones)})
        staged = record.model_copy(update={"layer": layer})
        yield with_layers(province, with_version(province.layers, read_records(province.folder), staged))


def open_aside(path: Path, province: Province, answers: Answers) -> Opened | Question:
    """
    Let a file in and read it without writing anything into the province's folder, not even for a moment.

    Raises
    ------
    IntakeError
        If it is refused.
    """
    with private_folder(Path(tempfile.gettempdir()), STAGING) as folder:
        return open_file(path, province.model_copy(update={"folder": folder}), answers)
