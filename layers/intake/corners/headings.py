"""What the headings of tables of points mean: point, X, Y, edge, area, part, in any spelling."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a column of a table of points holds."""

    LABEL = "point"
    ORDINAL = "ordinal"
    """A running number of rows; the point's label where there is no other."""
    NORTH = "X"
    EAST = "Y"
    LATITUDE = "latitude"
    LONGITUDE = "longitude"
    EDGE = "edge"
    AREA = "area"
    PART = "part"
    HEIGHT = "height"


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """What the words over a column say."""

    role: Role
    in_words: bool = False
    """North or east is said in words; X and Y alone are taken the other way in many programs."""
    unit: str = ""
    """"m", "m2" or "ha" as the heading has it."""


_WORDS: dict[Role, str] = {
    Role.LABEL: """diem/so hieu diem/so hieu/ten diem/ten/ten moc/moc/so hieu moc/moc so/ma diem/diem so
        so diem/so hieu diem goc/diem goc/diem goc ranh/goc ranh/goc/so hieu goc/dinh/so dinh/ten dinh
        so hieu dinh/dinh thua/so hieu dinh thua/ky hieu/ky hieu diem/ky hieu moc/id/no/point/point no
        point number/point id/name/point name/vertex/corner/ten moc gioi/so hieu moc gioi/ten goc ranh""",
    Role.ORDINAL: "stt/tt/so tt/so thu tu/thu tu",
    Role.NORTH: "x/x n/n x/bac/north/northing/n/bac x/x bac/x north/northing x",
    Role.EAST: "y/y e/e y/dong/east/easting/e/dong y/y dong/y east/easting y",
    Role.LATITUDE: "vi do/vi do b/lat/latitude/vi do bac",
    Role.LONGITUDE: "kinh do/kinh do l/lon/long/lng/longitude/kinh do dong",
    Role.EDGE: """canh/chieu dai/chieu dai canh/do dai/do dai canh/khoang cach/kc/s/d/canh thua/distance
        length/edge/side/edge length/side length/kich thuoc canh/khoang cach canh/chieu dai canh thua
        cu ly""",
    Role.AREA: "dien tich/area/dt/dien tich thua/dien tich thua dat/dien tich khu dat",
    Role.PART: """thua/thua dat/so thua/so thua dat/thua so/thua dat so/to/to ban do/so to/to so
        so to ban do/lo/so lo/lo dat/khu/khu vuc/khu dat/ten khu/phan/khoanh/tieu khu/vung/parcel/part/lot
        manh/manh dat/du an/ten du an/ma du an""",
    Role.HEIGHT: "h/z/cao do/do cao/height/elevation/cao do h",
}
ROLES = {
    " ".join(phrase.split()): role
    for role, phrases in _WORDS.items()
    for phrase in re.split(r"[/\n]", phrases)
}
IN_WORDS = re.compile(r"\b(?:bac|dong|north|northing|n|east|easting|e)\b")
LONGEST = 5
"""Words of a phrase."""

_NOISE = re.compile(
    r"\b(?:he toa do|toa do vuong goc|toa do phang|toa do|vn ?2000|vn|2000|he|truc|coordinates?"
    r"|kinh tuyen(?: truc)?|kt|mui(?: chieu)?|do mui|wgs ?84|\d+)\b"
)
_UNIT = re.compile(r"\b(m2|ha|m|met|mm)\b")
_PARENTHESIS = re.compile(r"[(\[](.*?)[)\]]")
SIDES = {
    **dict.fromkeys(("bac", "n", "north"), Role.NORTH),
    **dict.fromkeys(("dong", "e", "east"), Role.EAST),
}


def folded(text: str) -> str:
    r"""
    Return words without accents, capitals and signs, to compare them.

    Examples
    --------
    >>> folded("Số hiệu\nđiểm"), folded("Diện tích (m²)")
    ('so hieu diem', 'dien tich m2')
    """
    letters = unicodedata.normalize("NFD", text.lower().replace("đ", "d").replace("²", "2"))
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(re.sub(r"[^a-z0-9]+", " ", bare).split())


def heading_of(text: str) -> Heading | None:
    """
    Return what a heading means, or None where it means none of what is looked for.

    Examples
    --------
    >>> [str(heading_of(t).role) for t in ("Tọa độ X (m)", "Toạ độ Y", "Điểm", "Cạnh (m)", "X (Đông)")]
    ['X', 'Y', 'point', 'edge', 'Y']
    >>> heading_of("Ghi chú") is None
    True
    """
    if not any(map(str.isalpha, text)):
        return None
    inner = " ".join(folded(found) for found in _PARENTHESIS.findall(text))
    outer = folded(_PARENTHESIS.sub(" ", text))
    unit = _UNIT.search(inner) or (_UNIT.search(outer) if outer not in ROLES else None)
    sign = unit[1].replace("met", "m") if unit else ""
    bare = " ".join(_UNIT.sub(" ", _NOISE.sub(" ", outer)).split())
    role = ROLES.get(outer) or ROLES.get(bare)
    side = next((SIDES[word] for word in inner.split() if word in SIDES), None)
    if side and (role in {Role.NORTH, Role.EAST} or not bare):
        return Heading(role=side, in_words=True, unit=sign)
    if role is None:
        return None
    if role is Role.EDGE and sign in {"m2", "ha"}:
        role = Role.AREA
    return Heading(role=role, in_words=bool(IN_WORDS.search(outer)), unit=sign)


def headings_in(text: str) -> list[Heading]:
    """
    Return the headings that follow one another in one line, as pasted text has them.

    Examples
    --------
    >>> [str(heading.role) for heading in headings_in("Số hiệu điểm X (m) Y (m) Cạnh (m)")]
    ['point', 'X', 'Y', 'edge']
    """
    words = _UNIT.sub(" ", _NOISE.sub(" ", folded(text))).split()
    found: list[Heading] = []
    place = 0
    while place < len(words):
        for length in range(min(LONGEST, len(words) - place), 0, -1):
            role = ROLES.get(" ".join(words[place : place + length]))
            if role:
                said = " ".join(words[place : place + length])
                found.append(Heading(role=role, in_words=bool(IN_WORDS.search(said))))
                break
        place += length
    return found


def row_headings(cells: tuple[str, ...], above: tuple[tuple[str, ...], ...] = ()) -> dict[int, Heading]:
    """
    Return the headings of a row by column, with what rows above it add.

    Parameters
    ----------
    cells
        The lowest row of the heading.
    above
        Rows over it, the nearest first: "Chiều dài" over "cạnh (m)", or "Điểm" beside merged "Toạ độ".
    """
    found = {}
    for place, cell in enumerate(cells):
        over = [row[place] for row in above if place < len(row) and row[place]]
        together = " ".join([*reversed(over), cell])
        heading = (heading_of(cell) if cell else None) or heading_of(together)
        heading = heading or next(filter(None, map(heading_of, over)), None)
        if heading:
            found[place] = heading
    if "b" in (marks := [folded(cell) for cell in cells]) and "l" in marks:
        found[marks.index("b")] = Heading(role=Role.LATITUDE)
        found[marks.index("l")] = Heading(role=Role.LONGITUDE)
    return found
