"""A cell with a place, taken apart into the units that it names, each with the district beside it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from layers.intake.text.letters import key, visible

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable


class Level(StrEnum):
    """What a piece of a place is the name of."""

    COMMUNE = "commune"
    DISTRICT = "district"
    PROVINCE = "province"
    VILLAGE = "village"
    BARE = "bare"
    """Nothing says what it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedUnit:
    """A unit as a cell names it."""

    text: str
    """As written, with the word for its kind."""
    level: Level
    kind: str = ""
    """Key of the kind: xa, phuong, thi tran, huyen, thanh pho, thi xa, quan; "" where none is written."""
    name: str = ""
    """Without the kind; "" for a district without name."""
    district: str = ""
    """As written; "" where none stands with it."""
    is_kind_shared: bool = False
    """The kind stands once before several names ("xã A, B và C")."""
    in_brackets: bool = False


WORDS = (
    (Level.DISTRICT, "thi xa", r"thị\s+xã|thi\s+xa|tx\b\.?"),
    (Level.COMMUNE, "thi tran", r"thị\s+trấn|thi\s+tran|t\.t\.|tt\b\.?"),
    (Level.DISTRICT, "thanh pho", r"thành\s+phố|thanh\s+pho|t\.p\.|tp\b\.?"),
    (Level.COMMUNE, "phuong", r"phường|phuong|p\.|p(?=\s*\d)"),
    (Level.COMMUNE, "xa", r"xã|xa|x\."),
    (Level.DISTRICT, "huyen", r"huyện|huyen|h\."),
    (Level.DISTRICT, "quan", r"quận|q\.|q(?=\s*\d)"),
    (Level.PROVINCE, "tinh", r"tỉnh|tinh"),
    (
        Level.VILLAGE,
        "",
        r"thôn|bản|ban|tổ\s+dân\s+phố|tdp|tổ|khu\s+phố|tiểu\s+khu|xóm|ấp|buôn|khối|đội|khu|km\s*\d+|đường|suối",
    ),
)
"""Level, kind, and how people write it. Two words stand before the one that they hold."""

ENGLISH = {
    "commune": (Level.COMMUNE, "xa"),
    "ward": (Level.COMMUNE, "phuong"),
    "township": (Level.COMMUNE, "thi tran"),
    "town": (Level.COMMUNE, "thi tran"),
    "district": (Level.DISTRICT, "huyen"),
    "city": (Level.DISTRICT, "thanh pho"),
    "province": (Level.PROVINCE, "tinh"),
}
"""Written behind the name."""

SEPARATOR = re.compile(
    r"[;,/+&|:\u2013\u2014]|\s-\s|-(?=\s*(?:xã|phường|thị|huyện|tp))|\s(?:và|va|and)\s", re.IGNORECASE
)
BEFORE_WORD = re.compile(
    r"(?<!\bthị)(?<!\bthi)\s+(?=(?:thị\s+trấn|thị\s+xã|thành\s+phố|phường|xã|huyện|tỉnh|thi\s+tran|thanh\s+pho|phuong|huyen|xa)\s)"
    r"|\s+(?=(?:tt|tp|tx|h|p|x)\.\s?\w)",
    re.IGNORECASE,
)
LEADING = re.compile(
    r"^(?:(?:\d{1,2}|các|hai|ba|bốn|năm|những|thuộc|tại|trên|ở|địa\s+bàn|địa\s+phận|gồm|bao\s+gồm|"
    r"the|in|of)\s+)+(?=\S)",
    re.IGNORECASE,
)
EMPTY_PIECES = frozenset(
    {"tren dia ban", "dia ban", "dia phan", "thuoc", "tai", "cac", "gom", "bao gom", "o", "tren"}
)
BRACKETS = re.compile(r"[(\[]([^)\]]*)[)\]]?")


def split_cell(
    text: str | None, *, names: Collection[str] = (), districts: Collection[str] = ()
) -> tuple[NamedUnit, ...]:
    """
    Return the units that a cell names, in its order.

    A district goes to the communes before it, or, where it stands first, to those behind it.

    Parameters
    ----------
    names
        `key` of the names of communes: Bản Lang is one although bản means village.
    districts
        `key` of the names of districts, which may stand in brackets without the word for it.

    Examples
    --------
    >>> cell = "xã Bình Lư, Sơn Bình và TT. Tam Đường, huyện Tam Đường"
    >>> [(unit.kind, unit.name, unit.district) for unit in split_cell(cell)][:2]
    [('xa', 'Bình Lư', 'huyện Tam Đường'), ('xa', 'Sơn Bình', 'huyện Tam Đường')]
    """
    pieces = [
        replace(piece, level=Level.DISTRICT)
        if piece.level is Level.BARE and piece.in_brackets and key(piece.name) in districts
        else piece
        for piece in _pieces(text or "")
    ]
    return tuple(_with_districts(_share_kinds(_not_villages(pieces, names))))


def bare_name(text: str) -> str:
    """
    Return the name of a unit without the word for its kind.

    Examples
    --------
    >>> bare_name("TP. Lai Châu"), bare_name("Huyện Sìn Hồ"), bare_name("Tam Duong district")
    ('Lai Châu', 'Sìn Hồ', 'Tam Duong')
    """
    return _named(visible(text)).name


def _pieces(text: str) -> Iterable[NamedUnit]:
    flat = visible(re.sub(r"[\r\n]+", "; ", text))
    parts: list[tuple[str, bool]] = []
    end = 0
    for bracket in BRACKETS.finditer(flat):
        parts += [(flat[end : bracket.start()], False), (bracket[1], True)]
        end = bracket.end()
    parts.append((flat[end:], False))
    for part, bracketed in parts:
        for segment in SEPARATOR.split(part):
            for piece in _at_words(LEADING.sub("", segment.strip(" ."))):
                if key(piece) and key(piece) not in EMPTY_PIECES:
                    yield replace(_named(piece), in_brackets=bracketed)


def _at_words(segment: str) -> list[str]:
    """Split before a second word for a kind, but not between a kind and a name that looks like one."""
    pieces: list[str] = []
    start = 0
    for gap in BEFORE_WORD.finditer(segment):
        before = segment[start : gap.start()].strip()
        if before and _named(before).name:
            pieces.append(before)
            start = gap.end()
    return [*pieces, segment[start:].strip()]


def _named(piece: str) -> NamedUnit:
    bare = LEADING.sub("", piece).strip(" .")
    for level, kind, pattern in WORDS:
        if found := re.match(rf"(?:{pattern})(?=\W|\d|(?<=\.)|$)\s*", bare, re.IGNORECASE):
            name = bare[found.end() :].strip(" .:")
            return NamedUnit(text=bare, level=level, kind=kind, name=name)
    head, _, last = bare.rpartition(" ")
    if head and last.lower() in ENGLISH:
        level, kind = ENGLISH[last.lower()]
        return NamedUnit(text=bare, level=level, kind=kind, name=head.strip())
    return NamedUnit(text=bare, level=Level.BARE, name=bare)


def _not_villages(pieces: list[NamedUnit], names: Collection[str]) -> list[NamedUnit]:
    """Take what reads as a village for the commune of that name in a list of communes, or alone."""
    typed = any(piece.level is Level.COMMUNE for piece in pieces)
    result = []
    listing = False
    for piece in pieces:
        listing = piece.level is Level.COMMUNE or (listing and piece.level is not Level.DISTRICT)
        if piece.level is Level.VILLAGE and (listing or not typed) and key(piece.text) in names:
            result.append(replace(piece, level=Level.BARE, name=piece.text))
        else:
            result.append(piece)
    return result


def _share_kinds(pieces: list[NamedUnit]) -> list[NamedUnit]:
    """Give names without kind that of the commune before them."""
    shared = ""
    result = []
    for piece in pieces:
        if piece.level is Level.COMMUNE:
            shared = piece.kind
        elif piece.level is not Level.BARE:
            shared = ""
        elif shared and not piece.in_brackets:
            piece = replace(piece, kind=shared, is_kind_shared=True)  # noqa: PLW2901 - the piece, completed
        result.append(piece)
    # "các xã: A, B" leaves a commune without a name behind.
    return [piece for piece in result if piece.name or piece.level is not Level.COMMUNE]


def _with_districts(pieces: list[NamedUnit]) -> list[NamedUnit]:
    wanted = {Level.COMMUNE, Level.BARE}
    first = next((piece.level for piece in pieces if piece.level in {*wanted, Level.DISTRICT}), None)
    result = list(pieces)
    waiting: list[int] = []
    district = ""
    for place, piece in enumerate(pieces):
        if piece.level is Level.DISTRICT:
            district = piece.text
            if first is not Level.DISTRICT:
                for earlier in waiting:
                    result[earlier] = replace(result[earlier], district=district)
                waiting = []
        elif piece.level in wanted:
            waiting.append(place)
            if first is Level.DISTRICT:
                result[place] = replace(piece, district=district)
    return result
