"""Propose what columns mean by their names: cut to ten bytes, without accents, or in an old encoding."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from layers.errors import ProvinceError
from layers.intake.text.letters import key
from layers.intake.text.vietnamese import Encoding, reading

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

REFERENCE = Path(__file__).resolve().parents[3] / "data" / "reference" / "columns.csv"
"""Standard names with what people call them; another country of words is another file."""

CUT_FROM = 8
"""Bytes from which a name may be cut: a DBF keeps ten, less where the last letter did not fit."""
LEAST_CUT = 4
"""Letters that a cut name must have to be completed."""
NUMBERED = re.compile(r"_?\d$")
"""What programs put at the end of a cut name that was there already."""
OLD = (Encoding.UTF8_AS_CP1252, Encoding.TCVN3, Encoding.VNI, Encoding.CP1258)


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnMeaning:
    """A standard column of the program and the names that people give it."""

    name: str
    role: str
    """Short stable word, for example "land code", "area ha"."""
    title_vi: str
    title_en: str
    keys: tuple[str, ...]
    """Its names in small letters without accents, blanks and signs."""


@lru_cache(maxsize=8)
def read_meanings(path: Path = REFERENCE) -> tuple[ColumnMeaning, ...]:
    """
    Return the standard columns of a table (name, role, title_vi, title_en, synonyms parted by ";").

    Raises
    ------
    ProvinceError
        If the table cannot be read, misses a column, or gives a name to two columns.
    """
    try:
        with path.open(encoding="utf-8", newline="") as file:
            meanings = tuple(_meaning(row) for row in csv.DictReader(file))
    except (OSError, KeyError, AttributeError) as error:
        raise ProvinceError(
            f"The table of column names {path.name} cannot be read ({error}).",
            f"Không đọc được bảng tên cột {path.name} ({error}).",
        ) from error
    names = [name for meaning in meanings for name in meaning.keys]
    if len(set(names)) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise ProvinceError(
            f"The table of column names {path.name} gives {twice!r} to two columns.",
            f"Bảng tên cột {path.name} gán {twice!r} cho hai cột.",
        )
    return meanings


def _meaning(row: dict[str, str]) -> ColumnMeaning:
    names = dict.fromkeys(bare(name) for name in (row["name"], *row["synonyms"].split(";")))
    return ColumnMeaning(
        name=row["name"],
        role=row["role"],
        title_vi=row["title_vi"],
        title_en=row["title_en"],
        keys=tuple(name for name in names if name),
    )


def bare(name: str) -> str:
    """
    Return a name in small letters without accents, blanks and signs.

    Examples
    --------
    >>> bare("Diện tích (m²)"), bare("soHieuToBanDo"), bare("MA_LOAI_DA")
    ('dientichm2', 'sohieutobando', 'maloaida')
    """
    return key(name).replace(" ", "")


def propose_columns(names: Sequence[str], meanings: Sequence[ColumnMeaning] | None = None) -> dict[str, str]:
    """
    Return the standard column that each name probably means; names that say nothing known are left out.

    No standard column is given twice: an exact name goes before one in an old encoding, that before
    a cut one. Nothing is renamed here. An area without a unit stays one without.

    Parameters
    ----------
    names
        As the file has them.
    meanings
        Of `read_meanings`; the program's own table where None.

    Examples
    --------
    >>> propose_columns(["ma_loai_da", "dien_tich_", "ten_chu_su", "DiÖn tÝch", "abc"])
    {'ma_loai_da': 'code', 'dien_tich_': 'declared_area', 'ten_chu_su': 'owner'}
    """
    known = read_meanings() if meanings is None else meanings
    taken: dict[str, str] = {}
    for find in (_exact, _old, _cut):
        for name in names:
            if name in taken:
                continue
            found = next((one for one in find(name, known) if one not in taken.values()), None)
            if found is not None:
                taken[name] = found
    return {name: taken[name] for name in names if name in taken}


def _exact(name: str, meanings: Sequence[ColumnMeaning]) -> Iterator[str]:
    asked = bare(name)
    yield from (meaning.name for meaning in meanings if asked in meaning.keys)


def _old(name: str, meanings: Sequence[ColumnMeaning]) -> Iterator[str]:
    """Yield what a name means that is written in an old encoding, whole or cut."""
    for text in _readings(name):
        yield from _exact(text, meanings)


def _readings(name: str) -> Iterator[str]:
    if not name.isascii():
        yield from (text for encoding in OLD if (text := reading(name, encoding)) is not None)


def _cut(name: str, meanings: Sequence[ColumnMeaning]) -> Iterator[str]:
    """Yield the one column whose names a cut name can be completed to, all others being longer still."""
    is_numbered = NUMBERED.search(name) is not None
    if len(name.encode()) < CUT_FROM and not is_numbered:
        return
    for text in (name, *_readings(name)):
        for stem in (text, NUMBERED.sub("", text)) if is_numbered else (text,):
            yield from _completed(bare(stem), meanings)


def _completed(start: str, meanings: Sequence[ColumnMeaning]) -> Iterator[str]:
    if len(start) < LEAST_CUT:
        return
    whole = {full: meaning.name for meaning in meanings for full in meaning.keys if full.startswith(start)}
    shortest = min(whole, key=len, default="")
    if whole and (len(set(whole.values())) == 1 or all(full.startswith(shortest) for full in whole)):
        yield whole[shortest]
