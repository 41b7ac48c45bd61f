"""Hectares in a sentence: with a decimal point in English, a decimal comma in Vietnamese."""

from __future__ import annotations

DECIMALS = 4
"""Of hectares: a square metre."""


def hectares(area_ha: float) -> tuple[str, str]:
    """
    Return an area in English and in Vietnamese, to the square metre and no digit more than it has.

    Examples
    --------
    >>> hectares(1234567.5), hectares(90.0)
    (('1,234,567.5', '1.234.567,5'), ('90', '90'))
    """
    en = f"{area_ha:,.{DECIMALS}f}".rstrip("0").rstrip(".")
    return en, en.translate(str.maketrans(",.", ".,"))
