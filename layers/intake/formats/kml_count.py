"""Count the placemarks of a KML file apart from the reader, and refuse one that is nested without end."""

from __future__ import annotations

from defusedxml.expatreader import DefusedExpatParser

from layers.errors import IntakeError
from layers.intake.limits import LIMITS


class PlacemarkCounter(DefusedExpatParser):  # type: ignore[misc]
    """
    Reads XML to its end without a DTD or entities, and counts every element called Placemark.

    In whatever namespace and place: what the reader does not take for one must still be told.

    Examples
    --------
    >>> from io import BytesIO
    >>> counter = PlacemarkCounter()
    >>> counter.parse(BytesIO(b"<kml><k:Placemark/><Folder><Placemark/></Folder></kml>"))
    >>> counter.count
    2
    """

    def __init__(self) -> None:
        super().__init__(forbid_dtd=True)
        self.count = 0
        self._depth = 0

    def start_element(self, name: str, _attributes: dict[str, str]) -> None:
        """Count an element; raise IntakeError ("kml-depth") below `LIMITS.json_depth`."""
        self._depth += 1
        if self._depth > LIMITS.json_depth:
            raise IntakeError(
                "kml-depth",
                f"The KML is nested more than {LIMITS.json_depth} levels deep; no real map is.",
                f"Tệp KML lồng nhau quá {LIMITS.json_depth} cấp; không bản đồ thật nào như vậy.",
            )
        if name.endswith("Placemark") and name.rpartition(":")[2] == "Placemark":
            self.count += 1

    def end_element(self, _name: str) -> None:
        """Leave an element."""
        self._depth -= 1
