"""Sector, urban and district plans against the provincial plan, and against each other, on one day."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from geo.crs import operation_name
from layers.accuracy import accuracy_m
from layers.plans.beyond import beyond_province
from layers.plans.errors import PlanError
from layers.plans.fit import Fit, Said, read_fit
from layers.plans.gap import HIDDEN_UNKNOWN, WITHHELD, Gap, Missing
from layers.plans.meet import Clash, Meeting, State, meet
from layers.plans.opened import open_plans

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import date

    import shapely

    from layers.corridor.seen import Seen
    from layers.plans.fit import FitTable, Kind
    from layers.plans.opened import Asked, Plan
    from layers.withheld import Withheld

    Progress = Callable[[str, int, int], None]

ASK = Said(
    fit=Fit.UNCLEAR,
    en="The zone touches a square where the competent office must be asked.",
    vi="Vùng chạm ô lưới nơi phải xin ý kiến cơ quan có thẩm quyền.",
)


@dataclass(frozen=True, kw_only=True)
class Compared:
    """What all plans of a day say of each other, as one person may see it."""

    as_of: date
    plans: tuple[Plan, ...]
    """From the uppermost down."""
    meetings: tuple[Meeting, ...]
    asks: tuple[Clash, ...]
    """Zones at withheld squares."""
    gaps: tuple[Gap, ...]
    operation: str
    is_exact: bool

    @property
    def clashes(self) -> tuple[Clash, ...]:
        """All pairs, what does not fit first, larger ones before smaller ones."""
        rows = [clash for meeting in self.meetings for clash in meeting.clashes]
        rank = list(State)
        ordered = sorted(rows, key=lambda one: (rank.index(one.state), -(one.area_ha or math.inf)))
        return (*ordered, *self.asks)

    @property
    def has_misfit(self) -> bool:
        """Whether two planned uses do not fit."""
        return any(one.state is State.MISFIT for one in self.clashes)

    @property
    def is_whole(self) -> bool:
        """Whether everything was compared, and the table says of all pairs whether they fit."""
        open_ = {State.UNCLEAR, State.UNRESOLVED, State.ASK}
        return not self.gaps and not any(one.state in open_ for one in self.clashes)


def compare(
    seen: Seen,
    as_of: date,
    *,
    names: Sequence[str] = (),
    within: shapely.Geometry | None = None,
    progress: Progress | None = None,
) -> Compared:
    """
    Return which zones of plans in force on a day do not fit.

    Parameters
    ----------
    names
        Only these families, or layers of them, of which each is compared with every other; none
        given: all of the table.
    within
        Only what lies in this area (the communes of a person); None: everywhere.
    progress
        Is told before each pair of plans: a word, pairs done, of all; it may raise to end the work.

    Raises
    ------
    PlanError
        If the table of what fits cannot be used, or a name is no plan.
    RanhError
        If restricted land is not fully known, so that nothing can be told.
    """
    table = read_fit(seen.province, seen.codes)
    kinds = _asked(seen, table, names)
    plans, gaps = open_plans(seen, kinds, as_of, within)
    pairs = list(combinations(plans, 2))
    meetings = []
    for done, (up, low) in enumerate(pairs):
        if progress is not None:
            progress("plans", done, len(pairs))
        meetings.append(meet(low, up, table, seen.codes, within))
    withheld = seen.withheld()
    gaps += beyond_province(plans, meetings, within)
    if not meetings and not withheld.squares:
        gaps.append(_alone(as_of))
    asks: list[Clash] = []
    if withheld.squares:
        gaps.append(WITHHELD)
        asks = [ask for plan in plans for ask in _asks(plan, withheld, within)]
    if _is_unknown([kind for kind, _ in kinds], withheld, as_of):
        gaps.append(HIDDEN_UNKNOWN)
    return Compared(
        as_of=as_of,
        plans=tuple(plans),
        meetings=tuple(meetings),
        asks=tuple(asks),
        gaps=tuple(gaps),
        operation=operation_name(seen.province.datum_operation),
        is_exact=seen.is_exact,
    )


def _asked(seen: Seen, table: FitTable, names: Sequence[str]) -> tuple[Asked, ...]:
    """Return the kinds of plans that are asked about, with the ids of the layers of each; none: all of it."""
    layers = {kind.family: {one.id for one in seen.province.versions(kind.family)} for kind in table.plan}
    known = layers.keys() | frozenset().union(*layers.values())
    for name in names:
        if name not in known:
            told = ", ".join(sorted(known))
            raise PlanError(
                f"{name!r} is no plan of this province; its plans: {told}.",
                f"{name!r} không phải quy hoạch của tỉnh; các quy hoạch: {told}.",
            )
    wanted = frozenset(names)
    asked = []
    for kind in table.plan:
        is_whole = not wanted or kind.family in wanted
        ids = frozenset() if is_whole else wanted & layers[kind.family]
        if is_whole or ids:
            asked.append((kind, ids))
    return tuple(asked)


def _is_unknown(kinds: Iterable[Kind], withheld: Withheld, as_of: date) -> bool:
    """Whether land of a restricted plan may lie beyond the squares on that day."""
    hidden = [withheld.hidden[kind.family] for kind in kinds if kind.family in withheld.hidden]
    return any(not family.is_known(as_of) for family in hidden)


def _asks(plan: Plan, withheld: Withheld, within: shapely.Geometry | None) -> Iterator[Clash]:
    """Give the zones at withheld squares; of these nothing else is told."""
    off_m = max((family.accuracy_m for family in withheld.hidden.values()), default=0.0)
    reach_m = math.hypot(off_m, accuracy_m(plan.layer) or 0.0)
    for zone in np.flatnonzero([code is not None for code in plan.codes]).tolist():
        shape = plan.shapes[zone]
        if (within is None or shape.intersects(within)) and withheld.is_near(shape, reach_m):
            yield Clash(
                lower=plan, upper=None, zone=zone, upper_zone=-1, state=State.ASK, said=ASK, area_ha=None,
                shape=None,
            )  # fmt: skip


def _alone(as_of: date) -> Gap:
    return Gap(
        why=Missing.NO_PARTNER,
        what="",
        en=f"On {as_of} there are not two plans in force: nothing was compared.",
        vi=f"Ngày {as_of:%d/%m/%Y} không có đủ hai quy hoạch có hiệu lực: chưa so sánh được gì.",
    )
