"""Units of area and money as headings and cells of lists name them."""

from __future__ import annotations

import re

from layers.intake.cells.figures import AREA_M2
from layers.intake.text.letters import key, visible

M2_PER_HA = 10_000.0
MONEY = (
    (r"(?:nghin|ngan) (?:ty|ti)", 1_000.0),
    (r"(?:ty|ti|bn|billion)", 1.0),
    (r"(?:trieu|tr|mn|million)", 1e-3),
    (r"(?:nghin|ngan|1 000|1000)", 1e-6),
    (r"", 1e-9),
)
"""Words for a unit of money, as `key` gives them, before the word for dong; billions of dong in it."""
DONG = r"(?:dong|d|vnd|viet nam dong)"


def area_unit(text: str) -> float:
    """
    Return the hectares in the unit of area that a text names, 0.0 where it names none or several.

    Examples
    --------
    >>> area_unit("Diện tích (m²)"), area_unit("Diện tích đất (ha)"), area_unit("Diện tích")
    (0.0001, 1.0, 0.0)
    """
    seen = visible(text).replace("²", "2").casefold()
    named = {unit for unit in AREA_M2 if re.search(rf"(?<![^\W_]){unit}(?![^\W_])(?! tang)", seen)}
    named |= {"ha"} if re.search(r"hecta|héc ta", seen) else set()
    named |= {"m2"} if re.search(r"m[eé]t vu[oô]ng|\bsqm\b", seen) else set()
    return AREA_M2[named.pop()] / M2_PER_HA if len(named) == 1 else 0.0


def capital_unit(text: str) -> float:
    """
    Return the billions of dong in the unit of money that a heading names, 0.0 where it names none.

    Examples
    --------
    >>> [capital_unit(t) for t in ("Tổng mức đầu tư (tỷ đồng)", "Vốn (tr.đ)", "ĐVT: đồng", "Vốn")]
    [1.0, 0.001, 1e-09, 0.0]
    """
    bare = re.sub(r"(?<=\d)\.(?=\d{3})", "", text)
    inside = [bare[found.start() :] for found in re.finditer(r"[(:,/\[]", bare)]
    for part in map(key, (*inside, bare)):
        for words, factor in MONEY:
            # The word for dong alone may end any other word: "vốn hợp đồng".
            named = rf"\b{words} {DONG}\b|^{words}$" if words else rf"^{DONG}$"
            if re.search(named, part):
                return factor
    return 0.0


def cell_area_unit(words: str) -> float:
    """Return the hectares in the unit that words are, 0.0 where they are anything else."""
    return (
        area_unit(words) if key(words) in {"ha", "m2", "km2", "hecta", "hec ta", "met vuong", "sqm"} else 0.0
    )


def cell_capital_unit(words: str) -> float:
    """Return the billions of dong in the unit that words are, 0.0 where they are anything else."""
    for unit, factor in MONEY:
        if re.fullmatch(rf"{unit}\s?{DONG}?" if unit else DONG, key(words)):
            return factor
    return 0.0
