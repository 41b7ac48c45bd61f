"""A fault of the program for the log: where it happened, without what it happened to."""

from __future__ import annotations

import traceback
from pathlib import Path


def where_it_failed(error: BaseException) -> str:
    """
    Return the kinds of errors and the lines of the program, of the error and of what caused it.

    Messages are left out: GEOS tells coordinates in them, and others quote values of a row.

    Examples
    --------
    >>> def fail():
    ...     raise ValueError("TopologyException at 543131.7 2473142.3")
    >>> try:
    ...     fail()
    ... except ValueError as error:
    ...     told = where_it_failed(error)
    >>> "ValueError" in told, "in fail" in told, "543131" in told
    (True, True, False)
    """
    parts = []
    current: BaseException | None = error
    while current is not None:
        places = "; ".join(
            f"{Path(frame.filename).name}:{frame.lineno} in {frame.name}"
            for frame in traceback.extract_tb(current.__traceback__)
        )
        parts.append(f"{type(current).__name__} at {places or '-'}")
        current = current.__cause__ or current.__context__
    return " <- ".join(parts)
