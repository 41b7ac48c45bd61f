"""Which layers a profile lacks, whole or in part: without them nothing is 0, it is not known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers.open_layers import UNCOVERED_GROUPS
from layers.rules import SITES

if TYPE_CHECKING:
    from collections.abc import Collection

    from layers.corridor.model import Profile
    from layers.layer import Layer

UNUSED = frozenset({"broken", "no_footprint"})
"""Notes about rows that may lie in the band; they begin with the name of their layer."""


def lacking(made: Profile, groups: Collection[str]) -> list[Layer]:
    """Return the layers of some groups that are missing, or whose rows may lie in the band untold."""
    found = {layer.id: layer for layer in (*made.gaps, *partial_layers(made)) if layer.group in groups}
    return list(found.values())


def partial_layers(made: Profile) -> list[Layer]:
    """Return the layers whose rows may lie in the band untold."""
    return [one.layer for one in made.basis if _is_partial(one.layer, made)]


def knows_projects(made: Profile) -> bool:
    """Tell whether the projects could be read at all."""
    return not any(layer.family == SITES for layer in made.gaps)


def knows_rules(made: Profile) -> bool:
    """Tell whether rules were asked of the band: not where none is in force, or they may not be told."""
    return made.rules_told and not made.consult.empty


def _is_partial(layer: Layer, made: Profile) -> bool:
    """Tell whether zones of a layer may lie in the band beside those that are told."""
    is_cut = made.is_cut and layer.group not in UNCOVERED_GROUPS
    return is_cut or bool(layer.missing_rows) or _has_unused(layer, made)


def _has_unused(layer: Layer, made: Profile) -> bool:
    return any(note.kind in UNUSED and note.en.startswith(f"{layer.name_en}: ") for note in made.notes)
