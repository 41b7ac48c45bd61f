"""The sentences on a drawing: lengths and areas beside those stated, and where a ring crosses itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from layers.intake.corners.stated import nearest
from layers.intake.model import Note

if TYPE_CHECKING:
    from layers.intake.corners.point_drawing import DrawnPart
    from layers.intake.corners.points import PointRing, StatedArea

SHOWN = 20
SHOWN_CROSSINGS = 5


def edge_notes(part: DrawnPart) -> list[Note]:
    """Return one note for each edge whose stated length differs, with both numbers."""
    ring = part.ring
    off = np.flatnonzero(part.differs)
    notes = []
    for place in off[:SHOWN].tolist():
        one, other = ring.name_of(place), ring.name_of(place + 1)
        stated, computed = ring.stated_m[place], part.computed_m[place]
        notes.append(
            Note(
                kind="length differs",
                en=f"Edge {one}-{other}: stated {stated:.2f} m, drawn {computed:.2f} m.",
                vi=f"Cạnh {one}-{other}: ghi {stated:.2f} m, theo toạ độ {computed:.2f} m.",
                row=ring.rows[place],
            )
        )
    if len(off) > SHOWN:
        notes.append(
            Note(
                kind="length differs",
                en=f"{len(off) - SHOWN} more edges differ from their stated lengths.",
                vi=f"Còn {len(off) - SHOWN} cạnh khác lệch so với chiều dài đã ghi.",
                row=ring.rows[0],
            )
        )
    return notes


def area_note(part: DrawnPart) -> list[Note]:
    """Return a note if the stated area of a part differs, or could be read in several ways."""
    stated = part.ring.area
    if stated is None or part.area_m2 is None:
        return []
    name = part.ring.part
    return _compared(part.area_m2, stated, f"Part {name}" if name else "The area", name or "")


def total_note(area_m2: float, stated: StatedArea) -> list[Note]:
    """Return a note if the stated area of all parts differs, or could be read in several ways."""
    return _compared(area_m2, stated, "All parts", "Tất cả các phần")


def _compared(area_m2: float, stated: StatedArea, name_en: str, name_vi: str) -> list[Note]:
    reading_m2, agrees = nearest(area_m2, stated)
    name_vi = name_vi or "Diện tích"
    if not agrees:
        share = abs(area_m2 - reading_m2) / area_m2
        return [
            Note(
                kind="area differs",
                en=f"{name_en}: stated {reading_m2:,.1f} m², drawn {area_m2:,.1f} m²"
                f" ({area_m2 - reading_m2:+,.1f} m², {share:.2%}).",
                vi=f"{name_vi}: ghi {reading_m2:,.1f} m², theo toạ độ {area_m2:,.1f} m²"
                f" ({area_m2 - reading_m2:+,.1f} m², {share:.2%}).",
                row=stated.row,
            )
        ]
    if len(stated.readings_m2) == 1:
        return []
    others = ", ".join(f"{m2:,.1f}" for m2 in stated.readings_m2 if m2 != reading_m2)
    return [
        Note(
            kind="stated area read",
            en=f'Row {stated.row}: "{stated.text}" is read as {reading_m2:,.1f} m², for so it agrees with'
            f" the drawing; it could also be {others} m².",
            vi=f'Dòng {stated.row}: "{stated.text}" được hiểu là {reading_m2:,.1f} m² vì khớp với hình vẽ;'
            f" cũng có thể là {others} m².",
            row=stated.row,
        )
    ]


def crossing_note(part: DrawnPart) -> list[Note]:
    """Return the refusal of a ring that crosses itself: where, between which points, what would end it."""
    ring, crossings = part.ring, part.crossings
    if not crossings.found:
        return []
    shown = crossings.found[:SHOWN_CROSSINGS]
    listed = "; ".join(
        f"{_edge(ring, c.first)} × {_edge(ring, c.second)} (X {c.y:.2f}, Y {c.x:.2f})" for c in shown
    )
    count = f"{len(crossings.found)}{'' if crossings.is_complete else '+'}"
    swaps = [
        f"{ring.name_of(place)} ↔ {ring.name_of(place + 1)}" for place in crossings.swaps[:SHOWN_CROSSINGS]
    ]
    advice_en = f" Exchanging {' or '.join(swaps)} would end it." if swaps else ""
    advice_vi = f" Đổi chỗ {' hoặc '.join(swaps)} thì hết cắt." if swaps else ""
    return [
        Note(
            kind="ring crosses itself",
            en=f"The line from row {ring.rows[0]} crosses or touches itself at {count} places: {listed}."
            f"{advice_en} Correct the order of the points.",
            vi=f"Đường ranh từ dòng {ring.rows[0]} tự cắt hoặc tự chạm ở {count} chỗ: {listed}."
            f"{advice_vi} Hãy sửa thứ tự các điểm.",
            row=ring.rows[0],
            refused=True,
        )
    ]


def _edge(ring: PointRing, place: int) -> str:
    return f"{ring.name_of(place)}-{ring.name_of(place + 1)}"
