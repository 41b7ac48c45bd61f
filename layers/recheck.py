"""
Which cells have to be evaluated again, and the evaluation of those alone.

A cell that an earlier check kept under either of its keys (see `cell_keys`) is taken over; all
others are evaluated. A first check is the same with nothing kept, so that there is one way to
a finding and not two.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from layers.cell_keys import near_keys, whole_keys
from layers.cells import compute_cells
from layers.evaluate import asked_zones
from layers.findings import layers_named

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from geo.types import IntArray
    from layers.cell_keys import Question
    from layers.family import Family
    from layers.kept import Cell, Kept
    from layers.outcome import Outcome
    from layers.rules import Rule
    from layers.select import Selection


@dataclass(frozen=True, kw_only=True)
class Answer:
    """The cells of one rule, in the order of the sites."""

    rule: Rule
    cells: list[Cell]
    keys: list[bytes]
    """Key of each cell by what lies near the site."""
    whole: list[bytes]
    """Key of each cell by the whole layer."""
    layer_id: str
    """The layers as findings name them."""
    evaluated: IntArray
    """Sites whose cells were evaluated; the other cells are kept ones."""


def answers(family: Family, question: Question, kept: Kept) -> list[Answer]:
    """Return the cells of all rules of a family, from `kept` where nothing that bears on them changed."""
    whole = [whole_keys(family, rule, question) for rule in family.rules]
    keys = [[kept.near_keys.get(key) for key in of_rule] for of_rule in whole]
    asked: list[Selection | Outcome | None] = [None] * len(family.rules)
    open_sites = [_positions(key is None for key in of_rule) for of_rule in keys]
    if family.layers:
        for number, rule in enumerate(family.rules):
            if len(open_sites[number]):
                asked[number] = asked_zones(rule, family.layers, family.zones, question.codes)
    for number, site, key in near_keys(family, question, asked, open_sites):
        keys[number][site] = key
    known = [[key or b"" for key in of_rule] for of_rule in keys]
    todo = [_positions(key not in kept.cells for key in of_rule) for of_rule in known]
    fresh = _evaluated(family, question, asked, todo)
    return [
        Answer(
            rule=rule,
            cells=[fresh[n].get(s) or kept.cells[key] for s, key in enumerate(known[n])],
            keys=known[n],
            whole=whole[n],
            layer_id=layers_named(rule, family.layers),
            evaluated=todo[n],
        )
        for n, rule in enumerate(family.rules)
    ]


def _evaluated(
    family: Family,
    question: Question,
    asked: Sequence[Selection | Outcome | None],
    todo: Sequence[IntArray],
) -> list[dict[int, Cell]]:
    """Evaluate the cells of `todo` (for each rule, positions of sites); every site is measured once."""
    union = np.unique(np.concatenate(todo)) if todo else np.array([], dtype=np.intp)
    measured = family.measure(question.sites.iloc[union].reset_index(drop=True)) if len(union) else None
    fresh: list[dict[int, Cell]] = []
    for rule, one, positions in zip(family.rules, asked, todo, strict=True):
        if len(positions) == 0:
            fresh.append({})
            continue
        cells = compute_cells(
            rule,
            family.problem if measured is None else measured.of(np.searchsorted(union, positions)),
            question.sites.iloc[positions].reset_index(drop=True),
            [question.blocked[site] for site in positions.tolist()],
            question.codes,
            one,
        )
        fresh.append(dict(zip(positions.tolist(), cells, strict=True)))
    return fresh


def _positions(flags: Iterable[bool]) -> IntArray:
    return np.flatnonzero(np.fromiter(flags, dtype=bool)).astype(np.intp)
