"""Land-use codes with the ministry's names and colours, and which code lies under which."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from typing import TYPE_CHECKING

from layers.errors import ProvinceError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class LandCode:
    """One land-use code."""

    code: str
    name_vi: str
    name_en: str
    parent: str
    """Code of the next larger class, "" at the top."""
    group: str
    status: str
    hex: str
    """Official colour as #RRGGBB, "" for overlay codes without one."""

    @property
    def restricted(self) -> bool:
        """Whether land of this code is defence or security land, whose geometry may be a state secret."""
        return "RESTRICTED" in self.status


def read_codes(path: Path) -> dict[str, LandCode]:
    """
    Return the land-use codes of a table with the columns of `LandCode`, in its order.

    Raises
    ------
    ProvinceError
        If the table cannot be read or misses a column.
    """
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        codes = [
            LandCode(**{field: row[field].strip() for field in LandCode.__dataclass_fields__}) for row in rows
        ]
    except (OSError, KeyError, AttributeError) as error:
        raise ProvinceError(
            f"The table of land-use codes {path.name} cannot be read ({error}).",
            f"Không đọc được bảng mã loại đất {path.name} ({error}).",
        ) from error
    return {code.code: code for code in codes}


def with_children(codes: Iterable[str], table: Mapping[str, LandCode]) -> frozenset[str]:
    """
    Return `codes` and every code below them.

    Examples
    --------
    >>> rice = LandCode(code="LUA", name_vi="", name_en="", parent="", group="", status="", hex="")
    >>> wet = LandCode(code="LUC", name_vi="", name_en="", parent="LUA", group="", status="", hex="")
    >>> sorted(with_children(["LUA"], {"LUA": rice, "LUC": wet}))
    ['LUA', 'LUC']
    """
    found = set(codes)
    while below := {code.code for code in table.values() if code.parent in found} - found:
        found |= below
    return frozenset(found)


def above(codes: Iterable[str], table: Mapping[str, LandCode]) -> frozenset[str]:
    """
    Return every code that `codes` lie under: land of such a code may be of theirs.

    Examples
    --------
    >>> rice = LandCode(code="LUA", name_vi="", name_en="", parent="", group="", status="", hex="")
    >>> wet = LandCode(code="LUC", name_vi="", name_en="", parent="LUA", group="", status="", hex="")
    >>> sorted(above(["LUC"], {"LUA": rice, "LUC": wet}))
    ['LUA']
    """
    found: set[str] = set()
    while higher := {table[c].parent for c in {*codes, *found} if c in table} - found - {""}:
        found |= higher
    return frozenset(found)


def family_of(code: str, table: Mapping[str, LandCode]) -> frozenset[str]:
    """Return `code`, everything below it and everything above it: land types that do not contradict it."""
    return with_children([code], table) | above([code], table)
