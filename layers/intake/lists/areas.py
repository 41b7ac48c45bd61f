"""Declared areas beside those that a drawing or the parts of a list give."""

from __future__ import annotations

import math

from layers.intake.model import Note

FAR_SHARE = 0.05
"""Beyond it a wrong zone, unit or coordinate system is likelier than a rounded figure."""
NEAR_SHARE = 0.005


def compare_areas(declared_ha: float | None, drawn_ha: float, *, row: int = 0) -> Note | None:
    """
    Return what is to be said of a declared area that is not the drawn one.

    Parameters
    ----------
    declared_ha
        None where none is declared: then there is nothing to compare.
    drawn_ha
        Of the footprint, measured in the province's CRS.
    row
        Number of the row, 0 for a single shape.

    Returns
    -------
    note
        "area far from declared" beyond 5 % of the declared area, "area differs from declared"
        beyond 0.5 %, else None.

    Examples
    --------
    >>> compare_areas(41.85, 41.58).kind, compare_areas(41.85, 41.85)
    ('area differs from declared', None)
    >>> compare_areas(41.85, 41.58).en
    'The drawn area is 41.58 ha, the declared one 41.85 ha (0.6 % less).'
    """
    if declared_ha is None:
        return None
    share = abs(drawn_ha - declared_ha) / declared_ha if declared_ha > 0 else math.inf
    if share <= NEAR_SHARE:
        return None
    drawn, declared = number_words(drawn_ha), number_words(declared_ha)
    where_en, where_vi = (f"Row {row}: the", f"Dòng {row}: diện tích") if row else ("The", "Diện tích")
    en = f"{where_en} drawn area is {drawn[0]} ha, the declared one {declared[0]} ha"
    vi = f"{where_vi} vẽ là {drawn[1]} ha, diện tích khai báo là {declared[1]} ha"
    if math.isfinite(share):
        by, is_more = number_words(round(share * 100, 1)), drawn_ha > declared_ha
        en += f" ({by[0]} % {'more' if is_more else 'less'})"
        vi += f" ({'lớn' if is_more else 'nhỏ'} hơn {by[1]} %)"
    # A share that is no number is far: it cannot have been compared.
    if NEAR_SHARE < share <= FAR_SHARE:
        return Note(kind="area differs from declared", en=f"{en}.", vi=f"{vi}.", row=row)
    return Note(
        kind="area far from declared",
        en=f"{en}: check zone, unit and coordinate system.",
        vi=f"{vi}: hãy kiểm tra múi chiếu, đơn vị đo và hệ toạ độ.",
        row=row,
    )


def number_words(value: float) -> tuple[str, str]:
    """
    Return a number as English and Vietnamese write it, with at most four decimals.

    Examples
    --------
    >>> number_words(1234.5), number_words(0.00012)
    (('1,234.5', '1.234,5'), ('0.0001', '0,0001'))
    """
    english = f"{value:,.4f}".rstrip("0").rstrip(".")
    return english, english.translate(str.maketrans(",.", ".,"))
