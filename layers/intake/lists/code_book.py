"""The land codes of a province with every name and former code by which people call them."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from layers.codes import read_codes, with_children
from layers.errors import ProvinceError
from layers.intake.text.letters import key

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from layers.codes import LandCode

FORMER_CODES = "legacy_land_codes.csv"
"""Stands beside the province's table of codes."""

GENERIC = re.compile(r"^(nhom )?(dat )?(lam )?(xay dung )?(cong trinh |co so )?(?=\S)")
FILLERS = re.compile(r"\b(tai|la|cua|land|national)\b")


class Relation(StrEnum):
    """What became of a former code or name."""

    SAME = "same"
    """Only the name changed."""
    MERGED = "merged"
    """The whole class went into one of today's."""
    PART = "part"
    """A finer class, all of it within one of today's."""
    SPLIT = "split"
    """It went into several of today's classes."""
    UNSURE = "unsure"
    """Not confirmed, or an everyday word: proposed only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FormerCode:
    """One row of the table of former codes and names."""

    code: str
    """"" for a name or an abbreviation that never was a code."""
    name: str
    current: tuple[str, ...]
    relation: Relation

    @property
    def sure(self) -> str:
        """Today's code where there is exactly one and it is sure, else ""."""
        settled = self.relation in {Relation.SAME, Relation.MERGED, Relation.PART}
        return self.current[0] if settled and len(self.current) == 1 else ""


@dataclass(frozen=True, kw_only=True)
class CodeBook:
    """The closed list of a province's land codes, with the keys by which a text is looked up."""

    codes: Mapping[str, LandCode]
    former: Mapping[str, FormerCode]
    by_code: Mapping[str, str]
    """`code_key` of every code of the table."""
    by_name: Mapping[str, str]
    """`name_key` of every name that means exactly one code of the table."""
    hints: Mapping[str, tuple[str, ...]]
    """`name_key` of names and former codes that mean several codes, or one that is not sure."""
    may_be_restricted: frozenset[str]
    """Codes under which defence or security land may lie, beside those of such land itself."""


def code_key(text: str) -> str:
    """
    Return a text as a code is compared: no blanks, dots or accents, 0 for the letter O undone.

    Examples
    --------
    >>> code_key(" c.q.p "), code_key("KĐD"), code_key("0NT")
    ('cqp', 'kdd', 'ont')
    """
    return key(text).replace(" ", "").replace("0", "o")


def name_key(text: str) -> str:
    """
    Return the words of a name of land without those that say nothing.

    Examples
    --------
    >>> name_key("Đất công trình giao thông") == name_key("ĐẤT GIAO THÔNG")
    True
    >>> name_key("National defence land"), name_key("Đất ở tại nông thôn")
    ('defence', 'o nong thon')
    """
    bare = key(text).replace("defense", "defence")
    return GENERIC.sub("", " ".join(FILLERS.sub(" ", bare).split()), count=1)


def build_code_book(codes: Mapping[str, LandCode], former: Iterable[FormerCode] = ()) -> CodeBook:
    """Return the book of a table of codes and of the former codes and names known."""
    former = tuple(former)
    names: dict[str, set[str]] = {}
    for code in codes.values():
        for name in (code.name_vi, code.name_en):
            names.setdefault(name_key(name), set()).add(code.code)
    hints: dict[str, tuple[str, ...]] = {}
    for row in former:
        meant = row.code if row.code in codes else row.sure
        if meant:
            names.setdefault(name_key(row.name), set()).add(meant)
        else:
            hints |= {name_key(text): row.current for text in (row.name, row.code) if text}
    by_code: dict[str, set[str]] = {}
    for known in codes:
        by_code.setdefault(code_key(known), set()).add(known)
    hints |= {name: tuple(sorted(meant)) for name, meant in names.items() if len(meant) > 1}
    return CodeBook(
        codes=codes,
        former={row.code: row for row in former if row.code and row.relation is not Relation.SAME},
        by_code=_single(by_code),
        by_name=_single(names),
        hints=hints,
        may_be_restricted=_may_be_restricted(codes, former),
    )


def read_code_book(codes: Path, former: Path | None = None) -> CodeBook:
    """
    Return the book of a table of codes, with the former codes that stand beside it.

    Parameters
    ----------
    codes
        Table of `layers.codes.read_codes`.
    former
        Table with old_code, name_vi, current_codes (by ";"), relation. None takes
        `legacy_land_codes.csv` in the same folder; a province may have none.

    Raises
    ------
    ProvinceError
        If a table cannot be read, misses a column or has an unknown relation.
    """
    beside = codes.with_name(FORMER_CODES)
    path = former or (beside if beside.is_file() else None)
    return build_code_book(read_codes(codes), read_former(path) if path else ())


def read_former(path: Path) -> tuple[FormerCode, ...]:
    """Return the rows of a table of former codes; raise ProvinceError if it cannot be used."""
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return tuple(
                FormerCode(
                    code=row["old_code"].strip(),
                    name=row["name_vi"].strip(),
                    current=tuple(code.strip() for code in row["current_codes"].split(";") if code.strip()),
                    relation=Relation(row["relation"].strip()),
                )
                for row in csv.DictReader(file)
            )
    except (OSError, KeyError, AttributeError, ValueError) as error:
        raise ProvinceError(
            f"The table of former land codes {path.name} cannot be read ({error}).",
            f"Không đọc được bảng mã loại đất cũ {path.name} ({error}).",
        ) from error


def _single(found: Mapping[str, set[str]]) -> dict[str, str]:
    return {name: next(iter(codes)) for name, codes in found.items() if name and len(codes) == 1}


def _may_be_restricted(codes: Mapping[str, LandCode], former: Iterable[FormerCode]) -> frozenset[str]:
    secret = {code.code for code in codes.values() if code.restricted}
    above = {code for code in codes if with_children([code], codes) & secret}
    return frozenset((above | {row.code for row in former if secret & set(row.current)} - {""}) - secret)
