"""What the words of the columns of one layer prove about their encoding."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from layers.intake.text.evidence import posterior, priors, read_value
from layers.intake.text.text_values import beyond_ascii

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pyarrow as pa

    from layers.intake.text.vietnamese import Encoding

MOST_VALUES = 300
"""Values of a column that are read to judge it, spread evenly over the different ones."""

SURE, FITTING = 0.97, 0.6
"""An encoding is sure if it is that likely, and that share of the words then are words."""

BLANK = " \t\r\n\x00"


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnWords:
    """What the words of one column say."""

    name: str
    values: tuple[str | bytes, ...]
    """Those with a letter beyond ASCII that were read."""
    rows: int
    """Rows with a letter beyond ASCII."""
    logs: Mapping[Encoding, float] = field(default_factory=dict)
    """Logarithm of how likely the words are in each encoding."""
    fits: Mapping[Encoding, float] = field(default_factory=dict)
    """Share of the words that are words in it."""
    words: int = 0
    texts: Mapping[Encoding, tuple[str | None, ...]] = field(default_factory=dict)
    """The values in it, to see which encodings come to the same."""
    prior: Mapping[Encoding, float] = field(default_factory=dict)


def weigh(name: str, values: pa.ChunkedArray, hint: Encoding | None) -> ColumnWords:
    """Read a spread of the different values of a column in every encoding."""
    different, rows = beyond_ascii(values)
    spread = different[:: max(1, len(different) // (10 * MOST_VALUES))].to_pylist()
    stripped = sorted({_stripped(value) for value in spread}, key=_order)
    chosen = tuple(stripped[:: max(1, -(-len(stripped) // MOST_VALUES))])
    if not chosen:
        return ColumnWords(name=name, values=(), rows=0)
    prior = priors(chosen, hint)
    readings = {encoding: [read_value(value, encoding) for value in chosen] for encoding in prior}
    counts = {
        e: (sum(one.fitting for one in many), sum(one.words for one in many)) for e, many in readings.items()
    }
    return ColumnWords(
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


def _merged(column: ColumnWords, likely: Mapping[Encoding, float]) -> dict[Encoding, float]:
    """Add up encodings that give the very same text under the likelier one: no choice hangs on them."""
    sums: dict[tuple[str | None, ...], list[Encoding]] = {}
    for encoding in sorted(likely, key=lambda one: -likely[one]):
        sums.setdefault(column.texts[encoding], []).append(encoding)
    return {same[0]: sum(likely[one] for one in same) for same in sums.values()}


def best_of(column: ColumnWords, prior: Mapping[Encoding, float]) -> tuple[Encoding, dict[Encoding, float]]:
    """Return the likeliest encoding, and how likely each is that does not come to the same as a likelier."""
    likely = _merged(column, posterior(column.logs, prior))
    return max(likely, key=lambda one: likely[one]), likely


def is_sure(column: ColumnWords, encoding: Encoding, likely: float) -> bool:
    """Tell whether the words of a column prove an encoding that is that likely."""
    return likely >= SURE and column.fits[encoding] >= FITTING


def proven_by(columns: Sequence[ColumnWords]) -> Encoding | None:
    """Return the encoding that the columns prove, each by itself or all together; None where none is."""
    weight: dict[Encoding, int] = {}
    read = [column for column in columns if column.values]
    for column in read:
        encoding, likely = best_of(column, column.prior)
        if is_sure(column, encoding, likely[encoding]):
            weight[encoding] = weight.get(encoding, 0) + column.words
    if weight:
        return max(weight, key=lambda one: weight[one])
    if not read:
        return None
    shared = set.intersection(*(set(column.logs) for column in read))
    together = posterior({e: sum(column.logs[e] for column in read) for e in shared}, read[0].prior)
    best = max(together, key=lambda one: together[one])
    return best if together[best] >= SURE else None
