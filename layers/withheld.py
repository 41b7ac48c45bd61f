"""Which squares are withheld where the right is missing: those of the approved cover, else derived ones."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

import numpy as np
import shapely

from layers.codes import read_codes
from layers.cover import SQUARE_M, area_of, restricted_land, squares_of
from layers.errors import ShareError
from layers.hidden_family import HiddenFamily
from layers.rules import read_rules

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from layers.approved_cover import Cover
    from layers.catalogue import LayerUse
    from layers.codes import LandCode
    from layers.cover import Squares
    from layers.province import Province
    from layers.rules import Rule


class Known(Protocol):
    """What is known of restricted land; a check is one."""

    @property
    def layers_used(self) -> tuple[LayerUse, ...]:
        """All layers."""

    @property
    def cover(self) -> Cover | None:
        """The approved cover."""


@dataclass(frozen=True, kw_only=True)
class KnownLayers:
    """Layers as they were read, without a check of anything."""

    layers_used: tuple[LayerUse, ...]
    cover: Cover | None


@dataclass(frozen=True, kw_only=True)
class Withheld:
    """What stands between a person and the whole province, the same on every day."""

    squares: Squares
    """Open layers are blank under these: nothing there may be called clear."""
    families: frozenset[str]
    """Families of layers that are restricted: rules about them are answered by the squares at most."""
    hidden: Mapping[str, HiddenFamily] = field(default_factory=dict, hash=False)
    """On which days the squares stand for all of a family, and how far beyond them it may bear."""

    @property
    def area(self) -> shapely.Geometry:
        """
        The squares as one area in the province's CRS; empty where nothing is withheld.

        A copy each time: whoever prepares it prepares their own.
        """
        return shapely.force_2d(self._area)

    @cached_property
    def _area(self) -> shapely.Geometry:
        return area_of(self.squares)

    def is_near(self, shape: shapely.Geometry, reach_m: float = 0.0) -> bool:
        """
        Tell whether a shape comes as near to the squares, in metres; one that touches them does.

        Safe from several threads at once, which a prepared area is not: GEOS builds its index
        when it is first asked.

        Examples
        --------
        >>> one = Withheld(squares=frozenset({(2, 0)}), families=frozenset())
        >>> one.is_near(shapely.Point(1000, 250)), one.is_near(shapely.Point(900, 250), 99.0)
        (True, False)
        """
        return len(self._tree.query(shape, predicate="dwithin", distance=reach_m)) > 0

    @cached_property
    def _tree(self) -> shapely.STRtree:
        corners = np.array(sorted(self.squares), dtype=float).reshape(-1, 2) * SQUARE_M
        return shapely.STRtree(shapely.box(*corners.T, *(corners + SQUARE_M).T))


NOTHING = Withheld(squares=frozenset(), families=frozenset())
"""For whom restricted land is open."""


def withheld_of(known: Known, province: Province) -> Withheld:
    """
    Return what is withheld from those who may not see restricted land.

    Parameters
    ----------
    known
        All layers of the whole province; nothing but their cover comes out of it.

    Raises
    ------
    ShareError
        If restricted land is not fully known.
    """
    squares = withheld_squares(known, province, read_codes(province.path(province.codes)))
    hidden = hidden_families(known, read_rules(province.path(province.rules)))
    return Withheld(squares=squares, families=frozenset(hidden), hidden=hidden)


def hidden_families(known: Known, rules: Iterable[Rule]) -> dict[str, HiddenFamily]:
    """
    Return what may be known of each restricted family: as the cover says, else as its layers do.

    Parameters
    ----------
    rules
        Those that are asked about the families.
    """
    own: dict[str, list[LayerUse]] = {}
    for use in known.layers_used:
        if use.layer.restricted:
            own.setdefault(use.layer.family, []).append(use)
    if known.cover is not None:
        # Without every restricted family in it no squares would have been handed out.
        return {
            name: HiddenFamily.of_cover(family, [use.layer for use in own.get(name, ())])
            for name, family in known.cover.families.items()
        }
    asked = list(rules)
    return {
        name: HiddenFamily.of_layers(uses, [rule for rule in asked if rule.layer == name])
        for name, uses in own.items()
    }


def withheld_squares(result: Known, province: Province, codes: Mapping[str, LandCode]) -> Squares:
    """
    Return the squares that nothing told may show more of than that they are withheld.

    Those of the approved cover that the check had; else the squares that the restricted
    land at hand touches.

    Raises
    ------
    ShareError
        If restricted land is not fully known; if the cover does not cover what is known of it; if
        the province needs a cover and has none.
    """
    if result.cover is not None:
        require_covers(result.cover, result.layers_used, codes)
        return result.cover.squares
    if province.needs_cover:
        raise ShareError(
            f"{province.name_en} needs an approved cover and has none: install it with `ranh cover install`.",
            f"{province.name_vi} cần có lưới che đã duyệt nhưng chưa có: cài bằng lệnh `ranh cover install`.",
        )
    return squares_of(restricted_land(result.layers_used, codes))


def require_covers(cover: Cover, uses: Sequence[LayerUse], codes: Mapping[str, LandCode]) -> None:
    """
    Refuse a cover that is no superset of the restricted land at hand: it is older than a layer.

    Raises
    ------
    ShareError
        The sentence names the layer and nothing of where it lies.
    """
    for use in uses:
        squares = squares_of(restricted_land([use], codes))
        family = cover.families.get(use.layer.family)
        known = cover.squares
        if use.layer.restricted:
            known = frozenset(family.squares) if family is not None else frozenset()
        if not squares <= known or (use.layer.restricted and family is None):
            raise ShareError(
                f"The approved cover is older than layer {use.layer.name_en}: a new one is needed.",
                f"Lưới che đã duyệt cũ hơn lớp {use.layer.name_vi}: cần lập lưới mới.",
            )
