"""Where the terminal's text goes, and the bar that shows long work."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from io import StringIO, TextIOWrapper
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PIPE_WIDTH = 140
"""Columns of a table that goes into a file or another program."""


def console(*, stderr: bool = False) -> Console:
    """Return a console that can say Vietnamese wherever it goes, also into a closed stream."""
    stream = sys.stderr if stderr else sys.stdout
    if isinstance(stream, TextIOWrapper) and stream.encoding.lower() != "utf-8":
        stream.reconfigure(encoding="utf-8", errors="replace")
    if stream is None:
        return Console(file=StringIO())
    return Console(stderr=stderr, width=None if stderr or stream.isatty() else PIPE_WIDTH)


@contextmanager
def progress(shown_on: Console) -> Iterator[Callable[[str, int, int], None]]:
    """Give a function to call with (what, done, of all); its bar vanishes at the end."""
    columns: tuple[Any, ...] = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=shown_on, transient=True) as bar:
        task = bar.add_task("", total=None)
        yield lambda what, done, of: bar.update(task, description=what, completed=done, total=of)
