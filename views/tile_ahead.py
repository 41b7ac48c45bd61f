"""
Paint the tiles that everybody sees first, before anybody asks for them.

One thread beside the server: the painter runs without the interpreter's lock, so that pages and
tiles are answered meanwhile, on another core. It runs in a server alone; elsewhere nothing is
painted ahead.
"""

from __future__ import annotations

import logging
import queue
import threading
from itertools import product
from typing import TYPE_CHECKING

from geo.errors import RanhError
from views.paint import blank_tile
from views.tile_shapes import HALF_WORLD_M
from views.tile_sheets import has_tiles, sheet_of, tile_of, tile_version

if TYPE_CHECKING:
    from collections.abc import Iterator

    from layers.stored_tiles import Place
    from views.store import Store
    from views.tile_shapes import Shapes

FIRST_ZOOM, LAST_ZOOM = 8, 11

log = logging.getLogger("ranh.web")


class Ahead:
    """A thread that paints the low zooms of each layer version that it is told of."""

    def __init__(self) -> None:
        self._wanted: queue.SimpleQueue[tuple[Store, str] | None] = queue.SimpleQueue()
        self._told: set[tuple[str, str]] = set()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin to paint what is wanted from now on."""
        self._thread = threading.Thread(target=self._run, daemon=True, name="tiles-ahead")
        self._thread.start()

    def stop(self) -> None:
        """End after the tile that is being painted."""
        thread, self._thread = self._thread, None
        self._told.clear()
        if thread is not None:
            self._wanted.put(None)

    def want(self, store: Store, layer_id: str) -> None:
        """Have a version painted, once; what is exact never, for it is kept nowhere."""
        if self._thread is None or store.is_exact:
            return
        version = (layer_id, tile_version(store, layer_id))
        if version not in self._told:
            self._told.add(version)
            self._wanted.put((store, layer_id))

    def _run(self) -> None:
        while (wanted := self._wanted.get()) is not None:
            try:
                self._paint(*wanted)
            except RanhError as error:
                log.warning("Tiles were not painted ahead: %s", type(error).__name__)

    def _paint(self, store: Store, layer_id: str) -> None:
        blank_tile()
        for place in first_places(sheet_of(store, layer_id).shapes):
            if self._thread is None:
                return
            tile_of(store, layer_id, place)


ahead = Ahead()
"""The one of this server."""


def want_all(store: Store) -> None:
    """Have all layers of a province painted, those that are shown at first before the others."""
    layers = sorted(store.province.layers, key=lambda layer: not layer.show)
    for layer in layers:
        if has_tiles(store, layer.id):
            ahead.want(store, layer.id)


def first_places(shapes: Shapes) -> Iterator[Place]:
    """
    Yield the tiles of the low zooms that the polygons lie in, the lowest zoom first.

    Parameters
    ----------
    shapes
        In web map metres.
    """
    if len(shapes) == 0:
        return
    west, south = shapes.boxes[:, :2].min(axis=0).tolist()
    east, north = shapes.boxes[:, 2:].max(axis=0).tolist()
    for zoom in range(FIRST_ZOOM, LAST_ZOOM + 1):
        width_m = 2 * HALF_WORLD_M / 2**zoom
        left, right = (int((edge + HALF_WORLD_M) // width_m) for edge in (west, east))
        top, bottom = (int((HALF_WORLD_M - edge) // width_m) for edge in (north, south))
        yield from ((zoom, *place) for place in product(range(left, right + 1), range(top, bottom + 1)))
