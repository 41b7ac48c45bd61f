"""In which encodings Vietnamese text comes, and what a value is in each of them."""

from __future__ import annotations

import codecs
import unicodedata
from enum import StrEnum

from layers.intake.text.code_tables import SURFACES, shown, tcvn3_letters, vni_letters, with_capitals


class Encoding(StrEnum):
    """How the text of a column is written."""

    ASCII = "ascii"
    UTF8 = "utf-8"
    UTF8_NFD = "utf-8-nfd"
    """Unicode with accents as letters of their own, as macOS writes names."""
    TCVN3 = "tcvn3"
    VNI = "vni"
    CP1258 = "cp1258"
    CP1252 = "cp1252"
    UTF8_AS_CP1252 = "utf-8-as-cp1252"
    """UTF-8 that a program took for code page 1252 or 1258 and wrote as UTF-8 again."""
    UNKNOWN = "unknown"

    @property
    def label(self) -> str:
        """Its name as people know it, the same in every language."""
        return LABELS.get(self, self.value.upper())


LABELS = {
    Encoding.TCVN3: "TCVN3 (ABC)",
    Encoding.VNI: "VNI-Windows",
    Encoding.UTF8_NFD: "UTF-8 (NFD)",
    Encoding.UTF8_AS_CP1252: "UTF-8 (CP1252)",
}

AS_IS = frozenset({Encoding.ASCII, Encoding.UTF8, Encoding.UTF8_NFD, Encoding.UNKNOWN})
"""Encodings in which Unicode text stays as it stands."""

MOST_FOLDS = 3
"""Times that UTF-8 may have been wrapped into itself."""


def as_unicode(value: str | bytes) -> str | None:
    """
    Return a value as text where it is Unicode: text, or bytes that are strict UTF-8.

    A last letter that the file's field width has cut off is left away; `is_cut` tells.
    """
    if isinstance(value, str):
        return value
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError as error:
        return value[: error.start].decode("utf-8") if _is_tail(value, error) else None


def is_cut(value: str | bytes) -> bool:
    """Tell whether bytes are UTF-8 whose last letter is incomplete."""
    if isinstance(value, str):
        return False
    try:
        value.decode("utf-8")
    except UnicodeDecodeError as error:
        return _is_tail(value, error)
    return False


def _is_tail(value: bytes, error: UnicodeDecodeError) -> bool:
    """Only where another letter beyond ASCII vouches for UTF-8."""
    return error.reason == "unexpected end of data" and not value[: error.start].isascii()


def byte_forms(text: str) -> tuple[bytes, ...]:
    """Return the bytes that a text shows if a program took them for code page 1252 or 1258."""
    found = []
    for table in SURFACES:
        try:
            found.append(codecs.charmap_encode(text, "strict", table)[0])
        except UnicodeEncodeError:
            continue
    return tuple(dict.fromkeys(found))


def reading(value: str | bytes, encoding: Encoding) -> str | None:
    r"""
    Return a value read in an encoding, in composed letters; None where it cannot be.

    Letters that VNI gives no meaning where they stand come out in private use (`STRAY`).

    Examples
    --------
    >>> reading(b"\xa7\xcat qu\xe8c ph\xdfng", Encoding.TCVN3)
    'Đất quốc phòng'
    >>> reading("Ñaát quoác phoøng", Encoding.VNI)
    'Đất quốc phòng'
    >>> reading("Ä\x90áº¥t", Encoding.UTF8_AS_CP1252)
    'Đất'
    """
    text = as_unicode(value)
    if encoding in AS_IS or (encoding is Encoding.CP1252 and text is not None):
        return None if text is None else unicodedata.normalize("NFC", text)
    if encoding is Encoding.UTF8_AS_CP1252:
        return None if text is None else _unfolded(text)
    forms = (value,) if isinstance(value, bytes) and text is None else byte_forms(text or "")
    for raw in forms:
        read = read_bytes(raw, encoding)
        if read is not None:
            return read
    return None


def read_bytes(raw: bytes, encoding: Encoding) -> str | None:
    """Return bytes read by a code table, composed; None where it leaves one of them open."""
    if encoding is Encoding.TCVN3:
        return with_capitals(tcvn3_letters(raw))
    if encoding is Encoding.VNI:
        return vni_letters(shown(raw))
    try:
        return unicodedata.normalize("NFC", raw.decode(encoding))
    except UnicodeDecodeError:
        return None


def _unfolded(text: str) -> str | None:
    """Unwrap UTF-8 that was taken for a code page, as often as it was wrapped."""
    found = None
    for _ in range(MOST_FOLDS):
        inner = [form for form in byte_forms(text) if not form.isascii()]
        read = [form.decode("utf-8") for form in inner if _is_utf8(form)]
        if not read:
            break
        found = text = read[0]
    return None if found is None else unicodedata.normalize("NFC", found)


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
