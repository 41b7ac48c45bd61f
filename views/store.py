"""
What the server holds in memory: the province, its layers and the results of checks.

One store per state of the data folder, shared by all browsers. A file that changes on disk
makes a new store, so that nothing old is shown after an import.
"""

from __future__ import annotations

import hashlib
from functools import cached_property
from typing import TYPE_CHECKING

from layers.check import check_province
from layers.codes import read_codes
from layers.province import default_province_folder, open_province
from layers.reader import read_layer
from views.once import Once

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable
    from datetime import date
    from pathlib import Path

    from layers.check import CheckResult
    from layers.codes import LandCode
    from layers.province import Province
    from layers.reader import LayerData

DATES_KEPT = 6
LAYERS_KEPT = 64
VERSION_CHARACTERS = 12


class Store:
    """A province with everything read from its folder, each file once."""

    def __init__(self, province: Province, state: Hashable) -> None:
        self.province = province
        self.state = state
        self._layers: Once[LayerData] = Once(LAYERS_KEPT)
        self._results: Once[CheckResult] = Once(DATES_KEPT)

    @cached_property
    def codes(self) -> dict[str, LandCode]:
        """Land-use codes with names and colours."""
        return read_codes(self.province.path(self.province.codes))

    def layer(self, layer_id: str) -> LayerData:
        """Return the zones of a layer; raises a RanhError if they cannot be read."""
        return self._layers.get(layer_id, lambda: read_layer(self.province.layer(layer_id), self.province))

    def result(self, as_of: date, progress: Callable[..., None] | None = None) -> CheckResult:
        """Return every finding under the layers and rules in force on that day."""
        return self._results.get(as_of, lambda: check_province(self.province, as_of, progress))

    def has_result(self, as_of: date) -> bool:
        """Tell whether that day has been checked: a URL alone must not start a check."""
        return self._results.has(as_of)


_stores: Once[Store] = Once(2)


def current_store() -> Store:
    """
    Return the store of the province folder as it now is on disk.

    Raises
    ------
    RanhError
        If the folder holds no usable province.
    """
    folder = default_province_folder()
    state = (folder, _state(folder))
    return _stores.get(state, lambda: Store(open_province(folder), state))


def declared(store: Store, layer_id: str) -> str:
    """Return everything that is declared of a layer: another column or CRS makes another picture."""
    province = store.province
    return f"{province.layer(layer_id).model_dump_json()} {province.crs} {province.datum_operation}"


def version_of(*parts: str) -> str:
    """Return a short hash of `parts`: part of a URL, so that a browser never shows an old copy."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:VERSION_CHARACTERS]


def _state(folder: Path) -> tuple[tuple[str, int, int], ...]:
    """Paths, times and sizes of all files that a store is read from, wherever they stand."""
    declared = folder / "province.toml"
    if not declared.is_file():
        return ()
    province = open_province(folder)
    rules = province.path(province.rules)
    paths = [declared, province.path(province.codes)]
    paths += sorted(rules.glob("*.toml")) if rules.is_dir() else [rules]
    for layer in province.layers:
        file = province.path(layer.file)
        paths += sorted(file.parent.glob(f"{file.stem}.*")) if file.suffix.lower() == ".shp" else [file]
    stats = [(path, path.stat()) for path in dict.fromkeys(paths) if path.is_file()]
    return tuple((str(path), stat.st_mtime_ns, stat.st_size) for path, stat in stats)
