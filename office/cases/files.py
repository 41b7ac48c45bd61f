"""Files that people hand in with a case: taken for what their content is, not for what they are called."""

from __future__ import annotations

import hashlib
import io
import json
import unicodedata
import zipfile
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from office.errors import CaseError

if TYPE_CHECKING:
    from office.cases.model import NewFile

MOST_BYTES = 20 * 1024 * 1024
NAME_LENGTH = 200

STARTS = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"SQLite format 3\x00", "application/geopackage+sqlite3"),
    (b"PK\x03\x04", "application/zip"),
)
"""First bytes -> what it is."""

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

ENDINGS = {
    "application/pdf": {".pdf"},
    "image/png": {".png"},
    "image/jpeg": {".jpg", ".jpeg"},
    "image/tiff": {".tif", ".tiff"},
    "application/geopackage+sqlite3": {".gpkg"},
    "application/zip": {".zip"},
    "application/geo+json": {".geojson", ".json"},
    _WORD: {".docx"},
    _SHEET: {".xlsx"},
}
"""What it is -> how its name may end: a name that says otherwise is refused."""


@dataclass(frozen=True, kw_only=True)
class CheckedFile:
    """A file that may be kept."""

    name: str
    media_type: str
    sha256: str
    body: bytes = field(repr=False)


def checked(file: NewFile) -> CheckedFile:
    """
    Return the file with its kind, told by its content.

    Raises
    ------
    CaseError
        If it is empty, larger than 20 MB, of a kind that is not kept, or called otherwise.
    """
    name = _name(file.name)
    if not 0 < len(file.body) <= MOST_BYTES:
        raise CaseError(
            f"The file {name!r} is empty or larger than 20 MB; hand in a smaller one.",
            f"Tệp {name!r} rỗng hoặc lớn hơn 20 MB; hãy nộp tệp nhỏ hơn.",
        )
    media_type = kind_of(file.body)
    if PurePosixPath(name).suffix.lower() not in ENDINGS.get(media_type, set()):
        raise CaseError(
            f"The file {name!r} is not kept: take PDF, DOCX, XLSX (without macros), PNG, JPG, TIFF, ZIP, "
            "GeoJSON or GPKG, named as what it is.",
            f"Không nhận tệp {name!r}: chỉ nhận PDF, DOCX, XLSX (không có macro), PNG, JPG, TIFF, ZIP, "
            "GeoJSON hoặc GPKG, có đuôi tên đúng với nội dung.",
        )
    return CheckedFile(
        name=name, media_type=media_type, sha256=hashlib.sha256(file.body).hexdigest(), body=file.body
    )


def kind_of(body: bytes) -> str:
    """
    Return the media type that the content of a file has, "" where it is none that is kept.

    Examples
    --------
    >>> kind_of(b"%PDF-1.7"), kind_of(b'{"type": "Point", "coordinates": [1, 2]}'), kind_of(b"MZ")
    ('application/pdf', 'application/geo+json', '')
    """
    found = next((kind for start, kind in STARTS if body.startswith(start)), "")
    if found == "application/zip":
        return _kind_of_archive(body)
    return found or ("application/geo+json" if _is_geojson(body) else "")


def _kind_of_archive(body: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            members = set(archive.namelist())
    except (zipfile.BadZipFile, NotImplementedError, ValueError):
        return ""
    if any(PurePosixPath(member).name.lower() == "vbaproject.bin" for member in members):
        return ""
    if "[Content_Types].xml" not in members:
        return "application/zip"
    return _WORD if "word/document.xml" in members else _SHEET if "xl/workbook.xml" in members else ""


def _is_geojson(body: bytes) -> bool:
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        return False
    return isinstance(told, dict) and isinstance(told.get("type"), str)


def _name(given: str) -> str:
    """Return the last part of the name without control characters: it is shown, never opened."""
    last = unicodedata.normalize("NFC", given).replace("\\", "/").rsplit("/", 1)[-1]
    plain = "".join(c for c in last if unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Zl", "Zp"}).strip()
    if not plain or len(plain) > NAME_LENGTH:
        raise CaseError(
            f"A file needs a name of 1 to {NAME_LENGTH} characters.",
            f"Tệp phải có tên từ 1 đến {NAME_LENGTH} ký tự.",
        )
    return plain
