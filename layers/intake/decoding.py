"""Turn the text columns of a layer into composed Unicode with the encodings that a person has confirmed."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from layers.intake.change_notes import notes_of
from layers.intake.cleaning import Change, clean
from layers.intake.bulk import read_many
from layers.intake.evidence import FIT, posterior, priors, read_value
from layers.intake.model import ROW, Note
from layers.intake.text_values import byte_masks, coded, replaced, text_columns
from layers.intake.vietnamese import (
    AS_IS,
    Encoding,
    as_unicode,
    byte_forms,
    is_cut,
    tcvn3_letters,
    without_strays,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

ALONE, ENOUGH_WORDS = 0.95, 2
"""Another encoding is taken for one value if it is that likely among the others, and reads so many words."""


@dataclass(slots=True)
class _Values:
    """The different values of one column as they become, and which of them changed how."""

    texts: pa.Array
    changed: dict[Change, list[int]] = field(default_factory=lambda: defaultdict(list))
    others: dict[int, Encoding] = field(default_factory=dict)


def decode_text(table: pa.Table, choices: Mapping[str, Encoding]) -> tuple[pa.Table, tuple[Note, ...]]:
    """
    Return the table with every text column as composed Unicode (NFC), and what was done.

    Values in ASCII keep every letter. A value that cannot be read in its column's encoding is read
    in another one where only one is possible, else kept with its bytes written out (`\\\\xa7`).
    Words for a missing value ("NULL", "<Null>", blanks) become null.

    Parameters
    ----------
    choices
        Encoding by column. Columns that are not named are read as UTF-8.

    Examples
    --------
    >>> table = pa.table({"ten": [b"\\xa7\\xcat ", b"NULL"], "ma": ["CQP", "LUK"]})
    >>> decoded, notes = decode_text(table, {"ten": Encoding.TCVN3})
    >>> decoded["ten"].to_pylist(), decoded["ma"].to_pylist(), [note.kind for note in notes]
    (['Đất', None], ['CQP', 'LUK'], ['text decoded', 'blanks removed', 'missing value'])
    """
    numbers = table[ROW].to_numpy() if ROW in table.column_names else np.arange(1, len(table) + 1)
    notes: list[Note] = []
    for name in text_columns(table):
        place = table.column_names.index(name)
        encoding = choices.get(name, Encoding.UTF8)
        column = coded(table[name])
        values = _decode(column.dictionary, encoding)
        indices = column.indices.fill_null(-1).to_numpy(zero_copy_only=False)
        notes.extend(notes_of(name, encoding, values.changed, values.others, (indices, numbers)))
        table = table.set_column(place, name, values.texts.take(column.indices))
    return table, tuple(notes)


def _decode(dictionary: pa.Array, encoding: Encoding) -> _Values:
    """Decode the different values of a column; those that are plain ASCII are not even looked at."""
    _, doubtful = byte_masks(dictionary)
    places = doubtful.nonzero()[0].tolist()
    found = dictionary.filter(pa.array(doubtful)).to_pylist()
    beyond = [number for number, value in enumerate(found) if not value.isascii()]
    read = dict(zip(beyond, read_many([found[number] for number in beyond], encoding), strict=True))
    values = _Values(texts=dictionary)
    texts: list[str | None] = []
    for number, (place, value) in enumerate(zip(places, found, strict=True)):
        if number not in read:
            text, changes = clean(value if isinstance(value, str) else value.decode("ascii"))
        elif (whole := read[number]) is not None:
            text, changes = _changes(value, encoding, *whole)
        else:
            text, changes = _decode_value(value, encoding, place, values.others)
        texts.append(text)
        for change in changes:
            values.changed[change].append(place)
    values.texts = replaced(dictionary, doubtful, texts)
    return values


def _changes(value: str | bytes, encoding: Encoding, read: str, has_capitals: bool) -> tuple[str | None, list[Change]]:  # noqa: FBT001
    """Return a text that fits its encoding, cleaned, and what was done to it."""
    changes = [Change.CAPITALS] if has_capitals else []
    if read != value and (isinstance(value, str) or read != as_unicode(value)):
        changes.append(Change.COMPOSED if encoding in AS_IS else Change.DECODED)
    text, cleaned = clean(read)
    return text, changes + cleaned


def _decode_value(
    value: str | bytes, encoding: Encoding, place: int, others: dict[int, Encoding]
) -> tuple[str | None, list[Change]]:
    """Return a value beyond ASCII as text with what was done; note at its place if another encoding was taken."""
    found = read_value(value, encoding)
    is_unfit = found.fitting < FIT * found.words
    other = other_encoding(value, encoding) if found.text is None or (is_unfit and not found.fitting) else None
    if other is not None:
        others[place] = other
        read, changes = read_value(value, other).text or "", [Change.OTHER]
    elif found.text is None:
        read, changes = _escaped(value), [Change.UNDECODABLE]
    else:
        read, changes = without_strays(found.text), [Change.UNFIT] if is_unfit else []
    if not changes and read != as_unicode(value):
        changes = [Change.COMPOSED if encoding in AS_IS else Change.DECODED]
    if is_cut(value):
        changes.append(Change.CUT)
    if encoding is Encoding.TCVN3 and other is None and _capitals_made(value, read):
        changes.append(Change.CAPITALS)
    text, cleaned = clean(read, keep_soft_hyphens=is_unfit)
    return text, changes + cleaned


def other_encoding(value: str | bytes, encoding: Encoding) -> Encoding | None:
    """
    Return the only encoding but `encoding` in which every word of a value is one; None where there are several.

    Bytes that are UTF-8, and letters that no code page has, prove it by themselves; else it takes two words.
    """
    readings = {e: read_value(value, e) for e in priors([value]) if e is not encoding and e not in AS_IS - {Encoding.UTF8}}
    if not readings:
        return None
    likely = posterior({e: r.log for e, r in readings.items()}, dict.fromkeys(readings, 1.0))
    best = max(likely, key=lambda one: likely[one])
    found = readings[best]
    same = sum(share for one, share in likely.items() if readings[one].text == found.text)
    is_unicode = isinstance(value, bytes) or not byte_forms(value)
    proves_itself = best is Encoding.UTF8_AS_CP1252 or (best is Encoding.UTF8 and is_unicode)
    is_enough = proves_itself or found.words >= ENOUGH_WORDS
    is_good = found.text is not None and found.log >= found.words * math.log(FIT)
    return best if same >= ALONE and is_enough and is_good else None


def _escaped(value: str | bytes) -> str:
    return value if isinstance(value, str) else value.decode("ascii", "backslashreplace")


def _capitals_made(value: str | bytes, read: str) -> bool:
    text = as_unicode(value)
    forms: Sequence[bytes] = byte_forms(text) if text is not None else (bytes(value),)  # type: ignore[arg-type]
    return bool(forms) and tcvn3_letters(forms[0]) != read
