"""Put the parts of one table together: apart, over one another, one inside another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from layers.intake.answers import Option
from layers.intake.corners.points import Doubt, DoubtKind, answer_to
from layers.intake.model import Note

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geo.types import GeometryArray, IntArray

INSIDE = (
    Option(value="hole", en="a hole: it does not belong to the land", vi="lỗ thủng: không thuộc khu đất"),
    Option(value="own", en="a part of its own: it belongs to the land", vi="phần riêng: thuộc khu đất"),
)
SHOWN = 10
OVERLAP_M2 = 1.0
"""Survey noise: parts that share a boundary may overlap by so much."""


@dataclass(frozen=True, kw_only=True)
class Together:
    """The parts of a table as one geometry."""

    geometry: shapely.Geometry
    notes: tuple[Note, ...]
    doubts: tuple[Doubt, ...]


def together(shapes: Sequence[shapely.Polygon], names: Sequence[str], answers: Mapping[str, str]) -> Together:
    """
    Return valid polygons as one geometry.

    A part inside another is a hole only if a person says so. Parts over one another count once.

    Examples
    --------
    >>> outer, inner = shapely.box(0, 0, 9, 9), shapely.box(3, 3, 6, 6)
    >>> together([outer, inner], ["", ""], {"parts-inside": "hole"}).geometry.area
    72.0
    >>> [doubt.kind.value for doubt in together([outer, inner], ["", ""], {}).doubts]
    ['parts-inside']
    """
    array = np.array(shapes, dtype=object)
    tree = shapely.STRtree(array)
    outer, inner = _pairs(tree.query(array, predicate="contains"), ordered=False)
    twice = set(zip(inner.tolist(), outer.tolist(), strict=True)) & set(
        zip(outer.tolist(), inner.tolist(), strict=True)
    )
    inside = [(o, i) for o, i in zip(outer.tolist(), inner.tolist(), strict=True) if (o, i) not in twice]
    doubts: list[Doubt] = []
    notes = _overlaps(array, tree, set(inside), names)
    answer = answer_to(DoubtKind.INSIDE, INSIDE, answers) if inside else ""
    if inside and not answer:
        doubts.append(_doubt(inside, names))
    holes = {i for _, i in inside} if answer == "hole" else set()
    geometry = _joined(array, inside, holes)
    return Together(geometry=geometry, notes=tuple(notes), doubts=tuple(doubts))


def _joined(array: GeometryArray, inside: Sequence[tuple[int, int]], holes: set[int]) -> shapely.Geometry:
    """Return the parts as they are where they lie apart, so that no corner moves; else their union."""
    depths = [sum(i == place for _, i in inside) for place in range(len(array))]
    kept = []
    for place, shape in enumerate(array):
        # an island in a hole is land again: what lies in an odd number of others is a hole
        depth = depths[place]
        if place in holes and depth % 2:
            continue
        direct = [array[i] for o, i in inside if o == place and i in holes and depths[i] == depth + 1]
        kept.append(shapely.Polygon(shape.exterior, [s.exterior for s in direct]) if direct else shape)
    whole = kept[0] if len(kept) == 1 else shapely.MultiPolygon(kept)
    return whole if shapely.is_valid(whole) else shapely.union_all(kept)


def _pairs(found: IntArray, *, ordered: bool) -> tuple[IntArray, IntArray]:
    kept = found[:, found[0] < found[1]] if ordered else found[:, found[0] != found[1]]
    order = np.lexsort((kept[1], kept[0]))
    return kept[0][order], kept[1][order]


def _overlaps(
    array: GeometryArray,
    tree: shapely.STRtree,
    inside: set[tuple[int, int]],
    names: Sequence[str],
) -> list[Note]:
    notes: list[Note] = []
    first, second = _pairs(tree.query(array, predicate="intersects"), ordered=True)
    for one, other in zip(first.tolist(), second.tolist(), strict=True):
        if (one, other) in inside or (other, one) in inside:
            continue
        common_m2 = shapely.intersection(array[one], array[other]).area
        if common_m2 > OVERLAP_M2 and len(notes) < SHOWN:
            a, b = _name(names, one), _name(names, other)
            notes.append(
                Note(
                    kind="parts overlap",
                    en=f"Parts {a} and {b} overlap by {common_m2:,.1f} m²; the land counts once.",
                    vi=f"Phần {a} và {b} chồng lên nhau {common_m2:,.1f} m²; diện tích chỉ tính một lần.",
                )
            )
    return notes


def _doubt(inside: Sequence[tuple[int, int]], names: Sequence[str]) -> Doubt:
    listed_en = ", ".join(f"{_name(names, i)} in {_name(names, o)}" for o, i in inside[:SHOWN])
    listed_vi = ", ".join(f"{_name(names, i)} trong {_name(names, o)}" for o, i in inside[:SHOWN])
    return Doubt(
        kind=DoubtKind.INSIDE,
        en=f"A part lies inside another ({listed_en}): is it a hole or a part of its own?",
        vi=f"Có phần nằm trong phần khác ({listed_vi}): đó là lỗ thủng hay phần riêng?",
        options=INSIDE,
    )


def _name(names: Sequence[str], place: int) -> str:
    return names[place] or f"#{place + 1}"
