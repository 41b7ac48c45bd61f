"""
Whether what a file states of its place can be taken, or a person has to be asked.

It is taken when the datum is known, the data lies in the province, and nothing that is known
to go wrong in practice explains the numbers as well.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers.intake.whereabouts.coordinate_fixes import Fix, is_gauss_zone, is_surely_packed
from layers.intake.whereabouts.crs_use import is_suspicious, usual
from layers.intake.whereabouts.place_words import compare, lower, only, where
from layers.intake.whereabouts.stated_crs import Standing

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from layers.intake.whereabouts.candidates import Candidate, Raw
    from layers.intake.whereabouts.ground import Ground
    from layers.intake.whereabouts.place_words import Both
    from layers.intake.whereabouts.stated_crs import Stated

LEAST_WITHIN, LEAST_NEAR, LEAST_EXPECTED = 0.99, 0.5, 0.99
"""Shares: of boxes within the bounds and their margin; of corners near a commune; near the communes named."""

AS_NEAR = 0.05
"""A rival may have this much less of the data near communes."""

TOLD_APART = 0.5
"""A rival that puts less than this near the communes named is none."""

BETTER = 0.01
"""Who has this much more in the communes named fits better: a shift of 223 m shows in a whole commune."""


def judge(
    stated: Stated, candidates: tuple[Candidate, ...], raw: Raw, ground: Ground
) -> tuple[Candidate | None, Both]:
    """
    Return the candidate that can be taken without asking, or None, and what there is to say.

    Returns
    -------
    settled, sentences
        With a settled candidate the sentences only inform.
    """
    if len(raw.boxes) == 0:
        return None, ("There is no shape in it to place.", "Tệp không có hình nào để xác định vị trí.")
    own = next((one for one in candidates if one.system == stated.system and not one.fixes), None)
    if own is None or stated.standing is Standing.NONE:
        return None, _joined(_undeclared(stated, candidates, raw, ground))
    others = [one for one in candidates if one is not own]
    if stated.standing is Standing.UNSURE:
        twin = [compare(own, one, ground.province) for one in others if one.system == stated.twin][:1]
        return None, _joined([(stated.remark_en, stated.remark_vi), *twin])
    if not _lies_here(own):
        return None, _joined(_elsewhere(own, others, ground))
    rivals = [one for one in others if _is_rival(own, one, stated, raw, ground)]
    if rivals:
        asks = ("Which of these is it?", "Hãy chọn cách đọc đúng.")
        return None, _joined([*(compare(own, one, ground.province) for one in rivals[:2]), asks])
    shown = [one for one in others if one.system == stated.twin and not one.fixes][:1]
    places = [compare(own, one, ground.province) for one in shown] or [_fits([own], ground)]
    return own, _joined([_strays(own, raw), *places])


def _joined(sentences: Iterable[Both]) -> Both:
    pairs = [pair for pair in sentences if pair[0]]
    return " ".join(en for en, _ in pairs), " ".join(vi for _, vi in pairs)


def _lies_here(one: Candidate) -> bool:
    place = one.place
    return (
        place.within_share >= LEAST_WITHIN
        and place.near_share >= LEAST_NEAR
        and (place.expected_near_share is None or place.expected_near_share >= LEAST_EXPECTED)
    )


def _is_rival(own: Candidate, other: Candidate, stated: Stated, raw: Raw, ground: Ground) -> bool:
    """Whether another reading explains the numbers as well, in a way that is known to go wrong."""
    here, there = own.place, other.place
    if there.within_share < LEAST_WITHIN or there.near_share < here.near_share - AS_NEAR:
        return False
    if there.expected_near_share is not None and there.expected_near_share < TOLD_APART:
        return False
    if other.fixes:
        return other.fixes == (Fix.DMS,) and other.system == own.system and is_surely_packed(raw.corners)
    if (there.expected_share or 0.0) > (here.expected_share or 0.0) + BETTER:
        return True
    if other.system == stated.twin:
        return is_suspicious(stated)
    return usual(other.system, ground) < usual(own.system, ground)


def _undeclared(
    stated: Stated, candidates: tuple[Candidate, ...], raw: Raw, ground: Ground
) -> Iterable[Both]:
    yield stated.remark_en, stated.remark_vi
    if not stated.remark_en:
        yield "The file states no coordinate system.", "Tệp không khai báo hệ toạ độ."
    if len(raw.corners) and is_gauss_zone(raw.corners):
        yield (
            "Its eastings start with 18 or 19 as in HN-72 (Gauss-Krüger): convert it to VN-2000 first.",
            "Toạ độ Y bắt đầu bằng 18 hoặc 19 như hệ HN-72 (Gauss-Krüger): hãy chuyển sang VN-2000 trước.",
        )
    elif len(candidates) > 1:
        yield compare(candidates[0], candidates[1], ground.province)
    else:
        yield _fits(candidates, ground)


def _elsewhere(own: Candidate, others: list[Candidate], ground: Ground) -> Iterable[Both]:
    """Say why the data does not lie where it should, and what would put it there."""
    province, place = ground.province, own.place
    en, vi = where(own, province)
    yield (
        f"Read as stated, {own.label_en}, it lies {en}.",
        f"Theo khai báo, {own.label_vi}, dữ liệu nằm {vi}.",
    )
    if place.expected_near_share is not None and place.expected_near_share < LEAST_EXPECTED:
        (share_en, share_vi), names = only(place.expected_near_share), lower(ground.expected_names)
        yield (
            f"{share_en} of the points lie in or near {names}, where they should.",
            f"{share_vi} số điểm nằm trong hoặc gần {names}, nơi lẽ ra phải có.",
        )
    elif place.within_share < LEAST_WITHIN:
        share_en, share_vi = only(place.within_share)
        yield (
            f"{share_en} of the shapes lie in {province.name_en} or within 20 km of it.",
            f"{share_vi} số hình nằm trong hoặc cách {lower(province.name_vi)} không quá 20 km.",
        )
    yield _fits(others, ground)


def _fits(others: Sequence[Candidate], ground: Ground) -> Both:
    if not others:
        return _nothing_fits(ground)
    en, vi = where(others[0], ground.province)
    return f"Read as {others[0].label_en}, it lies {en}.", f"Theo {others[0].label_vi}, dữ liệu nằm {vi}."


def _strays(own: Candidate, raw: Raw) -> Both:
    count = round((1 - own.place.within_share) * len(raw.boxes))
    if count == 0:
        return "", ""
    return (
        f"{count} of {len(raw.boxes)} shapes lie outside by more than 20 km.",
        f"{count} trong {len(raw.boxes)} hình nằm ngoài tỉnh hơn 20 km.",
    )


def _nothing_fits(ground: Ground) -> Both:
    province = ground.province
    en = (
        f"No known system puts it into {province.name_en}: if it has an origin of its own,"
        " ask its maker for the VN-2000 coordinates of two of its points."
    )
    vi = (
        f"Không hệ toạ độ đã biết nào đặt dữ liệu vào {lower(province.name_vi)}: nếu tệp dùng gốc riêng,"
        " hãy hỏi nơi lập tệp toạ độ VN-2000 của hai điểm."
    )
    return en, vi
