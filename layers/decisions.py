"""
Decisions by number and date: QĐ 1486/QĐ-TTg of 29/11/2024 is Lai Châu's, that of 24/11/2023 Cao Bằng's.

A text that states no date may mean any decision of its number.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

_NUMBER = r"\d+(?:/\d{4})?/[^\W\d_][\w-]*"
_DAY = r"(?P<day>\d{1,2})[/.-](?P<month>\d{1,2})[/.-](?P<year>\d{4})"
_CITED = re.compile(rf"(?<![\w/])(?P<number>{_NUMBER})(?:,?\s*(?:\(|ngày|of|dated)\s*{_DAY})?")


class Decision(NamedTuple):
    """A decision, by what tells it apart."""

    number: str
    """As `key_of` writes it."""
    dated: date | None
    """None: not stated."""

    def may_be(self, other: Decision) -> bool:
        """Tell whether both may be the same decision."""
        return self.number == other.number and (
            None in {self.dated, other.dated} or self.dated == other.dated
        )


def decision(number: str, dated: date | None) -> Decision:
    """
    Return the decision that two columns name.

    Examples
    --------
    >>> decision("QĐ 1486/QĐ-TTg", None).number
    '1486/QĐ-TTG'
    """
    text = unicodedata.normalize("NFC", number)
    found = re.search(_NUMBER, text)
    return Decision(_plain(found[0] if found else text), dated)


def cited(text: str) -> Iterator[Decision]:
    """
    Give the decisions and laws that a text names by number, with the date that stands behind it.

    Examples
    --------
    >>> [(one.number, one.dated) for one in cited("QĐ 47/QĐ-TTg ngày 09/5/2024; Luật 31/2024/QH15 Điều 122")]
    [('47/QĐ-TTG', datetime.date(2024, 5, 9)), ('31/2024/QH15', None)]
    """
    for found in _CITED.finditer(unicodedata.normalize("NFC", text)):
        yield Decision(_plain(found["number"]), _date(found))


def _date(found: re.Match[str]) -> date | None:
    if found["year"] is None:
        return None
    try:
        return date(int(found["year"]), int(found["month"]), int(found["day"]))
    except ValueError:
        return None


def _plain(number: str) -> str:
    return "".join(number.split()).upper()
