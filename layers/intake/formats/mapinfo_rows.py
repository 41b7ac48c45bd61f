"""Refuse the rows of a MapInfo table that did not come through, and draw its arcs finely."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import shapely

from layers.errors import IntakeError
from layers.intake.formats.arcs import deviation_m, redrawn
from layers.intake.formats.chords import SAGITTA_M
from layers.intake.formats.ogr import kept

if TYPE_CHECKING:
    from geo.types import BoolArray, IntArray
    from layers.intake.formats.dbf import Dbf
    from layers.intake.formats.findings import Findings
    from layers.intake.formats.ogr import Drawn

FINE_STEP_M = 0.001


def whole(drawn: Drawn, placed: BoolArray | None, deleted: BoolArray, findings: Findings) -> Drawn:
    """Refuse rows that GDAL left out, or whose object it could not read; number from 1."""
    fids = drawn.fids.to_numpy().astype(np.int64)
    here = np.zeros(len(deleted) + 1, dtype=bool)
    here[fids[fids <= len(deleted)]] = True
    for row in (np.flatnonzero(~here[1:] & ~deleted) + 1).tolist():
        findings.refuse(row, _lost(row))
    if deleted.any():
        first = int(np.flatnonzero(deleted)[0]) + 1
        findings.tell(
            "deleted rows",
            f"{deleted.sum():,} rows are marked as deleted and were left out (first: row {first}).",
            f"{deleted.sum():,} dòng đã được đánh dấu xoá nên không đọc (đầu tiên: dòng {first}).",
        )
    if placed is None:
        return drawn
    bad = drawn.geometry.is_null().to_numpy() & placed[fids - 1]
    for row in fids[bad].tolist():
        findings.refuse(row, _lost(row))
    return kept(drawn, ~bad)


def without_cut_texts(drawn: Drawn, dat: Dbf, findings: Findings) -> Drawn:
    """Refuse rows whose text goes on after a NUL."""
    texts = [n for n, column in enumerate(drawn.columns) if pa.types.is_string(column.type)]
    if len(dat.fields) != len(drawn.columns):
        return drawn
    cut = {row + 1: dat.fields[n].name for n in texts for row in dat.rows_with_nul(dat.fields[n])}
    return _refused(drawn, {row: name.decode("latin-1") for row, name in cut.items()}, findings)


def without_nul(drawn: Drawn, cut: list[int], findings: Findings) -> Drawn:
    """Refuse rows whose line in the .mid holds a NUL."""
    return _refused(drawn, dict.fromkeys(cut, ""), findings)


def _refused(drawn: Drawn, cut: dict[int, str], findings: Findings) -> Drawn:
    for row, column in cut.items():
        where_en, where_vi = (f" in column {column}", f" ở cột {column}") if column else ("", "")
        fault = IntakeError(
            "text-nul",
            f"Row {row}: the text{where_en} holds a NUL character, where other programs cut it.",
            f"Dòng {row}: văn bản{where_vi} chứa ký tự NUL, các chương trình khác sẽ cắt tại đó.",
        )
        findings.refuse(row, fault, column)
    return kept(drawn, ~np.isin(drawn.fids.to_numpy(), list(cut))) if cut else drawn


def with_fine_arcs(drawn: Drawn, rounded: IntArray, findings: Findings) -> Drawn:
    """Draw the arcs and ellipses among some rows (from 0) again, within 1 cm; say what stays coarser."""
    places = np.flatnonzero(
        np.isin(drawn.fids.to_numpy() - 1, rounded) & ~drawn.geometry.is_null().to_numpy()
    )
    if not len(places):
        return drawn
    wkb = drawn.geometry.to_pylist()
    coarse_m = 0.0
    for place in places.tolist():
        shape = shapely.from_wkb(wkb[place])
        ring = shape.exterior if shape.geom_type == "Polygon" else shape
        xy = shapely.get_coordinates(ring)
        finer = redrawn(xy)
        if finer is None:
            coarse_m = max(coarse_m, deviation_m(xy))
            continue
        make = shapely.Polygon if shape.geom_type == "Polygon" else shapely.LineString
        wkb[place] = shapely.to_wkb(make(finer))
    _tell_arcs(len(places), coarse_m, findings)
    return replace(drawn, geometry=pa.chunked_array([pa.array(wkb, pa.binary())]))


def _tell_arcs(count: int, coarse_m: float, findings: Findings) -> None:
    off_m = max(SAGITTA_M, coarse_m)
    findings.tell(
        "curve linearised",
        f"{count:,} arcs and ellipses were drawn as chords within {off_m:.2f} m of them.",
        f"{count:,} cung tròn và hình elip đã được vẽ bằng các dây cung lệch không quá {off_m:.2f} m.",
    )


def tell_step(step: float, findings: Findings) -> None:
    """Tell that the coordinates of a file are rounded to more than a millimetre."""
    if step > FINE_STEP_M:
        findings.tell(
            "coarse coordinates",
            f"The file keeps coordinates in steps of {step:.3g} units only: corners may be off by half.",
            f"Tệp chỉ lưu toạ độ theo bước {step:.3g} đơn vị: đỉnh có thể lệch nửa bước này.",
        )


def _lost(row: int) -> IntakeError:
    return IntakeError(
        "row-lost",
        f"Row {row}: its object is damaged or cannot be reached.",
        f"Dòng {row}: đối tượng bị hỏng hoặc không truy cập được.",
    )
