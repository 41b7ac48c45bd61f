"""Folders that one process works in: for its owner alone, and taken away also after kill -9."""

from __future__ import annotations

import os
import shutil
import uuid
from contextlib import contextmanager
from typing import TYPE_CHECKING

import psutil

from layers.errors import WriteError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TOKEN_CHARACTERS = 12


@contextmanager
def private_folder(parent: Path, prefix: str) -> Iterator[Path]:
    """
    Give a new folder below `parent` that nobody else may open; in the end it is gone.

    What processes that are no more have left there is taken away first. A caller that renames
    the folder keeps it.

    Raises
    ------
    WriteError
        If it cannot be made.
    """
    clean(parent, prefix)
    folder = parent / f"{prefix}{os.getpid()}-{uuid.uuid4().hex[:TOKEN_CHARACTERS]}"
    try:
        parent.mkdir(parents=True, exist_ok=True)
        folder.mkdir(mode=0o700)
    except OSError as error:
        raise WriteError(
            f"No folder can be made in {parent} ({error.strerror or error}): check its rights and the disk.",
            f"Không tạo được thư mục trong {parent} ({error.strerror or error}): kiểm tra quyền và ổ đĩa.",
        ) from error
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def clean(parent: Path, prefix: str) -> None:
    """Take away the folders whose maker is no more."""
    for folder in parent.glob(f"{prefix}*"):
        maker = folder.name.removeprefix(prefix).split("-")[0]
        if not (maker.isdigit() and psutil.pid_exists(int(maker))):
            shutil.rmtree(folder, ignore_errors=True)
