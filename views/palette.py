"""The colour and the hatch of each land-use code, one place for tiles and legend."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from layers.codes import LandCode

HATCHES = {"CQP": "diagonal", "CAN": "cross"}
"""The official reds of defence and security land cannot be told apart by eye."""

OVERLAY = "overlay"
"""Hatch of areas that lie over other land, which stays to be seen between the lines."""

OVERLAY_HEX = "#5B2A86"
"""The official table has no colour for functional areas; this one is unlike all that it has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paint:
    """How the zones of one land-use code look."""

    hex: str
    """`#RRGGBB`, from the official colour table."""

    hatch: str = ""
    """`diagonal`, `cross`, `overlay` (nothing but lines), or nothing."""

    @property
    def rgb(self) -> tuple[int, int, int]:
        """
        Red, green, blue from 0 to 255.

        Examples
        --------
        >>> Paint(hex="#FF6450").rgb
        (255, 100, 80)
        """
        return tuple(bytes.fromhex(self.hex.removeprefix("#")))  # type: ignore[return-value]


UNKNOWN = Paint(hex="#9E9E9E")
"""A code that the table does not know: grey, and named so in the legend."""


def paints(codes: Mapping[str, LandCode]) -> dict[str, Paint]:
    """Return the look of each land-use code; a code without a colour that is no overlay has none."""
    coloured = {
        code: Paint(hex=entry.hex, hatch=HATCHES.get(code, "")) for code, entry in codes.items() if entry.hex
    }
    overlays = {
        code: Paint(hex=OVERLAY_HEX, hatch=OVERLAY)
        for code, entry in codes.items()
        if not entry.hex and is_overlay(entry)
    }
    return coloured | overlays


def is_overlay(entry: LandCode) -> bool:
    """Tell whether a code is that of a functional area, which lies over land with codes of its own."""
    return entry.status.startswith("functional-area")
