"""Lay down what a person handed in beside a program, under names made here, ready for the gate."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from layers.errors import IntakeError, WriteError
from layers.intake.entrance.admission import ENDINGS
from layers.intake.entrance.parts import PART_ENDINGS, PARTS, split_name
from layers.intake.entrance.shown import shown_name

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

STEM = "data"


@dataclass(frozen=True, slots=True, kw_only=True)
class Handed:
    """One file as it was handed in."""

    name: str
    """As the person calls it; may hold anything, also a path."""
    data: bytes | memoryview


def lay_down(files: Sequence[Handed], folder: Path) -> tuple[Path, str]:
    """
    Write files into a private folder; return the path for the gate and the name for the person.

    No name of the person's becomes a path. Several files must be the parts of one dataset.

    Raises
    ------
    IntakeError
        "files-none", "files-several", "files-stems", "part-twice".
    WriteError
        If the folder cannot be written to.
    """
    main = main_of(files)
    stem, _ = split_name(shown_name(main.name))
    parts = {}
    for file in files:
        own, ending = split_name(shown_name(file.name))
        if own != stem:
            raise _stranger(main, file)
        if ending in parts:
            raise IntakeError(
                "part-twice",
                f"{shown_name(main.name)} has two parts {ending}: hand in one of them.",
                f"{shown_name(main.name)} có hai phần {ending}: chỉ nộp một.",
            )
        parts[ending] = file
    for ending, file in parts.items():
        if file is main or ending in PART_ENDINGS:
            _write(folder / f"{STEM}{ending if _is_plain(ending) else ''}", file)
    ending = split_name(shown_name(main.name))[1]
    return folder / f"{STEM}{ending if _is_plain(ending) else ''}", shown_name(main.name)


def main_of(files: Sequence[Handed]) -> Handed:
    """
    Return the file that the others are parts of.

    Side files of other programs (.qix, .xml) are passed over; a second file that could be imported
    by itself is not: it would be left out without a word.

    Examples
    --------
    >>> names = ("a.dbf", "a.shp", "a.shx", "a.sbn")
    >>> main_of([Handed(name=name, data=b"") for name in names]).name
    'a.shp'
    """
    if len(files) == 1:
        return files[0]
    mains = [file for file in files if split_name(shown_name(file.name))[1] in ENDINGS]
    if not files or not mains:
        raise IntakeError(
            "files-none",
            "Among the files is none to begin with (.shp, .tab, .mif): hand it in with its parts.",
            "Trong các tệp chưa có tệp chính (.shp, .tab, .mif): hãy nộp tệp chính cùng các phần của nó.",
        )
    if len(mains) > 1 or split_name(shown_name(mains[0].name))[1] not in PARTS:
        names = ", ".join(shown_name(file.name) for file in (mains if len(mains) > 1 else files)[:3])
        raise IntakeError(
            "files-several",
            f"These files are not parts of one data set ({names}): import them one after another.",
            f"Các tệp này không phải các phần của một bộ dữ liệu ({names}): hãy nhập lần lượt từng tệp.",
        )
    return mains[0]


def _is_plain(ending: str) -> bool:
    return ending in ENDINGS or ending in PART_ENDINGS


def _stranger(main: Handed, file: Handed) -> IntakeError:
    name, other = shown_name(main.name), shown_name(file.name)
    return IntakeError(
        "files-stems",
        f"{other} is no part of {name}: the parts of one data set have the same name before the dot.",
        f"{other} không phải một phần của {name}: các phần của một bộ dữ liệu phải cùng tên trước dấu chấm.",
    )


def _write(path: Path, file: Handed) -> None:
    try:
        path.write_bytes(file.data)
    except OSError as error:
        raise WriteError(
            f"The file cannot be kept while it is read ({error.strerror or error}): check the disk.",
            f"Không ghi tạm được tệp để đọc ({error.strerror or error}): hãy kiểm tra ổ đĩa.",
        ) from error
