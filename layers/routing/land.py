"""Which zones of which layers make a class of land, as the person who asks may see them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from geo.errors import RanhError
from layers.catalogue import LayerUse
from layers.routing.errors import WeightError
from layers.routing.hidden import hidden_notes, is_hidden, near_squares_m
from layers.routing.marks import FIRST_BIT, KNOWN, Gathered, Marked, Zones
from layers.routing.unasked import withheld
from layers.rules import Rule, read_rules
from layers.sentences import none_in_force

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from geo.types import FloatArray, GeometryArray
    from layers.corridor.seen import Seen
    from layers.reader import LayerData
    from layers.routing.model import Note
    from layers.routing.weights import LandClass, Weights


@dataclass(frozen=True, kw_only=True)
class Land:
    """Everything that a surface is made of, and that lines are held against."""

    classes: tuple[LandClass, ...]
    """In the order of their bits."""
    zones: tuple[Zones, ...]
    of_class: Mapping[str, GeometryArray]
    """Zones of each class that is not forbidden, as areas grown by its distance."""
    forbidden: GeometryArray
    """Zones of all forbidden classes, as the layers have them."""
    keep_m: FloatArray
    """How far a line stays from each of these, at least; 0 where it only may not enter."""
    reach_m: float
    """So near to the squares what lies in them may forbid land, or somebody has to be asked."""
    versions: tuple[str, ...]
    """What the zones follow from: layer ids with the hash of their content."""
    unasked: tuple[Note, ...]
    """What could not be asked: no line can be called clear of it."""
    notes: tuple[Note, ...]
    """What else has to be said with every line."""

    @property
    def known(self) -> GeometryArray:
        """Zones that say what the use of land is."""
        parts = [zones.shapes[(zones.middle & KNOWN) != 0] for zones in self.zones]
        return np.concatenate(parts) if parts else np.zeros(0, dtype=object)


def gather_land(seen: Seen, weights: Weights, as_of: date) -> Land:
    """
    Return the zones of every class, from the layers in force that the person may see.

    Raises
    ------
    WeightError
        If a class names a rule that is not there, or needs a column that a layer does not have; if
        no layer of a forbidden class is in force.
    RanhError
        If a layer that forbids land, or that says which land is known, cannot be read.
    """
    rules = {rule.id: rule for rule in read_rules(seen.province.path(seen.province.rules))}
    every = [(one, _as_rule(one, rules)) for one in weights.classes]
    asked = [(one, rule) for one, rule in every if not is_hidden(seen, one, rule, as_of)]
    found, uses = Gathered(codes=seen.codes), []
    for family in dict.fromkeys([weights.land, *(rule.layer for _, rule in asked)]):
        own = [
            Marked(one=one, rule=rule, bit=np.uint64(1) << np.uint64(bit))
            for bit, (one, rule) in enumerate(asked, FIRST_BIT)
            if rule.layer == family
        ]
        for data in _in_force(seen, weights, own, (family, as_of), found):
            uses.append(LayerUse(layer=data.layer, data=data))
            found.add(data, own, known=family == weights.land)
    found.unasked |= dict.fromkeys(hidden_notes(seen, every, as_of))
    keep_m = np.concatenate([np.zeros(0), *found.keep_m])
    near_m = [near_squares_m(seen, rule, uses, as_of) for one, rule in every if one.bears]
    return Land(
        classes=tuple(one for one, _ in asked),
        zones=tuple(found.zones),
        of_class={name: np.concatenate(shapes) for name, shapes in found.of_class.items()},
        forbidden=np.concatenate([np.zeros(0, dtype=object), *found.forbidden]),
        keep_m=keep_m,
        reach_m=max([float(keep_m.max(initial=0)), *near_m]),
        versions=tuple(f"{use.layer.id} {use.data.sha256}" for use in uses if use.data is not None),
        unasked=tuple(found.unasked),
        notes=() if seen.is_exact else (withheld(),),
    )


def _as_rule(one: LandClass, rules: Mapping[str, Rule]) -> Rule:
    """Return the rule that selects the zones of a class."""
    if one.rule:
        if one.rule not in rules:
            raise WeightError(
                f"Class {one.id} of the weights names the rule {one.rule}, which is not there.",
                f"Nhóm {one.id} trong tệp trọng số nêu quy tắc {one.rule} nhưng không có quy tắc này.",
            )
        return rules[one.rule]
    selecting = {
        "kind": "distance" if one.within_m else "overlap",
        "distance_m": one.within_m,
        "codes": one.codes,
        "where": one.where,
    }
    words = dict.fromkeys(
        ("theme", "citation", "when_conflict_vi", "when_conflict_en", "when_clear_vi", "when_clear_en"), "-"
    )
    return Rule.model_validate(
        {"id": one.id, "layer": one.layer, "severity": "info", "citation_status": "confirmed"}
        | selecting
        | words
    )


def _in_force(
    seen: Seen, weights: Weights, own: Sequence[Marked], of: tuple[str, date], found: Gathered
) -> list[LayerData]:
    """Return the layers of a family in force; what is missing is told, or an error where it forbids land."""
    family, as_of = of
    forbids = [marked.one for marked in own if marked.one.treatment == "forbidden"]
    versions = seen.province.versions(family)
    current = [layer for layer in versions if layer.in_force(as_of)]
    if not current:
        note = none_in_force(family, versions, as_of)
        if forbids:
            raise _cannot_forbid(forbids[0], note)
        found.unasked[note] = None
        return []
    read = []
    for layer in current:
        try:
            read.append(seen.layer(layer.id))
        except RanhError as error:
            if forbids or family == weights.land:
                raise
            found.unasked[error.en, error.vi] = None
    return read


def _cannot_forbid(one: LandClass, why: Note) -> WeightError:
    return WeightError(
        f"{one.name_en} must not be crossed, and where it lies is not known ({why[0].rstrip('.')}): import "
        "the layer, or use weights without this class.",
        f"{one.name_vi} không được đi qua nhưng chưa rõ nằm ở đâu ({why[1].rstrip('.')}): hãy nhập lớp này, "
        "hoặc dùng tệp trọng số không có nhóm này.",
    )
