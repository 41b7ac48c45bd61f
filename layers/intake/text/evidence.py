"""Weigh how well text reads as Vietnamese in each encoding, word by word."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from layers.intake.text.code_tables import shown
from layers.intake.text.syllables import is_syllable
from layers.intake.text.vietnamese import AS_IS, Encoding, as_unicode, reading

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

CHUNK = re.compile("[^\x00-@[-`{-\x7f\u2000-\u200a\u2028\u2029\u3000]+")
"""A run of letters and of anything beyond ASCII but blanks: signs may be bytes of a letter."""

MARKS = "“”‘’‚„«»–—…•°²³€₫\u00a0\ufeff\u2060" + "".join(
    map(chr, (*range(0x200B, 0x2010), *range(0x202A, 0x202F)))
)
"""Signs that stand beside words of any language; the invisible ones are removed later."""
ALONE = MARKS + "¹½¼¾×÷±·º"
"""Signs that stand beside figures or alone."""
DASH = re.compile("[–—…\u00a0]")
FOLDED = re.compile(
    "(?:[Â-ß]|[à-ï][\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ])[\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]"
)
"""The bytes of a letter in UTF-8 as code page 1252 shows them."""
SIGN_IN_WORD = re.compile(
    "[A-Za-zÀ-ÖØ-öø-ÿ][\x80-\xa9\xab-\xb4\xb6-\xb9\xbb-\xbf×÷‚ƒ„†‡ˆ‰‹•˜™›€][A-Za-zÀ-ÖØ-öø-ÿ]"
)
SIGN = re.compile("[\x80-\xa9\xab-\xb9\xbb-\xbf×÷‚ƒ„†‡ˆ‰‹•˜™›€]")
SIGN_FIRST = re.compile("[\x80-\xbf×÷][A-Za-zÀ-ÖØ-öø-ÿ]")
CODE_PAIR = re.compile("a[áàåãäâ]|[eo][áàåäâ]|[aeiouyôö][øõ]|[aeyôö][ùû]|[aeiouyâãêôõý]Þ|ýõ", re.IGNORECASE)
"""Two vowels, or a vowel and a tone, as bytes of VNI and code page 1258 show: no language writes them."""
RARE_PAIR = re.compile("[eo]ã|a[êèéúüë]|[iou][ùûï]|[aey]ï|[aeiouyâãêôõý][ìò]", re.IGNORECASE)
ABBREVIATION = re.compile("[B-DF-HJ-NP-TV-XZĐ]{2,7}")
"""Capitals without a vowel, as in the code KĐD and in HĐND."""
CAPITAL_IN_WORD = re.compile("[a-zà-öø-ÿ][À-ÖØ-Þ]")

GOOD, SHORT, NEUTRAL, FOREIGN, ODD, WRONG, BROKEN, LOST = 0.9, 0.3, 0.5, 0.15, 0.03, 0.02, 0.002, 0.0001
"""How likely a word is if the encoding is right: a syllable, one of a single letter, a sign or number, a word
of another language, with a pair of letters as in VNI, no syllable, a sign or a doubled vowel within a word,
not even readable."""

FITS = FOREIGN
"""A word from this weight up is taken for one."""

FIT = 0.5
"""Below this share of words that are words a value does not fit the encoding of its column."""

TEXT_PRIOR = {
    Encoding.UTF8: 0.9,
    Encoding.TCVN3: 0.03,
    Encoding.VNI: 0.03,
    Encoding.CP1258: 0.02,
    Encoding.UTF8_AS_CP1252: 0.02,
}
BYTE_PRIOR = {
    Encoding.UTF8: 0.1,
    Encoding.TCVN3: 0.45,
    Encoding.VNI: 0.2,
    Encoding.CP1258: 0.1,
    Encoding.CP1252: 0.1,
    Encoding.UTF8_AS_CP1252: 0.05,
}
"""How often a column is met in each encoding before a word of it is read; bytes that are no UTF-8 below."""


def words_beyond(text: str) -> list[str]:
    """
    Return the words with a letter or sign beyond ASCII, in their order.

    Examples
    --------
    >>> words_beyond("Đất CQP, xã Pa ủ (§Êt)")
    ['Đất', 'xã', 'ủ', '§Êt']
    """
    return [word for word in CHUNK.findall(text) if not word.isascii()]


@lru_cache(maxsize=131_072)
def word_weight(word: str, *, is_read: bool) -> float:
    """
    Return how likely a word is.

    Parameters
    ----------
    word
        One of `words_beyond`.
    is_read
        Whether it was read from a Vietnamese code table, so that anything but Vietnamese speaks against it.

    Examples
    --------
    >>> word_weight("Đất", is_read=True), word_weight("forêt", is_read=False)
    (0.9, 0.15)
    >>> word_weight("forờt", is_read=True), word_weight("Ch©u", is_read=False)
    (0.02, 0.002)
    """
    core = word.strip(MARKS)
    if not core or core.isascii() or not word.strip(ALONE):
        return NEUTRAL
    if not is_read and FOLDED.search(word):
        return BROKEN
    if DASH.search(core):
        return min(word_weight(part, is_read=is_read) for part in DASH.split(core) if not part.isascii())
    if is_syllable(eth_as_d(core)):
        return GOOD if len(core) > 1 else SHORT
    return WRONG if is_read and not ABBREVIATION.fullmatch(core) else _foreign_weight(word)


def eth_as_d(word: str) -> str:
    """Return a word with the Icelandic and African D, which look like the Vietnamese, as that."""
    return word.replace("Ð", "Đ").replace("ð", "đ").replace("Ɖ", "Đ")


def _foreign_weight(word: str) -> float:
    if ABBREVIATION.fullmatch(word):
        return NEUTRAL
    if SIGN_IN_WORD.search(word):
        return BROKEN
    if SIGN_FIRST.search(word) or SIGN.search(word.strip(MARKS)) or CAPITAL_IN_WORD.search(word):
        return WRONG
    if CODE_PAIR.search(word):
        return BROKEN
    return ODD if RARE_PAIR.search(word) else FOREIGN


@dataclass(frozen=True, slots=True)
class Reading:
    """What one value is in one encoding."""

    text: str | None
    """None where it cannot be read so."""
    log: float
    """Logarithm of how likely its words are."""
    words: int
    """Words with a letter beyond ASCII."""
    fitting: int
    """Those that are a word."""


def reads_vietnamese(encoding: Encoding) -> bool:
    """Tell whether a word in an encoding can hardly be of any other language."""
    return encoding not in AS_IS and encoding is not Encoding.CP1252


def read_value(value: str | bytes, encoding: Encoding) -> Reading:
    """Return what a value with a letter beyond ASCII is in an encoding."""
    text = reading(value, encoding)
    if text is None:
        words = max(1, len(words_beyond(value if isinstance(value, str) else shown(value))))
        return Reading(None, words * math.log(LOST), words, 0)
    is_read = reads_vietnamese(encoding)
    weights = [word_weight(word, is_read=is_read) for word in words_beyond(text)]
    fitting = sum(weight >= FITS for weight in weights)
    return Reading(text, sum(map(math.log, weights)), len(weights), fitting)


def priors(values: Sequence[str | bytes], declared: Encoding | None = None) -> dict[Encoding, float]:
    """Return what is thought of each encoding before reading; the file's own word counts five times."""
    is_text = all(as_unicode(value) is not None for value in values)
    prior = dict(TEXT_PRIOR if is_text else BYTE_PRIOR)
    if declared in prior:
        prior[declared] *= 5
    return prior


def posterior(logs: Mapping[Encoding, float], prior: Mapping[Encoding, float]) -> dict[Encoding, float]:
    """
    Return how likely each encoding is after reading; the values add up to 1.

    Examples
    --------
    >>> likely = posterior({Encoding.VNI: -1.0, Encoding.UTF8: -3.0}, {Encoding.VNI: 0.5, Encoding.UTF8: 0.5})
    >>> round(likely[Encoding.VNI], 3)
    0.881
    """
    sums = {encoding: log + math.log(prior[encoding]) for encoding, log in logs.items() if encoding in prior}
    top = max(sums.values())
    weights = {encoding: math.exp(total - top) for encoding, total in sums.items()}
    whole = sum(weights.values())
    return {encoding: weight / whole for encoding, weight in weights.items()}
