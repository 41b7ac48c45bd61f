"""Tell the coordinate system of a GeoPackage table, and where the file contradicts itself about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.crs import parse_crs
from layers.errors import IntakeError
from layers.intake.formats.crs_wkt import wkt_of
from layers.intake.model import Note

if TYPE_CHECKING:
    import sqlite3

    Srs = tuple[str, str, tuple[Note, ...]]

UNDEFINED = frozenset({0, -1})
DEFINITIONS = ("definition", "definition_12_063")


def declared_srs(connection: sqlite3.Connection, srs_id: int | None) -> Srs:
    """
    Return WKT, name and notes of the coordinate system `srs_id`.

    The WKT is "" where the file says undefined (0, -1), has no such row, or one that cannot be
    understood; the notes tell which. Where the definition is empty the code of its organisation
    is taken; where the two differ the definition is taken and a note says so.
    """
    if srs_id is None or srs_id in UNDEFINED:
        return "", f"srs_id {srs_id}" if srs_id is not None else "", ()
    cursor = connection.execute("SELECT * FROM gpkg_spatial_ref_sys WHERE srs_id = ?", (srs_id,))
    names = [str(column[0]).lower() for column in cursor.description]
    found = cursor.fetchone()
    if found is None:
        return "", f"srs_id {srs_id}", (_unknown(srs_id),)
    row = dict(zip(names, found, strict=True))
    code = f"{row.get('organization')}:{row.get('organization_coordsys_id')}"
    name = f"{row.get('srs_name')} ({code})"
    by_code = _known(code)
    for column in DEFINITIONS:
        if wkt := _known(row.get(column)):
            return wkt, name, () if not by_code or _is_same(wkt, by_code) else (_contradicted(name),)
    return by_code, name, () if by_code else (_unknown(srs_id),)


def _known(value: object) -> str:
    try:
        return wkt_of(str(value), what="") if value else ""
    except IntakeError:
        return ""


def _is_same(first: str, second: str) -> bool:
    return bool(parse_crs(first).equals(parse_crs(second), ignore_axis_order=True))


def _unknown(srs_id: int) -> Note:
    return Note(
        kind="crs unknown",
        en=f"The file names the coordinate system srs_id {srs_id} without saying what it is.",
        vi=f"Tệp ghi hệ toạ độ srs_id {srs_id} nhưng không định nghĩa hệ này.",
    )


def _contradicted(name: str) -> Note:
    return Note(
        kind="crs contradicts",
        en=f"The file defines {name} otherwise than its code does; the definition was taken.",
        vi=f"Tệp định nghĩa {name} khác với mã của hệ đó; đã dùng định nghĩa trong tệp.",
    )
