"""Projects that are parts of others: what both state is counted once."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from layers.money.progress import Progress


def wholes_of(projects: Iterable[Progress]) -> dict[str, tuple[str, ...]]:
    """
    Return each project's id -> the projects that it is a part of, the nearest first.

    A chain that comes back to itself says nothing: its projects are parts of none, so that none
    of them is left out for another.
    """
    part_of = {one.site_id: one.part_of for one in projects}
    return {site_id: _chain(site_id, part_of) for site_id in part_of}


def _chain(site_id: str, part_of: dict[str, str]) -> tuple[str, ...]:
    """
    Return what a project is a part of, step by step.

    Examples
    --------
    >>> _chain("c", {"c": "b", "b": "a", "a": ""}), _chain("a", {"a": "b", "b": "a"})
    (('b', 'a'), ())
    """
    found: list[str] = []
    above = part_of[site_id]
    while above in part_of:
        if above == site_id or above in found:
            return ()
        found.append(above)
        above = part_of[above]
    return tuple(found)
