"""The palette of CAD programs: the index whose colour is nearest to an official one."""

from __future__ import annotations

import colorsys
from functools import lru_cache

GREYS = {250: 51, 251: 91, 252: 132, 253: 173, 254: 214}
PURE = {1: (255, 0, 0), 2: (255, 255, 0), 3: (0, 255, 0), 4: (0, 255, 255), 5: (0, 0, 255), 6: (255, 0, 255)}
VALUES = (1.0, 0.65, 0.5, 0.3, 0.15)
"""How bright the five pairs of each hue are."""


@lru_cache(maxsize=1)
def palette() -> dict[int, tuple[int, int, int]]:
    """
    Return the colours 1 to 6 and 10 to 254: 24 hues in five depths, full and half saturated, and greys.

    Examples
    --------
    >>> palette()[10], palette()[11], palette()[90]
    ((255, 0, 0), (255, 128, 128), (0, 255, 0))
    """
    found = dict(PURE)
    for index in range(10, 250):
        hue, place = divmod(index - 10, 10)
        depth, is_half = divmod(place, 2)
        red, green, blue = colorsys.hsv_to_rgb(hue / 24, 0.5 if is_half else 1.0, VALUES[depth])
        found[index] = (round(red * 255), round(green * 255), round(blue * 255))
    return found | {index: (grey, grey, grey) for index, grey in GREYS.items()}


@lru_cache(maxsize=1024)
def nearest_index(colour: str) -> int:
    """
    Return the index nearest to a colour `#RRGGBB`.

    Examples
    --------
    >>> nearest_index("#FF0000"), nearest_index("#FFFC8C")
    (1, 51)
    """
    own = [int(colour[at : at + 2], 16) for at in (1, 3, 5)]
    known = palette()
    return min(known, key=lambda index: sum((a - b) ** 2 for a, b in zip(known[index], own, strict=True)))
