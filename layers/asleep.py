"""
What differs between two sides of a replay and is in force on the day of neither.

Nothing of it shows in what the two checks find, so that "no change" would read as if it changed
nothing on its own day.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from geo.errors import RanhError
from layers.files import sha256_of
from layers.reader import read_layer
from layers.rules import read_rules

T = TypeVar("T", bound="Dated")

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from layers.dated import Dated
    from layers.layer import Layer
    from layers.missing import Sentence
    from layers.replay import Side


def asleep(before: Side, after: Side, *, exact: bool = False) -> Sentence | None:
    """
    Say which rules and layers differ and are in force on neither day; None where there are none.

    Parameters
    ----------
    exact
        Whether restricted layers may be named.

    Raises
    ------
    RuleError
        If the rules of a side cannot be read.
    """
    sides = before, after
    rules = [{rule.id: rule for rule in read_rules(s.province.path(s.province.rules))} for s in sides]
    layers = [
        {layer.id: layer for layer in side.province.layers if exact or not layer.restricted} for side in sides
    ]
    unlike = {
        *(name for name, old, new in _asleep(rules[0], rules[1], sides) if old != new),
        *(name for name, old, new in _asleep(layers[0], layers[1], sides) if not _alike(old, new, sides)),
    }
    if not unlike:
        return None
    names = ", ".join(sorted(unlike))
    return (
        f"Not in force on the days compared, so that nothing of it shows here: {names}.",
        f"Chưa hoặc không còn hiệu lực vào ngày so sánh nên không thể hiện ở đây: {names}.",
    )


def _asleep(
    old: Mapping[str, T], new: Mapping[str, T], sides: tuple[Side, Side]
) -> Iterator[tuple[str, T | None, T | None]]:
    for name in old.keys() | new.keys():
        pair = old.get(name), new.get(name)
        if not any(one and one.in_force(side.as_of) for one, side in zip(pair, sides, strict=True)):
            yield name, *pair


def _alike(old: Layer | None, new: Layer | None, sides: tuple[Side, Side]) -> bool:
    """
    Tell whether a layer is declared alike and has the same rows on both sides.

    Rows are read where the files differ: several layers lie in one file. What cannot be read may differ.
    """
    if old is None or new is None or old != new:
        return False
    files = [side.province.path(old.file) for side in sides]
    if files[0] == files[1]:
        return True
    try:
        if sha256_of(files[0]) == sha256_of(files[1]):
            return True
        rows = [read_layer(old, side.province).content for side in sides]
    except (RanhError, OSError):
        return False
    return rows[0] == rows[1]
