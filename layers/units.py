"""Administrative units: which commune a site lies in, and a unit found by its code or name."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geo.index import ZoneIndex
from geo.overlap import find_overlaps

if TYPE_CHECKING:
    import geopandas as gpd

TYPE_WORDS = ("phuong ", "xa ", "thi tran ", "huyen ", "thanh pho ", "thi xa ")


def with_commune(sites: gpd.GeoDataFrame, communes: gpd.GeoDataFrame | None) -> gpd.GeoDataFrame:
    """
    Return the sites with commune_code and commune_name.

    A code that the sites already carry stays; elsewhere the commune with the largest part
    of the site is taken, "" where none has any.

    Parameters
    ----------
    sites
        Frame of `read_sites`.
    communes
        Zones of the communes in force (zone_id is the code), or None.
    """
    result = sites.copy()
    given = result["commune_code"].fillna("").astype(str) if "commune_code" in result else ""
    result["commune_code"] = given
    result["commune_name"] = ""
    if communes is None:
        return result
    found = find_overlaps(
        np.asarray(sites.geometry.array, dtype=object),
        ZoneIndex.build(np.asarray(communes.geometry.array, dtype=object)),
    )
    pairs = pd.DataFrame({"site": found.site, "zone": found.zone, "area": found.area_m2})
    largest = pairs.sort_values("area").groupby("site")["zone"].last()
    located = communes["zone_id"].iloc[largest.to_numpy()].to_numpy()
    codes = result["commune_code"].to_numpy(dtype=object, copy=True)
    for row, code in zip(largest.index, located, strict=True):
        codes[row] = codes[row] or code
    result["commune_code"] = codes
    names = communes.set_index("zone_id")["name"]
    result["commune_name"] = [names.get(code, "") for code in codes]
    return result


def plain(text: str) -> str:
    """
    Return a name without accents, capitals and the word for its kind, to compare names.

    Examples
    --------
    >>> plain("Xã Pa Ủ"), plain("Phường Đoàn Kết")
    ('pa u', 'doan ket')
    """
    letters = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    bare = " ".join("".join(c for c in letters if not unicodedata.combining(c)).split())
    for word in TYPE_WORDS:
        if bare.startswith(word):
            return bare.removeprefix(word)
    return bare
