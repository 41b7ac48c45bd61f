"""What a trial must not answer: the families and squares of restricted land that a face lacks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from layers.codes import read_codes
from layers.withheld import withheld_squares

if TYPE_CHECKING:
    from layers.check import CheckResult
    from layers.cover import Squares
    from layers.province import Province


@dataclass(frozen=True, kw_only=True)
class Withheld:
    """What stands between a person and the whole province."""

    squares: Squares
    """Open layers are blank under these: nothing there may be called clear."""
    families: frozenset[str]
    """Rules about these are not answered by a trial."""


NOTHING = Withheld(squares=frozenset(), families=frozenset())
"""For whom restricted land is open."""


def withheld_of(whole: CheckResult, province: Province) -> Withheld:
    """
    Return what is withheld from those who may not see restricted land.

    Parameters
    ----------
    whole
        A check of the whole province; nothing but its cover comes out of it.

    Raises
    ------
    ShareError
        If restricted land is not fully known.
    """
    squares = withheld_squares(whole, province, read_codes(province.path(province.codes)))
    families = {use.layer.family for use in whole.layers_used if use.layer.restricted}
    if whole.cover is not None:
        families |= whole.cover.families.keys()
    return Withheld(squares=squares, families=frozenset(families))
