"""Names as the formats want them: ASCII, short, each once without regard to capitals."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

FIELD_BYTES = 10
"""Of a field's name in a .dbf."""


def plain_ascii(text: str, gap: str = "_") -> str:
    """
    Return letters and digits without accents, anything else as one gap.

    Examples
    --------
    >>> plain_ascii("Đất ở (đô thị)"), plain_ascii("Xã Bình Lư", "-")
    ('Dat_o_do_thi', 'Xa-Binh-Lu')
    """
    letters = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return re.sub(r"[^0-9A-Za-z]+", gap, bare).strip(gap)


def told_apart(names: Iterable[str], most: int, taken: Iterable[str] = ()) -> tuple[str, ...]:
    """
    Return each name cut to `most` characters, numbered where it would be there twice.

    Parameters
    ----------
    taken
        Names that none may have.

    Examples
    --------
    >>> told_apart(["commune_code", "commune_co", "fid"], 10, ["FID"])
    ('commune_co', 'commune__1', 'fid_1')
    """
    used = {name.casefold() for name in taken}
    found = []
    for name in names:
        short, number = name[:most], 0
        while short.casefold() in used:
            number += 1
            end = f"_{number}"
            short = name[: most - len(end)] + end
        used.add(short.casefold())
        found.append(short)
    return tuple(found)


def field_names(names: Iterable[str]) -> dict[str, str]:
    """
    Return the name of each column in a shapefile, by its own name.

    Examples
    --------
    >>> field_names(["zone_id", "Diện tích (ha)", "declared_area_ha", "declared_area_m2"]).values()
    dict_values(['zone_id', 'Dien_tich_', 'declared_a', 'declared_1'])
    """
    own = list(names)
    plain = [plain_ascii(name) or "COT" for name in own]
    return dict(zip(own, told_apart(plain, FIELD_BYTES), strict=True))
