"""Bring the chosen rows into the province's plane, judge and repair them, and say what was done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pyarrow as pa
import shapely

from geo.validity import Fault, validate
from layers.errors import IntakeError
from layers.intake.lists.areas import number_words
from layers.intake.whereabouts.place import to_province
from layers.usable import FAULT_WORDS, KINDS_VI
from layers.version_record import RowIssue

if TYPE_CHECKING:
    from geo.types import BoolArray, GeometryArray
    from geo.validity import Validated
    from layers.intake.steps.rows import Rows
    from layers.intake.whereabouts.candidates import Candidate
    from layers.province import Province

M2_PER_HA = 10_000.0
MARGIN_M = 20_000.0
"""Shapes farther than this beyond the bounds are told one by one."""
GONE = frozenset({Fault.EMPTY, Fault.NOT_FINITE})
"""Faults that leave no place: such a row cannot be in a layer."""


@dataclass(frozen=True, kw_only=True)
class Finished:
    """Rows that can be kept, in the province's CRS."""

    frame: gpd.GeoDataFrame
    """Attributes and geometry. Broken shapes are as they came: what lies near them is "not checked"."""
    numbers: np.ndarray
    """Row in the file of each row of the frame."""
    missing: int
    """Rows without a place, left out."""
    issues: tuple[RowIssue, ...]
    unusable: BoolArray
    """Rows of the frame that came with a shape which cannot be used."""


def finish_shapes(rows: Rows, chosen: Candidate, province: Province, *, keep_missing: bool) -> Finished:
    """
    Return the rows with valid geometries in the province's CRS.

    Parameters
    ----------
    keep_missing
        Whether rows without a usable shape stay, with geometry None: projects do, they are then
        "not checked"; a zone without a place is left out and has to be signed for.

    Raises
    ------
    CRSError
        If a coordinate has no image in the province's plane.
    IntakeError
        If no row can be used.
    """
    shapes = _placed(rows.shapes, chosen, province)
    done = validate(shapes, rows.kind)
    gone = np.array([fault in GONE for fault in done.fault], dtype=bool)
    result = done.geometry.copy()
    if not keep_missing:
        result[done.broken] = shapely.force_2d(shapes[done.broken])
    keep = np.ones(len(result), dtype=bool) if keep_missing else ~gone
    issues = [*_issues(rows, done), *_far(rows, result, province)]
    if not (keep & ~shapely.is_missing(result)).any():
        first = next((issue for issue in issues if issue.blocks), None)
        raise IntakeError(
            "no-usable-row",
            f"No row can be used: {first.en}" if first else "The file has no row with a shape.",
            f"Không có dòng nào dùng được: {first.vi}" if first else "Tệp không có dòng nào có hình.",
        )
    frame = gpd.GeoDataFrame(
        rows.attributes.filter(pa.array(keep)).to_pandas(),
        geometry=gpd.array.from_shapely(result[keep], crs=province.crs),
    )
    given = ~(shapely.is_missing(rows.shapes) | shapely.is_empty(rows.shapes))
    return Finished(
        frame=frame,
        numbers=rows.numbers[keep],
        missing=int((~keep).sum()),
        issues=tuple(issues),
        unusable=(done.broken & given)[keep],
    )


def _placed(shapes: GeometryArray, chosen: Candidate, province: Province) -> GeometryArray:
    """Transform what is finite; the rest is named by the judge."""
    finite = _finite(shapes)
    placed = shapes.copy()
    placed[finite] = to_province(shapes[finite], chosen, province)
    return placed


def _finite(shapes: GeometryArray) -> BoolArray:
    xy, row = shapely.get_coordinates(shapes, return_index=True)
    finite = np.ones(len(shapes), dtype=bool)
    finite[row[~np.isfinite(xy).all(axis=1)]] = False
    return finite


def _issues(rows: Rows, done: Validated) -> list[RowIssue]:
    found = []
    for place, fault in enumerate(done.fault):
        if fault is Fault.NONE:
            continue
        en, vi = FAULT_WORDS[fault]
        repaired = not fault.is_broken
        areas_en, areas_vi = _areas(done, place) if repaired and rows.kind == "polygon" else ("", "")
        number = int(rows.numbers[place])
        found.append(
            RowIssue(
                row=number,
                kind=str(fault),
                en=f"Row {number} {en}{areas_en}.",
                vi=f"Dòng {number} {vi}{areas_vi}.",
                blocks=fault.is_broken,
                area_before_m2=float(done.area_before_m2[place]) if repaired else None,
                area_after_m2=float(done.area_after_m2[place]) if repaired else None,
            )
        )
    return found


def _areas(done: Validated, place: int) -> tuple[str, str]:
    before, after = (
        number_words(float(area[place]) / M2_PER_HA) for area in (done.area_before_m2, done.area_after_m2)
    )
    return f" ({before[0]} ha before, {after[0]} ha after)", f" (trước {before[1]} ha, sau {after[1]} ha)"


def _far(rows: Rows, shapes: GeometryArray, province: Province) -> list[RowIssue]:
    west, south, east, north = province.bounds_m
    near = shapely.box(west - MARGIN_M, south - MARGIN_M, east + MARGIN_M, north + MARGIN_M)
    there = ~shapely.is_missing(shapes)
    far = np.zeros(len(shapes), dtype=bool)
    far[there] = ~shapely.intersects(near, shapely.envelope(shapes[there]))
    return [
        RowIssue(
            row=number,
            kind="far from the province",
            en=f"Row {number} lies more than {MARGIN_M / 1000:.0f} km outside {province.name_en}.",
            vi=f"Dòng {number} nằm cách {province.name_vi} hơn {MARGIN_M / 1000:.0f} km.",
        )
        for number in rows.numbers[far].tolist()
    ]


def require_kind(rows: Rows, kind: str, name: str) -> None:
    """Refuse rows of another kind of geometry than the layer has that they become a version of."""
    if kind and rows.kind and rows.kind != kind:
        raise IntakeError(
            "geometry-kind",
            f"The layer {name} holds {kind}s, the file holds {rows.kind}s: choose another layer or file.",
            f"Lớp {name} chứa {KINDS_VI[kind]}, tệp chứa {KINDS_VI[rows.kind]}: hãy chọn lớp hoặc tệp khác.",
        )
