"""Read drawings: DXF and MicroStation DGN v7. They have layers of their own and no coordinate system."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from layers.intake.entrance.dxf_gate import require_modest
from layers.intake.formats.dgn_layer import read_elements
from layers.intake.formats.dxf_drawing import UNITS
from layers.intake.formats.dxf_notes import tell_coarse
from layers.intake.formats.dxf_rows import INSERTS, accounted, columns_of, read_drawing, with_fine_splines
from layers.intake.formats.dxf_scan import scan_dxf
from layers.intake.formats.findings import Findings
from layers.intake.formats.names import ColumnNames
from layers.intake.formats.ogr import tell_remarks
from layers.intake.formats.ogr_shapes import Shapes, table_of
from layers.intake.formats.rows import Rows
from layers.intake.model import SourceLayer

if TYPE_CHECKING:
    from pathlib import Path


def read_dxf(path: Path) -> tuple[SourceLayer, ...]:
    """
    Return the model and paper space of a drawing as one layer; column `layer` has the drawing's layers.

    An insert of a block becomes one row for each entity in it. `declared_rows` are the rows so made
    and one for each entity that could not be read, as an own walk over the file counts them.
    Outlines stay lines; `is_closed` says which end where they begin. `encoding` is UTF-8 from release
    2007 on, before it the code page of $DWGCODEPAGE, which text in ABC or VNI fonts does not follow.

    Raises
    ------
    IntakeError
        "dxf-broken", "dxf-cut", "dxf-recursive", "dxf-depth", "dxf-bomb", "dxf-arc", "dxf-handles",
        "unreadable".
    """
    findings = Findings()
    scan = scan_dxf(path, path.name)
    if scan.expands or not scan.ended:
        require_modest(path, path.name)
    unit_m = UNITS.get(scan.unit, ("", "", 1.0))[2]
    drawn, large = read_drawing(path, scan, unit_m, findings)
    tell_remarks(drawn, findings)
    drawn, owners, refused = accounted(drawn, scan, findings)
    drawn, coarse = with_fine_splines(drawn, owners, unit_m)
    inside = sum(
        "SPLINE" in scan.kinds_in(owner.block) for owner in owners if owner and owner.kind in INSERTS
    )
    tell_coarse(coarse + large + inside, findings)
    columns = columns_of(drawn, owners, scan, findings)
    rows = Rows(ColumnNames(columns))
    rows.findings = findings
    number = drawn.fids.to_numpy().astype(np.int64) + 1
    shapes = Shapes(number, drawn.geometry.to_pylist(), findings)
    return (
        SourceLayer(
            name=path.stem,
            table=table_of(shapes, number, columns, rows),
            declared_rows=len(number) + refused,
            encoding="UTF-8" if scan.utf8 else scan.code_page,
            notes=rows.notes,
            layer_field="layer",
        ),
    )


def read_dgn(path: Path) -> tuple[SourceLayer, ...]:
    """
    Return the elements of a DGN v7 file as one layer; see `dgn_layer.read_elements`.

    Raises
    ------
    IntakeError
        "dgn-v8", "dgn-cut", "unreadable".
    """
    return read_elements(path)
