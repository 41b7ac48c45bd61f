"""
Axes and profiles that were made, each once for all tabs that may see the same.

The key of a profile is the state of the face that it was made of: who may see other land gets another
profile, and after an import everybody does.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import shapely

from layers.corridor.axes import axes
from layers.corridor.profile import profile
from office.corridors import told_to
from views.corridors import chosen
from views.once import Once

if TYPE_CHECKING:
    from datetime import date

    from layers.corridor.model import Axes, Axis, Profile
    from office.people import Person
    from views.store import Store

_axes: Once[Axes] = Once(8)
_profiles: Once[Profile] = Once(24)


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """A profile that is asked for."""

    axis: Axis
    width_m: float
    as_of: date

    @property
    def step_m(self) -> float:
        """Length of an interval: the chosen one, else what suits the axis."""
        return chosen.step_m(self.axis.line.length_m)


def axes_of(store: Store, as_of: date) -> Axes:
    """Return every axis that can be chosen on a day."""
    return store.keep(_axes).get((store.state, as_of), lambda: axes(store, as_of))


def profile_for(store: Store, wanted: Wanted, person: Person) -> Profile:
    """
    Return what lies along an axis, as one person may be told it.

    Raises
    ------
    RanhError
        If the axis lies elsewhere, the band is too wide, or nothing may be shown.
    """
    step_m = wanted.step_m
    axis = wanted.axis
    key = (store.state, fingerprint(axis), wanted.width_m, wanted.as_of, step_m)
    made = store.keep(_profiles).get(key, lambda: profile(store, axis, wanted.width_m, wanted.as_of, step_m))
    return told_to(made, person)


def fingerprint(axis: Axis) -> str:
    """Return a hash of where an axis runs, of what it is called and of what it rests on."""
    what = hashlib.sha256(shapely.to_wkb(axis.line.shape))
    said = (axis.id, axis.name_vi, axis.name_en, axis.source_vi, axis.source_en, axis.notes)
    what.update(repr((said, [one.sha256 for one in axis.basis])).encode())
    return what.hexdigest()
