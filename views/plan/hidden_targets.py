"""
What a table of targets may tell who brings it of defence and security land.

A figure that contradicts a loaded one is told with both; a figure that is there already is told as not
new. Of restricted land in a commune either would tell how much there is.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from layers.targets.errors import TargetError
from layers.targets.telling import restricted_codes

if TYPE_CHECKING:
    from layers.targets.importing import Brought
    from layers.targets.reading import Reference


def tells_of_restricted(found: Brought | TargetError, reference: Reference) -> bool:
    """Tell whether a table has restricted land of a unit in the province, or a refusal names its code."""
    hidden = restricted_codes(reference.book)
    if isinstance(found, TargetError):
        return any(re.search(rf"\b{re.escape(code)}\b", found.en) for code in hidden)
    province = reference.units.province
    return any(one.unit != province and ({one.code, one.current} & hidden) for one in found.table.targets)


def without_restricted() -> TargetError:
    """Return the one refusal of both: it does not tell which figures are loaded."""
    return TargetError(
        "The table has figures of defence or security land of a unit: take these rows out, or let somebody "
        "with the right to import restricted land bring it.",
        "Bảng có số liệu đất quốc phòng, an ninh của đơn vị hành chính: hãy bỏ các dòng này, hoặc để người "
        "có quyền nhập đất hạn chế thực hiện.",
    )
