"""Count the placemarks of a KML file apart from the reader, and refuse one that is nested without end."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.handler import ContentHandler

from layers.errors import IntakeError
from layers.intake.limits import LIMITS

if TYPE_CHECKING:
    from xml.sax.xmlreader import AttributesImpl


class PlacemarkCounter(ContentHandler):
    """
    Counts every element called Placemark, in whatever namespace and place.

    Examples
    --------
    >>> from defusedxml.sax import parseString
    >>> counter = PlacemarkCounter()
    >>> parseString(b"<kml><k:Placemark/><Folder><Placemark/></Folder></kml>", counter)
    >>> counter.count
    2
    """

    def __init__(self) -> None:
        super().__init__()
        self.count = 0
        self._depth = 0

    def startElement(self, name: str, _attributes: AttributesImpl) -> None:  # noqa: N802 - the library's name
        """Count an element; raise IntakeError ("kml-depth") below `LIMITS.json_depth`."""
        self._depth += 1
        if self._depth > LIMITS.json_depth:
            raise IntakeError(
                "kml-depth",
                f"The KML is nested more than {LIMITS.json_depth} levels deep; no real map is.",
                f"Tệp KML lồng nhau quá {LIMITS.json_depth} cấp; không bản đồ thật nào như vậy.",
            )
        if name.rpartition(":")[2] == "Placemark":
            self.count += 1

    def endElement(self, _name: str) -> None:  # noqa: N802 - the library's name
        """Leave an element."""
        self._depth -= 1
