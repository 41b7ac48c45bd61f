"""The sentence of a finding, in both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers.model import Verdict

if TYPE_CHECKING:
    from layers.evaluate import Outcome
    from layers.rules import Rule

NO_FOOTPRINT = (
    "The project has no footprint yet, so nothing could be checked.",
    "Dự án chưa có ranh giới khu đất nên chưa kiểm tra được.",
)
OUTSIDE_BOUNDS = (
    "The footprint lies outside the area that the layers cover; check its coordinate system.",
    "Khu đất nằm ngoài phạm vi của các lớp dữ liệu; hãy kiểm tra hệ toạ độ của khu đất.",
)


EXTENT_UNKNOWN = (
    "The layer that says how far the province reaches cannot be read.",
    "Không đọc được lớp cho biết phạm vi của tỉnh.",
)


def missing_layer(family: str) -> tuple[str, str]:
    """Return why a rule whose layer is not loaded could not be checked."""
    return f"No layer {family!r} is loaded.", f"Chưa có lớp dữ liệu {family!r}."


def none_in_force(family: str, as_of: str) -> tuple[str, str]:
    """Return why a rule could not be checked on a day when no version of its layer applies."""
    return (
        f"No version of layer {family!r} is in force on {as_of}.",
        f"Không có phiên bản nào của lớp {family!r} có hiệu lực ngày {as_of}.",
    )


def sentence(rule: Rule, outcome: Outcome) -> tuple[str, str]:
    """Return what is said of the site, English and Vietnamese."""
    if outcome.verdict is Verdict.CONFLICT:
        return rule.when_conflict_en, rule.when_conflict_vi
    if outcome.verdict is Verdict.CLEAR:
        return rule.when_clear_en, rule.when_clear_vi
    if outcome.verdict is Verdict.NOT_CHECKED:
        return f"Not checked: {outcome.reason_en}", f"Chưa kiểm tra được: {outcome.reason_vi}"
    if outcome.distance_m > 0:
        return (
            f"No overlap, but only {outcome.distance_m:.1f} m away.",
            f"Không chồng lấn nhưng chỉ cách {_vi(outcome.distance_m)} m.",
        )
    return (
        f"Touches the boundary; the overlap of {outcome.area_m2:.2f} m2 is within survey noise.",
        f"Chạm ranh giới; phần chồng {_vi(outcome.area_m2, 2)} m² nằm trong sai số đo vẽ.",
    )


def _vi(number: float, digits: int = 1) -> str:
    """Write a number the Vietnamese way, with a decimal comma."""
    return f"{number:,.{digits}f}".translate(str.maketrans(",.", ".,"))
