"""
Open a zip archive of somebody else, and unpack single members of it with a count.

Only the directory is taken from `zipfile`. The bytes are unpacked here, since what counts is what
really comes out, and `zipfile` stops without a word at the size that the directory tells.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from layers.errors import IntakeError
from layers.intake.entrance.parts import split_name
from layers.intake.entrance.shown import member_name
from layers.intake.entrance.zip_entries import is_folder, refusal, require_acceptable
from layers.intake.entrance.zip_layout import packed_starts
from layers.intake.limits import LIMITS, MIB, Limits

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from layers.intake.entrance.zip_entries import Budget

BLOCK_BYTES = 1 << 16
DIRECTORY_BYTES = 4 * MIB
"""Most that is read at once while the directory is listed: about 90,000 entries."""
BROKEN = (zipfile.BadZipFile, struct.error, NotImplementedError, ValueError, OverflowError, OSError, EOFError)


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One file in an archive."""

    name: str
    """Whole name as it is shown, folders divided by "/"; never a path."""
    folder: str
    stem: str
    ending: str
    """Folder, stem and ending in lower case, to find what belongs together."""
    entry: zipfile.ZipInfo
    start: int
    """Offset of its packed bytes."""


class Archive(io.FileIO):
    """
    A zip archive of which every entry was found acceptable when it was opened.

    Raises
    ------
    IntakeError
        "zip-broken", "zip-empty", "zip-entries", and as `zip_entries.require_acceptable` and
        `zip_layout.packed_starts`.
    """

    def __init__(self, path: Path, name: str, limits: Limits = LIMITS) -> None:
        super().__init__(path)
        self.shown, self.limits = name, limits
        self.members: tuple[Member, ...] = ()

    def __enter__(self) -> Self:
        """List the archive; close it again where it is refused."""
        with ExitStack() as undo:
            undo.callback(self.close)
            self.members = self._listed()
            undo.pop_all()
        return self

    def read(self, size: int | None = -1, /) -> bytes:
        """Read, but nothing large at once: a directory of a million entries is not even listed."""
        if size is None or size < 0:
            here = self.tell()
            size = self.seek(0, io.SEEK_END) - here
            self.seek(here)
        if size > DIRECTORY_BYTES:
            raise self._too_many()
        return super().read(size) or b""

    def unpacked(self, member: Member, budget: Budget) -> Iterator[bytes]:
        """
        Yield the bytes of a member, counted and compared with what the directory tells.

        Raises
        ------
        IntakeError
            "zip-total", "zip-size" (the directory lies), "zip-crc".
        """
        told, count, crc = member.entry.file_size, 0, 0
        for block in self._inflated(member):
            count += len(block)
            budget.take(len(block), self.shown)
            if count > told:
                break
            crc = zlib.crc32(block, crc)
            yield block
        if count != told:
            raise refusal(
                "zip-size",
                self.shown,
                f"tells a size of {told} bytes for {member.name}, which is not true",
                f"ghi {member.name} có {told} byte, không đúng thực tế",
            )
        if crc != member.entry.CRC:
            raise self._damaged(member)

    def _inflated(self, member: Member) -> Iterator[bytes]:
        if member.entry.compress_type == zipfile.ZIP_STORED:
            yield from self._packed(member)
            return
        inflater = zlib.decompressobj(-zlib.MAX_WBITS)
        try:
            for packed in self._packed(member):
                rest = packed
                while rest:
                    yield inflater.decompress(rest, BLOCK_BYTES)
                    rest = inflater.unconsumed_tail
            yield inflater.flush()
        except zlib.error as error:
            raise self._damaged(member) from error
        if not inflater.eof or inflater.unused_data:
            raise self._damaged(member)

    def _packed(self, member: Member) -> Iterator[bytes]:
        left = member.entry.compress_size
        self.seek(member.start)
        while left > 0:
            block = self.read(min(left, BLOCK_BYTES))
            if not block:
                raise self._damaged(member)
            left -= len(block)
            yield block

    def _listed(self) -> tuple[Member, ...]:
        try:
            directory = zipfile.ZipFile(self)
        except IntakeError:
            raise
        except BROKEN as error:
            raise refusal(
                "zip-broken",
                self.shown,
                f"cannot be listed ({error}): pack or copy it again",
                f"không đọc được danh mục ({error}): hãy nén hoặc sao chép lại",
            ) from error
        entries = directory.infolist()
        if len(entries) > self.limits.entries:
            raise self._too_many()
        names = [member_name(entry) for entry in entries]
        require_acceptable(entries, names, name=self.shown, limits=self.limits)
        starts = packed_starts(self, entries, names, end=directory.start_dir, name=self.shown)
        members = tuple(
            _member(entry, shown, start)
            for entry, shown, start in zip(entries, names, starts, strict=True)
            if not is_folder(entry)
        )
        if not members:
            raise refusal("zip-empty", self.shown, "holds no file", "không chứa tệp nào")
        return members

    def _damaged(self, member: Member) -> IntakeError:
        return refusal(
            "zip-crc",
            self.shown,
            f"is damaged at {member.name}: pack or copy it again",
            f"bị hỏng ở {member.name}: hãy nén hoặc sao chép lại",
        )

    def _too_many(self) -> IntakeError:
        most = self.limits.entries
        return refusal(
            "zip-entries",
            self.shown,
            f"holds more than {most} entries: divide it into smaller archives",
            f"có hơn {most} mục: hãy chia thành nhiều tệp nén nhỏ hơn",
        )


def _member(entry: zipfile.ZipInfo, shown: str, start: int) -> Member:
    folder, _, last = shown.rpartition("/")
    stem, ending = split_name(last)
    return Member(name=shown, folder=folder.casefold(), stem=stem, ending=ending, entry=entry, start=start)
