"""Which squares are withheld where the right is missing: those of the approved cover, else derived ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from layers.cover import restricted_land, squares_of
from layers.errors import ShareError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from layers.approved_cover import Cover
    from layers.catalogue import LayerUse
    from layers.codes import LandCode
    from layers.cover import Squares
    from layers.province import Province


class Known(Protocol):
    """What is known of restricted land; a check is one."""

    @property
    def layers_used(self) -> tuple[LayerUse, ...]:
        """All layers."""

    @property
    def cover(self) -> Cover | None:
        """The approved cover."""


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
