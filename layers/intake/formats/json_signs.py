"""
Tell the Unicode encoding of a JSON file by its first four bytes.

JSON starts with an ASCII character, so that zero bytes tell where there is no mark.
Source: RFC 4627 section 3.
"""

from __future__ import annotations

import codecs

SIGNS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
ZEROS = ((b"\0\0\0", "utf-32-be"), (b"\0", "utf-16-be"))


def unicode_of(head: bytes) -> tuple[str, int]:
    r"""
    Return the encoding by the first four bytes, and the length of the mark that says so.

    Examples
    --------
    >>> unicode_of(b'{"ty'), unicode_of(b'{\0"\0'), unicode_of(b"\xef\xbb\xbf{")
    (('utf-8', 0), ('utf-16-le', 0), ('utf-8', 3))
    """
    for sign, encoding in SIGNS:
        if head.startswith(sign):
            return encoding, len(sign)
    for zeros, encoding in ZEROS:
        if head.startswith(zeros):
            return encoding, 0
    if head[1:4] == b"\0\0\0":
        return "utf-32-le", 0
    return ("utf-16-le" if head[1:2] == b"\0" else "utf-8"), 0
