"""What is gathered for one sheet, and for whom, when and where it is."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from views.printing.room import Room

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from office.reports.frame import Frame
    from views.store import Store
    from views.text import Text


@dataclass(frozen=True, kw_only=True)
class Sight:
    """A window of the province as somebody sees it on a day."""

    store: Store
    window: Frame
    as_of: date
    text: Text
    fades: Mapping[str, float]
    """Opacity by the id of a layer, 0 to 1; one that is not named is whole."""

    def fade(self, layer_id: str) -> float:
        """Return the opacity of a layer, as it was chosen on the screen."""
        return self.fades.get(layer_id, 1.0)

    def faded(self, layer_id: str, svg: str) -> str:
        """Return the drawing of a layer with its opacity."""
        share = self.fade(layer_id)
        return svg if share == 1 or not svg else f'<g opacity="{share:.2f}">{svg}</g>'


@dataclass(kw_only=True)
class Content:
    """What was gathered for one sheet."""

    pictures: list[tuple[bytes, float]] = field(default_factory=list)
    """PNG images as large as the frame, each with its opacity, the lowest first."""
    pieces: list[str] = field(default_factory=list)
    """Of SVG, the lowest first."""
    names: list[str] = field(default_factory=list)
    """Of SVG, above all pieces."""
    legend: list[dict[str, Any]] = field(default_factory=list)
    room: Room = field(default_factory=Room)
    """Where names stand."""
    sources: list[str] = field(default_factory=list)
    lacking: list[str] = field(default_factory=list)
    """Sentences about what should be in the window and is not."""


def key(words: str, **look: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
    """Return one key of the legend."""
    blank = {
        "head": False,
        "mark": "",
        "line": False,
        "fill": "",
        "stroke": "#555555",
        "hatch": "",
        "opacity": 1.0,
    }
    return blank | look | {"words": words}
