"""Pack an office file anew without the time of this machine: the same report has the same bytes."""

from __future__ import annotations

import io
import re
import zipfile

EARLIEST = (1980, 1, 1, 0, 0, 0)
"""The day that all parts of the file bear."""
CORE = "docProps/core.xml"
MOMENT = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*(</dcterms:\2>)")


def undated(body: bytes, day: str = "") -> bytes:
    """
    Return an office file whose parts bear no time.

    Parameters
    ----------
    day
        Put in place of the times that the file itself tells, as 2026-11-26; "": as they are.
    """
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(body)) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            entry = zipfile.ZipInfo(part.filename, EARLIEST)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0
            told = old.read(part)
            if day and part.filename == CORE:
                told = MOMENT.sub(rb"\g<1>" + f"{day}T00:00:00Z".encode() + rb"\g<3>", told)
            new.writestr(entry, told)
    return packed.getvalue()
