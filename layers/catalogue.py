"""The layers and projects of a province, read; what cannot be read comes back with its problem."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.errors import RanhError
from layers.errors import ProvinceError
from layers.files import sha256_of
from layers.fingerprint import digest, program
from layers.reader import LayerData, read_layer, read_sites
from layers.rules import SITES

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    import geopandas as gpd

    from layers.kept import Kept
    from layers.layer import Layer
    from layers.model import Issue
    from layers.province import Province


@dataclass(frozen=True, kw_only=True)
class LayerUse:
    """A layer version as it was read, or why it could not be."""

    layer: Layer
    data: LayerData | None
    problem_en: str = ""
    problem_vi: str = ""


def read_layers(
    layers: Sequence[Layer], province: Province, since: Kept | None = None
) -> tuple[LayerUse, ...]:
    """
    Read every layer; one that cannot be read comes back with its problem.

    A layer that `since` holds is taken from there, if neither its file nor anything that is
    declared of it changed.
    """
    held = since.layers if since is not None and since.reading == reading_of(province) else ()
    uses = []
    for layer in layers:
        try:
            uses.append(LayerUse(layer=layer, data=read_again(layer, province, held)))
        except RanhError as error:
            uses.append(LayerUse(layer=layer, data=None, problem_en=error.en, problem_vi=error.vi))
    return tuple(uses)


def with_more(uses: Sequence[LayerUse], more: Sequence[LayerUse]) -> tuple[LayerUse, ...]:
    """
    Return the layers with those that are in memory alone.

    Raises
    ------
    ProvinceError
        If one is there twice: the plain file must go, or it would be sealed for nothing.
    """
    ids = {use.layer.id for use in uses}
    for use in more:
        if use.layer.id in ids:
            raise ProvinceError(
                f"Layer {use.layer.id!r} is sealed and also a plain file here: remove the plain one.",
                f"Lớp {use.layer.id!r} đã niêm phong nhưng vẫn còn tệp thường: hãy gỡ tệp thường.",
            )
    return (*uses, *more)


def read_again(layer: Layer, province: Province, held: Sequence[LayerData]) -> LayerData:
    """Return the layer out of `held` if it is there and its file has the same content, else read it."""
    path = province.path(layer.file)
    for data in held:
        if data.layer == layer and path.is_file() and sha256_of(path) == data.sha256:
            return data
    return read_layer(layer, province)


def reading_of(province: Province) -> bytes:
    """Return a fingerprint of what the province says of reading its layers."""
    return digest(
        program(), repr((province.folder, province.crs, province.datum_operation, province.bounds_m))
    )


def read_province_sites(province: Province, as_of: date) -> tuple[gpd.GeoDataFrame, tuple[Issue, ...]]:
    """Return the footprints of the province's projects in force on that day; ProvinceError if it has none."""
    layers = [layer for layer in province.versions(SITES) if layer.in_force(as_of)]
    if len(layers) != 1:
        raise ProvinceError(
            f"{province.name_en}: {len(layers)} layers of family {SITES!r} are in force on {as_of}, not one.",
            f"{province.name_vi}: ngày {as_of} có {len(layers)} lớp {SITES!r} có hiệu lực, cần đúng một.",
        )
    layer = layers[0]
    path = province.path(layer.file)
    return read_sites(path, province, table=layer.table, crs=layer.crs, id_field=layer.id_field)
