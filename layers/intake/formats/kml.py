"""
Read KML without a format library: placemarks in any folder, and a list of what was not read.

XML may name files and hosts; a document with a DTD is refused, links are never followed.
A file is read placemark by placemark, so that memory holds the table and not the tree.

Source: OGC 12-007r2 (KML 2.3), OGC 07-147r2 (KML 2.2), Google's KML 2.0 and 2.1.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax import SAXParseException

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError

from layers.errors import IntakeError
from layers.intake.formats.kml_count import PlacemarkCounter
from layers.intake.formats.kml_document import KmlDocument

if TYPE_CHECKING:
    from pathlib import Path

    from layers.intake.model import SourceLayer


def read_kml(path: Path) -> tuple[SourceLayer, ...]:
    """
    Return the placemarks of a KML file as one layer, in their order.

    All folders are one layer with the column `folder` (names of the folders from outside in,
    joined by " / "), by which the person may choose; it is the layer's `layer_field` where there
    are several. A Document counts as a folder where it lies inside another.

    Parameters
    ----------
    path
        KML 2.0 to 2.3 or without a namespace, in any encoding that XML declares.

    Returns
    -------
    layers
        One layer in WGS 84, as the standard has it; `crs_wkt` is "" where a coordinate cannot be
        degrees. `declared_rows` is the number of Placemark elements, counted by another parser.

    Raises
    ------
    IntakeError
        "kml-dtd" (document types and entities), "kml-syntax" with line and column, "kml-root",
        "kml-schema", "kml-depth", "too-many-faults", "too-many-columns".
    """
    counter, document = PlacemarkCounter(), KmlDocument(path)
    try:
        counter.parse(str(path))
        document.read()
    except IntakeError:
        raise
    except DefusedXmlException as error:
        raise IntakeError(
            "kml-dtd",
            f"{path.name} declares a document type or entities, which no map needs: save it as plain KML.",
            f"{path.name} có khai báo DTD hoặc entity, bản đồ không cần đến: hãy lưu lại dạng KML thường.",
        ) from error
    except SAXParseException as error:
        place = (error.getLineNumber() or 0, error.getColumnNumber() or 0)
        raise _syntax(path.name, place, error.getMessage()) from error
    except ParseError as error:
        raise _syntax(path.name, error.position, str(error.msg).partition(":")[0]) from error
    except (ValueError, LookupError, OSError) as error:
        raise IntakeError(
            "unreadable",
            f"{path.name} cannot be read as XML ({error}): save it as UTF-8.",
            f"Không đọc được {path.name} dạng XML ({error}): hãy lưu lại dạng UTF-8.",
        ) from error
    return (document.layer(counter.count),)


def _syntax(name: str, place: tuple[int, int], what: str) -> IntakeError:
    line, column = place[0], place[1] + 1
    return IntakeError(
        "kml-syntax",
        f"{name} is not valid XML: line {line}, column {column}: {what}.",
        f"{name} không phải XML hợp lệ: dòng {line}, cột {column}: {what}.",
    )
