"""
By what the projects are coloured: verdict, sector, phase, capital.

A class has a colour that those who see few colours can tell from its neighbours, and a sign and a
word beside it: nothing is told by colour alone.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from layers.colours import VERDICT_COLOURS, VERDICT_MARKS
from layers.model import Verdict
from views import numbers
from views.verdicts import worst_verdicts

if TYPE_CHECKING:
    from collections.abc import Iterable

    import geopandas as gpd

    from views.text import Text

COLOURS = ("#0072B2", "#D55E00", "#007A5A", "#A8327D", "#8A5A00", "#3A3A9E", "#00707F", "#6B6B00")
"""After Okabe and Ito (2008), dark enough for white letters on them; used again where classes are more."""

STEPS = ("#08519C", "#2C7A9B", "#5B7F2B", "#B35806", "#7F2704")
"""From little to much; told apart by darkness as well."""

UNKNOWN, UNKNOWN_COLOUR, UNKNOWN_MARK = "", "#5F6368", "–"
LIMITS_BN_VND = (100.0, 1000.0, 10_000.0)
"""Where a class of capital ends: each ten times the one before, the same in every province."""

BY_COLUMN = ("sector", "phase")
CAPITAL = "capital"
VERDICT = "verdict"


@dataclass(frozen=True, slots=True, kw_only=True)
class Class:
    """One colour of a theme."""

    value: str
    words: str
    colour: str
    mark: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """One way to colour the projects."""

    id: str
    title: str
    classes: tuple[Class, ...]

    def class_of(self, value: str) -> Class:
        """Return the class of a value, the last one where it is none of them."""
        return next((one for one in self.classes if one.value == value), self.classes[-1])


def themes(sites: gpd.GeoDataFrame, text: Text, *, with_verdict: bool) -> tuple[Theme, ...]:
    """
    Return the themes that can be shown, the first at the start.

    Parameters
    ----------
    sites
        The projects as this person may see them.
    with_verdict
        Whether verdicts may be told.
    """
    found = [_verdicts(text)] if with_verdict else []
    found += [_by_word(column, sites[column], text) for column in BY_COLUMN if column in sites]
    if "capital_bn_vnd" in sites:
        found.append(_capital(text))
    return tuple(found)


def classes_of(sites: gpd.GeoDataFrame) -> dict[str, list[str]]:
    """Return the class of each site in each theme but the verdict, in the order of the sites."""
    columns = {column: [_plain(value) for value in sites[column]] for column in BY_COLUMN if column in sites}
    if "capital_bn_vnd" in sites:
        columns[CAPITAL] = [_step(value) for value in sites["capital_bn_vnd"]]
    return columns


def values_of(sites: gpd.GeoDataFrame, theme_id: str, findings: gpd.GeoDataFrame) -> list[str]:
    """Return the class of each site in one theme, in the order of the sites."""
    if theme_id != VERDICT:
        return classes_of(sites)[theme_id]
    worst = worst_verdicts(findings)
    return [worst.get(str(site_id), Verdict.NOT_CHECKED.value) for site_id in sites["site_id"]]


def for_browser(found: Iterable[Theme]) -> dict[str, Any]:
    """Return themes as `ranh.js` reads them."""
    return {
        theme.id: {
            "title": theme.title,
            "order": [one.value for one in theme.classes],
            "looks": {one.value: {"color": one.colour} for one in theme.classes},
            "marks": {one.value: one.mark for one in theme.classes},
            "words": {one.value: one.words for one in theme.classes},
        }
        for theme in found
    }


def _verdicts(text: Text) -> Theme:
    classes = tuple(
        Class(
            value=verdict.value,
            words=text("verdict." + verdict.value),
            colour=VERDICT_COLOURS[verdict],
            mark=VERDICT_MARKS[verdict.value],
        )
        for verdict in Verdict
    )
    return Theme(id=VERDICT, title=text("theme_of.verdict"), classes=classes)


def _by_word(column: str, values: Iterable[object], text: Text) -> Theme:
    known = sorted({_plain(value) for value in values} - {UNKNOWN})
    classes = [
        Class(
            value=value,
            words=text.known(column, value),
            colour=COLOURS[place % len(COLOURS)],
            mark=str(place + 1),
        )
        for place, value in enumerate(known)
    ]
    return Theme(id=column, title=text("theme_of." + column), classes=(*classes, _unknown(text)))


def _capital(text: Text) -> Theme:
    ends = [numbers.number(limit, text.language, 0) for limit in LIMITS_BN_VND]
    words = [
        text("theme_of.below", end=ends[0]),
        *(text("theme_of.between", start=start, end=end) for start, end in pairwise(ends)),
        text("theme_of.from", start=ends[-1]),
    ]
    classes = [
        Class(value=str(place + 1), words=words[place], colour=STEPS[place], mark=str(place + 1))
        for place in range(len(words))
    ]
    return Theme(id=CAPITAL, title=text("theme_of.capital"), classes=(*classes, _unknown(text)))


def _unknown(text: Text) -> Class:
    return Class(value=UNKNOWN, words=text("theme_of.unknown"), colour=UNKNOWN_COLOUR, mark=UNKNOWN_MARK)


def _plain(value: object) -> str:
    return value if isinstance(value, str) else UNKNOWN


def _step(value: object) -> str:
    """
    Return the number of a class of capital, from "1"; "" where it is not known.

    Examples
    --------
    >>> _step(99.9), _step(100), _step(250_000.0), _step(float("nan")), _step(None)
    ('1', '2', '4', '', '')
    """
    if not isinstance(value, int | float) or not math.isfinite(value):
        return UNKNOWN
    return str(1 + sum(value >= limit for limit in LIMITS_BN_VND))
