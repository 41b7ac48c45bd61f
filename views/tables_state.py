"""Whether the tables beside the layers are as they were: what is made of them is kept until they change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers.plans.fit import FILE as FIT
from layers.targets.bounds import FILE as BOUNDS
from layers.targets.model import FOLDER as IMPORTED

if TYPE_CHECKING:
    from collections.abc import Hashable

    from views.faces import Store


def tables_state(store: Store) -> Hashable:
    """
    Return what differs wherever targets, money, histories or declared land do.

    These are times and sizes of their files, and the key of what the office wrote of projects.
    """
    province = store.province
    declared = (province.targets, province.money, province.history, province.projects)
    named = [province.path(name) for name in declared if name]
    targets = province.path(province.targets) if province.targets else province.folder / BOUNDS
    named.append(province.path(province.codes).with_name(FIT))
    named += [targets.with_name(BOUNDS), *sorted((province.folder / IMPORTED).glob("*.json"))]
    stats = [(path, path.stat()) for path in named if path.is_file()]
    files = tuple((str(path), stat.st_mtime_ns, stat.st_size) for path, stat in stats)
    return files, store.edits.key
