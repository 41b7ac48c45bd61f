"""The public list as files: GeoJSON for maps, a workbook for tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd

from layers.rfc7946 import feature_collection, to_bytes
from layers.tables import xlsx_bytes
from views.public.listing import shapes_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from views.public.listing import Offer
    from views.public.published import PublishedStore
    from views.text import Text

MEDIA = {
    "geojson": "application/geo+json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
"""Kind of file -> its media type."""


def list_file(kind: str, store: PublishedStore, as_of: date, chosen: Sequence[Offer], text: Text) -> bytes:
    """Return the list as a file of one of the kinds of `MEDIA`."""
    rows = [_row(one, text) for one in chosen]
    if kind == "xlsx":
        titles = [text("public.column_" + name) for name in COLUMNS]
        table = pd.DataFrame([list(row.values()) for row in rows], columns=titles)
        return xlsx_bytes({text("public.sheet"): table, text("public.about"): _about(store, as_of, text)})
    shapes = shapes_of(store, as_of, chosen)
    frame = gpd.GeoDataFrame(pd.DataFrame(rows, columns=COLUMNS), geometry=list(shapes), crs=shapes.crs)
    about = {"as_of": as_of.isoformat(), "notice": _notice(store, text), "withheld": text("public.blank")}
    return to_bytes(feature_collection(frame, store.province.datum_operation, about))


COLUMNS = ("id", "name", "sector", "commune", "phase", "stage", "capital_bn_vnd", "area_ha")


def _row(one: Offer, text: Text) -> dict[str, Any]:
    stage = text("public.calling") if one.is_calling else text("money.stage." + one.stage)
    values = (one.site_id, one.name, one.sector_name, one.commune, one.phase, stage)
    return dict(zip(COLUMNS, (*values, one.capital_bn_vnd, one.area_ha), strict=True))


def _notice(store: PublishedStore, text: Text) -> str:
    return text.of(store.province, "notice") if store.province.demonstration else ""


def _about(store: PublishedStore, as_of: date, text: Text) -> pd.DataFrame:
    told = [text.of(store.province, "name"), as_of.isoformat(), text("public.blank"), _notice(store, text)]
    return pd.DataFrame({text("public.about"): [line for line in told if line]})
