"""Read the attributes of a KML placemark: its own, and its extended data by the types of their schema."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from layers.errors import IntakeError
from layers.intake.formats.kml_names import local

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from xml.etree.ElementTree import Element

    Types = Mapping[str, str]

FOLDER, ID = "folder", "id"
OWN = ("name", "description", "address")
TIMES = frozenset({"when", "begin", "end"})
RESERVED = frozenset({FOLDER, ID, *OWN, *TIMES})
WHOLE = frozenset({"int", "uint", "short", "ushort"})
BROKEN = frozenset({"float", "double"})
TRUTHS = {"1": True, "true": True, "0": False, "false": False}


def values_of(placemark: Element, folder: str, types: Types, place: str) -> dict[str, object]:
    """
    Return the attributes of a placemark; `folder` first.

    Parameters
    ----------
    types
        KML type of each field of the file's schemas.
    place
        What to call it in a sentence.

    Raises
    ------
    IntakeError
        "kml-value-twice" if it has two different values for one field.

    Examples
    --------
    >>> from xml.etree.ElementTree import fromstring
    >>> mark = fromstring(
    ...     "<Placemark><name>A</name><ExtendedData><Data name='so'><value>07</value></Data>"
    ...     "<SchemaData><SimpleData name='dt'>2.5</SimpleData></SchemaData></ExtendedData></Placemark>"
    ... )
    >>> values_of(mark, "Xã", {"dt": "double"}, "Placemark 1")
    {'folder': 'Xã', 'name': 'A', 'so': '07', 'dt': 2.5}
    """
    values: dict[str, object] = {FOLDER: folder or None}
    if placemark.get("id"):
        values[ID] = placemark.get("id")
    for child in placemark:
        kind = local(child)
        if kind in OWN:
            values[kind] = _text(child).strip()
        elif kind in {"TimeStamp", "TimeSpan"}:
            values.update({local(time): _text(time).strip() for time in child if local(time) in TIMES})
        elif kind == "ExtendedData":
            _add_extended(values, child, types, place)
    return values


def typed(text: str, kind: str) -> object:
    """
    Return the value of a text of a KML type; text stays where not all of it would come back.

    Examples
    --------
    >>> typed("7", "int"), typed("007", "int"), typed("true", "bool"), typed("INF", "double")
    (7, '007', True, 'INF')
    """
    if kind == "bool":
        return TRUTHS.get(text.strip().lower(), text)
    try:
        if kind in WHOLE and str(int(text)) == text.strip():
            return int(text)
        if kind in BROKEN and math.isfinite(float(text)):
            return float(text)
    except ValueError:
        return text
    return text


def _add_extended(values: dict[str, object], extended: Element, types: Types, place: str) -> None:
    given: dict[str, str] = {}
    for name, text in _pairs(extended):
        if given.setdefault(name, text) != text:
            raise IntakeError(
                "kml-value-twice",
                f"{place} has two values for {name[:40]!r}; which is meant cannot be told.",
                f"{place} có hai giá trị cho {name[:40]!r}; không rõ giá trị nào đúng.",
            )
    for name, text in given.items():
        column = f"{name} (ExtendedData)" if name in RESERVED else name
        values[column] = None if text == "" else typed(text, types.get(name, ""))


def _pairs(extended: Element) -> Iterator[tuple[str, str]]:
    for child in extended:
        kind = local(child)
        if kind == "Data":
            yield child.get("name", ""), "".join(_text(v) for v in child if local(v) == "value")
        elif kind == "SchemaData":
            yield from ((f.get("name", ""), _text(f)) for f in child if local(f) == "SimpleData")
        elif not kind and not len(child):
            yield str(child.tag).rpartition("}")[2], _text(child)


def _text(element: Element) -> str:
    return "".join(element.itertext())
