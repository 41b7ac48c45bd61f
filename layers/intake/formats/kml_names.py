"""Tell the elements of KML apart, in every namespace that it has had."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

GX = "gx:"
"""Before the names of Google's extensions."""

NAMESPACE = re.compile(
    r"\{(?:https?://(?:earth\.google\.com|www\.opengis\.net|www\.google\.com)/kml/"
    r"(?P<version>2\.[0-9]|ext/2\.2)/?)?\}"
)


def local(element: Element) -> str:
    """
    Return the name of an element of KML 2.0 to 2.3 or of no namespace, "" of any other.

    Examples
    --------
    >>> from xml.etree.ElementTree import fromstring
    >>> local(fromstring("<kml/>")), local(fromstring("<kml xmlns='http://www.opengis.net/kml/2.2'/>"))
    ('kml', 'kml')
    >>> local(fromstring("<x:Track xmlns:x='http://www.google.com/kml/ext/2.2'/>"))
    'gx:Track'
    >>> local(fromstring("<x:Placemark xmlns:x='urn:other'/>"))
    ''
    """
    return plain_name(str(element.tag))


@lru_cache(maxsize=4096)
def plain_name(tag: str) -> str:
    """Return what `local` returns, from a tag as `{namespace}name`."""
    if not tag.startswith("{"):
        return tag
    found = NAMESPACE.match(tag)
    if found is None:
        return ""
    name = tag[found.end() :]
    return GX + name if found["version"] == "ext/2.2" else name
