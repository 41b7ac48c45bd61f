"""What lines could not be held against, in sentences: shown as loudly as a line, never read as clear."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers.routing.causes import COVER
from layers.routing.decimals import with_comma

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from layers.layer import Layer
    from layers.routing.model import Note, Route
    from layers.routing.weights import LandClass


def withheld() -> Note:
    """Say to everybody without the right the same, whatever there is."""
    en = (
        "Defence and security land is known here by squares alone, in which no line is clear: ask the "
        "military and police command before a line is used."
    )
    vi = (
        "Đất quốc phòng, an ninh ở đây chỉ thể hiện bằng ô lưới che, trong ô không tuyến nào được coi là "
        "không vướng: phải lấy ý kiến cơ quan quân sự, công an trước khi dùng tuyến."
    )
    return en, vi


def unread_zones(layer: Layer) -> Note:
    """Say that zones of a layer have no place on the map, so that land that seems free may not be."""
    return (
        f"Layer {layer.name_en} has zones of unknown place: land that seems free may not be.",
        f"Lớp {layer.name_vi} có vùng không rõ vị trí: chỗ có vẻ trống chưa chắc đã trống.",
    )


def unanswered(classes: Iterable[LandClass]) -> Note:
    """Say of which restricted land there is neither a layer nor a square."""
    named = tuple(classes)
    en = ", ".join(one.name_en for one in named)
    vi = ", ".join(one.name_vi for one in named)
    return (
        f"Nothing is known of {en}: there is no layer of it and no square of a cover.",
        f"Không có dữ liệu về {vi}: chưa có lớp dữ liệu, cũng chưa có ô lưới che.",
    )


def unsure(classes: Iterable[LandClass], as_of: date) -> Note:
    """Say of which restricted land the squares do not hold all on a day."""
    named = tuple(classes)
    en = ", ".join(one.name_en for one in named)
    vi = ", ".join(one.name_vi for one in named)
    return (
        f"Where {en} lies on {as_of} is not known in full: it may lie on any line, ask before one is used.",
        f"Ngày {as_of} chưa rõ hết vị trí {vi}: có thể nằm ngay trên tuyến, phải lấy ý kiến trước khi dùng.",
    )


def unnamed(families: Iterable[str]) -> Note:
    """Say of which restricted families the weights do not speak."""
    named = ", ".join(repr(family) for family in families)
    return (
        f"The weights have no class for restricted land ({named}): lines may cross it.",
        f"Tệp trọng số không có nhóm nào cho đất hạn chế ({named}): tuyến có thể cắt qua.",
    )


def doubts(routes: Sequence[Route], reach_m: float) -> list[Note]:
    """
    Return what could not be asked along the lines themselves.

    Parameters
    ----------
    reach_m
        How far out of the withheld squares that which lies in them may bear.
    """
    inside = [route.number for route in routes if route.meets(COVER)]
    unknown = [route.number for route in routes if route.over_unknown]
    near = [route.number for route in routes if route.near_squares]
    notes = [_in_squares(_listed(inside))] if inside else []
    notes += [_near_squares(_listed(near), reach_m)] if near else []
    return notes + ([_on_unknown_land(_listed(unknown))] if unknown else [])


def _listed(numbers: Iterable[int]) -> str:
    return ", ".join(map(str, numbers))


def _in_squares(lines: str) -> Note:
    en = (
        f"Withheld squares are entered by line {lines}: no layer is known there, so that forbidden land may "
        "lie in them; ask before it is used."
    )
    vi = (
        f"Tuyến {lines} đi vào ô lưới che: trong ô không công bố lớp nào, có thể có đất không được đi qua; "
        "phải lấy ý kiến trước khi dùng."
    )
    return en, vi


def _near_squares(lines: str, reach_m: float) -> Note:
    en = (
        f"Withheld squares are within {reach_m:g} m of line {lines}: what lies in them may bear so far; ask "
        "before it is used."
    )
    vi = (
        f"Tuyến {lines} cách ô lưới che không quá {with_comma(f'{reach_m:g}')} m: khu vực trong ô có thể có "
        "khoảng cách bảo vệ vươn tới tuyến; phải lấy ý kiến trước khi dùng."
    )
    return en, vi


def _on_unknown_land(lines: str) -> Note:
    return (
        f"Land of unknown use is crossed by line {lines}: nothing there could be checked.",
        f"Tuyến {lines} đi qua đất chưa rõ mục đích sử dụng: đoạn đó chưa kiểm tra được.",
    )
