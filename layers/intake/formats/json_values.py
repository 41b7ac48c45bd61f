"""Refuse JSON values that no attribute may be: not finite, nested too deeply, half a character."""

from __future__ import annotations

import math

from layers.errors import IntakeError
from layers.intake.formats.json_faults import too_deep
from layers.intake.formats.shape_faults import not_finite
from layers.intake.limits import LIMITS


def require_plain_value(value: object, path: str) -> None:
    """
    Raise IntakeError ("not-finite", "json-depth", "text-surrogate") unless the value can be kept.

    Examples
    --------
    >>> require_plain_value({"đất": [1, None, "LUA"]}, "$.properties.a")
    >>> require_plain_value([1e400], "$.properties.a")
    Traceback (most recent call last):
    ...
    layers.errors.IntakeError: $.properties.a: a number is not finite (NaN or infinity).
    """
    if not isinstance(value, dict | list):
        _require_plain(value, path)
        return
    level: list[object] = [value]
    depth = 0
    while level:
        if depth > LIMITS.json_depth:
            raise too_deep(path)
        for one in level:
            _require_plain(one, path)
        level, depth = _below(level), depth + 1


def require_shallow(value: object, path: str) -> None:
    """Raise IntakeError ("json-depth") if the value is nested more than `LIMITS.json_depth` deep."""
    level, depth = [value], 0
    while level:
        if depth > LIMITS.json_depth:
            raise too_deep(path)
        level, depth = _below(level), depth + 1


def _below(level: list[object]) -> list[object]:
    found: list[object] = []
    for value in level:
        if isinstance(value, dict):
            found.extend(value)
            found.extend(value.values())
        elif isinstance(value, list):
            found.extend(value)
    return found


def _require_plain(value: object, path: str) -> None:
    if isinstance(value, float) and not math.isfinite(value):
        raise not_finite(path, "number", "số")
    if isinstance(value, str) and not value.isascii():
        try:
            value.encode()
        except UnicodeEncodeError as error:
            half = f"\\u{ord(value[error.start]):04x}"
            raise IntakeError(
                "text-surrogate",
                f"{path}: the text holds half a character ({half}): save the file as UTF-8 again.",
                f"{path}: văn bản chứa nửa ký tự ({half}): hãy lưu lại tệp dạng UTF-8.",
            ) from error
