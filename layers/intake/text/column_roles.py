"""Guess which column of a layer is its id, its name and its land code, as the first choice of a form."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow.compute as pc
from pyarrow import types

from layers.intake.model import GEOMETRY, ROW
from layers.intake.text.column_names import propose_columns, read_meanings
from layers.intake.text.text_values import coded, is_text

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    import pyarrow as pa

MOST_CODES = 0.8
"""Share of the rows with a value that must hold known land codes."""
MOST_DIFFERENT = 5_000
"""A column with more different values holds no land codes."""
IN_WORDS = 0.5
"""Share of the values that must hold a blank between letters to be names."""
APART = re.compile(r"[+;,/\s]+")
"""Stands between the codes of a parcel with several, for example ONT+CLN."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Roles:
    """Names of columns; "" where none will do."""

    id_field: str = ""
    """Every row has a value, and each another."""
    name_field: str = ""
    code_field: str = ""
    """Most values are known land codes."""


def roles(table: pa.Table, codes: Collection[str]) -> Roles:
    """
    Return the columns that probably hold id, name and land code.

    What the values are counts for more than what the column is called.

    Parameters
    ----------
    table
        After `decode_text`.
    codes
        Land codes in force and former ones, in capitals.

    Examples
    --------
    >>> import pyarrow as pa
    >>> table = pa.table({"ma_thua": ["1", "2"], "mdsd": ["ONT+CLN", "LUK"], "ghi_chu": ["a b", "a b"]})
    >>> roles(table, {"ONT", "CLN", "LUK"})
    Roles(id_field='ma_thua', name_field='', code_field='mdsd')
    """
    names = [name for name in table.column_names if name not in {GEOMETRY, ROW}]
    by_name = propose_columns(names)
    kinds = {meaning.name: meaning.role for meaning in read_meanings()}
    said = {name: kinds[standard] for name, standard in by_name.items()}
    code = _code_field(table, names, said, {code.upper() for code in codes})
    found_id = _id_field(table, [name for name in names if name != code], said)
    rest = [name for name in names if name not in {code, found_id}]
    return Roles(id_field=found_id, name_field=_name_field(table, rest, said), code_field=code)


def _code_field(
    table: pa.Table, names: Iterable[str], said: Mapping[str, str], codes: Collection[str]
) -> str:
    shares = {name: _share_of_codes(table[name], codes) for name in names if is_text(table[name].type)}
    fitting = [name for name, share in shares.items() if share >= MOST_CODES]
    return max(fitting, key=lambda name: (said.get(name) == "land code", shares[name]), default="")


def _share_of_codes(column: pa.ChunkedArray, codes: Collection[str]) -> float:
    """Return the share of the rows with a value in which every part is a known code."""
    values = coded(column).drop_null() if column.null_count else coded(column)
    if len(values.dictionary) > MOST_DIFFERENT:
        return 0.0
    known = np.array([_is_code(value, codes) for value in values.dictionary.to_pylist()], dtype=bool)
    return float(known[values.indices.to_numpy()].mean()) if len(values) else 0.0


def _is_code(value: str | bytes, codes: Collection[str]) -> bool:
    text = value if isinstance(value, str) else value.decode("latin-1")
    parts = [part.upper() for part in APART.split(text) if part]
    return bool(parts) and all(part in codes for part in parts)


def _id_field(table: pa.Table, names: Iterable[str], said: Mapping[str, str]) -> str:
    unique = [name for name in names if _is_unique(table[name])]
    named = next((name for name in unique if said.get(name) == "id"), "")
    return named or next((name for name in unique if name not in said and not _is_in_words(table[name])), "")


def _is_unique(column: pa.ChunkedArray) -> bool:
    if not (types.is_integer(column.type) or is_text(column.type)) or not len(column) or column.null_count:
        return False
    return bool(pc.count_distinct(column).as_py() == len(column))


def _name_field(table: pa.Table, names: Iterable[str], said: Mapping[str, str]) -> str:
    texts = [name for name in names if types.is_string(table[name].type)]
    named = next((name for name in texts if said.get(name) == "name"), "")
    return named or next((name for name in texts if name not in said and _is_in_words(table[name])), "")


def _is_in_words(column: pa.ChunkedArray) -> bool:
    values = column.drop_null()
    if not len(values) or not types.is_string(column.type):
        return False
    worded = pc.match_substring_regex(values, r"\pL+\s+\pL+")
    return bool(pc.mean(worded).as_py() >= IN_WORDS)
