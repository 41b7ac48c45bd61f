"""The sentence of a finding, in both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers.model import Certainty, Verdict

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from layers.outcome import Outcome
    from layers.rules import Rule

NO_FOOTPRINT = (
    "The project has no footprint yet, so nothing could be checked.",
    "Dự án chưa có ranh giới khu đất nên chưa kiểm tra được.",
)
OUTSIDE_BOUNDS = (
    "The footprint lies outside the area that the layers cover; check its coordinate system.",
    "Khu đất nằm ngoài phạm vi của các lớp dữ liệu; hãy kiểm tra hệ toạ độ của khu đất.",
)


_HOW_SURE: dict[tuple[Verdict, Certainty | None], tuple[str, str]] = {
    (Verdict.CONFLICT, Certainty.CERTAIN): (
        "Certain: it stays even where the maps are {} m off.",
        "Chắc chắn: vẫn xung đột kể cả khi bản đồ sai lệch {} m.",
    ),
    (Verdict.CONFLICT, Certainty.POSSIBLE): (
        "Possible: it may vanish where the maps are {} m off.",
        "Có thể: xung đột có thể không còn nếu bản đồ sai lệch {} m.",
    ),
    (Verdict.CONFLICT, Certainty.WITHIN_ERROR): (
        "Within map error: it is no deeper than the {} m that the maps may be off; a survey has to decide.",
        "Trong sai số bản đồ: không vượt quá {} m là mức bản đồ có thể sai lệch; cần đo đạc để kết luận.",
    ),
    (Verdict.NEAR, Certainty.CERTAIN): (
        "Certainly no conflict, even where the maps are {} m off.",
        "Chắc chắn không xung đột, kể cả khi bản đồ sai lệch {} m.",
    ),
    (Verdict.NEAR, Certainty.POSSIBLE): (
        "A conflict is possible: the maps may be {} m off.",
        "Có thể xung đột: bản đồ có thể sai lệch {} m.",
    ),
    (Verdict.CLEAR, Certainty.CERTAIN): (
        "Certain even where the maps are {} m off.",
        "Chắc chắn kể cả khi bản đồ sai lệch {} m.",
    ),
    (Verdict.CLEAR, Certainty.POSSIBLE): (
        "Possible: land that counts lies within the {} m that the maps may be off.",
        "Chưa chắc chắn: có vùng liên quan nằm trong phạm vi {} m là mức bản đồ có thể sai lệch.",
    ),
}
"""What is added to a sentence; nothing where the accuracy is not stated."""


EXTENT_UNKNOWN = (
    "The layer that says how far the province reaches cannot be read.",
    "Không đọc được lớp cho biết phạm vi của tỉnh.",
)


def none_in_force(family: str, versions: Collection[object], as_of: date) -> tuple[str, str]:
    """Return why a family cannot be asked on a day: it has no versions, or none of them is in force."""
    if not versions:
        return f"No layer {family!r} is loaded.", f"Chưa có lớp dữ liệu {family!r}."
    return (
        f"No version of layer {family!r} is in force on {as_of}.",
        f"Không có phiên bản nào của lớp {family!r} có hiệu lực ngày {as_of}.",
    )


def sentence(rule: Rule, outcome: Outcome, tolerance_m: float) -> tuple[str, str]:
    """
    Return what is said of the site, English and Vietnamese, and how certain it is.

    Parameters
    ----------
    tolerance_m
        How far lines of zones and sites may be off against each other; NaN where not stated.
    """
    if outcome.verdict is Verdict.NOT_CHECKED:
        return f"Not checked: {outcome.reason_en}", f"Chưa kiểm tra được: {outcome.reason_vi}"
    en, vi = _said(rule, outcome, tolerance_m)
    sure = _HOW_SURE.get((outcome.verdict, outcome.certainty))
    if sure is None:
        return en, vi
    return f"{en} {sure[0].format(f'{tolerance_m:.1f}')}", f"{vi} {sure[1].format(_vi(tolerance_m))}"


def _said(rule: Rule, outcome: Outcome, tolerance_m: float) -> tuple[str, str]:
    if outcome.verdict is Verdict.CONFLICT:
        return rule.when_conflict_en, rule.when_conflict_vi
    if outcome.verdict is Verdict.CLEAR:
        return rule.when_clear_en, rule.when_clear_vi
    away_m = outcome.distance_m
    if rule.kind == "inside":
        return (
            f"Inside as drawn, but only {away_m:.1f} m from the edge.",
            f"Trên bản đồ nằm trong ranh giới nhưng chỉ cách mép {_vi(away_m)} m.",
        )
    if away_m > 0 and rule.kind == "overlap" and away_m < tolerance_m:
        return (
            f"No overlap as drawn, but only {away_m:.1f} m away.",
            f"Trên bản đồ không chồng lấn nhưng chỉ cách {_vi(away_m)} m.",
        )
    if away_m > 0:
        return (
            f"No overlap, but only {away_m:.1f} m away.",
            f"Không chồng lấn nhưng chỉ cách {_vi(away_m)} m.",
        )
    return (
        f"Touches the boundary; the overlap of {outcome.area_m2:.2f} m2 is within survey noise.",
        f"Chạm ranh giới; phần chồng {_vi(outcome.area_m2, 2)} m² nằm trong sai số đo vẽ.",
    )


def _vi(number: float, digits: int = 1) -> str:
    """Write a number the Vietnamese way, with a decimal comma."""
    return f"{number:,.{digits}f}".translate(str.maketrans(",.", ".,"))
