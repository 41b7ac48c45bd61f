"""What every file of a profile says of itself: its day, what it rests on, that it decides nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layers.corridor.lacking import partial_layers

if TYPE_CHECKING:
    from layers.corridor.model import Profile

NO_DECISION_EN = "This is a working document of a program. It is no decision and no legal source."
NO_DECISION_VI = "Đây là tài liệu tham khảo do phần mềm lập, không phải quyết định, không có giá trị pháp lý."
DEMONSTRATION = ("demonstration data", "dữ liệu trình diễn")
RESTRICTED = (
    "This holds results about defence or security land: do not pass it on.",
    "Tài liệu có kết quả về đất quốc phòng, an ninh: chỉ dùng nội bộ, không chuyển ra ngoài.",
)


def said_of(profile: Profile) -> dict[str, Any]:
    """Return what a file says of one profile, as plain values by name."""
    told: dict[str, Any] = {
        "axis_id": profile.axis.id,
        "axis_vi": profile.axis.name_vi,
        "axis_en": profile.axis.name_en,
        "source_vi": profile.axis.source_vi,
        "source_en": profile.axis.source_en,
        "as_of": profile.as_of.isoformat(),
        "width_m": profile.width_m,
        "step_m": profile.step_m,
        "length_km": profile.length_km,
        "area_ha": profile.area_ha,
        "crs": profile.crs,
        "operation": profile.operation,
        "rules_told": profile.rules_told,
        "missing_layers": ", ".join(layer.id for layer in profile.gaps),
        "partial_layers": ", ".join(layer.id for layer in partial_layers(profile)),
        "no_decision_vi": NO_DECISION_VI,
        "no_decision_en": NO_DECISION_EN,
    }
    if profile.notice_vi:
        label = {"label_vi": DEMONSTRATION[1], "label_en": DEMONSTRATION[0]}
        told |= label | {"notice_vi": profile.notice_vi, "notice_en": profile.notice_en}
    if profile.is_exact:
        told |= {"restricted_vi": RESTRICTED[1], "restricted_en": RESTRICTED[0]}
    return told


def versions_of(profile: Profile) -> list[dict[str, Any]]:
    """Return the versions of layers that the figures rest on."""
    return [
        {
            "layer_id": one.layer.id,
            "name_vi": one.layer.name_vi,
            "name_en": one.layer.name_en,
            "version": one.layer.version,
            "decision_number": one.layer.decision_number,
            "decision_date": one.layer.decision_date and one.layer.decision_date.isoformat(),
            "origin": str(one.layer.origin),
            "in_force": one.in_force,
            "sha256": one.sha256,
        }
        for one in profile.basis
    ]


def notes_of(profile: Profile) -> list[dict[str, str]]:
    """Return the notes as plain values."""
    return [{"kind": note.kind, "vi": note.vi, "en": note.en} for note in profile.notes]
