"""Where a face shows nothing because the competent office must be asked: the squares of the cover."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import shapely

    from views.store import Store


def is_hidden(store: Store, point: shapely.Point) -> bool:
    """
    Tell whether a point lies where this face is blank, on every day; one on the border of a square does.

    Raises
    ------
    RanhError
        If restricted land is not fully known.
    """
    return not point.is_empty and store.withheld().is_near(point)
