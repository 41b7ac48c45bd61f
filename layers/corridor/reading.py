"""One layer of what a person may see, or why it cannot be read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.errors import RanhError
from layers.errors import ShareError

if TYPE_CHECKING:
    from layers.corridor.seen import Seen
    from layers.reader import LayerData


def layer_or_error(seen: Seen, layer_id: str) -> LayerData | RanhError:
    """
    Return a layer, or the error that says why it cannot be read.

    Raises
    ------
    RanhError
        If nothing at all may be shown: a profile of blanks would be no answer.
    """
    try:
        return seen.layer(layer_id)
    except RanhError as error:
        if isinstance(error, (ShareError, PermissionError)):
            raise
        return error
