"""Make a text fit to show: no invisible or control letters, no blanks around it, no word for "missing"."""

from __future__ import annotations

import re
from enum import StrEnum

from layers.intake.text.evidence import eth_as_d
from layers.intake.text.syllables import is_syllable


class Change(StrEnum):
    """What was done to a text, or found in it, on its way into the table."""

    DECODED = "text decoded"
    COMPOSED = "letters composed"
    OTHER = "text of another encoding"
    UNFIT = "text does not fit"
    UNDECODABLE = "undecodable text"
    CUT = "text cut in the file"
    NUL = "NUL in text"
    CONTROL = "control letters removed"
    TRIMMED = "blanks removed"
    MISSING = "missing value"
    CAPITALS = "capitals restored"
    ETH = "letter replaced"
    LOOK_ALIKE = "look-alike letters"

    @property
    def is_by_row(self) -> bool:
        """Whether each row is worth a note; of the others one for the column is enough."""
        return self in {
            Change.OTHER,
            Change.UNFIT,
            Change.UNDECODABLE,
            Change.CUT,
            Change.NUL,
            Change.LOOK_ALIKE,
        }


MISSING_WORDS = frozenset(("", "null", "<null>", "(null)"))
"""What programs write for no value. Words that people write, such as "none" or "-", stay."""

SUSPECT = re.compile(
    "[\x00-\x1f\x7f-\xa0\xad\u0370-\u03ff\u0400-\u052f\u061c\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f"
    "\u3000\ufeff\ufff9-\ufffbÐðƉ\U000e0000-\U000e0fff]|^ | $"
)
"""Without any of these a text is clean."""
BLANKS = re.compile("[\t\n\v\f\r\x1c-\x1f\x85\xa0\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]")
INVISIBLE = re.compile(
    "[\x01-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e0fff]"
)
SOFT_HYPHEN = "\xad"
ETH_WORD = re.compile(r"[^\W\d_]*[ÐðƉ][^\W\d_]*")
MIXED_WORD = re.compile("[A-Za-zÀ-ỹ][\u0370-\u03ff\u0400-\u052f]|[\u0370-\u03ff\u0400-\u052f][A-Za-zÀ-ỹ]")
"""Latin beside Greek or Cyrillic in one word: one of them only looks like the other."""


def is_missing(text: str) -> bool:
    """Tell whether a trimmed text stands for no value."""
    return len(text) <= len("<null>") and text.lower() in MISSING_WORDS


def clean(text: str, *, keep_soft_hyphens: bool = False) -> tuple[str | None, list[Change]]:
    r"""
    Return a text as it should be shown, None where it stands for no value, and what was changed.

    Parameters
    ----------
    keep_soft_hyphens
        For text that may still be TCVN3, where the soft hyphen is the letter ư.

    Examples
    --------
    >>> clean(" Xã\u200b Pa\u202e Ủ ")
    ('Xã Pa Ủ', [<Change.CONTROL: 'control letters removed'>, <Change.TRIMMED: 'blanks removed'>])
    >>> clean("<Null>"), clean("CQP"), clean("Ðất")[0]
    ((None, [<Change.MISSING: 'missing value'>]), ('CQP', []), 'Đất')
    """
    changes: list[Change] = []
    if SUSPECT.search(text):
        text, changes = _cleaned(text, keep_soft_hyphens=keep_soft_hyphens)
    return (None, [*changes, Change.MISSING]) if is_missing(text) else (text, changes)


def _cleaned(text: str, *, keep_soft_hyphens: bool) -> tuple[str, list[Change]]:
    changes = []
    padded = text.rstrip("\x00")  # writers of DBF fill up fields with it
    if "\x00" in padded:
        changes.append(Change.NUL)
    spaced = BLANKS.sub(" ", padded.replace("\x00", " "))
    seen = INVISIBLE.sub(
        lambda found: found[0] if keep_soft_hyphens and found[0] == SOFT_HYPHEN else "", spaced
    )
    if seen != spaced or BLANKS.sub("", padded.strip()) != padded.strip():
        changes.append(Change.CONTROL)
    trimmed = seen.strip(" ")
    if trimmed != seen and trimmed:
        changes.append(Change.TRIMMED)
    written = ETH_WORD.sub(lambda found: _with_d(found[0]), trimmed)
    if written != trimmed:
        changes.append(Change.ETH)
    if MIXED_WORD.search(written):
        changes.append(Change.LOOK_ALIKE)
    return written, changes


def _with_d(word: str) -> str:
    """Return a word with the Vietnamese D for the Icelandic one, where that makes a syllable."""
    return eth_as_d(word) if is_syllable(eth_as_d(word)) or word.lower() == "ð" else word
