"""
Tell whether letters can be a Vietnamese syllable: onset, rime and tone, by the rules of the spelling.

Built from phonology (Đoàn Thiện Thuật, Ngữ âm tiếng Việt, 1977) and not from a list of words, so that
names of places in the languages of the mountains, written in Vietnamese letters, count as well.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

TONES = "\u0300\u0309\u0303\u0301\u0323"
STOP_TONES = "\u0301\u0323"
"""A syllable that ends in p, t, c, k or ch has one of these tones (sắc, nặng)."""

ONSETS = frozenset(
    (
        *("", "b", "c", "ch", "d", "đ", "g", "gh", "gi", "h", "k", "kh", "l", "m", "n", "ng", "ngh", "nh"),
        *("p", "ph", "qu", "r", "s", "t", "th", "tr", "v", "x"),
        *("br", "bl", "đr", "gr", "kl", "kr", "pl", "pr"),
    )
)
"""The last line: names of the Central Highlands."""

FRONT_ONLY, BACK_ONLY = frozenset(("gh", "ngh")), frozenset(("c", "ng"))
"""Onsets that are written before e, ê, i (and y) only, and those that never are."""

OPEN = (
    *("a", "e", "ê", "i", "o", "ô", "ơ", "u", "ư", "y", "ai", "ao", "au", "ay", "âu", "ây", "eo", "êu"),
    *("ia", "iu", "oi", "ôi", "ơi", "ua", "ui", "ưa", "ưi", "ưu", "oa", "oe", "uê", "uơ", "uy"),
    *("iêu", "yêu", "oai", "oao", "oay", "oeo", "uây", "uôi", "ươi", "ươu", "uya", "uyu", "uêu"),
)
CLOSED = {
    "a": "c ch m n ng nh p t",
    "ă": "c k m n ng p t",
    "â": "c k m n ng p t",
    "e": "c k m n ng p t",
    "ê": "c ch m n ng nh p t",
    "i": "ch m n ng nh p t",
    "o": "c k m n ng p t",
    "oo": "c ng",
    "ô": "c k m n ng p t",
    "ơ": "c m n ng p t",
    "u": "c k m n ng p t",
    "ư": "c m n ng t",
    "y": "ch nh t n p",
    "iê": "c m n ng p t",
    "yê": "m n ng t",
    "uô": "c m n ng p t",
    "ươ": "c m n ng p t",
    "oa": "c ch m n ng nh p t",
    "oă": "c m n ng t",
    "oe": "c m n ng t",
    "uâ": "c n ng t",
    "uê": "ch n nh t",
    "uy": "ch n nh p t",
    "uyê": "n t",
}
FREE_TONE = frozenset(("oa", "oe", "uy", "uơ", "uê"))
"""Open rimes whose tone some write on the first and some on the second vowel."""


def _seats(rime: str, vowels: int) -> tuple[int, ...]:
    """Return the places in a rime that may carry the tone: the last marked vowel, else by the usual rule."""
    marked = [place for place in range(vowels) if rime[place] in "ăâêôơư"]
    if rime in FREE_TONE:
        return (0, 1)
    if marked:
        return (marked[-1],)
    if vowels == 1:
        return (0,)
    return (1,) if len(rime) > vowels or vowels == len("oai") else (0,)


@cache
def _rimes() -> frozenset[str]:
    """Return every rime with every tone that it can have."""
    rimes = [(rime, len(rime), TONES) for rime in OPEN]
    rimes += [
        (nucleus + coda, len(nucleus), STOP_TONES if coda[0] in "ckpt" else TONES)
        for nucleus, codas in CLOSED.items()
        for coda in codas.split()
    ]
    toned = {rime for rime, _, tones in rimes if tones is TONES}
    for rime, vowels, tones in rimes:
        for seat in _seats(rime, vowels):
            toned |= {_put(rime, seat, tone) for tone in tones}
    return frozenset(toned)


def _put(rime: str, seat: int, tone: str) -> str:
    return unicodedata.normalize("NFC", rime[: seat + 1] + tone + rime[seat + 1 :])


PARTS = re.compile("(ngh|ng|nh|gh|gi|ch|kh|ph|qu|th|tr|[bđgkp][rl]|[bcdđghklmnpqrstvx])?(.*)", re.DOTALL)
FRONT = re.compile("[eêiy]")


@lru_cache(maxsize=65_536)
def is_syllable(word: str) -> bool:
    """
    Tell whether a word is written as one Vietnamese syllable in composed letters, in any one case.

    Examples
    --------
    >>> [is_syllable(word) for word in ("Đất", "quốc", "PHÒNG", "Khoen", "giếng", "hoà", "hòa")]
    [True, True, True, True, True, True, True]
    >>> [is_syllable(word) for word in ("quòc", "Châu-", "forêt", "aá", "đấT", "cì", "lạc", "lác", "lac")]
    [False, False, False, False, False, False, True, True, False]
    """
    small = word.lower()
    if word not in {small, word.upper(), small[:1].upper() + small[1:]}:
        return False
    onset, rime = PARTS.fullmatch(small).groups()  # type: ignore[union-attr]
    return _fits(onset or "", rime) or (onset == "gi" and _fits("g", "i" + rime))


def _fits(onset: str, rime: str) -> bool:
    if rime not in _rimes() or onset not in ONSETS:
        return False
    is_front = bool(FRONT.match(unicodedata.normalize("NFD", rime)))
    return not ((onset in FRONT_ONLY and not is_front) or (onset in BACK_ONLY and is_front))
