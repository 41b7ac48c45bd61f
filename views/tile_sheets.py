"""The tiles of a layer as one person may see it: from memory, from disk, else painted."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from geo import smooth
from layers.stored_tiles import TileCache
from views import paint, palette, picture, tile_kernel, tile_labels, tile_shapes
from views.once import Once
from views.paint import blank_tile, paint_tile
from views.picture import Sheet, make_sheet
from views.store import declared, version_of
from views.tile_file import kept_shapes
from views.tile_shapes import make_shapes

if TYPE_CHECKING:
    from layers.layer import Layer
    from layers.stored_tiles import Place
    from views.store import Store
    from views.tile_shapes import Shapes

TILES_KEPT = 4000
"""About 60 MB, beside the file on disk."""

SHEETS_KEPT = 8
PAINTERS = (paint, palette, picture, tile_kernel, tile_labels, tile_shapes, smooth)

_sheets: Once[Sheet] = Once(SHEETS_KEPT)
_tiles: Once[bytes] = Once(TILES_KEPT)
_caches: Once[TileCache] = Once(4)


def is_tiled(layer: Layer) -> bool:
    """Tell whether a layer is painted on the server: those with land-use codes, many and without gaps."""
    return bool(layer.code_field) and layer.geometry == "polygon"


def has_tiles(store: Store, layer_id: str) -> bool:
    """Tell whether this person has a layer of that name, and it is painted on the server."""
    return any(layer.id == layer_id and is_tiled(layer) for layer in store.province.layers)


def tile_version(store: Store, layer_id: str) -> str:
    """Return the part of a tile's address that changes with the zones, the colours and the painter."""
    colours = [f"{code}{entry.hex}{entry.status}" for code, entry in sorted(store.codes.items())]
    sha256 = store.layer(layer_id).sha256
    return version_of(declared(store, layer_id), sha256, store.owner, painter(), *colours)


def sheet_of(store: Store, layer_id: str) -> Sheet:
    """
    Return the sheet of a tiled layer.

    Raises
    ------
    RanhError
        If the layer cannot be read.
    """

    def prepare() -> Sheet:
        codes = store.layer(layer_id).zones["code"].fillna("").tolist()
        return make_sheet(_shapes(store, layer_id), codes, palette.paints(store.codes), palette.UNKNOWN)

    return store.keep(_sheets).get((layer_id, tile_version(store, layer_id)), prepare)


def tile_of(store: Store, layer_id: str, place: Place) -> bytes:
    """
    Return a tile as PNG; what is exact is kept in memory alone, with its view.

    Raises
    ------
    RanhError
        If the layer cannot be read.
    """
    version = tile_version(store, layer_id)

    def paint_anew() -> bytes:
        return paint_tile(sheet_of(store, layer_id), *place)

    def find() -> bytes:
        if store.is_exact:
            return paint_anew()
        cache = _cache_of(store)
        body = cache.get(version, place)
        if body is None:
            body = paint_anew()
            if body is not blank_tile():
                cache.put(version, place, body)
        return body

    return store.keep(_tiles).get((layer_id, version, *place), find)


@cache
def painter() -> str:
    """Return a hash of the program that paints: another one makes other pictures of the same data."""
    sources = (Path(module.__file__ or "").read_bytes() for module in PAINTERS)
    return hashlib.sha256(b"\0".join(sources)).hexdigest()


def _shapes(store: Store, layer_id: str) -> Shapes:
    folder = None if store.is_exact else store.province.folder
    parts = (declared(store, layer_id), store.layer(layer_id).sha256, painter())
    key = hashlib.sha256("\0".join(parts).encode()).hexdigest()
    return kept_shapes(
        folder, key, lambda: make_shapes(store.layer(layer_id).zones, store.province.datum_operation)
    )


def _cache_of(store: Store) -> TileCache:
    folder = store.province.folder
    return _caches.get(folder, lambda: TileCache(folder))
