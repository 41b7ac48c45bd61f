"""One project on the planned land of a part of a period: what is said of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from layers.missing import Sentence
    from layers.plans.gap import Gap
    from layers.plans.land import Under
    from layers.plans.periods import Period, Stretch
    from layers.plans.project import Project

BLANK = (
    "Part of the site lies on no zone of the plan: what is planned there is not known.",
    "Một phần khu đất không nằm trên vùng nào của lớp quy hoạch: chưa rõ quy hoạch tại đó.",
)
NO_LAYER = (
    "No layer of the plan is in force on these days.",
    "Chưa có lớp quy hoạch có hiệu lực trong thời gian này.",
)
NO_RULE = (
    "No rule of conformity is in force on these days.",
    "Không có quy tắc phù hợp quy hoạch có hiệu lực trong thời gian này.",
)
UNSURE = (
    "Two ways of computing the planned land disagree: a person must look at the map.",
    "Hai cách tính diện tích theo quy hoạch cho kết quả khác nhau: cần người kiểm tra trên bản đồ.",
)


class State(StrEnum):
    """What is said of a project in a part of a period."""

    MISFIT = "misfit"
    NOT_CHECKED = "not_checked"
    NO_LAYER = "no_layer"
    FITS = "fits"


@dataclass(frozen=True, kw_only=True)
class Use:
    """One project in a part of a period."""

    project: Project
    stretch: Stretch
    state: State
    why: Sentence
    """English, Vietnamese: the sentence of the rule, or why nothing is said."""
    stands: bool
    """Whether the project may stand there in these days; False: it is built later."""
    under: Under | None = None
    outside_ha: float | None = None
    """Land planned for something else, every place once; None where that was not computed."""
    certainty: str = ""
    tolerance_m: float | None = None
    rule_id: str = ""
    citation: str = ""
    restricted: bool = False


@dataclass(frozen=True, kw_only=True)
class Uses:
    """All projects on the planned land of all periods, as one person may see them."""

    as_of: date
    periods: tuple[Period, ...]
    uses: tuple[Use, ...]
    """By project, then by day."""
    gaps: tuple[Gap, ...]
    operation: str
    is_exact: bool

    @property
    def has_misfit(self) -> bool:
        """Whether a project stands on land that is planned for something else then."""
        return any(one.state is State.MISFIT and one.stands for one in self.uses)

    @property
    def is_whole(self) -> bool:
        """Whether everything was checked."""
        open_ = {State.NOT_CHECKED, State.NO_LAYER}
        return not self.gaps and not any(one.state in open_ and one.stands for one in self.uses)
