"""The columns that a list of projects may have, and the headings by which they are known."""

from __future__ import annotations

import re
from enum import StrEnum

from layers.intake.text.letters import key


class Field(StrEnum):
    """What a column of a list says of its projects."""

    NUMBER = "number"
    CODE = "project code"
    NAME = "name"
    NAME_EN = "English name"
    LOCATION = "location"
    COMMUNE = "commune"
    COMMUNE_CODE = "commune code"
    DISTRICT = "district"
    AREA = "area"
    BREAKDOWN = "current land"
    LAND = "area of one land type"
    PLANNED = "planned land"
    CAPITAL = "capital"
    PHASE = "phase"
    SECTOR = "sector"
    FUNDING = "funding"
    INVESTOR = "investor"
    STATUS = "status"
    LEGAL = "legal basis"
    DECISION_DAY = "day of the decision"
    REMARK = "remark"


PATTERNS: tuple[tuple[Field, tuple[str, ...]], ...] = (
    (Field.NUMBER, (r"stt|tt|so tt|so thu tu|no|item|number",)),
    (Field.COMMUNE_CODE, (r"(ma xa|ma don vi hanh chinh|ma phuong xa|commune code)( .*)?",)),
    (
        Field.CODE,
        (
            r"ma|ma so|id|code|(project|site) (id|code)",
            r"(ma|ma so|ma hieu|so hieu) (du an|da|cong trinh|ct)",
        ),
    ),
    (Field.NAME_EN, (r"(name|ten).* (en|english|tieng anh)|english name",)),
    (Field.DECISION_DAY, (r"ngay (ban hanh|quyet dinh|ky|phe duyet|van ban).*|decision (date|day)",)),
    (
        Field.INVESTOR,
        (
            r".*\b(chu dau tu|nha dau tu|chu du an|investor|owner)\b.*",
            r".*\bdon vi (thuc hien|dang ky|de xuat)\b.*",
        ),
    ),
    (Field.FUNDING, (r".*\b(nguon von|nguon kinh phi|hinh thuc dau tu|funding|source of funds)\b.*",)),
    (
        Field.BREAKDOWN,
        (
            r"(.* )?(trong do|loai dat hien trang|hien trang (su dung |loai )?dat|cac loai dat)( .*)?",
            r"(.* )?(co cau (cac )?loai dat|(su dung|lay|thu hoi) (vao|tu) (cac )?loai dat)( .*)?",
            r"loai dat (bi )?thu hoi.*|loai dat truoc.*|(.* )?current land( use)?( .*)?",
        ),
    ),
    (
        Field.AREA,
        (
            r"(tong )?(quy mo )?dien tich(?! (hien trang|xay dung|san|cong trinh)).*",
            r"(tong )?nhu cau su dung dat.*|quy mo (su dung )?dat.*",
            r"(declared |total |land )?area( ha| m2)?",
        ),
    ),
    (
        Field.PLANNED,
        (
            r"muc dich su dung( dat)?.*|loai dat( (sau|quy hoach|du kien|su dung).*)?|ma (loai )?dat.*",
            r"quy hoach (su dung |loai )?dat.*|planned (land )?(code|use)|land use( code)?",
        ),
    ),
    (
        Field.CAPITAL,
        (
            (
                r"(du kien |khai toan |uoc |nhu cau )?(tong )?(muc )?(von )?(dau tu|von|kinh phi)"
                r"( (du an|dau tu|thuc hien))?( (ty|ti|trieu|tr|nghin|ngan|1 000|dong|vnd|d).*)?"
            ),
            r"tong (muc|so) (von|dau tu|kinh phi).*|capital( .*)?|investment( .*)?",
        ),
    ),
    (
        Field.NAME,
        (
            r"ten.*|danh muc.*|(cac )?(cong trinh|du an)( .*)?|hang muc.*|noi dung( du an)?",
            r"project( name)?|name( vi)?",
        ),
    ),
    (
        Field.PHASE,
        (r".*\b(giai doan|thoi gian|tien do|nam thuc hien|ky thuc hien|thoi ky|phase|period|years?)\b.*",),
    ),
    (Field.LOCATION, (r"(dia diem|vi tri|dia ban|dia chi|noi thuc hien|location|place|site)\b.*",)),
    (
        Field.COMMUNE,
        (r"(ten |cap |don vi )?(xa|phuong)\b.*|don vi hanh chinh.*|commune( \d{4})?|ward|communes",),
    ),
    (Field.DISTRICT, (r"(ten |cap )?(huyen|quan huyen)\b.*|thanh pho.*|district( \d{4})?",)),
    (Field.SECTOR, (r"(thuoc )?linh vuc.*|nganh.*|sector|loai (hinh )?du an|nhom du an",)),
    (
        Field.STATUS,
        (r"tinh trang.*|trang thai.*|hien trang thuc hien.*|ket qua thuc hien.*|status",),
    ),
    (
        Field.LEGAL,
        (r"(can cu|co so) phap ly.*|can cu.*|phap ly.*|van ban.*|quyet dinh.*|legal basis.*|decision",),
    ),
    (Field.REMARK, (r"ghi chu.*|notes?|remarks?",)),
)
"""Field and what the key of its whole heading looks like; the first that fits counts."""

DETAILS = frozenset(
    {
        *(Field.CODE, Field.LOCATION, Field.COMMUNE, Field.COMMUNE_CODE, Field.BREAKDOWN, Field.PHASE),
        *(Field.INVESTOR, Field.FUNDING, Field.LEGAL, Field.DECISION_DAY, Field.STATUS),
    }
)
"""What a project has and the heading of a section has not."""

LONGEST_HEADING = 160
"""Characters; longer cells are text."""


def field_of(heading: str) -> Field | None:
    """
    Return the field of a heading, None where it is none of those known.

    Examples
    --------
    >>> field_of("Tên công trình, dự án"), field_of("Chủ đầu tư"), field_of("Tổng mức đầu tư (tỷ đồng)")
    (<Field.NAME: 'name'>, <Field.INVESTOR: 'investor'>, <Field.CAPITAL: 'capital'>)
    >>> field_of("Diện tích hiện trạng (ha)") is None
    True
    """
    words = key(heading)
    if not words or len(heading) > LONGEST_HEADING:
        return None
    for field, patterns in PATTERNS:
        if any(re.fullmatch(pattern, words) for pattern in patterns):
            return field
    return None
