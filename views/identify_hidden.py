"""Where a face shows nothing because the competent office must be asked: the squares of the cover."""

from __future__ import annotations

from typing import TYPE_CHECKING

import shapely

from views.once import Once

if TYPE_CHECKING:
    from views.store import Store

_hidden: Once[shapely.Geometry] = Once(2)


def know_hidden(store: Store) -> shapely.Geometry:
    """
    Return the squares under which open layers are blank, as one area; empty at an exact view.

    They do not depend on the day.

    Raises
    ------
    ShareError
        If restricted land is not fully known.
    """
    if store.is_exact:
        return shapely.Polygon()
    withheld = store.withheld()

    def find() -> shapely.Geometry:
        area = shapely.force_2d(withheld.area)  # a copy: prepared for points alone
        shapely.prepare(area)
        return area

    return _hidden.get(withheld.squares, find)


def is_hidden(store: Store, point: shapely.Point) -> bool:
    """Tell whether a point lies where this face is blank; one on the border of a square does."""
    return bool(shapely.intersects(know_hidden(store), point))
