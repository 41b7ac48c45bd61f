"""
What the server holds in memory: the province, its layers and the results of checks.

One store per state of the data folder, shared by all browsers. A file that changes on disk
makes a new store, so that nothing old is shown after an import. The new store is handed what
the checks of the one before kept: only what the change can affect is checked again.
"""

from __future__ import annotations

import hashlib
import threading
from typing import TYPE_CHECKING

from layers.approved_cover import FOLDER as COVER
from layers.catalogue import read_again, reading_of
from layers.check import check_province
from layers.kept import Kept
from layers.province import default_province_folder, open_province
from layers.versions import FOLDER as VERSIONS
from layers.versions import RECORD
from layers.withheld import NOTHING
from office.rights import Act, Where, reach, require
from views.exact import exact_store
from views.faces import DATES_KEPT, LAYERS_KEPT, OfficerStore, PublicStore, Store, ToldStore
from views.once import Once
from views.person import session_of

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Mapping
    from datetime import date
    from pathlib import Path

    from starlette.requests import HTTPConnection

    from layers.check import CheckResult
    from layers.province import Province
    from layers.reader import LayerData
    from layers.withheld import Withheld
    from office.sessions import Session

OFFICERS_KEPT = 64
VERSION_CHARACTERS = 12


class Whole(Store):
    """A province with everything read from its folder, each file once. Nobody is shown it as such."""

    def __init__(self, province: Province, state: Hashable, before: Whole | None = None) -> None:
        self.province = province
        self.state = state
        self.told: ToldStore = ToldStore(self, Kept() if before is None else before.told.kept())
        self._layers: Once[LayerData] = Once(LAYERS_KEPT)
        self._results: Once[CheckResult] = Once(DATES_KEPT)
        self._kept: dict[date, Kept] = {} if before is None else before.kept()
        self._guard = threading.Lock()
        self.officers: Once[OfficerStore] = Once(OFFICERS_KEPT)

    def layer(self, layer_id: str) -> LayerData:
        """Return the zones of a layer; raises a RanhError if they cannot be read."""
        return self._layers.get(layer_id, lambda: self._read(layer_id))

    def result(self, as_of: date, progress: Callable[..., None] | None = None) -> CheckResult:
        """Return every finding under the layers and rules in force on that day."""
        return self._results.get(as_of, lambda: self._check(as_of, progress))

    def kept(self) -> dict[date, Kept]:
        """Return what the latest checks kept, by day, the latest last."""
        with self._guard:
            return dict(self._kept)

    def _check(self, as_of: date, progress: Callable[..., None] | None) -> CheckResult:
        """Check, taking over what a check of this day kept, else of another: both give the same result."""
        kept = self.kept()
        result = check_province(self.province, as_of, progress, kept.get(as_of) or _latest(kept))
        with self._guard:
            self._kept.pop(as_of, None)
            self._kept[as_of] = result.kept
            while len(self._kept) > DATES_KEPT:
                del self._kept[next(iter(self._kept))]
        return result

    def _read(self, layer_id: str) -> LayerData:
        last = _latest(self.kept())
        held = last.layers if last is not None and last.reading == reading_of(self.province) else ()
        return read_again(self.province.layer(layer_id), self.province, held)

    def has_result(self, as_of: date) -> bool:
        """Tell whether that day has been checked: a URL alone must not start a check."""
        return self._results.has(as_of)

    def withheld(self) -> Withheld:
        """Return that nothing is: this is the province as it is."""
        return NOTHING


def _latest(kept: Mapping[date, Kept]) -> Kept | None:
    return kept[list(kept)[-1]] if kept else None


_stores: Once[Whole] = Once(2)
_newest: dict[Path, Whole] = {}
"""The store made last, by its folder."""


def store_for(session: Session) -> Store:
    """
    Return what the person of a session may see of the province, asked anew each time.

    Raises
    ------
    RanhError
        If the folder holds no usable province, or the person may not even see the map.
    """
    person, whole = session.person, current_store()
    require(person, Act.SEE_MAP)
    if session.is_exact:
        return exact_store(session, whole)
    where = reach(person, Act.SEE_FINDINGS)
    if where is Where.EVERYWHERE:
        return whole.told
    if where is None:
        return PublicStore(whole.told)
    return whole.officers.get(person.communes, lambda: OfficerStore(whole.told, person.communes))


def store_of(request: HTTPConnection) -> Store | None:
    """Return what the person of a request may see of the province; None where nobody is signed in."""
    session = session_of(request)
    return None if session is None else store_for(session)


def current_store() -> Whole:
    """
    Return the store of the province folder as it now is on disk: for no page but through `store_for`.

    Raises
    ------
    RanhError
        If the folder holds no usable province.
    """
    folder = default_province_folder()
    state = (folder, _state(folder))
    return _stores.get(state, lambda: _successor(folder, state))


def _successor(folder: Path, state: Hashable) -> Whole:
    """Make the store of a new state, with what the newest store of the same folder kept."""
    store = Whole(open_province(folder), state, _newest.get(folder))
    _newest.clear()
    _newest[folder] = store
    return store


def declared(store: Store, layer_id: str) -> str:
    """Return everything that is declared of a layer: another column or CRS makes another picture."""
    province = store.province
    return f"{province.layer(layer_id).model_dump_json()} {province.crs} {province.datum_operation}"


def kept_by_browser(store: Store) -> dict[str, str]:
    """Return the header that says how long a browser may keep an answer; exact content not at all."""
    keep = "no-store" if store.is_exact else "private, max-age=31536000, immutable"
    return {"Cache-Control": keep}


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
    paths = [declared, province.path(province.codes), province.path(province.axes)]
    paths += sorted(rules.glob("*.toml")) if rules.is_dir() else [rules]
    paths += sorted((folder / VERSIONS).glob(f"*/{RECORD}"))
    paths += sorted((folder / COVER).glob("*"))
    if province.background is not None:
        paths.append(province.path(province.background.file))
    for layer in province.layers:
        file = province.path(layer.file)
        beside = [file, file.with_name(f"{file.name}-wal")]
        paths += sorted(file.parent.glob(f"{file.stem}.*")) if file.suffix.lower() == ".shp" else beside
    stats = [(path, path.stat()) for path in dict.fromkeys(paths) if path.is_file()]
    return tuple((str(path), stat.st_mtime_ns, stat.st_size) for path, stat in stats)
