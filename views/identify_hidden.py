"""Where a face shows nothing because the competent office must be asked: the squares of the cover."""

from __future__ import annotations

from typing import TYPE_CHECKING

import shapely

from layers.cover import area_of
from layers.trial.withheld import withheld_of
from views.once import Once
from views.store import current_store

if TYPE_CHECKING:
    from datetime import date

    from views.store import Store

_hidden: Once[shapely.Geometry] = Once(2)


def know_hidden(store: Store, as_of: date) -> shapely.Geometry:
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
    whole = current_store()

    def find() -> shapely.Geometry:
        area = area_of(withheld_of(whole.result(as_of), whole.province).squares)
        shapely.prepare(area)
        return area

    return _hidden.get(whole.state, find)


def is_hidden(store: Store, as_of: date, point: shapely.Point) -> bool:
    """Tell whether a point lies where this face is blank; one on the border of a square does."""
    return bool(shapely.intersects(know_hidden(store, as_of), point))
