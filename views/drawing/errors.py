"""What can go wrong with a drawing on the web side."""

from __future__ import annotations

from geo.errors import RanhError
from views.text import CATALOGUES


class DrawingError(RanhError, ValueError):
    """
    A request about a drawing cannot be answered.

    Parameters
    ----------
    key
        Of the sentence in the catalogues.
    """

    def __init__(self, key: str) -> None:
        super().__init__(CATALOGUES["en"][key], CATALOGUES["vi"][key])
        self.key = key

    def __reduce__(self) -> tuple[type[RanhError], tuple[str, ...]]:
        """Keep the key when the error travels between processes."""
        return type(self), (self.key,)
