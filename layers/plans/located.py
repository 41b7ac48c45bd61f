"""In which communes of a day shapes lie: to name a place, and to narrow a table to some communes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo.errors import RanhError
from layers.corridor.reading import layer_or_error
from layers.places import COMMUNES
from layers.plans.sureness import NOISE_M2

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from geo.types import GeometryArray
    from layers.corridor.seen import Seen

Where = tuple[str, str]
"""Codes and names of communes, each joined by "; "; "" where it is not known."""


@dataclass(frozen=True, kw_only=True)
class Communes:
    """The communes of a day; none where no layer of them can be read."""

    names: Mapping[str, str] = field(default_factory=dict)
    codes: tuple[str, ...] = ()
    """Of the shapes, in their order."""
    shapes: GeometryArray = field(default_factory=lambda: np.empty(0, dtype=object), repr=False)

    def named(self, codes: Iterable[str]) -> Where:
        """Return communes by their codes; one that is none of the day has no name."""
        told = [code for code in dict.fromkeys(codes) if code]
        return "; ".join(told), "; ".join(self.names.get(code, code) for code in told)

    def of(self, shapes: Sequence[shapely.Geometry | None]) -> list[Where]:
        """
        Return where each shape lies, by more than survey noise.

        Examples
        --------
        >>> west, east = shapely.box(0, 0, 10, 10), shapely.box(10, 0, 20, 10)
        >>> held = np.array([west, east], dtype=object)
        >>> two = Communes(names={"1": "Tây", "2": "Đông"}, codes=("1", "2"), shapes=held)
        >>> two.of([shapely.box(8, 0, 12, 2), shapely.box(5, 0, 10, 2), None])
        [('1; 2', 'Tây; Đông'), ('1', 'Tây'), ('', '')]
        """
        held = np.array([None, *shapes], dtype=object)[1:]
        found: list[list[str]] = [[] for _ in shapes]
        rows, places = shapely.STRtree(self.shapes).query(held, predicate="intersects")
        for row, place in sorted(zip(rows.tolist(), places.tolist(), strict=True)):
            common = shapely.intersection(held[row], self.shapes[place])
            if common.area > NOISE_M2 or held[row].area == 0:
                found[row].append(self.codes[place])
        return [self.named(codes) for codes in found]


def communes_on(seen: Seen, as_of: date) -> Communes:
    """Return the communes of a day; what cannot be read names no place."""
    names: dict[str, str] = {}
    shapes: list[shapely.Geometry] = []
    codes: list[str] = []
    for layer in seen.province.versions(COMMUNES):
        data = layer_or_error(seen, layer.id) if layer.in_force(as_of) else None
        if data is None or isinstance(data, RanhError):
            continue
        ids = data.zones["zone_id"].astype(str).tolist()
        names |= dict(zip(ids, data.zones["name"].astype(str), strict=True))
        codes += ids
        shapes += list(data.zones.geometry)
    return Communes(names=names, codes=tuple(codes), shapes=np.array([None, *shapes], dtype=object)[1:])


def spot_of(shape: shapely.Geometry) -> tuple[float, float, float]:
    """
    Return a place within a shape, and how wide the shape is: x, y, width in metres.

    Examples
    --------
    >>> spot_of(shapely.box(0, 0, 40, 10))
    (20.0, 5.0, 40.0)
    """
    west, south, east, north = shape.bounds
    point = shape.representative_point()
    return float(point.x), float(point.y), max(east - west, north - south)
