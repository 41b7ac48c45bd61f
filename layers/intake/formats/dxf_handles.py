"""Make a DXF drawing one that GDAL reads entity by entity: each with a handle, none of endless size."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers.errors import IntakeError
from layers.intake.formats.dxf_drawing import PARTS

if TYPE_CHECKING:
    from pathlib import Path

    from layers.intake.formats.dxf_drawing import DxfScan

ROUND = frozenset({"CIRCLE", "ARC", "ELLIPSE"})


def require_drawable(scan: DxfScan, most: float, name: str) -> None:
    """
    Refuse a drawing with an arc of a size that no land has: it would get endless corners.

    Parameters
    ----------
    most
        Largest radius, in drawing units.

    Raises
    ------
    IntakeError
        "dxf-arc", with layer and handle.
    """
    for entity in scan.entities:
        if entity.kind in ROUND and not entity.radius <= most:
            shown = entity.layer.decode("ascii", "replace")[:60]
            raise IntakeError(
                "dxf-arc",
                f"{name}: the {entity.kind} {entity.handle} on layer {shown!r} has a radius of"
                f" {entity.radius:g}, which no land has; leave it out.",
                f"{name}: {entity.kind} {entity.handle} ở lớp {shown!r} có bán kính {entity.radius:g},"
                " không đất nào lớn như vậy; hãy bỏ đi.",
            )


def with_handles(path: Path) -> bytes:
    """Return a text drawing in which every entity has a handle of its own: its number, from 1, in hex."""
    done: list[bytes] = []
    number, section, kind, pending = 0, b"", b"", False
    with path.open("rb") as file:
        for code in file:
            value = next(file, b"")
            group, word = code.strip(), value.strip().upper()
            if group == b"0":
                kind = word
                pending = section == b"ENTITIES" and word.decode("ascii", "replace") not in PARTS
                done += [code, value]
                if pending:
                    number += 1
                    done.append(b"5\n%X\n" % number)
                continue
            if group == b"2" and kind == b"SECTION":
                section = word
            if not (pending and group == b"5"):
                done += [code, value]
    return b"".join(done)
