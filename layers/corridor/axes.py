"""Every axis that can be chosen: lines of the province's layers, and axes put together in its data."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo.chaining import chained
from geo.errors import RanhError
from layers.corridor.breaks import breaks_of
from layers.corridor.declared import declared_axes
from layers.corridor.errors import CorridorError
from layers.corridor.model import Axes, Axis, Basis, Note
from layers.corridor.reading import layer_or_error

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    import geopandas as gpd

    from layers.corridor.seen import Seen
    from layers.reader import LayerData

BY_NAME = "name:"
"""Before the name in the id of an axis that is all features of one name."""


def axes(seen: Seen, as_of: date) -> Axes:
    """
    Return every axis of the province in force on a day, in the order of its layers.

    Each feature of a line layer is one, all features of one name together another, and so is each
    axis of the table `axes` of the province. What cannot be read is named in the notes.
    """
    found, notes = declared_axes(seen, as_of)
    for layer in seen.province.layers:
        if layer.geometry != "line" or not layer.in_force(as_of):
            continue
        data = layer_or_error(seen, layer.id)
        if isinstance(data, RanhError):
            notes.append(Note(kind="unread", en=data.en, vi=data.vi))
            continue
        found.extend(_of_layer(data))
        notes.extend(_broken(data))
    return Axes(axes=tuple(found), notes=tuple(notes))


def find_axis(seen: Seen, axis_id: str, as_of: date) -> Axis:
    """
    Return the axis of that id.

    Raises
    ------
    CorridorError
        If there is none for this person on that day.
    """
    found = axes(seen, as_of)
    for axis in found.axes:
        if axis.id == axis_id:
            return axis
    raise CorridorError(
        f"There is no axis {axis_id!r} here on {as_of}; `ranh corridor list` names all.",
        f"Ngày {as_of:%d/%m/%Y} không có trục {axis_id!r}; `ranh corridor list` liệt kê các trục.",
    )


def _of_layer(data: LayerData) -> Iterator[Axis]:
    zones = data.zones
    for row, zone_id in enumerate(zones["zone_id"]):
        yield _axis(data, f"{data.layer.id}/{zone_id}", str(zones["name"].iloc[row] or zone_id), zones, [row])
    named = zones[zones["name"] != ""]
    for name, rows in named.groupby("name", sort=False).indices.items():
        if len(rows) > 1:
            positions = named.index.to_numpy()[rows].tolist()
            yield _axis(data, f"{data.layer.id}/{BY_NAME}{name}", str(name), zones, positions)


def _axis(data: LayerData, axis_id: str, name: str, zones: gpd.GeoDataFrame, rows: Sequence[int]) -> Axis:
    layer = data.layer
    line = chained(np.asarray(zones.geometry.array, dtype=object)[list(rows)])
    version = f" ({layer.version})" if layer.version else ""
    return Axis(
        id=axis_id,
        name_vi=name,
        name_en=name,
        line=line,
        source_vi=f"{layer.name_vi}{version}",
        source_en=f"{layer.name_en}{version}",
        basis=(Basis(layer=layer, sha256=data.sha256, in_force=True),),
        notes=tuple(breaks_of(line)),
    )


def _broken(data: LayerData) -> list[Note]:
    if len(data.broken) == 0:
        return []
    ids = ", ".join(data.broken["zone_id"].astype(str))
    return [
        Note(
            kind="broken",
            en=f"{data.layer.name_en}: lines that cannot be used: {ids}.",
            vi=f"{data.layer.name_vi}: các tuyến không dùng được: {ids}.",
        )
    ]
