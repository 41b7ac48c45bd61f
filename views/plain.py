"""Text from files in labels, which Streamlit reads as Markdown."""

from __future__ import annotations

import re

PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")


def plain(words: str) -> str:
    r"""
    Return a text that Markdown leaves as it is.

    Examples
    --------
    >>> print(plain("![x](http://a.b) :red[c] $d$"))
    \!\[x\]\(http\:\/\/a\.b\) \:red\[c\] \$d\$
    """
    return PUNCTUATION.sub(r"\\\1", words)
