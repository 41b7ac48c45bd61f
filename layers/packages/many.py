"""Packages of several units at a time: while one is read back by its own process, the next is written."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from layers.packages.writing import Packed, pack, require_target, target_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date
    from pathlib import Path

    from layers.check import CheckResult
    from layers.corridor.seen import Seen
    from layers.units import Unit

AT_ONCE = 2
"""More would only wait: everything but the reading back takes turns."""


def pack_each(
    seen: Seen, units: Sequence[Unit], as_of: date, target: Path, *, checked: CheckResult | None = None
) -> Iterator[Packed]:
    """
    Write a package for each unit and give it as soon as it and those before it are there.

    Raises
    ------
    WriteError, ShareError
        As `pack`, at the first unit that fails; what is there already is whole, nothing else is left.
    """
    for unit in units:
        require_target(target_of(unit, as_of, target, exact=seen.is_exact))
    seen.withheld()  # what is read once for all units is read before two ask for it

    def one(unit: Unit) -> Packed:
        return pack(seen, unit, as_of, target, checked=checked)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        try:
            yield from pool.map(one, units)
        finally:
            pool.shutdown(cancel_futures=True)
