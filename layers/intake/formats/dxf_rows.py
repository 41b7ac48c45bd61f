"""
Read a DXF drawing: every entity of it becomes rows, or is named as not read.

A drawing knows no coordinate system. Outlines stay lines: whether a closed one means an area is
asked later.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import shapely

from layers.intake.formats.chords import SAGITTA_M
from layers.intake.formats.dxf_arcs import read_with_arcs
from layers.intake.formats.dxf_drawing import DISPLAY, READABLE
from layers.intake.formats.dxf_handles import require_drawable, with_handles
from layers.intake.formats.dxf_notes import empty_insert, no_handles, not_read, tell_drawing
from layers.intake.formats.dxf_text import words_of
from layers.intake.formats.ogr import Reader, kept
from layers.intake.formats.ogr_columns import closed_lines
from layers.intake.formats.splines import drawn_spline

if TYPE_CHECKING:
    from pathlib import Path

    from geo.types import BoolArray
    from layers.errors import IntakeError
    from layers.intake.formats.dxf_drawing import DxfScan, Entity
    from layers.intake.formats.findings import Findings
    from layers.intake.formats.ogr import Drawn

LARGEST_RADIUS_M = 1_000_000.0
INSERTS = frozenset({"INSERT", "DIMENSION", "LEADER", "MULTILEADER", "MLEADER"})


def read_drawing(path: Path, scan: DxfScan, unit_m: float, findings: Findings) -> tuple[Drawn, int]:
    """
    Return the rows of a drawing, arcs within 1 cm, and how many have arcs too large for that.

    Raises
    ------
    IntakeError
        "dxf-handles" for a binary drawing without handles, "dxf-arc", "unreadable".
    """
    source: Path | bytes = path
    if not scan.handled:
        if scan.binary:
            raise no_handles(path.name)
        source = with_handles(path)
        for number, entity in enumerate(scan.entities, 1):
            entity.handle = f"{number:X}"
    require_drawable(scan, LARGEST_RADIUS_M / unit_m, path.name)
    reader = Reader(
        source,
        name=path.name,
        ENCODING="UTF-8" if scan.utf8 else "ISO-8859-1",
        MERGE_BLOCK_GEOMETRIES="FALSE",
    )
    return read_with_arcs(reader, scan, unit_m, findings)


def accounted(drawn: Drawn, scan: DxfScan, findings: Findings) -> tuple[Drawn, list[Entity | None], int]:
    """
    Return the rows to keep, the entity of each (None for a part of one), and the entities not read.

    An entity that shows something and is no land is counted; any other without a row is refused.
    """
    by_handle = {entity.handle: entity for entity in scan.entities}
    handles = _handles(drawn)
    owners = [by_handle.get(handle) for handle in handles]
    times = Counter(handle for handle in handles if handle in by_handle)
    shown: Counter[str] = Counter()
    refused = 0
    for entity in scan.entities:
        fault = _fault(entity, times[entity.handle], scan)
        if fault is not None:
            refused += 1
            findings.refuse(len(handles) + refused, fault)
        elif not times[entity.handle]:
            shown[entity.kind] += 1
    keep: BoolArray = np.array([owner is None or owner.kind in READABLE for owner in owners], dtype=bool)
    tell_drawing(scan, Counter(owner.kind for owner in owners if owner), shown, findings)
    return kept(drawn, keep), [owner for owner, here in zip(owners, keep, strict=True) if here], refused


def _fault(entity: Entity, rows: int, scan: DxfScan) -> IntakeError | None:
    if entity.kind in DISPLAY:
        return None
    if entity.kind not in READABLE:
        return not_read(entity, ())
    if entity.kind in INSERTS:
        unread = scan.unread_in(entity.block)
        if unread:
            return not_read(entity, sorted(unread))
        if not rows and entity.kind == "INSERT":
            is_bare = entity.block in scan.block_names and scan.kinds_in(entity.block) <= DISPLAY
            return None if is_bare else empty_insert(entity)
    return None if rows else not_read(entity, ())


def with_fine_splines(drawn: Drawn, owners: list[Entity | None], unit_m: float) -> tuple[Drawn, int]:
    """Return the rows with their splines drawn within 1 cm, and how many could not be."""
    places = [n for n, owner in enumerate(owners) if owner is not None and owner.kind == "SPLINE"]
    if not places:
        return drawn, 0
    wkb = drawn.geometry.to_pylist()
    coarse = 0
    for place in places:
        owner = owners[place]
        points = drawn_spline(owner.spline, SAGITTA_M / unit_m) if owner else None
        if points is None:
            coarse += 1
        else:
            wkb[place] = shapely.to_wkb(shapely.LineString(points))
    return replace(drawn, geometry=pa.chunked_array([pa.array(wkb, pa.binary())])), coarse


def columns_of(
    drawn: Drawn, owners: list[Entity | None], scan: DxfScan, findings: Findings
) -> dict[str, pa.ChunkedArray]:
    """Return layer, entity, text and the rest; text as bytes where the drawing is not surely Unicode."""
    shapes = shapely.from_wkb(np.array(drawn.geometry.to_pylist(), dtype=object), on_invalid="ignore")
    closed = closed_lines(shapes)
    handles = _handles(drawn)
    parts = ["ATTRIB" if handle in scan.attributes else "" for handle in handles]
    kinds = [owner.kind if owner else part for owner, part in zip(owners, parts, strict=True)]
    blocks = [owner.block if owner and owner.kind == "INSERT" else None for owner in owners]
    texts = {
        "layer": _column(drawn, "Layer"),
        "text": _column(drawn, "Text"),
        "block": pa.chunked_array([pa.array(blocks, pa.string())]),
        "linetype": _column(drawn, "Linetype"),
    }
    words = {name: words_of(column, name, scan, findings) for name, column in texts.items()}
    return {
        "layer": words["layer"],
        "entity": pa.chunked_array([pa.array(kinds, pa.string())]),
        "is_closed": pa.chunked_array([pa.array(closed)]),
        "text": words["text"],
        "block": words["block"],
        "paper_space": _column(drawn, "PaperSpace").cast(pa.bool_()).fill_null(False),  # noqa: FBT003
        "linetype": words["linetype"],
        "handle": pa.chunked_array([pa.array(handles, pa.string())]),
    }


def _handles(drawn: Drawn) -> list[str]:
    """Return the handle of each row in capitals; GDAL passes on bytes that are no text."""
    raw = _column(drawn, "EntityHandle").cast(pa.binary()).to_pylist()
    return [(value or b"").decode("ascii", "replace").upper() for value in raw]


def _column(drawn: Drawn, name: str) -> pa.ChunkedArray:
    return drawn.columns[drawn.names.index(name)]
