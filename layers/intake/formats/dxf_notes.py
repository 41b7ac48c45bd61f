"""The sentences of a DXF drawing: its unit, what its entities are, what was not read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers.errors import IntakeError
from layers.intake.formats.dxf_drawing import UNITS

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Sequence

    from layers.intake.formats.dxf_drawing import DxfScan, Entity
    from layers.intake.formats.findings import Findings

METRE = 6
ARCS = ("CIRCLE", "ARC", "ELLIPSE", "SPLINE")
NO_OUTLINES = ("TEXT", "MTEXT", "DIMENSION", "LEADER", "HATCH", "INSERT")


def tell_drawing(scan: DxfScan, read: Counter[str], shown: Counter[str], findings: Findings) -> None:
    """Tell unit, arcs, entities that are hardly land, and those that were left out as none."""
    _tell_unit(scan, findings)
    arcs = sum(entity.kind in ARCS or scan.radius_of(entity) > 0 for entity in scan.entities)
    if arcs:
        findings.tell(
            "curve linearised",
            f"{arcs:,} entities have arcs or curves, which were drawn as chords within 1 cm of them.",
            f"{arcs:,} đối tượng có cung hoặc đường cong, đã được vẽ bằng các dây cung lệch không quá 1 cm.",
        )
    listed = _listed({kind: read[kind] for kind in NO_OUTLINES if read[kind]})
    if listed:
        findings.tell(
            "drawing marks",
            f"Among the rows are texts, dimensions, hatches or symbols ({listed}): choose layers.",
            f"Trong các dòng có chữ, kích thước, nét gạch hoặc ký hiệu ({listed}): hãy chọn lớp cần lấy.",
        )
    listed = _listed(shown)
    if listed:
        findings.tell(
            "not land",
            f"What only shows something on the sheet was left out ({listed}).",
            f"Các đối tượng chỉ để trình bày bản vẽ không được đọc ({listed}).",
        )


def tell_coarse(count: int, findings: Findings) -> None:
    """Tell how many curves are not surely within 1 cm."""
    if count:
        findings.tell(
            "curve coarse",
            f"{count:,} curves are drawn more coarsely (splines without control points or in blocks,"
            " arcs with a radius over 50 km): check them.",
            f"{count:,} đường cong được vẽ thô hơn (spline không có điểm điều khiển hoặc nằm trong khối,"
            " cung bán kính trên 50 km): hãy kiểm tra.",
        )


def _tell_unit(scan: DxfScan, findings: Findings) -> None:
    en, vi, metres = UNITS.get(scan.unit, ("", "", 1.0))
    if not en:
        findings.tell(
            "drawing unit",
            "The drawing does not say its unit ($INSUNITS): it was taken for metres.",
            "Bản vẽ không ghi đơn vị ($INSUNITS): đã tạm coi là mét.",
        )
    elif scan.unit != METRE:
        findings.tell(
            "drawing unit",
            f"The drawing says that its unit is the {en} ({metres:g} m): its coordinates were not converted.",
            f"Bản vẽ ghi đơn vị là {vi} ({metres:g} m): toạ độ chưa được quy đổi.",
        )


def not_read(entity: Entity, inside: Sequence[str]) -> IntakeError:
    """Return the refusal of an entity that no row stands for, or in whose block some are not read."""
    layer = _layer(entity)
    if inside:
        kinds = ", ".join(inside)
        return IntakeError(
            "dxf-entity",
            f"{entity.kind} {entity.handle} on layer {layer}: its block holds {kinds}, which cannot be read;"
            " explode it first.",
            f"{entity.kind} {entity.handle} ở lớp {layer}: khối chứa {kinds} không đọc được;"
            " hãy phá khối (explode) trước.",
        )
    return IntakeError(
        "dxf-entity",
        f"{entity.kind} {entity.handle} on layer {layer} cannot be read; convert it to a polyline.",
        f"{entity.kind} {entity.handle} ở lớp {layer} không đọc được; hãy chuyển thành polyline.",
    )


def empty_insert(entity: Entity) -> IntakeError:
    """Return the refusal of an insert of a block that is not there."""
    return IntakeError(
        "dxf-block",
        f"INSERT {entity.handle} on layer {_layer(entity)}: its block is not in the drawing.",
        f"INSERT {entity.handle} ở lớp {_layer(entity)}: bản vẽ không có khối này.",
    )


def no_handles(name: str) -> IntakeError:
    """Return the refusal of a binary drawing whose entities cannot be told apart."""
    return IntakeError(
        "dxf-handles",
        f"{name} is a binary DXF whose entities have no handles: save it as text DXF.",
        f"{name} là DXF nhị phân không có mã (handle) cho từng đối tượng: hãy lưu dạng DXF văn bản.",
    )


def _layer(entity: Entity) -> str:
    return repr(entity.layer.decode("utf-8", "replace")[:60])


def _listed(counts: Counter[str] | dict[str, int]) -> str:
    return ", ".join(f"{kind} {count:,}" for kind, count in sorted(counts.items()))
