"""Whether a target is the least that has to be kept or the most that may be taken up, from a table."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from layers.errors import ProvinceError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from layers.codes import LandCode

FILE = "target_bounds.csv"
"""Stands beside the table of targets."""
COLUMNS = ("code", "bound", "confidence")


class Bound(StrEnum):
    """Which way a target binds."""

    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    NONE = "none"
    """Neither is said: both figures are told, and nothing is called broken."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """Bounds by code; a code without one has that of the class above it."""

    by_code: Mapping[str, Bound]
    confidence: Mapping[str, str]

    def of(self, code: str, table: Mapping[str, LandCode]) -> tuple[Bound, str]:
        """Return the bound of a code, and how sure it is; NONE and "" where nothing is said."""
        while code:
            if code in self.by_code:
                return self.by_code[code], self.confidence[code]
            code = table[code].parent if code in table else ""
        return Bound.NONE, ""


def read_bounds(path: Path) -> Bounds:
    """
    Return the bounds of a table with code, bound and confidence; none where there is no table.

    Raises
    ------
    ProvinceError
        If it cannot be read, misses a column, has an unknown bound or two of one code.
    """
    if not path.is_file():
        return Bounds(by_code={}, confidence={})
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = [{name: (row[name] or "").strip() for name in COLUMNS} for row in csv.DictReader(file)]
    except (OSError, KeyError, UnicodeDecodeError, csv.Error) as error:
        raise ProvinceError(
            f"The table of bounds {path.name} cannot be read: it needs the columns {', '.join(COLUMNS)}.",
            f"Không đọc được bảng giới hạn {path.name}: cần có các cột {', '.join(COLUMNS)}.",
        ) from error
    bounds: dict[str, tuple[Bound, str]] = {}
    for number, row in enumerate(rows, 2):
        code, bound = row["code"], row["bound"]
        if bound not in set(Bound) or bounds.get(code, (bound,))[0] != bound:
            known = ", ".join(Bound)
            raise ProvinceError(
                f"{path.name}, row {number}: {code} is said to be {bound!r}; say once whether it is {known}.",
                f'{path.name}, dòng {number}: {code} ghi "{bound}"; mỗi mã chỉ ghi một lần, là {known}.',
            )
        bounds[code] = (Bound(bound), row["confidence"])
    return Bounds(
        by_code={code: bound for code, (bound, _) in bounds.items()},
        confidence={code: sure for code, (_, sure) in bounds.items()},
    )
