"""A report that was made, as a file: the same for every kind of report."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from commands.settings import out, say
from layers.errors import WriteError
from layers.writer import replace_file
from office.errors import ReportError
from office.reports.numbers import day_words

if TYPE_CHECKING:
    from office.reports.model import Report

ReportFile = Annotated[
    Path | None, typer.Option("-o", "--out", help="The file. Default: its number, in this folder.")
]


def hand_out(made: Report, out_file: Path | None) -> None:
    """
    Write a report, whole or not at all, and say its number.

    Raises
    ------
    ReportError
        If it cannot be written: the report has its number all the same.
    """
    target = out_file or Path(made.file_name)
    try:
        replace_file(target, lambda part: part.write_bytes(made.body))
    except WriteError as error:
        raise ReportError(
            f"{made.number} was made, and then: {error.en} Make it again.",
            f"Đã lập {made.number}, nhưng: {error.vi} Hãy lập lại.",
        ) from error
    until = day_words(made.valid_until)
    told = say(
        f"{made.number}: {target}, valid until {until}, SHA-256 {made.sha256}",
        f"{made.number}: {target}, đến hết {until}, SHA-256 {made.sha256}",
    )
    out.print(Text(told), soft_wrap=True)
