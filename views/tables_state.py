"""Whether the tables beside the layers are as they were: what is made of them is kept until they change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers.plans.fit import FILE as FIT
from layers.targets.bounds import FILE as BOUNDS
from layers.targets.model import FOLDER as IMPORTED
from layers.targets.rule import path_of as target_rule

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable
    from pathlib import Path

    from layers.province import Province
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
    named += [_fit(province), target_rule(province)]
    named += [targets.with_name(BOUNDS), *sorted((province.folder / IMPORTED).glob("*.json"))]
    return _stats(named), store.edits.key


def fit_state(store: Store) -> Hashable:
    """Return what differs wherever the table of what fits does: what the office writes is no part of it."""
    return _stats([_fit(store.province)])


def units_state(store: Store) -> Hashable:
    """Return what differs wherever the tables of communes do."""
    province = store.province
    return _stats([province.path(name) for name in (province.communes, province.legacy_communes) if name])


def _fit(province: Province) -> Path:
    return province.path(province.codes).with_name(FIT)


def _stats(paths: Iterable[Path]) -> tuple[tuple[str, int, int], ...]:
    stats = [(path, path.stat()) for path in paths if path.is_file()]
    return tuple((str(path), stat.st_mtime_ns, stat.st_size) for path, stat in stats)
