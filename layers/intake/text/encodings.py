"""
Propose in which encoding each text column of a layer is written, with samples before and after.

Nothing is decoded here: `layers.intake.text.decoding.decode_text` does it with the person's choices.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from layers.intake.model import Note
from layers.intake.text.code_tables import shown, without_strays
from layers.intake.text.column_words import SURE, ColumnWords, best_of, is_sure, proven_by, weigh
from layers.intake.text.evidence import FIT
from layers.intake.text.text_values import text_columns
from layers.intake.text.vietnamese import AS_IS, Encoding, as_unicode, reading

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pyarrow as pa

MOST_SAMPLES, SAMPLE_LENGTH = 5, 80

READABLE = 0.3
"""Below this share of words no encoding is proposed for bytes."""
PROVEN = 200.0
"""How many times likelier what the other columns prove is than anything else."""

DECLARED = (
    (r"utf-?8|65001", Encoding.UTF8),
    (r"(^|\D)1258|vietnam", Encoding.CP1258),
    (r"(^|\D)1252|8859-?1|latin-?1|latin 1", Encoding.CP1252),
    (r"tcvn|abc", Encoding.TCVN3),
    (r"vni", Encoding.VNI),
)
"""Words of .cpg files, DBF headers and MapInfo's charset lines."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnText:
    """What is proposed for one text column."""

    column: str
    encoding: Encoding
    score: float
    """0 to 1: how likely the encoding is, times the share of words that then are words."""
    is_sure: bool
    alternatives: tuple[tuple[Encoding, float], ...] = ()
    """Other encodings with their scores, best first; those that give the same text are left out."""
    beyond_ascii: int = 0
    """Rows with a letter beyond ASCII."""
    samples: tuple[tuple[str, str], ...] = ()
    """Before and after, at most five, those first in which most letters change."""
    is_taken_over: bool = False
    """Its own words did not prove it; the other columns of the layer did."""
    notes: tuple[Note, ...] = ()


def declared_encoding(words: str) -> Encoding | None:
    """
    Return the encoding that a file says of itself, None where it says nothing known.

    Examples
    --------
    >>> [declared_encoding(words) for words in ("UTF-8", "ANSI 1258", "WindowsVietnamese", "ISO-8859-1", "")]
    [<Encoding.UTF8: 'utf-8'>, <Encoding.CP1258: 'cp1258'>, <Encoding.CP1258: 'cp1258'>, \
<Encoding.CP1252: 'cp1252'>, None]
    """
    for pattern, encoding in DECLARED:
        if re.search(pattern, words, re.IGNORECASE):
            return encoding
    return None


def propose_encodings(table: pa.Table, declared: str = "") -> tuple[ColumnText, ...]:
    """
    Return the most likely encoding of each text column, in the order of the table.

    Strict UTF-8 is tested first; what the file declares decides only where the words do not. A column
    with too few words takes over what the other columns prove: one program wrote them all.

    Parameters
    ----------
    table
        Table of a `SourceLayer`. Binary columns are bytes as the file keeps them, string columns are
        text that another program may already have read wrongly.
    declared
        What the file says of itself, for example the content of its .cpg.

    Examples
    --------
    >>> import pyarrow as pa
    >>> table = pa.table({"ten": ["§Êt quèc phßng", "§Êt an ninh"], "ma": ["CQP", "CAN"]})
    >>> [(c.column, str(c.encoding), c.is_sure) for c in propose_encodings(table)]
    [('ten', 'tcvn3', True), ('ma', 'ascii', True)]
    """
    hint = declared_encoding(declared)
    columns = [weigh(name, table[name], hint) for name in text_columns(table)]
    proven = proven_by(columns)
    return tuple(_propose(column, proven, hint, declared) for column in columns)


def _propose(
    column: ColumnWords, proven: Encoding | None, hint: Encoding | None, declared: str
) -> ColumnText:
    if not column.values:
        return ColumnText(column=column.name, encoding=Encoding.ASCII, score=1.0, is_sure=True)
    encoding, likely = best_of(column, column.prior)
    sure, taken_over = is_sure(column, encoding, likely[encoding]), False
    if not sure and proven is not None and column.fits.get(proven, 0.0) >= FIT:
        prior = {e: PROVEN if e is proven else weight for e, weight in column.prior.items()}
        encoding, likely = best_of(column, prior)
        taken_over = encoding is proven
        sure = likely[encoding] >= SURE
    scores = {one: share * column.fits[one] for one, share in likely.items()}
    named, score = _named(column, encoding), scores.pop(encoding)
    others = sorted(scores.items(), key=lambda pair: -pair[1])
    return ColumnText(
        column=column.name,
        encoding=named,
        score=round(score, 4),
        is_sure=sure and named is not Encoding.UNKNOWN,
        alternatives=tuple((one, round(share, 4)) for one, share in others if share > 0),
        beyond_ascii=column.rows,
        samples=samples(column.values, encoding),
        is_taken_over=taken_over,
        notes=_contradiction(column, named, hint, declared),
    )


def _named(column: ColumnWords, encoding: Encoding) -> Encoding:
    """Return what the column is called: decomposed text has its own name, unreadable bytes have none."""
    if encoding is not Encoding.UTF8:
        is_bytes = any(as_unicode(value) is None for value in column.values)
        return Encoding.UNKNOWN if is_bytes and column.fits[encoding] < READABLE else encoding
    texts = [as_unicode(value) for value in column.values]
    composed = all(text is None or unicodedata.is_normalized("NFC", text) for text in texts)
    return Encoding.UTF8 if composed else Encoding.UTF8_NFD


def samples(values: Sequence[str | bytes], encoding: Encoding) -> tuple[tuple[str, str], ...]:
    """Return at most five values before and after, those first in which most letters change."""
    pairs = []
    for value in values:
        before = (
            shown(value)
            if isinstance(value, bytes) and as_unicode(value) is None
            else as_unicode(value) or ""
        )
        after = reading(value, encoding)
        pairs.append(
            (before[:SAMPLE_LENGTH], without_strays(before if after is None else after)[:SAMPLE_LENGTH])
        )
    return tuple(sorted(pairs, key=lambda pair: -_changed(*pair))[:MOST_SAMPLES])


def _changed(before: str, after: str) -> int:
    """Return how many letters beyond ASCII come or go."""
    return sum(not letter.isascii() for letter in set(before) ^ set(after))


def _contradiction(
    column: ColumnWords, found: Encoding, hint: Encoding | None, declared: str
) -> tuple[Note, ...]:
    """Say it where the file declares another encoding than its text has."""
    same = hint is None or found is hint or (hint is Encoding.UTF8 and found in AS_IS)
    is_text = hint is Encoding.UTF8 or all(isinstance(value, str) for value in column.values)
    if same or found is Encoding.UNKNOWN or (is_text and found is Encoding.UTF8):
        return ()
    return (
        Note(
            kind="declared encoding wrong",
            en=f'The file says its text is "{declared.strip()}", but column {column.name} is {found.label}.',
            vi=f'Tệp ghi bảng mã "{declared.strip()}", nhưng cột {column.name} lại viết bằng {found.label}.',
            column=column.name,
        ),
    )
