"""Tell what a zip of the Office family is, and let only plain workbooks pass: no macros, no DTD."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers.errors import IntakeError
from layers.intake.entrance.foreign import MACROS, OFFICE, XLSB, Foreign
from layers.intake.model import Kind

if TYPE_CHECKING:
    from layers.intake.entrance.archive import Archive
    from layers.intake.entrance.zip_entries import Budget

DTD = b"<!DOCTYPE"
PROGRAMS = ("vbaproject.bin", "macrosheets/")


def office_kind(archive: Archive) -> Kind | Foreign | None:
    """Return what an archive of Office is; None where it is an ordinary archive."""
    names = {member.name.lower() for member in archive.members}
    if "[content_types].xml" in names:
        if any(mark in name for name in names for mark in PROGRAMS):
            return MACROS
        if "xl/workbook.xml" in names:
            return Kind.XLSX
        return XLSB if "xl/workbook.bin" in names else OFFICE
    first = archive.members[0]
    return OFFICE if first.name == "mimetype" and "content.xml" in names else None


def require_plain_workbook(archive: Archive, budget: Budget) -> None:
    """
    Unpack a workbook once without keeping it: sizes and sums are true, and no part declares a DTD.

    Raises
    ------
    IntakeError
        "xlsx-dtd", and as `Archive.unpacked`.
    """
    for member in archive.members:
        before = b""
        for block in archive.unpacked(member, budget):
            # XML may be in UTF-16: without the NULs it reads the same
            seen = before + block.replace(b"\0", b"")
            if member.ending in {".xml", ".rels", ".vml"} and DTD in seen.upper():
                raise IntakeError(
                    "xlsx-dtd",
                    f"{archive.shown} holds XML with a DOCTYPE ({member.name}): save it again with Excel.",
                    f"{archive.shown} chứa XML có DOCTYPE ({member.name}): hãy lưu lại bằng Excel.",
                )
            before = seen[-len(DTD) :]
