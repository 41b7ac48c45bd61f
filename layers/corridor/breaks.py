"""Sentences about where an axis goes on elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers.corridor.model import Note

if TYPE_CHECKING:
    from geo.chainage import Chainage


def breaks_of(line: Chainage) -> list[Note]:
    """Name every place where an axis goes on elsewhere."""
    notes = []
    for one in line.breaks:
        at, gap = one.at_m / 1000, one.gap_m / 1000
        if one.is_branch:
            en = f"From km {at:.2f} the chainage counts a branch that leaves the axis earlier."
            vi = f"Từ km {at:.2f} lý trình tính tiếp theo nhánh rẽ ra từ đoạn trước của trục."
        else:
            en = f"The line is interrupted at km {at:.2f}: it goes on {gap:.2f} km away."
            vi = f"Tuyến bị đứt tại km {at:.2f}: đoạn sau bắt đầu cách đó {gap:.2f} km."
        notes.append(Note(kind="branch" if one.is_branch else "gap", en=en, vi=vi))
    return notes
