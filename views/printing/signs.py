"""The round signs of the projects on a sheet, with their ids where there is room."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from office.reports.blocks import plain
from office.reports.frame import EDGE_MM
from views.printing.names import LETTER_WIDTH, write

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from office.reports.frame import Frame
    from views.printing.room import Box, Room

SYMBOLS = "DejaVu Sans Mono"
RADIUS_MM, SEAM_MM = 1.8, 0.35
ID_MM = 2.6
"""Size of an id."""
ASIDE_MM = 2.2
"""From the middle of a sign to its id."""


def signs(
    at: NDArray[np.float64], told: Sequence[tuple[str, str, str]], window: Frame, room: Room
) -> tuple[str, int]:
    """
    Return a round sign at each place with its id where nothing else stands, and how many ids had no room.

    Such an id is left out: two over one another could be read as a third.

    Parameters
    ----------
    room
        Where something stands already; signs take theirs in any case.
    at
        In the province CRS, the least important first.
    told
        Of each: colour, mark, id.
    """
    places = [(float(x), float(y)) for x, y in window.mm(at).tolist()]
    reach = RADIUS_MM + SEAM_MM / 2
    room.taken += [(x - reach, y - reach, x + reach, y + reach) for x, y in places]
    named = []
    for (x, y), (_, _, site_id) in reversed(list(zip(places, told, strict=True))):
        words = plain(site_id)
        for box, anchor in _rooms(x, y, len(words) * ID_MM * LETTER_WIDTH):
            if _is_inside(box, window) and room.claim(box):
                side = {"start": box[0], "end": box[2], "middle": (box[0] + box[2]) / 2}[anchor]
                named.append(write(words, side, box[3] - ID_MM * 0.15, ID_MM, anchor=anchor))
                break
    drawn = (_sign(x, y, colour, mark) for (x, y), (colour, mark, _) in zip(places, told, strict=True))
    return "".join([*named, *drawn]), len(told) - len(named)


def _sign(x: float, y: float, colour: str, mark: str) -> str:
    return (
        f'<circle cx="{x:.2f}" cy="{y:.2f}" r="{RADIUS_MM}" fill="{colour}" stroke="#fff" '
        f'stroke-width="{SEAM_MM}"/>'
        f'<text x="{x:.2f}" y="{y + 0.75:.2f}" text-anchor="middle" font-family="{SYMBOLS}" '
        f'font-size="2.1" font-weight="bold" fill="#fff">{escape(mark)}</text>'
    )


def _is_inside(box: Box, window: Frame) -> bool:
    left, top, right, bottom = box
    across = left >= EDGE_MM and right <= EDGE_MM + window.width_mm
    return across and top >= EDGE_MM and bottom <= EDGE_MM + window.height_mm


def _rooms(x: float, y: float, wide: float) -> list[tuple[Box, str]]:
    """Return where an id may stand, the best first: right, left, above, below; each with its anchor."""
    half = ID_MM / 2
    return [
        ((x + ASIDE_MM, y - half, x + ASIDE_MM + wide, y + half), "start"),
        ((x - ASIDE_MM - wide, y - half, x - ASIDE_MM, y + half), "end"),
        ((x - wide / 2, y - ASIDE_MM - ID_MM, x + wide / 2, y - ASIDE_MM), "middle"),
        ((x - wide / 2, y + ASIDE_MM, x + wide / 2, y + ASIDE_MM + ID_MM), "middle"),
    ]
