"""
Read the 8-bit code tables in which Vietnamese text was written before Unicode.

Sources: TCVN 5712:1993 (VN1, whose lower-case half is the ABC or TCVN3 table of the .Vn fonts)
as in GNU libiconv's TCVN5712-1; VNI-Windows as in the table of vietunicode.sourceforge.net;
code pages 1258 and 1252 as in Python. The .Vn fonts have no toned capitals: programs write
`A` and the toned small letter for one capital, or leave the capital to a font whose name ends
in H. Where a word keeps no other letter to tell by, that capital cannot be known and stays small.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from enum import StrEnum
from functools import cache


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

TONES = "\u0300\u0309\u0303\u0301\u0323"
"""Huyền, hỏi, ngã, sắc, nặng: the order of TCVN 5712."""

TCVN_UPPER_HALF = (
    "ĂÂÊÔƠƯĐăâêôơưđẰ" + TONES + "àảãáạẲằẳẵắẴẮẦẨẪẤỀặầẩẫấậèỂẻẽéẹềểễếệìỉỄẾỒĩíịòỔỏõóọồổỗốộờởỡớợùỖủũúụừửữứựỳỷỹýỵỐ"
)
"""0xA1 to 0xFF. Below lie quotes and dashes, as in code page 1252."""

VNI_LETTERS = dict(zip("ÑñÔôÖöÆæÓóÒòÎîÌìÍí", "ĐđƠơƯưỈỉĨĩỊịỴỵÌìÍí", strict=True))
VNI_MARKS = {
    "aeiouyôö": dict(zip("øûõùï", TONES, strict=True)),
    "aeo": {"â": "\u0302"} | {m: f"\u0302{t}" for m, t in zip("àåãáä", TONES, strict=True)},
    "a": {"ê": "\u0306"} | {m: f"\u0306{t}" for m, t in zip("èúüéë", TONES, strict=True)},
}
"""Letters that follow a vowel in VNI, and what they put on it."""

STRAY = 0xF700
"""Private use: stands for a letter that has no meaning where it stands, so that nobody reads it as one."""

MOST_FOLDS = 3
"""Times that UTF-8 may have been wrapped into itself."""


def _letters(codec: str) -> list[str]:
    """Return the letter of each byte of a code page, the control letter where it leaves one open."""
    return [bytes([byte]).decode(codec, "ignore") or chr(byte) for byte in range(256)]


LOST_IN_PDF = {0x2212: 0xAD, 0x2219: 0xB7}
"""A minus and a bullet stand for the soft hyphen and the middle dot, which are letters in TCVN3."""
PAGES = tuple(_letters(codec) for codec in ("cp1252", "cp1258"))
SHOWN = "".join(PAGES[0])
"""What a program that knows no Vietnamese shows for each byte."""

SURFACES = tuple(
    {byte: byte for byte in range(256)} | {ord(letter): byte for byte, letter in enumerate(page)} | LOST_IN_PDF
    for page in PAGES
)


def shown(raw: bytes) -> str:
    """Return bytes as a program that takes them for code page 1252 shows them."""
    return codecs.charmap_decode(raw, "strict", SHOWN)[0]


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
    """
    Return a value read in an encoding, in composed letters; None where it cannot be.

    Letters that VNI gives no meaning where they stand come out in private use (`STRAY`).

    Examples
    --------
    >>> reading(b"\\xa7\\xcat qu\\xe8c ph\\xdfng", Encoding.TCVN3)
    'Đất quốc phòng'
    >>> reading("Ñaát quoác phoøng", Encoding.VNI)
    'Đất quốc phòng'
    >>> reading("Ä\\x90áº¥t", Encoding.UTF8_AS_CP1252)
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


def without_strays(text: str) -> str:
    """Return a reading with its stray letters as the bytes show them."""
    return re.sub("[\uf700-\uf7ff]", lambda found: SHOWN[ord(found[0]) - STRAY], text)


def read_bytes(raw: bytes, encoding: Encoding) -> str | None:
    """Return bytes read by a code table, composed; None where it leaves one of them open."""
    if encoding is Encoding.TCVN3:
        return with_capitals(tcvn3_letters(raw))
    if encoding is Encoding.VNI:
        return _vni_letters(shown(raw))
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


@cache
def _capital_pairs() -> dict[str, str]:
    """Return the pairs of a capital and the toned small letter of the same vowel, which stand for one."""
    vowels = "aăâeêioôơuưy"
    toned = {v: [unicodedata.normalize("NFC", v + tone) for tone in TONES] for v in vowels}
    return {v.upper() + letter: letter.upper() for v, letters in toned.items() for letter in letters}


TCVN3_TABLE = SHOWN[:0xA1] + TCVN_UPPER_HALF
PAIR = re.compile("|".join(_capital_pairs()))
INNER_CAPITAL, SMALL = re.compile(r"\w[A-ZĂÂÊÔƠƯĐ]"), re.compile("[a-z]")
LOOSE_TONE = re.compile(f"(?<![aăâeêioôơuưyAĂÂEÊIOÔƠUƯY])[{TONES}]")


def tcvn3_letters(raw: bytes) -> str:
    """
    Return TCVN3 bytes as letters, capitals made of two bytes joined, those that fonts make left small.

    A tone mark that follows no vowel is the degree, plus-minus or power sign of code page 1252.

    Examples
    --------
    >>> tcvn3_letters(b"A\\xb8, m\\xb2"), tcvn3_letters(b"T\\xd8NH")
    ('Á, m²', 'TỉNH')
    """
    text = codecs.charmap_decode(raw, "strict", TCVN3_TABLE)[0]
    signs = dict(zip(TONES, "°±²³´", strict=True))
    text = unicodedata.normalize("NFC", LOOSE_TONE.sub(lambda found: signs[found[0]], text))
    pairs = _capital_pairs()
    return PAIR.sub(lambda found: pairs[found[0]], text)


def with_capitals(text: str) -> str:
    """
    Return TCVN3 text with the capitals that a font made, where the other letters of the word show it.

    A capital beyond the first letter of a word says that the word is in capitals. Where no word has
    a plain small letter, the words without such a proof follow the others.

    Examples
    --------
    >>> with_capitals("TỉNH LAI CHâU"), with_capitals("Xã Tả Lèng"), with_capitals("XÃ Tả LèNG")
    ('TỈNH LAI CHÂU', 'Xã Tả Lèng', 'XÃ TẢ LÈNG')
    """
    if not INNER_CAPITAL.search(text):
        return text
    mixed = {word for word in re.findall(r"\w+", text) if INNER_CAPITAL.search(word)}
    mixed = {word for word in mixed if word != word.upper() and not SMALL.search(word)}
    if mixed and not SMALL.search(text):
        return text.upper()
    return re.sub(r"\w+", lambda found: found[0].upper() if found[0] in mixed else found[0], text)


@cache
def _vni_table() -> dict[str, str]:
    """Return what each letter, and each vowel with the letter after it, stands for."""
    letters = {chr(byte): chr(STRAY + byte) for byte in range(0xC0, 0x100)}
    letters |= VNI_LETTERS
    for vowels, marks in VNI_MARKS.items():
        for vowel in vowels + vowels.upper():
            base = VNI_LETTERS.get(vowel, vowel)
            for mark, put in marks.items():
                whole = unicodedata.normalize("NFC", base + put)
                letters[vowel + mark] = letters[vowel + mark.upper()] = whole
    return letters


VNI_LETTER = re.compile(
    "[aeiouyôö][øûõùï]|[aeo][âàåãäá]|a[êèúüéë]|[À-ÿ]",
    re.IGNORECASE,
)


def _vni_letters(text: str) -> str:
    table = _vni_table()
    return VNI_LETTER.sub(lambda found: table.get(found[0]) or _apart(found[0]), text)


def _apart(pair: str) -> str:
    table = _vni_table()
    return "".join(table.get(part, part) for part in pair)
