"""Make a ring of the points of one part, with the lengths that the table states between them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from layers.intake.cells.figures import Style, joint_style, parse_number, style_of
from layers.intake.corners.points import PointRing
from layers.intake.corners.stated_edges import aligned, edge_lengths_m
from layers.intake.model import Note

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.types import FloatArray
    from layers.intake.corners.point_values import Values
    from layers.intake.corners.rings import Draft

SHOWN = 10
PLACES = {
    "start": ("beside the first point of the edge", "ở dòng của điểm đầu cạnh"),
    "end": ("beside the last point of the edge", "ở dòng của điểm cuối cạnh"),
    "between": ("between the two points", "giữa hai dòng điểm"),
}


def ring_of(draft: Draft, values: Values, notes: list[Note]) -> PointRing:
    """Return the ring of a draft; what is found on its lengths is added to `notes`."""
    x = np.array([corner.x for corner in draft.corners])
    y = np.array([corner.y for corner in draft.corners])
    texts = [corner.edge for corner in draft.corners]
    closing = draft.closing.edge if draft.closing else ""
    between = [draft.between.get(place, "") for place in range(len(texts))]
    style = style_of([*texts, *between, closing])
    if style is Style.AMBIGUOUS:
        style = joint_style([values.style])
    every = _lengths([*texts, *between, closing], style)
    count = len(texts)
    computed_m = edge_lengths_m(x, y)
    stated_m, place = aligned(every[:count], every[count:-1], float(every[-1]), computed_m)
    notes += _length_notes(draft, [*texts, *between, closing], every, place)
    decimals = [parse_number(t, style).decimals for t in [*texts, *between, closing] if t]
    areas = [corner.area for corner in draft.corners if corner.area]
    return PointRing(
        part=draft.part,
        labels=tuple(corner.label for corner in draft.corners),
        rows=tuple(corner.row for corner in draft.corners),
        x=x,
        y=y,
        is_closed=draft.closing is not None,
        stated_m=stated_m,
        stated_decimals=min(decimals, default=0),
        area=draft.area or next(iter(areas), None),
    )


def _lengths(texts: Sequence[str], style: Style) -> FloatArray:
    figures = [parse_number(text, style) for text in texts]
    sound = [f.value is not None and f.unit in {"", "m"} for f in figures]
    return np.array([f.value if ok else np.nan for f, ok in zip(figures, sound, strict=True)], dtype=float)


def _length_notes(draft: Draft, texts: Sequence[str], lengths: FloatArray, place: str) -> list[Note]:
    row = draft.corners[0].row
    lost = [t for t, m in zip(texts, lengths, strict=True) if any(map(str.isdigit, t)) and np.isnan(m)]
    notes = []
    if lost:
        listed = ", ".join(lost[:SHOWN])
        notes.append(
            Note(
                kind="length not read",
                en=f"From row {row} on, {len(lost)} stated lengths cannot be read in one way ({listed}).",
                vi=f"Từ dòng {row}, {len(lost)} chiều dài cạnh không đọc được rõ ràng ({listed}).",
                row=row,
            )
        )
    if place:
        notes.append(
            Note(
                kind="lengths",
                en=f"From row {row} on, lengths stand {PLACES[place][0]}.",
                vi=f"Từ dòng {row}, chiều dài cạnh ghi {PLACES[place][1]}.",
                row=row,
            )
        )
    return notes
