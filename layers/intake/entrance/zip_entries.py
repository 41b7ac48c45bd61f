"""
Judge the entries of a zip archive before anything of it is unpacked.

Sources: PKWARE APPNOTE 6.3.10 (4.4.4, 4.4.15); OWASP ASVS 5.0, 5.2.3, 5.2.5 and 5.3.3.
"""

from __future__ import annotations

import re
import stat
import unicodedata
import zipfile
from typing import TYPE_CHECKING

from layers.errors import IntakeError
from layers.intake.entrance.parts import split_name
from layers.intake.limits import MIB

if TYPE_CHECKING:
    from collections.abc import Sequence

    from layers.intake.limits import Limits

ENCRYPTED = 0x1 | 0x40 | 0x2000
"""Flags: encrypted, strongly encrypted, directory hidden."""
WINDOWS_LINK, FOLDER = 0x400, 0x10
METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
ARCHIVES = frozenset(
    {
        *(
            ".zip",
            ".kmz",
            ".rar",
            ".7z",
            ".gz",
            ".tgz",
            ".tar",
            ".bz2",
            ".xz",
            ".zst",
            ".cab",
            ".jar",
            ".iso",
        ),
        *(".arj", ".lzh", ".z"),
    }
)
PADDED = frozenset({".dbf", ".dat"})
"""Tables of fixed width: blanks up to 254 letters a cell pack 1,000 to 1 in files of any office."""
UNSAFE = re.compile(r"[\\\0]|^/|^[A-Za-z]:|(^|/)\.\.(/|$)")


class Budget:
    """How many bytes may still be unpacked, for all archives of one file together."""

    def __init__(self, limits: Limits) -> None:
        self._left = self._most = limits.unpacked_bytes

    def take(self, size: int, name: str) -> None:
        """Count bytes; refuse ("zip-total") where they are too many."""
        self._left -= size
        if self._left < 0:
            raise refusal(
                "zip-total",
                name,
                f"unpacks to more than {self._most // MIB} MB: divide it into smaller archives",
                f"giải nén ra hơn {self._most // MIB} MB: hãy chia thành nhiều tệp nén nhỏ hơn",
            )


def require_acceptable(
    entries: Sequence[zipfile.ZipInfo], names: Sequence[str], *, name: str, limits: Limits
) -> None:
    """
    Refuse an archive for the first entry that must not come in.

    Parameters
    ----------
    entries, names
        As the directory tells them; the names as they are shown.
    name
        Of the archive, for the refusal.

    Raises
    ------
    IntakeError
        "zip-path", "zip-link", "zip-device", "zip-encrypted", "zip-method", "zip-nested",
        "zip-duplicate", "zip-total", "zip-ratio".
    """
    budget, seen = Budget(limits), set[str]()
    for entry, shown in zip(entries, names, strict=True):
        for fault in (
            _kind_fault(entry, shown),
            _packing_fault(entry, shown),
            _repetition(entry, shown, seen),
        ):
            if fault is not None:
                code, en, vi = fault
                raise refusal(code, name, en, vi)
        budget.take(entry.file_size, name)
        _require_ratio([(entry, shown)], shown, name=name, limits=limits)
    _require_ratio(list(zip(entries, names, strict=True)), "*", name=name, limits=limits)


def is_folder(entry: zipfile.ZipInfo) -> bool:
    """Return whether an entry is a folder by its name or by what either system tells of it."""
    is_unix = stat.S_ISDIR(entry.external_attr >> 16)
    return entry.orig_filename.endswith("/") or bool(entry.external_attr & FOLDER) or is_unix


def refusal(code: str, name: str, en: str, vi: str) -> IntakeError:
    """Return the refusal of the archive `name`; `en` and `vi` begin with a verb."""
    return IntakeError(code, f"The archive {name} {en}.", f"Tệp nén {name} {vi}.")


def _require_ratio(
    rows: Sequence[tuple[zipfile.ZipInfo, str]], shown: str, *, name: str, limits: Limits
) -> None:
    """Refuse ("zip-ratio") what grows too much when it is unpacked; `PADDED` tables are only counted."""
    measured = [entry for entry, own in rows if split_name(own)[1] not in PADDED]
    unpacked, packed = sum(e.file_size for e in measured), sum(e.compress_size for e in measured)
    if unpacked > limits.ratio_floor_bytes and unpacked > limits.ratio * packed:
        raise refusal(
            "zip-ratio",
            name,
            f"unpacks {packed} to {unpacked} bytes ({shown}), more than {limits.ratio} to 1",
            f"giải nén {packed} thành {unpacked} byte ({shown}), quá {limits.ratio} lần",
        )


def _kind_fault(entry: zipfile.ZipInfo, shown: str) -> tuple[str, str, str] | None:
    """Return why an entry is no plain file or folder."""
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if UNSAFE.search(entry.orig_filename):
        return (
            "zip-path",
            f"has an entry with a forbidden path: {shown}",
            f"có mục mang đường dẫn cấm: {shown}",
        )
    if kind == stat.S_IFLNK or entry.external_attr & WINDOWS_LINK:
        return "zip-link", f"holds a link: {shown}", f"chứa liên kết: {shown}"
    if kind not in {0, stat.S_IFREG, stat.S_IFDIR}:
        return "zip-device", f"holds a device: {shown}", f"chứa tệp thiết bị: {shown}"
    if is_folder(entry) and entry.file_size:
        return "zip-path", f"has a folder with content: {shown}", f"có thư mục mang dữ liệu: {shown}"
    return None


def _packing_fault(entry: zipfile.ZipInfo, shown: str) -> tuple[str, str, str] | None:
    """Return why an entry cannot be unpacked here."""
    if entry.flag_bits & ENCRYPTED:
        return (
            "zip-encrypted",
            f"is encrypted ({shown}): pack it without a password",
            f"có mật khẩu ({shown}): hãy nén lại không đặt mật khẩu",
        )
    if entry.compress_type not in METHODS:
        return (
            "zip-method",
            f"uses packing method {entry.compress_type} for {shown}: pack it as an ordinary zip",
            f"dùng kiểu nén {entry.compress_type} cho {shown}: hãy nén lại dạng zip thông thường",
        )
    if split_name(shown)[1] in ARCHIVES:
        return (
            "zip-nested",
            f"holds another archive, {shown}: unpack that one and give its files",
            f"chứa tệp nén bên trong, {shown}: hãy giải nén và nộp các tệp trong đó",
        )
    return None


def _repetition(entry: zipfile.ZipInfo, shown: str, seen: set[str]) -> tuple[str, str, str] | None:
    key = unicodedata.normalize("NFC", shown).casefold().strip("/")
    if key in seen and not is_folder(entry):
        return "zip-duplicate", f"holds {shown} twice: leave one", f"chứa {shown} hai lần: hãy để lại một"
    seen.add(key)
    return None
