"""Rows of projects put over those that are there: what a row does not say stays as it was."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd

from layers.intake.steps.columns import SITE_ID
from layers.version_record import Change

if TYPE_CHECKING:
    from collections.abc import Collection

GEOMETRY = "geometry"


def merge_sites(
    before: gpd.GeoDataFrame,
    news: gpd.GeoDataFrame,
    *,
    keep_others: bool,
    broken: Collection[str] = (),
    unseen: Collection[str] = (),
) -> tuple[gpd.GeoDataFrame, tuple[Change, ...]]:
    """
    Return the projects as `news` changes them; what a row does not say stays as it was.

    Parameters
    ----------
    before, news
        Both with site_id and geometry (None: no place) in one CRS.
    keep_others
        Whether projects stay that `news` does not name.
    broken
        Projects whose new shape cannot be used: they have none then, and are "not checked".
    unseen
        Projects that `news` does not name, that stay in any case, and that no figure counts.

    Examples
    --------
    >>> crs = "EPSG:9205"
    >>> old = gpd.GeoDataFrame({"site_id": ["A", "B"], "name": ["a", "b"]}, geometry=[None, None], crs=crs)
    >>> new = gpd.GeoDataFrame({"site_id": ["B", "C"], "name": ["", "c"]}, geometry=[None, None], crs=crs)
    >>> merge_sites(old, new, keep_others=True)[0][["site_id", "name"]].to_numpy().tolist()
    [['A', 'a'], ['B', 'b'], ['C', 'c']]
    """
    old = pd.DataFrame(before.drop(columns=GEOMETRY)).set_index(SITE_ID)
    new = pd.DataFrame(news.drop(columns=GEOMETRY)).set_index(SITE_ID).replace("", None)
    old.index, new.index = old.index.astype(str), new.index.astype(str)
    both, added = new.index.intersection(old.index), new.index.difference(old.index, sort=False)
    hidden = old.index[old.index.isin(list(unseen))]
    kept = old.index if keep_others else both.union(hidden)
    order = pd.Index([*old.index[old.index.isin(kept)], *added], name=SITE_ID)
    columns = [*old.columns, *(name for name in new.columns if name not in old.columns)]
    values = {name: _filled(name, new, old).reindex(order) for name in columns}
    shapes = dict(zip(old.index, before.geometry, strict=True))
    shapes |= {site: shape for site, shape in zip(new.index, news.geometry, strict=True) if shape is not None}
    shapes |= dict.fromkeys(broken)
    frame = pd.DataFrame(values, index=order).reset_index()
    drawn = gpd.GeoSeries([shapes.get(site) for site in order], crs=before.crs)
    result = gpd.GeoDataFrame(frame, geometry=drawn)
    gone = len(old) - int(old.index.isin(kept).sum())
    counts = (len(added), len(both), len(order) - len(added) - len(both) - len(hidden), gone)
    told = Change(
        en="Projects: {} new, {} changed, {} as before, {} left out.".format(*counts),
        vi="Dự án: {} mới, {} thay đổi, {} giữ nguyên, {} bỏ ra.".format(*counts),
    )
    return result, (told,)


def _filled(name: str, new: pd.DataFrame, old: pd.DataFrame) -> pd.Series:
    """Return a column by project: the new value where there is one, else the old."""
    if name not in new:
        return old[name]
    if name not in old:
        return new[name]
    joined = {**old[name].dropna().to_dict(), **new[name].dropna().to_dict()}
    index = old.index.union(new.index, sort=False)
    same = old[name].dtype == new[name].dtype
    return pd.Series(
        [joined.get(site) for site in index], index=index, dtype=old[name].dtype if same else None
    )
