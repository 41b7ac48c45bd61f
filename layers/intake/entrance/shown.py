"""File names as they are shown and stored. None of them is ever used as a path."""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise
from typing import TYPE_CHECKING

from layers.intake.text.vietnamese import Encoding, reading

if TYPE_CHECKING:
    import zipfile

LONGEST = 200
"""Characters of a name."""
LONGEST_ENDING = 12
HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Unicode categories of what cannot be seen: controls, direction marks, halves of letters."""
UTF8_FLAG = 0x800
UNICODE_PATH = 0x7075
"""Extra field of Info-ZIP with the name in UTF-8."""
VIETNAMESE = frozenset(
    unicodedata.normalize("NFC", vowel + tone)
    for vowel in "aăâeêioôơuưyAĂÂEÊIOÔƠUƯY"
    for tone in ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")
) | {"đ", "Đ"}


def shown_name(text: str) -> str:
    r"""
    Return the name of a file for a person: the last part of a path, visible letters only.

    >>> shown_name("C:\\tmp\\Bản đồ\n2025.shp"), shown_name("../../etc/passwd"), shown_name("//")
    ('Bản đồ 2025.shp', 'passwd', 'file')
    """
    last = re.split(r"[/\\]", visible_name(text).strip("/\\ "))[-1]
    return shortened(last.strip()) or "file"


def visible_name(text: str) -> str:
    """Return a text in composed letters; what cannot be seen becomes a blank."""
    composed = unicodedata.normalize("NFC", text.encode("utf-8", "replace").decode("utf-8"))
    seen = "".join(" " if unicodedata.category(letter) in HIDDEN else letter for letter in composed)
    return " ".join(seen.split())


def shortened(name: str) -> str:
    """
    Cut a name to `LONGEST` characters and keep its ending.

    >>> len(shortened("a" * 300 + ".gpkg")), shortened("a" * 300 + ".gpkg")[-7:]
    (200, 'a….gpkg')
    """
    if len(name) <= LONGEST:
        return name
    stem, dot, ending = name.rpartition(".")
    ending = dot + ending if stem and len(ending) <= LONGEST_ENDING else ""
    return name[: LONGEST - 1 - len(ending)] + "…" + ending


def member_name(entry: zipfile.ZipInfo) -> str:
    """
    Return the whole name of an archive's member as a person should see it, folders divided by "/".

    The name in the directory has no sure encoding: the flag for UTF-8 and the field of Info-ZIP
    are believed, bytes that are UTF-8 are, then code page 1258 and TCVN3 are tried.
    """
    if entry.flag_bits & UTF8_FLAG:
        return visible_name(entry.orig_filename)
    raw = entry.orig_filename.encode("cp437", "replace")
    return visible_name(_unicode_path(entry.extra) or _read(raw))


def _unicode_path(extra: bytes) -> str:
    at = 0
    while at + 4 <= len(extra):
        kind, size = (int.from_bytes(extra[at + n : at + n + 2], "little") for n in (0, 2))
        if kind == UNICODE_PATH:
            return extra[at + 9 : at + 4 + size].decode("utf-8", "replace")
        at += 4 + size
    return ""


def _read(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        for encoding in (Encoding.CP1258, Encoding.TCVN3):
            text = reading(raw, encoding)
            if text is not None and _is_plausible(text):
                return text
    return raw.decode("cp437")


def _is_plausible(text: str) -> bool:
    """Return whether every letter is Vietnamese or ASCII and no capital follows a small letter."""
    known = all(letter.isascii() or letter in VIETNAMESE for letter in text)
    return known and not any(a.islower() and b.isupper() for a, b in pairwise(text))
