"""Turn the text columns of a layer into composed Unicode with the encodings that a person has confirmed."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from layers.intake.model import ROW, Note
from layers.intake.text.bulk import read_many
from layers.intake.text.change_notes import notes_of
from layers.intake.text.cleaning import Change, clean
from layers.intake.text.code_tables import tcvn3_letters, without_strays
from layers.intake.text.evidence import FIT, posterior, priors, read_value
from layers.intake.text.text_values import byte_masks, coded, replaced, text_columns
from layers.intake.text.vietnamese import AS_IS, Encoding, as_unicode, byte_forms, is_cut

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from layers.intake.text.evidence import Reading

ALONE, ENOUGH_WORDS, FAR_BETTER = 0.95, 2, 50.0
"""
Another encoding is taken for one value if it is that likely among the others, reads so many words,
and is so many times likelier than the column's.
"""


@dataclass(slots=True)
class _Values:
    """The different values of one column as they become, and which of them changed how."""

    texts: pa.Array
    changed: dict[Change, list[int]] = field(default_factory=lambda: defaultdict(list))
    others: dict[int, Encoding] = field(default_factory=dict)


def decode_text(table: pa.Table, choices: Mapping[str, Encoding]) -> tuple[pa.Table, tuple[Note, ...]]:
    r"""
    Return the table with every text column as composed Unicode (NFC), and what was done.

    Values in ASCII keep every letter. A value that cannot be read in its column's encoding is read
    in another one where only one is possible, else kept with its bytes written out (`\\xa7`).
    Words for a missing value ("NULL", "<Null>", blanks) become null.

    Parameters
    ----------
    choices
        Encoding by column. Columns that are not named are read as UTF-8.

    Examples
    --------
    >>> table = pa.table({"ten": [b"\xa7\xcat ", b"NULL"], "ma": ["CQP", "LUK"]})
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
            text, changes = _fitting(value, encoding, whole)
        else:
            text, changes = _decode_value(value, encoding, place, values.others)
        texts.append(text)
        for change in changes:
            values.changed[change].append(place)
    values.texts = replaced(dictionary, doubtful, texts)
    return values


def _fitting(
    value: str | bytes, encoding: Encoding, whole: tuple[str, bool]
) -> tuple[str | None, list[Change]]:
    """Return a text that fits its encoding, cleaned, and what was done to it."""
    read, has_capitals = whole
    changes = [Change.CAPITALS] if has_capitals else []
    if encoding in AS_IS:
        changes += [Change.COMPOSED] if read != as_unicode(value) else []
    elif read != value:
        changes.append(Change.DECODED)
    text, cleaned = clean(read)
    return text, changes + cleaned


def _decode_value(
    value: str | bytes, encoding: Encoding, place: int, others: dict[int, Encoding]
) -> tuple[str | None, list[Change]]:
    """Return a doubtful value as text and what was done; an encoding of its own is noted at its place."""
    found = read_value(value, encoding)
    is_unfit = found.fitting < FIT * found.words
    is_odd = encoding in AS_IS and found.fitting < found.words
    other = other_encoding(value, encoding, found) if found.text is None or is_unfit or is_odd else None
    changes = [Change.CUT] if is_cut(value) else []
    if other is not None:
        others[place] = other
        is_unfit, read = False, read_value(value, other).text or ""
        changes.append(Change.OTHER)
    elif found.text is None:
        read = _escaped(value)
        changes.append(Change.UNDECODABLE)
    else:
        read = without_strays(found.text)
        changes += _kinds(value, encoding, read, is_unfit=is_unfit)
    text, cleaned = clean(read, keep_soft_hyphens=is_unfit)
    return text, changes + cleaned


def _kinds(value: str | bytes, encoding: Encoding, read: str, *, is_unfit: bool) -> list[Change]:
    """Return what was done to a value that was read in the encoding of its column."""
    changes = [Change.UNFIT] if is_unfit else []
    if not is_unfit and read != as_unicode(value):
        changes.append(Change.COMPOSED if encoding in AS_IS else Change.DECODED)
    if encoding is Encoding.TCVN3 and _has_font_capitals(value, read):
        changes.append(Change.CAPITALS)
    return changes


def other_encoding(value: str | bytes, encoding: Encoding, own: Reading) -> Encoding | None:
    """
    Return the one encoding but the column's in which every word of a value is one, None if not just one.

    Bytes that are UTF-8, and letters that no code page has, prove it alone; else it takes two words.

    Parameters
    ----------
    own
        The value in `encoding`, the column's, which has to be far less likely.
    """
    readings = {e: read_value(value, e) for e in priors([value]) if e is not encoding}
    if encoding in AS_IS and own.text is not None:
        readings.pop(Encoding.UTF8, None)
    likely = posterior({e: r.log for e, r in readings.items()}, dict.fromkeys(readings, 1.0))
    best = max(likely, key=lambda one: likely[one])
    found = readings[best]
    same = sum(share for one, share in likely.items() if readings[one].text == found.text)
    is_unicode = isinstance(value, bytes) or not byte_forms(value)
    proves_itself = best is Encoding.UTF8_AS_CP1252 or (best is Encoding.UTF8 and is_unicode)
    is_enough = proves_itself or found.words >= ENOUGH_WORDS
    is_good = found.text is not None and found.log >= found.words * math.log(FIT)
    is_better = found.log - own.log >= math.log(FAR_BETTER)
    return best if same >= ALONE and is_enough and is_good and is_better else None


def _escaped(value: str | bytes) -> str:
    return value if isinstance(value, str) else value.decode("ascii", "backslashreplace")


def _has_font_capitals(value: str | bytes, read: str) -> bool:
    text = as_unicode(value)
    forms: Sequence[bytes] = byte_forms(text) if text is not None else (bytes(value),)  # type: ignore[arg-type]
    return bool(forms) and tcvn3_letters(forms[0]) != read
