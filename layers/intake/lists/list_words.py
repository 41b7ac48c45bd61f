"""Sectors and kinds of funding: the words of lists and the words that the program has for them."""

from __future__ import annotations

import re

from layers.intake.text.letters import key

SECTORS = {
    "transport": "giao thong|giao thong van tai|ha tang giao thong|duong bo",
    "education": "giao duc|giao duc va dao tao|giao duc dao tao|truong hoc",
    "energy": "nang luong|thuy dien|dien nang luong|dien|nang luong tai tao",
    "power grid": "luoi dien|truyen tai dien|duong day va tram bien ap",
    "tourism": "du lich",
    "tourism/heritage": "du lich di san|di san|van hoa du lich",
    "urban": "do thi|khu do thi|phat trien do thi",
    "urban/social": "do thi xa hoi",
    "economic zone": "khu kinh te|khu kinh te cua khau",
    "industry": "cong nghiep|cum cong nghiep|khu cong nghiep",
    "mining": "khoang san|khai khoang|khai thac khoang san",
    "agriculture": "nong nghiep",
    "agro-industry": "cong nghiep nong nghiep|che bien nong san",
    "forestry": "lam nghiep",
    "border trade": "thuong mai cua khau|cua khau",
    "commerce": "thuong mai|thuong mai dich vu",
}
"""Word of the program and the keys of those that mean the same."""

FUNDING = {
    "public": (
        "public|ngan sach|ngan sach nha nuoc|nsnn|von ngan sach( nha nuoc)?|dau tu cong|von dau tu cong|"
        "von nsnn|ngan sach (trung uong|tinh|huyen|dia phuong)|nstw|nst"
    ),
    "non-public": (
        "non public|ngoai ngan sach|von ngoai ngan sach|doanh nghiep|von doanh nghiep|tu nhan|xa hoi hoa|"
        "von nha dau tu|nha dau tu"
    ),
    "PPP": "ppp|doi tac cong tu( ppp)?|hop tac cong tu",
    "mixed": "mixed|hon hop|von hon hop",
    "public + sponsor": "public sponsor|ngan sach (va )?tai tro",
    "state company": "state company|doanh nghiep nha nuoc|evn|von evn|tap doan dien luc viet nam",
    "unknown": "unknown|chua ro|chua xac dinh",
}

_SECTOR_LEAD = re.compile(r"^(?:(?:thuoc|linh vuc|nganh|cac|du an|cong trinh|nhom) )+")


def sector_of(text: str) -> str:
    """
    Return the program's word for a sector, "" where it has none.

    Rules of certain sectors also look at projects whose sector is not known, so an unknown
    word must not pass for another sector.

    Examples
    --------
    >>> sector_of("Lĩnh vực giao thông"), sector_of("energy"), sector_of("Ngành lạ")
    ('transport', 'energy', '')
    """
    bare = _SECTOR_LEAD.sub("", key(text))
    for sector, words in SECTORS.items():
        if bare == key(sector) or re.fullmatch(words, bare):
            return sector
    return ""


def funding_of(text: str) -> str:
    """
    Return the program's word for a kind of funding, the text itself where it has none.

    Examples
    --------
    >>> funding_of("Ngân sách nhà nước"), funding_of("Ngoài ngân sách"), funding_of("Vốn ODA")
    ('public', 'non-public', 'Vốn ODA')
    """
    for funding, words in FUNDING.items():
        if re.fullmatch(words, key(text)):
            return funding
    return text
