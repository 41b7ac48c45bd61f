"""Layers out of a vault: records as of any other layer, which show nothing of themselves in messages."""

from __future__ import annotations

from layers.catalogue import LayerUse
from layers.reader import LayerData


class SealedData(LayerData):
    """A layer that was sealed; its text form says so and no more."""

    def __repr__(self) -> str:
        """Show nothing."""
        return "SealedData(...)"

    __str__ = __repr__


class SealedUse(LayerUse):
    """A sealed layer as a check takes it."""

    def __repr__(self) -> str:
        """Show nothing."""
        return "SealedUse(...)"

    __str__ = __repr__
