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
from functools import cache

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


def _letters(codec: str) -> list[str]:
    """Return the letter of each byte of a code page, the control letter where it leaves one open."""
    return [bytes([byte]).decode(codec, "ignore") or chr(byte) for byte in range(256)]


LOST_IN_PDF = {0x2212: 0xAD, 0x2219: 0xB7}
"""A minus and a bullet stand for the soft hyphen and the middle dot, which are letters in TCVN3."""
PAGES = tuple(_letters(codec) for codec in ("cp1252", "cp1258"))
SHOWN = "".join(PAGES[0])
"""What a program that knows no Vietnamese shows for each byte."""

SURFACES = tuple(
    {byte: byte for byte in range(256)}
    | {ord(letter): byte for byte, letter in enumerate(page)}
    | LOST_IN_PDF
    for page in PAGES
)


def shown(raw: bytes) -> str:
    """Return bytes as a program that takes them for code page 1252 shows them."""
    return codecs.charmap_decode(raw, "strict", SHOWN)[0]


def without_strays(text: str) -> str:
    """Return a reading with its stray letters as the bytes show them."""
    return re.sub("[\uf700-\uf7ff]", lambda found: SHOWN[ord(found[0]) - STRAY], text)


@cache
def _capital_pairs() -> dict[str, str]:
    """Return the pairs of a capital and the toned small letter of the same vowel, which stand for one."""
    vowels = "aăâeêioôơuưy"
    toned = {v: [unicodedata.normalize("NFC", v + tone) for tone in TONES] for v in vowels}
    return {v.upper() + letter: letter.upper() for v, letters in toned.items() for letter in letters}


TCVN3_TABLE = SHOWN[:0xA1] + TCVN_UPPER_HALF
PAIR = re.compile("|".join(_capital_pairs()))
INNER_VOWEL = re.compile(r"\w[ĂÂÊÔƠƯ]")
INNER_CAPITAL, SMALL = re.compile(r"\w[A-ZĂÂÊÔƠƯĐ]"), re.compile("[a-z]")
LOOSE_TONE = re.compile(f"(?<![aăâeêioôơuưyAĂÂEÊIOÔƠUƯY])[{TONES}]")


def tcvn3_letters(raw: bytes) -> str:
    r"""
    Return TCVN3 bytes as letters, capitals made of two bytes joined, those that fonts make left small.

    A tone mark that follows no vowel is the degree, plus-minus or power sign of code page 1252.

    Examples
    --------
    >>> tcvn3_letters(b"A\xb8, m\xb2"), tcvn3_letters(b"T\xd8NH")
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
    if (mixed or INNER_VOWEL.search(text)) and not SMALL.search(text):
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


def vni_letters(text: str) -> str:
    """
    Return VNI as code page 1252 shows it, as letters; those without a meaning where they stand as `STRAY`.

    Examples
    --------
    >>> vni_letters("Ñaát quoác phoøng"), vni_letters("Möôøng"), vni_letters("Châu") == "Ch\uf7e2u"
    ('Đất quốc phòng', 'Mường', True)
    """
    table = _vni_table()
    return VNI_LETTER.sub(lambda found: table.get(found[0]) or _apart(found[0]), text)


def _apart(pair: str) -> str:
    table = _vni_table()
    return "".join(table.get(part, part) for part in pair)
