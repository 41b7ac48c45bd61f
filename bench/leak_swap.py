"""Compare what leaves where two shapes of defence land lie in the same squares of the cover."""

from __future__ import annotations

import re

from bench.leak_unpack import SQLITE, unpacked

Pieces = dict[tuple[str, str], list[bytes]]
"""Viewer and exit -> everything that left, in order."""

CONTAINERS = (SQLITE, b"PK\x03\x04")
"""Archives that write down when they were made: what is in them is compared."""
MOMENT = re.compile(rb"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?|\d\d/\d\d/\d{4} \d\d:\d\d(?::\d\d)?")
DRAWN_LOTS = re.compile(
    rb"/tai-ve/[\w-]{32}|\n [0-9a-f]{32}(?=[\x12\x1a])"
    rb"|sessions [0-9a-f]{12}|(?<=T_)[0-9a-f]{5}(?=_)|(?<=\n\x05)[0-9a-f]{5}(?=\x1a)"
    rb'|"(?:public_key|signature|dossier_sha256)":"[0-9a-f]+"'
)
"""Tokens of downloads, hashes of messages, sessions, names of styles, what an office's own key makes."""


def differing(first: Pieces, second: Pieces) -> set[tuple[str, str]]:
    """Return viewers and exits by which anything differs but moments and what is drawn by lot."""
    return {
        key
        for key in first.keys() & second.keys()
        if [comparable(body) for body in first[key]] != [comparable(body) for body in second[key]]
    }


def comparable(body: bytes) -> list[bytes]:
    """
    Return what is in some bytes, without moments and lots.

    Examples
    --------
    >>> comparable(b'at 2026-11-26T05:19:44.655Z'), comparable(b"1,5 ha")
    ([b'at Z'], [b'1,5 ha'])
    """
    pieces = (piece for piece in unpacked(body) if not piece.startswith(CONTAINERS))
    return [DRAWN_LOTS.sub(b"", MOMENT.sub(b"", piece)) for piece in pieces]
