"""What the options before a command say, and where its words go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from layers.province import default_province_folder
from views.console import console

if TYPE_CHECKING:
    from pathlib import Path

CLEAR, CONFLICTS, UNUSABLE, NOT_CHECKED = 0, 1, 2, 3
"""Exit status."""

out = console()
err = console(stderr=True)


class Settings:
    """What the options before the command say."""

    folder: Path = default_province_folder()
    language: str = "vi"
    user: str = ""
    """Name of the account of whoever runs the command."""
    conflicts: bool = False
    """Whether exit status 1 was decided by a check."""


def say(en: str, vi: str) -> str:
    """Return the sentence in the language of this run."""
    return vi if Settings.language == "vi" else en


def printable(told: str) -> str:
    """Return words of a file so that nothing in them moves the cursor or colours the terminal."""
    return "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in told)


def warn(en: str, vi: str) -> None:
    """Print a sentence that nobody should miss, beside the result; it may name what a file holds."""
    err.print(Text("\n".join(map(printable, say(en, vi).split("\n")))), style="bold magenta")
