"""
Projects and capital by sector, phase, unit, owner; the plan's frame beside what projects state.

A capital that nobody states is counted as unknown, so that every sum is what is known at least.
Where there are projects and none states any, there is no sum, which is not 0.
Nothing is divided between owners or periods: what is of both stands in a row of its own.
"""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING, Any

import pandas as pd

from layers.intake.lists.phases import DONE
from layers.money.parts import wholes_of
from layers.money.plan import Owner, Stage
from layers.money.progress import NO_PERIOD, SEVERAL

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from layers.money.plan import Plan
    from layers.money.progress import Progress

OUTSIDE = "outside"
"""Sector of projects that the plan's list does not name."""
SUM_COLUMNS = (
    "projects", "state", "other", "divided", "owner_unknown", "capital_known", "capital_unknown",
    "capital_bn_vnd", "pending", "decided", "done", "stopped", "stage_unknown", "late", "blocked",
)  # fmt: skip
FRAME_COLUMNS = (
    "owner", "period", "frame_bn_vnd", "projects", "capital_known", "capital_unknown", "capital_bn_vnd",
    "share_of_frame",
)  # fmt: skip


def counted_capital(projects: Sequence[Progress]) -> dict[str, float]:
    """Return the known capital by project; of a part it is left out where a whole states its own."""
    known = {one.site_id: one.capital_bn_vnd for one in projects if one.capital_bn_vnd is not None}
    wholes = wholes_of(projects)
    return {site_id: capital for site_id, capital in known.items() if not known.keys() & set(wholes[site_id])}


def by_sector(projects: Sequence[Progress], plan: Plan, blocked: Iterable[str] = ()) -> pd.DataFrame:
    """Return one row for each sector of the plan, also without a project, then for those outside it."""
    keys = {one.id: (one.name_vi, one.name_en) for one in plan.sector}
    keys[OUTSIDE] = ("Ngoài danh mục ngành của quy hoạch", "Outside the plan's list of sectors")
    frame = summed(projects, keys, lambda one: one.sector or OUTSIDE, blocked)
    return frame.rename(columns={"key": "sector"})


def by_period(projects: Sequence[Progress], plan: Plan, blocked: Iterable[str] = ()) -> pd.DataFrame:
    """Return one row for each period of the plan, for several or another, for done and for none stated."""
    keys = {period: (period, period) for period in plan.periods}
    keys |= {
        SEVERAL: ("Nhiều giai đoạn, hoặc giai đoạn khác", "Several periods, or another one"),
        DONE: ("Đã hoàn thành", "Done"),
        NO_PERIOD: ("Chưa nêu giai đoạn", "No period stated"),
    }
    return summed(projects, keys, lambda one: one.period, blocked).rename(columns={"key": "period"})


def by_unit(
    projects: Sequence[Progress], names: Mapping[str, str], blocked: Iterable[str] = ()
) -> pd.DataFrame:
    """Return one row for each commune, also without a project, and for projects of no known commune."""
    keys = {code: (name, name) for code, name in names.items()} | {"": ("Chưa rõ xã", "Commune not known")}
    frame = summed(projects, keys, lambda one: one.commune_code if one.commune_code in names else "", blocked)
    return frame.rename(columns={"key": "commune_code"})


def summed(
    projects: Sequence[Progress],
    keys: Mapping[str, tuple[str, str]],
    key_of: Callable[[Progress], str],
    blocked: Iterable[str] = (),
) -> pd.DataFrame:
    """
    Return key, name_vi, name_en and `SUM_COLUMNS`; the rows add up to all projects.

    Parameters
    ----------
    keys
        Every key that `key_of` can give, with its names; one row for each, in this order.
    blocked
        Ids of projects with a conflict.
    """
    capital, held = counted_capital(projects), frozenset(blocked)
    rows = [
        {"key": key, "name_vi": vi, "name_en": en}
        | _sums([one for one in projects if key_of(one) == key], capital, held)
        for key, (vi, en) in keys.items()
    ]
    made = pd.DataFrame(rows, columns=["key", "name_vi", "name_en", *SUM_COLUMNS])
    return made.astype({"capital_bn_vnd": float})


def _sums(
    projects: Sequence[Progress], capital: Mapping[str, float], blocked: frozenset[str]
) -> dict[str, Any]:
    owners, stages = Counter(one.owner for one in projects), Counter(one.stage for one in projects)
    return {
        "projects": len(projects),
        "state": owners[Owner.STATE],
        "other": owners[Owner.OTHER],
        "divided": owners[Owner.DIVIDED],
        "owner_unknown": owners[Owner.UNKNOWN],
        "capital_known": sum(one.capital_bn_vnd is not None for one in projects),
        "capital_unknown": sum(one.capital_bn_vnd is None for one in projects),
        "capital_bn_vnd": _known_capital(projects, capital),
        "pending": stages[Stage.PENDING],
        "decided": stages[Stage.DECIDED],
        "done": stages[Stage.DONE],
        "stopped": stages[Stage.STOPPED],
        "stage_unknown": stages[Stage.UNKNOWN],
        "late": sum(one.late is not None for one in projects),
        "blocked": sum(one.site_id in blocked for one in projects),
    }


def _known_capital(projects: Sequence[Progress], capital: Mapping[str, float]) -> float | None:
    """Return the capital that projects state; None where there are some and none of them states any."""
    if projects and all(one.capital_bn_vnd is None for one in projects):
        return None
    return round(math.fsum(capital.get(one.site_id, 0.0) for one in projects), 6)


def against_frame(projects: Sequence[Progress], plan: Plan) -> pd.DataFrame:
    """
    Return capital by owner and period with `FRAME_COLUMNS`: the frame's rows, then all others with a project.

    `share_of_frame` is what projects state of the frame, at least; NaN where there is no frame.
    """
    frame = {(one.owner, one.period): one.capital_bn_vnd for one in plan.frame}
    rest = sorted({(one.owner, one.period) for one in projects} - frame.keys())
    capital = counted_capital(projects)
    rows = []
    for owner, period in (*frame, *rest):
        own = [one for one in projects if (one.owner, one.period) == (owner, period)]
        known = _known_capital(own, capital)
        whole = frame.get((owner, period))
        rows.append(
            {
                "owner": str(owner),
                "period": period,
                "frame_bn_vnd": whole,
                "projects": len(own),
                "capital_known": sum(one.capital_bn_vnd is not None for one in own),
                "capital_unknown": sum(one.capital_bn_vnd is None for one in own),
                "capital_bn_vnd": known,
                "share_of_frame": known / whole if whole and known is not None else None,
            }
        )
    numbers = dict.fromkeys(("frame_bn_vnd", "capital_bn_vnd", "share_of_frame"), float)
    return pd.DataFrame(rows, columns=list(FRAME_COLUMNS)).astype(numbers)
