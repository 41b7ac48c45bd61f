"""
The land use of a sheet as an image: exact polygons in official colours, in the province CRS.

An image, since a sheet of the whole province holds hundreds of thousands of polygons; one number
for each look, so that a point of it has exactly the official colour.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from views import palette, picture
from views.tile_shapes import plane_shapes

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd
    from numpy.typing import NDArray

    from layers.codes import LandCode
    from office.reports.frame import Frame
    from views.picture import Sheet

PX_PER_MM = 10
"""254 points to the inch."""
OUTLINES_TO = 50_000
"""At smaller scales outlines would cover what they outline."""
PERIOD_PX = 14
COLOURS_OF_PNG = 256


def paint_land(
    zones: gpd.GeoDataFrame, codes: Mapping[str, LandCode], window: Frame
) -> tuple[bytes, list[str]]:
    """
    Return the land use in a window as PNG, and the codes that are in it, in the order of the table.

    Parameters
    ----------
    zones
        Polygons with a column `code`, in the province CRS.
    """
    near = zones.iloc[np.sort(zones.sindex.query(window.box, predicate="intersects"))]
    names = near["code"].fillna("").tolist()
    sheet = picture.make_sheet(plane_shapes(near), names, palette.paints(codes), palette.UNKNOWN)
    wide, high = (round(side * PX_PER_MM) for side in (window.width_mm, window.height_mm))
    square = picture.Window(
        west=window.west,
        north=window.south + window.height_m,
        px_per_m=PX_PER_MM * 1000 / window.scale,
        size_px=max(wide, high),
        period_px=PERIOD_PX,
        outlined=window.scale <= OUTLINES_TO,
    )
    order = {code: place for place, code in enumerate(codes)}
    seen = sorted(set(names), key=lambda code: (order.get(code, len(order)), code))
    return _png(sheet, picture.picture_of(sheet, square)[:high, :wide]), seen


def _png(sheet: Sheet, looks: NDArray[np.int16]) -> bytes:
    file = io.BytesIO()
    if len(sheet.colours) > COLOURS_OF_PNG:
        Image.fromarray(sheet.colours[looks], "RGBA").save(file, "PNG")
        return file.getvalue()
    image = Image.fromarray(looks.astype(np.uint8), "P")
    image.putpalette(sheet.colours[:, :3].tobytes())
    image.save(file, "PNG", transparency=picture.NOTHING)
    return file.getvalue()
