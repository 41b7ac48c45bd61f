"""
Write Unicode text in the old Vietnamese code tables, independently of how the intake reads them.

Tables by vowel, as the keyboards of the time list them (TCVN 5712:1993; VNI-Windows), not by byte.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

TCVN3_SMALL = {
    "aàảãáạ": b"a\xb5\xb6\xb7\xb8\xb9",
    "ăằẳẵắặ": b"\xa8\xbb\xbc\xbd\xbe\xc6",
    "âầẩẫấậ": b"\xa9\xc7\xc8\xc9\xca\xcb",
    "đ": b"\xae",
    "eèẻẽéẹ": b"e\xcc\xce\xcf\xd0\xd1",
    "êềểễếệ": b"\xaa\xd2\xd3\xd4\xd5\xd6",
    "iìỉĩíị": b"i\xd7\xd8\xdc\xdd\xde",
    "oòỏõóọ": b"o\xdf\xe1\xe2\xe3\xe4",
    "ôồổỗốộ": b"\xab\xe5\xe6\xe7\xe8\xe9",
    "ơờởỡớợ": b"\xac\xea\xeb\xec\xed\xee",
    "uùủũúụ": b"u\xef\xf1\xf2\xf3\xf4",
    "ưừửữứự": b"\xad\xf5\xf6\xf7\xf8\xf9",
    "yỳỷỹýỵ": b"y\xfa\xfb\xfc\xfd\xfe",
}
TCVN3_CAPITAL = dict(zip("ĂÂĐÊÔƠƯ", b"\xa1\xa2\xa7\xa3\xa4\xa5\xa6", strict=True))

VNI_TONE = dict(zip("\u0300\u0309\u0303\u0301\u0323", "øûõùï", strict=True))
VNI_ROOF = dict(zip("\u0300\u0309\u0303\u0301\u0323", "àåãáä", strict=True)) | {"": "â"}
VNI_BREVE = dict(zip("\u0300\u0309\u0303\u0301\u0323", "èúüéë", strict=True)) | {"": "ê"}
VNI_WHOLE = dict(zip("đơưìỉĩíịỵ", "ñôöìæóíòî", strict=True))
SIGNS = "\u0300\u0309\u0303\u0301\u0323"


def _small_table() -> dict[str, int]:
    return {
        letter: byte
        for letters, raw in TCVN3_SMALL.items()
        for letter, byte in zip(letters, raw, strict=True)
    }


SMALL = _small_table()


def tcvn3(text: str, *, by_font: bool = False) -> bytes:
    """
    Return TCVN3 (ABC) bytes.

    Parameters
    ----------
    by_font
        Whether a toned capital is the byte of the small letter (the font draws it large); else it is
        the capital without tone and that byte.
    """
    out = bytearray()
    for letter in text:
        small = letter.lower()
        if letter in SMALL:
            out.append(SMALL[letter])
        elif letter in TCVN3_CAPITAL:
            out.append(TCVN3_CAPITAL[letter])
        elif letter.isascii() or small not in SMALL:
            out += letter.encode("cp1252")
        elif by_font:
            out.append(SMALL[small])
        else:
            bare = _without_tone(letter)
            out += bytes([TCVN3_CAPITAL.get(bare, ord(bare[0]) & 0xFF), SMALL[small]])
    return bytes(out)


def _without_tone(letter: str) -> str:
    parts = unicodedata.normalize("NFD", letter)
    return unicodedata.normalize("NFC", "".join(part for part in parts if part not in SIGNS))


def vni(text: str) -> bytes:
    """Return VNI-Windows bytes: a vowel, then a letter for its roof, breve and tone."""
    return "".join(_vni_letter(letter) for letter in text).encode("cp1252")


def _vni_letter(letter: str) -> str:
    small, is_capital = letter.lower(), letter != letter.lower()
    parts = unicodedata.normalize("NFD", small)
    tone = "".join(part for part in parts if part in SIGNS)
    bare = _without_tone(small)
    if small in VNI_WHOLE:
        written = VNI_WHOLE[small]
    elif bare in "âêô" and bare:
        written = parts[0] + VNI_ROOF[tone]
    elif bare == "ă":
        written = "a" + VNI_BREVE[tone]
    elif tone:
        written = VNI_WHOLE.get(bare, bare) + VNI_TONE[tone]
    else:
        written = bare
    return written.upper() if is_capital else written


def cp1258(text: str, *, with_ready_letters: bool = True) -> bytes:
    """
    Return bytes of code page 1258.

    Parameters
    ----------
    with_ready_letters
        Whether á, à and the like are the letters that the page has ready; else each tone is a mark.
    """
    out = bytearray()
    for letter in text:
        tones = [part for part in unicodedata.normalize("NFD", letter) if part in SIGNS]
        bare = _without_tone(letter)
        try:
            out += (
                letter.encode("cp1258")
                if with_ready_letters or not tones
                else (bare + tones[0]).encode("cp1258")
            )
        except UnicodeEncodeError:
            out += (bare + "".join(tones)).encode("cp1258")
    return bytes(out)


def as_text(raw: bytes) -> str:
    """Return bytes as a program for western languages takes them: code page 1252, else the control letter."""
    return "".join(bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in raw)


ENCODERS: dict[str, Callable[[str], bytes]] = {
    "tcvn3": tcvn3,
    "tcvn3, capitals by font": lambda text: tcvn3(text, by_font=True),
    "vni": vni,
    "cp1258": cp1258,
    "cp1258, all tones as marks": lambda text: cp1258(text, with_ready_letters=False),
    "utf-8": lambda text: text.encode(),
    "utf-8-nfd": lambda text: unicodedata.normalize("NFD", text).encode(),
}
"""A way of writing, by the name under which it is reported."""
