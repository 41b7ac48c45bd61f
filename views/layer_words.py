"""What is said of layers beside their names: where one comes from, and what of them is not drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from views import backdrop, numbers
from views.drawn import problem_of

if TYPE_CHECKING:
    from datetime import date

    from layers.check import CheckResult
    from layers.layer import Layer
    from views.store import Store
    from views.text import Text

NAMED = 5
"""So many broken zones, or lost layers on paper, are named; of the rest the number is told."""
NAMED_ON_PAPER = 3
"""Broken zones: below a sheet there is room for no more."""


def provenance(layer: Layer, as_of: date, text: Text) -> list[str]:
    """Return what is known of a layer: decision, how real it is, scale, that it does not hold on the day."""
    told = []
    if layer.decision_number:
        dated = layer.decision_date and numbers.day(layer.decision_date, text.language)
        number = layer.decision_number
        told.append(text("map.decided", number=number, day=dated) if dated else number)
    told.append(text("origin." + layer.origin))
    if layer.scale_denominator:
        told.append(f"1:{numbers.number(layer.scale_denominator, text.language, 0)}")
    if not layer.in_force(as_of):
        told.append(text("map.not_in_force"))
    return told


def not_drawn(store: Store, result: CheckResult, text: Text) -> list[str]:
    """Return the sentences about what the map of a page lacks, for who can mend it: why, and which file."""
    problems = [problem for layer in store.province.layers if (problem := problem_of(store, layer.id))]
    said = [text.error(problem) for problem in problems]
    if said:
        said.insert(0, text("map.missing_layers", count=len(problems)))
    return [*said, *_not_shown(store, result, text, NAMED)]


def not_on_paper(store: Store, result: CheckResult, text: Text) -> list[str]:
    """Return the same about a sheet, short: layers by their names, since a sheet leaves the office."""
    lost = [text.of(layer, "name") for layer in store.province.layers if problem_of(store, layer.id)]
    names = ", ".join(lost[:NAMED]) + ("…" if len(lost) > NAMED else "")
    said = [text("print.missing_layers", count=len(lost), layers=names)] if lost else []
    return [*said, *_not_shown(store, result, text, NAMED_ON_PAPER)]


def _not_shown(store: Store, result: CheckResult, text: Text, named: int) -> list[str]:
    """Return what is lacking beside layers: the picture of the ground, broken zones."""
    said = [text.error(missing)] if (missing := backdrop.problem(store)) else []
    undrawn = [text.error(issue) for issue in result.issues if issue.blocks]
    if undrawn:
        said += [text("map.undrawn", count=len(undrawn)), *undrawn[:named]]
    return said
