"""How the tables of an evaluation report are put together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from office.evaluation.model import Column, Say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from office.evaluation.words import PlanWords

SMALL = "small"


def columns(
    words: PlanWords, key: str, widths: Sequence[int], figures: Sequence[int] = (), **values: object
) -> tuple[Column, ...]:
    """
    Return the columns of a table by the words of `key`, parted by `|`.

    Parameters
    ----------
    figures
        Places of the columns that hold figures.
    """
    headings = words(key, **values).split("|")
    return tuple(
        Column(heading=heading, width=width, is_number=place in figures)
        for place, (heading, width) in enumerate(zip(headings, widths, strict=True))
    )


def small(*texts: str) -> tuple[Say, ...]:
    """Return sentences below or above a table, without those that say nothing."""
    return tuple(Say(text=text, kind=SMALL) for text in texts if text)
