"""Read very many values in one encoding at once; what is in any way odd is left to be read one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers.intake.text.code_tables import tcvn3_letters, with_capitals, without_strays
from layers.intake.text.evidence import CHUNK, FIT, FITS, reads_vietnamese, word_weight, words_beyond
from layers.intake.text.vietnamese import Encoding, as_unicode, byte_forms, is_cut, read_bytes, reading

if TYPE_CHECKING:
    from collections.abc import Sequence

LINE = "\n"
TABLES = frozenset({Encoding.TCVN3, Encoding.VNI, Encoding.CP1258, Encoding.CP1252})


def read_many(values: Sequence[str | bytes], encoding: Encoding) -> list[tuple[str, bool] | None]:
    r"""
    Return each value as text, with whether capitals that a font made were restored in it.

    None stands for a value that does not read well in the encoding, or may be in another one.

    Examples
    --------
    >>> read_many([b"\xa7\xcat", b"T\xd8NH", "Đất".encode()], Encoding.TCVN3)
    [('Đất', False), ('TỈNH', True), None]
    """
    found: list[tuple[str, bool] | None] = [None] * len(values)
    lines = _table_lines(values, encoding) if encoding in TABLES else _unicode_lines(values, encoding)
    is_read = reads_vietnamese(encoding)
    texts = (
        {place: with_capitals(line) for place, line in lines.items()} if encoding is Encoding.TCVN3 else lines
    )
    words = {word for word in CHUNK.findall(LINE.join(texts.values())) if not word.isascii()}
    odd = {word for word in words if word_weight(word, is_read=is_read) < FITS}
    for place, text in texts.items():
        if not odd or _fits(text, odd, FIT if is_read else 1.0):
            found[place] = (without_strays(text) if odd else text, text != lines[place])
    return found


def _fits(line: str, odd: set[str], least: float) -> bool:
    """Tell whether at least that share of the words is not odd."""
    words = words_beyond(line)
    return sum(word not in odd for word in words) >= least * len(words)


def _unicode_lines(values: Sequence[str | bytes], encoding: Encoding) -> dict[int, str]:
    texts = {place: reading(value, encoding) for place, value in enumerate(values) if not is_cut(value)}
    return {place: text for place, text in texts.items() if text is not None and LINE not in text}


def _table_lines(values: Sequence[str | bytes], encoding: Encoding) -> dict[int, str]:
    """Read all bytes in one go, as one text with a line for each value."""
    raw = {
        place: form for place, value in enumerate(values) if (form := _bytes_of(value)) and b"\n" not in form
    }
    if not raw:
        return {}
    joined = b"\n".join(raw.values())
    text = tcvn3_letters(joined) if encoding is Encoding.TCVN3 else read_bytes(joined, encoding)
    return {} if text is None else dict(zip(raw, text.split(LINE), strict=True))


def _bytes_of(value: str | bytes) -> bytes:
    """Return the bytes behind a value; none for bytes that are UTF-8, which may be another encoding."""
    text = as_unicode(value)
    if isinstance(value, bytes):
        return value if text is None else b""
    return next(iter(byte_forms(value)), b"")
