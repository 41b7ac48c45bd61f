"""Layers that do not hold every row of their source: what is absent there is not known to be absent."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from layers.layer import Layer

Sentence = tuple[str, str]
"""English, Vietnamese."""


def rows_missing(layers: Iterable[Layer]) -> Sentence | None:
    """
    Return what has to be said of layers of which rows are missing, None where none is.

    Nobody knows where these rows lie: they concern every place.

    Parameters
    ----------
    layers
        The versions in force of one family.
    """
    short = [layer for layer in layers if layer.missing_rows]
    if not short:
        return None
    count = sum(layer.missing_rows for layer in short)
    en = ", ".join(dict.fromkeys(layer.name_en for layer in short))
    vi = ", ".join(dict.fromkeys(layer.name_vi for layer in short))
    return (
        f"{en}: {count} rows of the source could not be read and may lie here.",
        f"{vi}: {count} dòng của tệp gốc không đọc được, có thể nằm ở đây.",
    )
