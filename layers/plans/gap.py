"""What could not be compared, and why: told as loudly as what does not fit."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Missing(StrEnum):
    """Why something was not compared."""

    NO_LAYER = "no_layer"
    NOT_IN_FORCE = "not_in_force"
    UNREAD = "unread"
    NO_AREA = "no_area"
    """The layer holds lines or points."""
    ROWS = "rows"
    """Rows of the source are in no layer: nobody knows where they lie."""
    BROKEN = "broken"
    WITHHELD = "withheld"
    NO_FOOTPRINT = "no_footprint"
    NO_RULE = "no_rule"
    BEYOND = "beyond"
    """Land of a plan that the provincial plan has no zone on."""
    NO_PARTNER = "no_partner"
    """There are not two plans to compare."""


@dataclass(frozen=True, kw_only=True)
class Gap:
    """One thing that was not compared."""

    why: Missing
    what: str
    """Id of the layer, family, project or period."""
    en: str
    vi: str

    def sentence(self, language: str) -> str:
        """Return the sentence in `language` ("vi", else English)."""
        return self.vi if language == "vi" else self.en


WITHHELD = Gap(
    why=Missing.WITHHELD,
    what="",
    en="Land under the squares where the competent office must be asked was not compared.",
    vi="Phần đất dưới các ô lưới phải xin ý kiến cơ quan có thẩm quyền chưa được so sánh.",
)
HIDDEN_PROJECTS = Gap(
    why=Missing.WITHHELD,
    what="",
    en="Projects for defence or security are not compared here: the competent office must be asked.",
    vi="Ở đây không so sánh với dự án quốc phòng, an ninh: phải xin ý kiến cơ quan có thẩm quyền.",
)
HIDDEN_UNKNOWN = Gap(
    why=Missing.WITHHELD,
    what="",
    en="Defence and security plans of that day are not known in full here: ask the office everywhere.",
    vi="Ở đây chưa có đủ quy hoạch quốc phòng, an ninh của ngày này: nơi nào cũng phải xin ý kiến cơ quan"
    " có thẩm quyền.",
)
