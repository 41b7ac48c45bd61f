"""Whether the tables beside the layers are as they were: what is made of them is kept until they change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers.targets.bounds import FILE as BOUNDS
from layers.targets.model import FOLDER as IMPORTED

if TYPE_CHECKING:
    from collections.abc import Hashable

    from layers.province import Province


def tables_state(province: Province) -> Hashable:
    """Return times and sizes of the files that targets, money, histories and declared land are read from."""
    declared = (province.targets, province.money, province.history, province.projects)
    named = [province.path(name) for name in declared if name]
    targets = province.path(province.targets) if province.targets else province.folder / BOUNDS
    named += [targets.with_name(BOUNDS), *sorted((province.folder / IMPORTED).glob("*.json"))]
    stats = [(path, path.stat()) for path in named if path.is_file()]
    return tuple((str(path), stat.st_mtime_ns, stat.st_size) for path, stat in stats)
