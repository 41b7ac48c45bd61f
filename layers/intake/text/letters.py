"""Text made comparable: invisible letters, look-alikes, accents, tones in another place."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

LOOK_ALIKES = str.maketrans(
    "АВЕЅІЈКМНОРСТУХԚԜΑΒΕΖΗΙΚΜΝΟΡΤΥΧÐƉ",
    "ABESIJKMHOPCTYXQWABEZHIKMNOPTYXĐĐ",
)
"""Cyrillic and Greek capitals, and the Icelandic and African D, that look like those of Vietnamese."""

SHORT = 200
"""Characters of a text whose key is kept."""

EMPTY_WORDS = frozenset(
    (
        *("null", "none", "nan", "na", "n a", "nil", "unknown", "no data", "chua ro", "chua biet"),
        *("khong ro", "chua xac dinh", "khong xac dinh", "khong co", "de trong", "trong"),
    )
)
"""What people and programs write where nothing is known, as `key` gives it."""


def visible(text: str | None) -> str:
    r"""
    Return a text in composed letters, without invisible ones, with single blanks.

    Zero-width and direction letters vanish, control characters and line breaks become blanks.

    Examples
    --------
    >>> visible(" C\u200bQP\u202e  \n dat ")
    'CQP dat'
    """
    if not text:
        return ""
    if text.isprintable() and (text.isascii() or unicodedata.is_normalized("NFC", text)):
        # No letter of the categories Cc and Cf is printable.
        return " ".join(text.split())
    seen = "".join(
        " " if unicodedata.category(letter) == "Cc" else letter
        for letter in unicodedata.normalize("NFC", text)
        if unicodedata.category(letter) != "Cf"
    )
    return " ".join(seen.split())


def key(text: str | None) -> str:
    """
    Return the words of a text without accents, capitals, punctuation and look-alike letters.

    Examples
    --------
    >>> key("Đất QUỐC PHÒNG"), key("СQР"), key("m²")
    ('dat quoc phong', 'cqp', 'm2')
    """
    return _key_of_short(text or "") if len(text or "") <= SHORT else _key(text or "")


def _key(text: str) -> str:
    upper = unicodedata.normalize("NFKC", visible(text)).upper().translate(LOOK_ALIKES)
    letters = unicodedata.normalize("NFD", upper.replace("Đ", "D"))
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter)).lower()
    return " ".join(re.sub(r"[\W_]+", " ", bare).split())


_key_of_short = lru_cache(maxsize=20_000)(_key)
"""A list says the same few words again and again."""


def toned_key(text: str) -> str:
    """
    Return the words of a text with their accents, wherever in the word the tone is written.

    Examples
    --------
    >>> toned_key("Hoà Bình") == toned_key("HÒA BÌNH"), toned_key("Nậm Cha") == toned_key("Nậm Chà")
    (True, False)
    """
    words = []
    for word in re.findall(r"\w+", visible(text).upper().translate(LOOK_ALIKES)):
        parts = unicodedata.normalize("NFD", word)
        marks = sorted(part for part in parts if unicodedata.combining(part))
        words.append("".join(part for part in parts if not unicodedata.combining(part)) + "".join(marks))
    return " ".join(words).lower()


def is_empty(text: str | None) -> bool:
    """
    Return whether a cell says nothing, be it a word for it, a dash or blanks.

    Examples
    --------
    >>> [is_empty(cell) for cell in (None, " ", "NULL", "-", "<null>", "Chưa xác định", "0", "CQP")]
    [True, True, True, True, True, True, False, False]
    """
    bare = key(text)
    return not bare or bare in EMPTY_WORDS
