"""The private folder into which everything that comes in is copied under names made by the program."""

from __future__ import annotations

import errno
import os
import shutil
import stat
from contextlib import contextmanager
from typing import TYPE_CHECKING, BinaryIO

from layers.errors import IntakeError
from layers.intake.limits import MIB

if TYPE_CHECKING:
    import hashlib
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from layers.intake.limits import Limits

BLOCK_BYTES = MIB
READ_FLAGS = (
    os.O_RDONLY
    | getattr(os, "O_BINARY", 0)
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_CLOEXEC", 0)
)
"""A link is not followed, a pipe does not make us wait."""
FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class Staging:
    """
    Where one incoming file is put: `0/data.shp`, `1/data.gpkg`, one folder for each dataset.

    Parameters
    ----------
    folder
        Belongs to nobody else (0700); made by the caller.
    limits
        Its quota counts what lies there from earlier files too.
    """

    def __init__(self, folder: Path, limits: Limits) -> None:
        if os.name == "posix" and folder.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            raise IntakeError(
                "staging-open",
                f"The staging folder {folder} can be entered by other users of this machine: set it to 0700.",
                f"Thư mục tạm {folder} đang mở cho người dùng khác của máy: hãy đặt quyền 0700.",
            )
        self._folder, self._limits = folder, limits
        self._used = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
        self._made: list[Path] = []

    def new_folder(self) -> Path:
        """Make the next folder, named by a number."""
        taken = [int(path.name) for path in self._folder.iterdir() if path.name.isdecimal()]
        made = self._folder / str(max(taken, default=-1) + 1)
        made.mkdir(mode=0o700)
        self._made.append(made)
        return made

    def write(self, blocks: Iterable[bytes], to: Path) -> None:
        """
        Write a new file.

        Raises
        ------
        IntakeError
            "staging-quota" where the folder would hold too much, "staging-full" where the disk is full.
        """
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
        try:
            with os.fdopen(os.open(to, flags, 0o600), "wb") as file:
                for block in blocks:
                    self._count(len(block))
                    file.write(block)
        except OSError as error:
            if error.errno not in FULL:
                raise
            raise IntakeError(
                "staging-full",
                "The disk is full: make room and give the file again.",
                "Đĩa đã đầy: hãy giải phóng dung lượng rồi nộp lại tệp.",
            ) from error

    def remove(self, path: Path) -> None:
        """Take a file away again, for example an archive that was unpacked."""
        self._used -= path.stat().st_size
        path.unlink()

    def discard(self) -> None:
        """Take away everything that was made here: a refused file leaves nothing."""
        for folder in self._made:
            shutil.rmtree(folder, ignore_errors=True)

    def _count(self, size: int) -> None:
        self._used += size
        if self._used > self._limits.staging_bytes:
            raise IntakeError(
                "staging-quota",
                f"More than {self._limits.staging_bytes // MIB} MB would wait here:"
                " finish or discard the files that were given before.",
                f"Vùng tạm sẽ vượt {self._limits.staging_bytes // MIB} MB:"
                " hãy hoàn tất hoặc bỏ các tệp đã nộp trước.",
            )


@contextmanager
def opened(path: Path, name: str) -> Iterator[BinaryIO]:
    """
    Open a file that somebody handed in, and make sure that it did not change meanwhile.

    Raises
    ------
    IntakeError
        "file-missing", "file-link", "file-special" (folder, device, pipe), "file-unreadable",
        "file-changed".
    """
    try:
        before = path.lstat()
        _require_regular(before.st_mode, name)
        with os.fdopen(os.open(path, READ_FLAGS), "rb") as file:
            held = os.fstat(file.fileno())
            _require_regular(held.st_mode, name)
            yield file
            after = os.fstat(file.fileno())
    except FileNotFoundError as error:
        raise IntakeError(
            "file-missing",
            f"The file {name} is not there: check its name and folder.",
            f"Không thấy tệp {name}: hãy kiểm tra tên và thư mục.",
        ) from error
    except (OSError, ValueError) as error:
        if isinstance(error, IntakeError):
            raise
        why = os.strerror(error.errno) if isinstance(error, OSError) and error.errno else "bad name"
        raise IntakeError(
            "file-unreadable",
            f"{name} cannot be read ({why}): check the file and its permissions.",
            f"Không đọc được {name} ({why}): hãy kiểm tra tệp và quyền đọc.",
        ) from error
    if (held.st_size, held.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        raise IntakeError(
            "file-changed",
            f"{name} was changed while it was being read: give it again when it is finished.",
            f"{name} bị thay đổi trong lúc đang đọc: hãy nộp lại khi tệp đã hoàn tất.",
        )


def blocks_of(file: BinaryIO, digest: hashlib._Hash, left: int) -> Iterator[bytes]:
    """Yield a file in blocks, at most one byte more than `left`; feed each to `digest`."""
    while left >= 0 and (block := file.read(min(BLOCK_BYTES, left + 1))):
        left -= len(block)
        digest.update(block)
        yield block


def _require_regular(mode: int, name: str) -> None:
    if stat.S_ISLNK(mode):
        raise IntakeError(
            "file-link",
            f"{name} is a link to another file: give that file itself.",
            f"{name} là liên kết tới tệp khác: hãy nộp chính tệp đó.",
        )
    if not stat.S_ISREG(mode):
        raise IntakeError(
            "file-special",
            f"{name} is a folder or a device, not a file.",
            f"{name} là thư mục hoặc thiết bị, không phải tệp.",
        )
