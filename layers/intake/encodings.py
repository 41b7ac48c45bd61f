"""
Propose in which encoding each text column of a layer is written, with samples before and after.

Nothing is decoded here: `layers.intake.decoding.decode_text` does it with the person's choices.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from layers.intake.evidence import posterior, priors, read_value
from layers.intake.model import Note
from layers.intake.text_values import beyond_ascii, text_columns
from layers.intake.vietnamese import AS_IS, Encoding, as_unicode, reading, shown, without_strays

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pyarrow as pa

MOST_VALUES = 300
"""Values of a column that are read to judge it, spread evenly over the different ones."""
MOST_SAMPLES, SAMPLE_LENGTH = 5, 80

SURE, FITTING = 0.97, 0.6
"""An encoding is sure if it is that likely, and that share of the words then are words."""
READABLE = 0.3
"""Below this share of words no encoding is proposed for bytes."""
PROVEN = 200.0
"""How many times likelier what the other columns prove is than anything else."""

BLANK = " \t\r\n\x00"

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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Column:
    """What the words of one column say."""

    name: str
    values: tuple[str | bytes, ...]
    rows: int
    logs: Mapping[Encoding, float] = field(default_factory=dict)
    fits: Mapping[Encoding, float] = field(default_factory=dict)
    words: int = 0
    texts: Mapping[Encoding, tuple[str | None, ...]] = field(default_factory=dict)
    prior: Mapping[Encoding, float] = field(default_factory=dict)


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
    columns = [_weigh(name, table[name], hint) for name in text_columns(table)]
    proven = _proven(columns)
    return tuple(_propose(column, proven, hint, declared) for column in columns)


def _weigh(name: str, values: pa.ChunkedArray, hint: Encoding | None) -> _Column:
    """Read a spread of the different values of a column in every encoding."""
    different, rows = beyond_ascii(values)
    spread = different[:: max(1, len(different) // (10 * MOST_VALUES))].to_pylist()
    stripped = sorted({_stripped(value) for value in spread}, key=_order)
    chosen = tuple(stripped[:: max(1, -(-len(stripped) // MOST_VALUES))])
    if not chosen:
        return _Column(name=name, values=(), rows=0)
    prior = priors(chosen, hint)
    readings = {encoding: [read_value(value, encoding) for value in chosen] for encoding in prior}
    counts = {e: (sum(one.fitting for one in many), sum(one.words for one in many)) for e, many in readings.items()}
    return _Column(
        name=name,
        values=chosen,
        rows=rows,
        prior=prior,
        words=max(words for _, words in counts.values()),
        logs={encoding: sum(one.log for one in many) for encoding, many in readings.items()},
        fits={encoding: fitting / max(1, words) for encoding, (fitting, words) in counts.items()},
        texts={encoding: tuple(one.text for one in many) for encoding, many in readings.items()},
    )


def _stripped(value: str | bytes) -> str | bytes:
    return value.strip(BLANK) if isinstance(value, str) else value.strip(BLANK.encode())


def _order(value: str | bytes) -> bytes:
    return value if isinstance(value, bytes) else value.encode("utf-8", "surrogatepass")


def _merged(column: _Column, likely: Mapping[Encoding, float]) -> dict[Encoding, float]:
    """Add up encodings that give the very same text under the likelier one: no choice hangs on them."""
    sums: dict[tuple[str | None, ...], list[Encoding]] = {}
    for encoding in sorted(likely, key=lambda one: -likely[one]):
        sums.setdefault(column.texts[encoding], []).append(encoding)
    return {same[0]: sum(likely[one] for one in same) for same in sums.values()}


def _best(column: _Column, prior: Mapping[Encoding, float]) -> tuple[Encoding, dict[Encoding, float]]:
    likely = _merged(column, posterior(column.logs, prior))
    return max(likely, key=lambda one: likely[one]), likely


def _is_sure(column: _Column, encoding: Encoding, likely: float) -> bool:
    return likely >= SURE and column.fits[encoding] >= FITTING


def _proven(columns: Sequence[_Column]) -> Encoding | None:
    """Return the encoding that the columns prove, each by itself or all together; None where none is."""
    weight: dict[Encoding, int] = {}
    read = [column for column in columns if column.values]
    for column in read:
        encoding, likely = _best(column, column.prior)
        if _is_sure(column, encoding, likely[encoding]):
            weight[encoding] = weight.get(encoding, 0) + column.words
    if weight:
        return max(weight, key=lambda one: weight[one])
    if not read:
        return None
    shared = set.intersection(*(set(column.logs) for column in read))
    together = posterior({e: sum(column.logs[e] for column in read) for e in shared}, read[0].prior)
    best = max(together, key=lambda one: together[one])
    return best if together[best] >= SURE else None


def _propose(column: _Column, proven: Encoding | None, hint: Encoding | None, declared: str) -> ColumnText:
    if not column.values:
        return ColumnText(column=column.name, encoding=Encoding.ASCII, score=1.0, is_sure=True)
    encoding, likely = _best(column, column.prior)
    taken_over = False
    if not _is_sure(column, encoding, likely[encoding]) and proven in column.prior:
        prior = {e: PROVEN if e is proven else weight for e, weight in column.prior.items()}
        encoding, likely = _best(column, prior)
        taken_over = encoding is proven
    scores = {one: share * column.fits[one] for one, share in likely.items()}
    is_sure = _is_sure(column, encoding, likely[encoding]) or (taken_over and likely[encoding] >= SURE)
    named, score = _named(column, encoding), scores.pop(encoding)
    others = sorted(scores.items(), key=lambda pair: -pair[1])
    return ColumnText(
        column=column.name,
        encoding=named,
        score=round(score, 4),
        is_sure=is_sure and named is not Encoding.UNKNOWN,
        alternatives=tuple((one, round(share, 4)) for one, share in others if share > 0),
        beyond_ascii=column.rows,
        samples=samples(column.values, encoding),
        is_taken_over=taken_over,
        notes=_contradiction(column, named, hint, declared),
    )


def _named(column: _Column, encoding: Encoding) -> Encoding:
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
        text = as_unicode(value)
        before = text if text is not None else shown(bytes(value, "utf-8") if isinstance(value, str) else value)
        after = reading(value, encoding)
        pairs.append((before[:SAMPLE_LENGTH], without_strays(after if after is not None else before)[:SAMPLE_LENGTH]))
    return tuple(sorted(pairs, key=lambda pair: -_changed(*pair))[:MOST_SAMPLES])


def _changed(before: str, after: str) -> int:
    """Return how many letters beyond ASCII come or go."""
    return sum(not letter.isascii() for letter in set(before) ^ set(after))


def _contradiction(column: _Column, found: Encoding, hint: Encoding | None, declared: str) -> tuple[Note, ...]:
    """Say it where the file declares another encoding than its text has."""
    same = hint is None or found is hint or (hint is Encoding.UTF8 and found in AS_IS)
    is_text = hint is Encoding.UTF8 or all(isinstance(value, str) for value in column.values)
    if same or found is Encoding.UNKNOWN or (is_text and found is Encoding.UTF8):
        return ()
    return (
        Note(
            kind="declared encoding wrong",
            en=f'The file says its text is "{declared.strip()}", but column {column.name} is {found.label}.',
            vi=f'Tệp ghi bảng mã là "{declared.strip()}", nhưng cột {column.name} lại viết bằng {found.label}.',
            column=column.name,
        ),
    )
