"""Put the elements of a DGN v7 file into a layer: their rows, columns and what was done to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import shapely

from layers.intake.entrance.dgn_gate import require_whole_dgn
from layers.intake.entrance.foreign import DGN8
from layers.intake.formats.dgn_rows import account, cut_text, finer, with_holes, words
from layers.intake.formats.dgn_scan import Fate, scan_dgn
from layers.intake.formats.findings import Findings
from layers.intake.formats.names import ColumnNames
from layers.intake.formats.ogr import Reader, kept, tell_remarks
from layers.intake.formats.ogr_columns import closed_lines
from layers.intake.formats.ogr_shapes import Shapes, table_of
from layers.intake.formats.rows import Rows
from layers.intake.model import SourceLayer

if TYPE_CHECKING:
    from pathlib import Path

    from geo.types import GeometryArray
    from layers.intake.formats.dgn_scan import Design, Element
    from layers.intake.formats.ogr import Drawn

OLE = b"\xd0\xcf\x11\xe0"
FINE_STEP = 0.001


def read_elements(path: Path) -> tuple[SourceLayer, ...]:
    """
    Return the elements of a DGN v7 file as one layer; column `level` has the drawing's levels.

    `row_number` is the number of the element in the file, from 1. `declared_rows` are the elements
    that stand for something drawn, as an own walk over the file counts them, members of complex
    chains and shapes and joined holes not. Text stays bytes; no system and no encoding is declared.

    Raises
    ------
    IntakeError
        "dgn-v8", "dgn-cut", "unreadable".
    """
    with path.open("rb") as file:
        if file.read(len(OLE)) == OLE:
            raise DGN8.refusal(path.name)
    require_whole_dgn(path, path.name)
    findings = Findings()
    data, design, elements = scan_dgn(path)
    drawn = Reader(path, name=path.name).read(findings)
    tell_remarks(drawn, findings)
    _tell_unit(design, findings)
    drawn = _own_rows(drawn, elements)
    number = drawn.fids.to_numpy().astype(np.int64) + 1
    refused = account(elements, set(number.tolist()), findings)
    owners = [elements[n - 1] for n in number.tolist()]
    shapes = Shapes(number, drawn.geometry.to_pylist(), findings)
    for place in [n for n, owner in enumerate(owners) if owner.nul]:
        findings.refuse(int(number[place]), cut_text(int(number[place])))
        shapes.good[place] = False
    geometry = np.asarray(shapely.from_wkb(shapes.wkb), dtype=object)
    geometry = finer(geometry, owners, data, design, findings)
    geometry, gone = with_holes(geometry, owners, findings)
    shapes.wkb[:] = shapely.to_wkb(geometry)
    shapes.good &= ~gone
    columns = _dgn_columns(drawn, owners, geometry)
    rows = Rows(ColumnNames(columns))
    rows.findings = findings
    return (
        SourceLayer(
            name=path.stem,
            table=table_of(shapes, number, columns, rows),
            declared_rows=len(number) + refused - int(gone.sum()),
            notes=rows.notes,
            layer_field="level",
        ),
    )


def _own_rows(drawn: Drawn, elements: list[Element]) -> Drawn:
    """Return the rows of elements that are one; not the poles of a curve, nor the inside of a definition."""
    fids = drawn.fids.to_numpy()
    return kept(drawn, np.array([elements[fid].fate is Fate.ROW for fid in fids.tolist()], dtype=bool))


def _dgn_columns(drawn: Drawn, owners: list[Element], geometry: GeometryArray) -> dict[str, pa.ChunkedArray]:
    def whole(values: list[object] | np.ndarray) -> pa.ChunkedArray:
        return pa.chunked_array([pa.array(values)])

    given = dict(zip(drawn.names, drawn.columns, strict=True))
    return {
        "level": given["Level"],
        "element": whole([owner.name for owner in owners]),
        "is_closed": whole(closed_lines(geometry)),
        "is_hole": whole([owner.hole for owner in owners]),
        "cell": whole([owner.cell or None for owner in owners]),
        "text": words(given["Text"]),
        "colour": given["ColorIndex"],
        "weight": given["Weight"],
        "style": given["Style"],
        "graphic_group": given["GraphicGroup"],
        "mslink": given["MSLink"],
    }


def _tell_unit(design: Design, findings: Findings) -> None:
    unit = design.unit or "?"
    findings.tell(
        "drawing unit",
        f"The master unit of the design file is called {unit!r}: its coordinates were taken for metres.",
        f"Đơn vị chính của tệp thiết kế là {unit!r}: toạ độ được coi là mét.",
    )
    step = 1 / design.steps_per_unit if design.steps_per_unit else 0.0
    if step > FINE_STEP:
        findings.tell(
            "coarse coordinates",
            f"The file keeps coordinates in steps of {step:.3g} units only: corners may be off by half.",
            f"Tệp chỉ lưu toạ độ theo bước {step:.3g} đơn vị: đỉnh có thể lệch nửa bước này.",
        )
