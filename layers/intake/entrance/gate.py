"""
Let a file in, or say exactly why not. No format library has any part in this.

Everything is copied into a private folder under names made here, told by its content, unpacked with
a count, and only then judged. A path or URL of the person's is never handed on.

Source: OWASP ASVS 5.0, chapter 5 (file handling).
"""

from __future__ import annotations

import hashlib
import os
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from layers.errors import IntakeError
from layers.intake.entrance.admission import kind_of, require_content, staged_suffix
from layers.intake.entrance.database import require_saved
from layers.intake.entrance.parts import PARTS, gathered, split_name
from layers.intake.entrance.shown import shown_name
from layers.intake.entrance.sniff import Container
from layers.intake.entrance.staging import Staging, blocks_of, opened
from layers.intake.entrance.unpacking import unpacked
from layers.intake.limits import LIMITS, MIB, Limits
from layers.intake.model import Dataset, Incoming, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def admit(path: Path, staging: Path, *, name: str = "", limits: Limits = LIMITS) -> Incoming:
    """
    Copy what came in into `staging`, and return what can be read of it.

    Parameters
    ----------
    path
        A file; for a .shp, .tab or .mif its parts are taken from the same folder, whatever their
        capitals. Each is read once, never written, and may not be a link.
    staging
        A private folder (0700) made by the caller. After a refusal nothing of this file is in it.
    name
        What the person calls it; "" takes the name of `path`. Its ending must agree with the content.

    Returns
    -------
    incoming
        Datasets in the order of their names; what an archive holds beside them is in `left_out`.

    Raises
    ------
    IntakeError
        With the reason and the place: member, table, line or byte.
    """
    shown = shown_name(name or path.name)
    with ExitStack() as undo:
        desk = Staging(staging, limits)
        undo.callback(desk.discard)
        incoming = _admitted(path, shown, desk, limits)
        undo.pop_all()
    return incoming


def _admitted(path: Path, name: str, desk: Staging, limits: Limits) -> Incoming:
    folder = desk.new_folder()
    receipt = _Receipt(limits=limits)
    main = receipt.take(path, name, folder / "data.bin", desk)
    kind = kind_of(main, name)
    left_out: tuple[str, ...] = ()
    if isinstance(kind, Container):
        datasets, left_out = unpacked(main, name, desk=desk, limits=limits)
    else:
        main = main.rename(folder / f"data{staged_suffix(kind)}")
        if kind is Kind.GEOPACKAGE:
            require_saved(path, name)
        for ending, part in gathered(main.suffix, name, _beside(path, main.suffix)).items():
            receipt.take(part, shown_name(part.name), main.with_suffix(ending), desk)
        require_content(kind, main, name, limits)
        datasets = (Dataset(kind=kind, name=name, path=main),)
    return Incoming(
        name=name, sha256=receipt.sha256, size_bytes=receipt.size_bytes, datasets=datasets, left_out=left_out
    )


def _beside(path: Path, ending: str) -> Iterator[tuple[str, Path]]:
    """Yield what shares folder and stem with a file that comes in parts, in the order of names."""
    stem, own = split_name(path.name)
    if ending in PARTS and own == ending:
        for other in sorted(path.parent.iterdir()):
            other_stem, other_ending = split_name(other.name)
            if other_stem == stem and other_ending != ending:
                yield other_ending, other


@dataclass
class _Receipt:
    """What was handed in: how many bytes, and their hash."""

    limits: Limits
    size_bytes: int = 0
    hashes: dict[str, bytes] = field(default_factory=dict)

    def take(self, path: Path, name: str, to: Path, desk: Staging) -> Path:
        """Copy a file, count it and hash it in one pass; return where it was put."""
        digest = hashlib.sha256()
        with opened(path, name) as file:
            self._require_size(os.fstat(file.fileno()).st_size, name)
            desk.write(blocks_of(file, digest, self.limits.file_bytes - self.size_bytes), to)
            self._require_size(file.tell(), name)
            self.size_bytes += file.tell()
        self.hashes[to.suffix] = digest.digest()
        return to

    def _require_size(self, size: int, name: str) -> None:
        most = self.limits.file_bytes
        if self.size_bytes + size > most:
            raise IntakeError(
                "file-size",
                f"{name} is larger than {most // MIB} MB with all its parts: divide it into smaller files.",
                f"{name} cùng các phần lớn hơn {most // MIB} MB: hãy chia thành các tệp nhỏ hơn.",
            )

    @property
    def sha256(self) -> str:
        """The hash of a single file; of one in parts, of endings and hashes of all of them."""
        if len(self.hashes) == 1:
            return next(iter(self.hashes.values())).hex()
        parts = b"".join(ending.encode() + own for ending, own in sorted(self.hashes.items()))
        return hashlib.sha256(parts).hexdigest()
