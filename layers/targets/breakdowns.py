"""What projects declare of their land, type by type."""

from __future__ import annotations

import csv
from collections import defaultdict
from typing import TYPE_CHECKING

from layers.errors import ProvinceError
from layers.intake.lists.breakdown import read_breakdown

if TYPE_CHECKING:
    from layers.intake.lists.code_book import CodeBook
    from layers.province import Province


def declared_breakdowns(province: Province) -> dict[str, str]:
    """
    Return what the province's table of projects says of their land, by project; {} without one.

    Raises
    ------
    ProvinceError
        If the table is named and cannot be read: what projects declare would vanish in silence.
    """
    if not province.projects:
        return {}
    path = province.path(province.projects)
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise ProvinceError(
            f"The table of projects {path.name} cannot be read: check that it is there and is CSV in UTF-8.",
            f"Không đọc được bảng dự án {path.name}: hãy kiểm tra tệp có ở đó và là CSV dạng UTF-8.",
        ) from error
    return {row["id"]: row["current_land_ha"] for row in rows if row.get("id") and row.get("current_land_ha")}


def breakdown_of(text: str, book: CodeBook, told: frozenset[str]) -> dict[str, float]:
    """
    Return declared hectares by today's code; {} where not all of the text is read.

    Parameters
    ----------
    told
        Codes that may not be told: what is declared of them stands under "".
    """
    read = read_breakdown(text, book)
    if not read.is_read or not read.land or any(part.area_ha is None for part in read.land):
        return {}
    found: defaultdict[str, float] = defaultdict(float)
    for part in read.land:
        code = part.match.code  # as written: what a merged type became is found above it
        code = part.match.current or code
        found["" if code in told else code] += part.area_ha or 0.0
    return dict(found)
