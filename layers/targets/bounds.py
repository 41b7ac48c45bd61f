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
        If it cannot be read, misses a column or has an unknown bound.
    """
    if not path.is_file():
        return Bounds(by_code={}, confidence={})
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = [
                (row["code"].strip(), row["bound"].strip(), row["confidence"].strip())
                for row in csv.DictReader(file)
            ]
        return Bounds(
            by_code={code: Bound(bound) for code, bound, _ in rows},
            confidence={code: sure for code, _, sure in rows},
        )
    except (OSError, KeyError, AttributeError, ValueError) as error:
        raise ProvinceError(
            f"The table of bounds {path.name} cannot be read ({error}).",
            f"Không đọc được bảng giới hạn {path.name} ({error}).",
        ) from error
