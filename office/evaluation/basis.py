"""What an evaluation report rests on: what must not change while it is to be relied on."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import TYPE_CHECKING, Any

from layers.check import check_province
from layers.corridor.seen import FolderSeen
from layers.told import told_check, told_hash
from office.database.types import canonical
from office.evaluation.facts import facts_of
from office.evaluation.model import Period
from office.projects.reading import read_edits
from office.reports.basis import basis_of
from office.reports.model import Change

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from layers.check import CheckResult
    from layers.province import Province
    from office.database.desk import Desk
    from office.evaluation.facts import Facts
    from office.reports.basis import Basis

PLAN = "plan"
"""Key of a basis by which it is known to be of an evaluation report."""
TOLD: dict[str, tuple[str, str]] = {
    "bounds": (
        "Chiều ràng buộc của chỉ tiêu (không vượt quá, không ít hơn) nay đã khác.",
        "Which way targets bind (at most, at least) is another now.",
    ),
    "targets": (
        "Chỉ tiêu, hiện trạng sử dụng đất nay đã khác.",
        "Land-use targets or inventories are others now.",
    ),
    "money": (
        "Khung vốn, danh mục ngành nay đã khác.",
        "The frame of capital or the sectors are others now.",
    ),
    "history": ("Tiến độ dự án nay đã khác.", "Histories of projects are others now."),
    "projects": ("Danh mục, ranh giới dự án nay đã khác.", "Projects or their footprints are others now."),
    "findings": ("Kết quả kiểm tra chồng lấn nay đã khác.", "Findings are others now."),
    "cases": ("Hồ sơ xử lý của kỳ đánh giá nay đã khác.", "Cases of the period are others now."),
    "outline": (
        "Tiêu chí, căn cứ, mục tiêu của báo cáo nay đã khác.",
        "Criteria, citations or objectives are others now.",
    ),
}
"""Figures that a report rests on -> what is said where they changed, in Vietnamese and English."""


def plan_basis(facts: Facts) -> Basis:
    """
    Return what a report rests on, as `basis_of` for a project.

    Its `communes` are None where it is of the whole province, so that only a right everywhere
    reaches it.
    """
    period, figures = facts.period, _figures(facts)
    return basis_of(facts.result, facts.province, "") | {
        "communes": None if facts.communes is None else sorted(facts.communes),
        PLAN: {
            "since": period.since.isoformat(),
            "figures": figures,
            "digest": hashlib.sha256(canonical(figures).encode()).hexdigest(),
        },
    }


def _figures(facts: Facts) -> dict[str, str]:
    """Return a hash of each kind of figure as it is told: of what may not be told nothing is in it."""
    findings = facts.result.findings[["finding_id", "verdict", "severity", "certainty"]]
    listed = told_hash(facts.result.sites)
    if facts.decided:  # reports of before there was any keep the hash of the list alone
        listed = canonical([listed, *map(repr, facts.decided)])
    outlines = [facts.outline.model_dump_json(), facts.plan_outline and facts.plan_outline.model_dump_json()]
    told: dict[str, Any] = {
        "targets": [repr(one) for one in facts.balancing.figures.targets],
        "bounds": repr(sorted(facts.balancing.bounds.by_code.items())),
        "money": facts.plan.model_dump_json(),
        "history": [repr(one) for one in facts.events],
        "projects": listed,
        "findings": findings.sort_values("finding_id").to_csv(index=False),
        "cases": [repr(one) for one in facts.casework.cases],
        "outline": outlines,
    }
    return {name: hashlib.sha256(canonical(value).encode()).hexdigest() for name, value in told.items()}


def compared_on(then: Basis, day: date) -> date:
    """
    Return the day whose data a report is compared with.

    One about a day to come is compared with that day until it has come; an evaluation always with
    its own last day, of which it tells.
    """
    own = date.fromisoformat(then["as_of"])
    return own if PLAN in then else max(day, own)


def plan_basis_now(then: Basis, desk: Desk, province: Province, result: CheckResult | None = None) -> Basis:
    """
    Return what a report would rest on if it were made again.

    Parameters
    ----------
    result
        A check as it may be told, where one is at hand: taken if it is of that day and the report
        of the whole province. Without it all of the province is checked.

    Raises
    ------
    RanhError
        If the province cannot be read.
    """
    period = Period(since=date.fromisoformat(then[PLAN]["since"]), as_of=date.fromisoformat(then["as_of"]))
    communes = None if then["communes"] is None else frozenset(then["communes"])
    if result is None or result.as_of != period.as_of or communes is not None:
        result = told_check(check_province(province, period.as_of), province)
    seen = FolderSeen(whole=province, is_exact=False, edits=read_edits(desk))
    return plan_basis(facts_of(desk, seen, result, period, communes))


def plan_changes(then: Basis, now: Basis) -> Iterator[Change]:
    """Yield the figures of an evaluation report that are others now; nothing for any other report."""
    old: Mapping[str, str] = then.get(PLAN, {}).get("figures", {})
    new: Mapping[str, str] = now.get(PLAN, {}).get("figures", {})
    for name in sorted(old.keys() & new.keys()):
        if old[name] != new[name]:
            vi, en = TOLD[name]
            yield Change(en=en, vi=vi)
