"""What a program asks of a collection beside what pygeoapi reads: a box, and a time."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from views.ogc.errors import QueryError
from views.ogc.systems import CRS84, is_north_first

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from layers.layer import Layer

OWN = frozenset({"bbox", "bbox-crs", "datetime"})
"""Read here: pygeoapi would transform a box by whatever PROJ finds, and refuse a day out of range."""
KNOWN = OWN | {"f", "lang", "limit", "offset", "crs", "resulttype", "sortby", "properties", "skipGeometry"}
DAY = 10
"""Characters of a day in ISO 8601."""
OPEN = ("", "..")
FLAT, SOLID = 4, 6
"""Numbers of a box without and with heights."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A box and a time; None for everything."""

    box: tuple[float, float, float, float] | None = None
    """West, south, east, north in `system`, x before y whatever its axes are."""
    system: str = CRS84
    first: date | None = None
    last: date | None = None

    def holds(self, layer: Layer) -> bool:
        """Tell whether a layer is in force on some day of the time that is asked for."""
        starts_later = None not in {self.last, layer.effective_from} and layer.effective_from > self.last
        ended_before = None not in {self.first, layer.effective_to} and layer.effective_to < self.first
        return not (starts_later or ended_before)


def read_asked(query: Mapping[str, str], systems: Collection[str], fields: Collection[str]) -> Asked:
    """
    Return what an address asks for.

    Parameters
    ----------
    systems
        Addresses of the coordinate systems that a box may be in.
    fields
        Names of properties, by which may be filtered.

    Raises
    ------
    QueryError
        If a parameter is not known, or is no box, system or time.
    """
    unknown = sorted(set(query) - KNOWN - set(fields))
    if unknown:
        raise QueryError(
            f"Unknown parameter {unknown[0]!r}: see the API definition (/ogc/openapi).",
            f"Không có tham số {unknown[0]!r}: xem mô tả dịch vụ (/ogc/openapi).",
        )
    system = query.get("bbox-crs", CRS84)
    if system not in systems:
        raise QueryError(
            f"bbox-crs is none of the systems of this collection: {', '.join(systems)}.",
            f"bbox-crs không thuộc các hệ toạ độ của lớp này: {', '.join(systems)}.",
        )
    first, last = _time(query["datetime"]) if "datetime" in query else (None, None)
    box = _box(query["bbox"], system) if "bbox" in query else None
    return Asked(box=box, system=system, first=first, last=last)


def _box(text: str, system: str) -> tuple[float, float, float, float]:
    try:
        numbers = [float(number) for number in text.split(",")]
    except ValueError:
        numbers = []
    if len(numbers) == SOLID:
        numbers = [*numbers[:2], *numbers[3:5]]
    usable = len(numbers) == FLAT and all(map(math.isfinite, numbers))
    if not usable or numbers[0] > numbers[2] or numbers[1] > numbers[3]:
        raise QueryError(
            "bbox must be four numbers, the lower corner before the upper one, in the axes of bbox-crs.",
            "bbox phải là bốn số, góc nhỏ trước góc lớn, theo thứ tự trục của bbox-crs.",
        )
    first, second, third, fourth = numbers
    return (second, first, fourth, third) if is_north_first(system) else (first, second, third, fourth)


def _time(text: str) -> tuple[date | None, date | None]:
    """Return the first and last day of an instant or interval; an open end is None."""
    begin, slash, end = text.partition("/")
    try:
        first = None if slash and begin in OPEN else _day(begin)
        last = first if not slash else None if end in OPEN else _day(end)
        if first is not None and last is not None and first > last:
            raise ValueError(text)
    except ValueError as error:
        raise QueryError(
            "datetime must be a day such as 2026-11-26, or two with a slash between, '..' for an open end.",
            "datetime phải là một ngày như 2026-11-26, hoặc hai ngày cách nhau bởi dấu '/', '..' là để ngỏ.",
        ) from error
    return first, last


def _day(text: str) -> date:
    if len(text) > DAY and text[DAY] not in "Tt":
        raise ValueError(text)
    return date.fromisoformat(text[:DAY])
