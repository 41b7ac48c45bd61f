"""Say what is wrong with a JSON text, and where."""

from __future__ import annotations

from layers.errors import IntakeError
from layers.intake.limits import LIMITS


def syntax(name: str, place: tuple[int, int], en: str, vi: str) -> IntakeError:
    """
    Return the fault of a text that is no JSON.

    Examples
    --------
    >>> print(syntax("a.geojson", (2, 7), "the file ends here", "tệp bị cụt tại đây"))
    a.geojson is not valid GeoJSON: line 2, column 7: the file ends here.
    """
    line, column = place
    return IntakeError(
        "json",
        f"{name} is not valid GeoJSON: line {line}, column {column}: {en}.",
        f"{name} không phải GeoJSON hợp lệ: dòng {line}, cột {column}: {vi}.",
    )


def too_deep(place: str) -> IntakeError:
    """Return the refusal of a file nested deeper than any real one."""
    return IntakeError(
        "json-depth",
        f"{place}: nested more than {LIMITS.json_depth} levels deep; no real layer is.",
        f"{place}: lồng nhau quá {LIMITS.json_depth} cấp; không lớp thật nào như vậy.",
    )


def key_twice(place: str, key: str) -> IntakeError:
    """Return the fault of an object that has one key twice: programs differ in which one they take."""
    return IntakeError(
        "json-key-twice",
        f"{place}: the key {key[:40]!r} is there twice; which of the two is meant cannot be told.",
        f"{place}: khoá {key[:40]!r} xuất hiện hai lần; không rõ giá trị nào đúng.",
    )


def not_json(place: str, constant: str) -> IntakeError:
    """Return the fault of NaN or Infinity, which some programs write although JSON has neither."""
    return IntakeError(
        "not-finite",
        f"{place} holds {constant}, which is no number that JSON knows.",
        f"{place} chứa {constant}, không phải số hợp lệ trong JSON.",
    )


def too_long(name: str, line: int, longest: int) -> IntakeError:
    """Return the fault of one value that would fill the memory by itself."""
    return IntakeError(
        "json-too-long",
        f"{name}, line {line}: a value is longer than {longest:,} characters: split it.",
        f"{name}, dòng {line}: một giá trị dài hơn {longest:,} ký tự: hãy chia nhỏ.",
    )


def not_text(name: str, line: int, encoding: str) -> IntakeError:
    """Return the fault of bytes that are not in the encoding that JSON has."""
    return IntakeError(
        "json-encoding",
        f"{name}, line {line}: its text is not {encoding}; save the file as UTF-8.",
        f"{name}, dòng {line}: văn bản không phải {encoding}; hãy lưu tệp dạng UTF-8.",
    )
