"""What turning land of one type into another does to a third, as bad as it may be for its target."""

from __future__ import annotations

from enum import StrEnum

from layers.targets.bounds import Bound
from layers.targets.kinship import Kin


class Effect(StrEnum):
    """What turning land of one type into another does to a third."""

    NONE = "none"
    GAIN = "gain"
    LOSS = "loss"
    OPEN = "open"


def effect_of(new: Kin, old: Kin, bound: Bound) -> Effect:
    """
    Return what a change of land does to a type, as bad as it may be for its target.

    Parameters
    ----------
    new, old
        Whether the land is of the type afterwards, and today.

    Examples
    --------
    >>> [str(effect_of(new, Kin.MAY, Bound.AT_LEAST)) for new in (Kin.YES, Kin.NO)]
    ['none', 'open']
    >>> [str(effect_of(Kin.MAY, old, Bound.AT_MOST)) for old in (Kin.YES, Kin.NO)]
    ['none', 'open']
    """
    if new is old and new is not Kin.MAY:
        return Effect.NONE
    if bound is not Bound.AT_LEAST and new is Kin.YES:
        return Effect.GAIN
    if bound is not Bound.AT_MOST and old is Kin.YES:
        return Effect.LOSS
    if Kin.MAY not in {new, old}:
        return Effect.GAIN if new is Kin.YES else Effect.LOSS
    # Land that surely is of the type afterwards is none lost; land that surely was is none won.
    worse, better = {Bound.AT_LEAST: (old, new), Bound.AT_MOST: (new, old)}.get(bound, (Kin.NO, Kin.NO))
    return Effect.OPEN if worse is Kin.MAY and better is not Kin.YES else Effect.NONE
