"""Administrative units: which commune a site lies in, and a unit found by its code or name."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geo.index import ZoneIndex
from geo.overlap import find_overlaps
from layers.errors import ReadError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    import geopandas as gpd
    import shapely

    from layers.catalogue import LayerUse

FAMILIES = {"commune": ("communes", "legacy_communes"), "district": ("legacy_districts",)}
TYPE_WORDS = ("phuong ", "xa ", "thi tran ", "huyen ", "thanh pho ", "thi xa ")


def with_commune(
    sites: gpd.GeoDataFrame, communes: gpd.GeoDataFrame | None, located: Sequence[str] | None = None
) -> gpd.GeoDataFrame:
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
    located
        What `locate` says of the sites, where it is known already.
    """
    result = sites.copy()
    given = result["commune_code"].fillna("").astype(str) if "commune_code" in result else ""
    result["commune_code"] = given
    result["commune_name"] = ""
    if communes is None:
        return result
    found = locate(sites, communes) if located is None else located
    codes = [code or other for code, other in zip(result["commune_code"], found, strict=True)]
    result["commune_code"] = np.array([None, *codes], dtype=object)[1:]
    names = communes.set_index("zone_id")["name"]
    result["commune_name"] = [names.get(code, "") for code in codes]
    return result


def locate(sites: gpd.GeoDataFrame, communes: gpd.GeoDataFrame) -> list[str]:
    """
    Return the code of the commune that holds the largest part of each site, "" where none holds any.

    Of two equal parts the later commune is taken, whatever other sites there are.
    """
    found = find_overlaps(
        np.asarray(sites.geometry.array, dtype=object),
        ZoneIndex.build(np.asarray(communes.geometry.array, dtype=object)),
    )
    pairs = pd.DataFrame({"site": found.site, "zone": found.zone, "area": found.area_m2})
    largest = pairs.sort_values("area", kind="stable").groupby("site")["zone"].last()
    codes = [""] * len(sites)
    ids = communes["zone_id"].tolist()
    for row, zone in zip(largest.index.tolist(), largest.tolist(), strict=True):
        codes[row] = ids[zone]
    return codes


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


@dataclass(frozen=True, kw_only=True)
class Unit:
    """An administrative unit with its boundary in the province's CRS."""

    kind: str
    """"commune" or "district"."""
    code: str
    name: str
    shape: shapely.Geometry
    layer_id: str


def find_unit(text: str, kind: str, uses: Sequence[LayerUse], as_of: date) -> Unit:
    """
    Return the unit with that code or name, accents and capitals set aside.

    A commune is looked up among those in force on `as_of`: the same name meant another area
    before July 2025. Districts exist no more; the former ones are found on any date.

    Raises
    ------
    ReadError
        If there is none, or more than one; the message lists what was meant or could be meant.
    """
    found = named_units(text, kind, uses, as_of)
    if len(found) == 1:
        return found[0]
    meant = ", ".join(f"{u.name} ({u.code})" for u in found or _units(kind, uses, as_of)) or "-"
    if found:
        raise ReadError(
            f"{text!r} is the name of {len(found)} units: give the code of one of {meant}.",
            f"{text!r} là tên của {len(found)} đơn vị: hãy dùng mã của một trong {meant}.",
        )
    raise ReadError(
        f"There is no {kind} {text!r} on {as_of}; known: {meant}.",
        f"Không có đơn vị {text!r} tại ngày {as_of}; các đơn vị: {meant}.",
    )


def named_units(text: str, kind: str, uses: Sequence[LayerUse], as_of: date) -> list[Unit]:
    """Return every unit with that code or name; see `find_unit`."""
    return [
        unit
        for unit in _units(kind, uses, as_of)
        if text.strip() == unit.code or plain(text) == plain(unit.name)
    ]


def _units(kind: str, uses: Sequence[LayerUse], as_of: date) -> Iterator[Unit]:
    for use in uses:
        unfit = kind == "commune" and not use.layer.in_force(as_of)
        if use.data is None or use.layer.family not in FAMILIES[kind] or unfit:
            continue
        zones = use.data.zones
        for code, name, shape in zip(zones["zone_id"], zones["name"], zones.geometry, strict=True):
            yield Unit(kind=kind, code=code, name=name, shape=shape, layer_id=use.layer.id)
