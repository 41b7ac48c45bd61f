"""Figures within Vietnamese sentences: a comma before the decimals."""

from __future__ import annotations


def with_comma(figure: str) -> str:
    """
    Return a figure, written with a point before its decimals, as Vietnamese writes it.

    Examples
    --------
    >>> with_comma(f"{1.25:.2f}"), with_comma(f"{0.05:.1%}")
    ('1,25', '5,0%')
    """
    return figure.replace(".", ",")
