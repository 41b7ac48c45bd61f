"""
What land-use targets say of each project, as cases are made of it: the told figures alone.

A check asks layers; targets are tables. So this is a second source of the cases, beside the check of the
same day. A project of which the targets cannot be judged opens no case, and closes none.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from layers.model import Verdict
from layers.targets.found import against_targets
from layers.targets.gathering import balancing_of
from layers.targets.rule import read_target_rule
from office.errors import CaseError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from layers.corridor.seen import Seen
    from layers.model import Severity
    from layers.targets.balance import Balancing
    from layers.targets.found import AgainstTargets
    from layers.targets.rule import TargetRule

OPEN_EN = "Not every target of the land that this project touches can be judged."
OPEN_VI = "Chưa thể kết luận đủ các chỉ tiêu của loại đất mà dự án dùng đến."
ABSENT = dict.fromkeys(("overlap_area_ha", "site_share", "distance_m", "zone_count"))
"""Measures of a finding of the check, which this is not."""


@dataclass(frozen=True, kw_only=True)
class TargetsTold:
    """What may be told of all projects against the targets on one day."""

    as_of: date
    rule: TargetRule | None = None
    """None where the province has none in force: then no project is asked."""
    rows: Mapping[str, dict[str, Any]] = field(default_factory=dict, repr=False)
    """By finding id, with the columns of a finding that cases are made of."""


def targets_told(seen: Seen, as_of: date, balancing: Balancing | None = None) -> TargetsTold:
    """
    Return what the targets say of each project.

    Parameters
    ----------
    seen
        The province as it may be told, never exactly.
    balancing
        What balances of that day are made of, where that is at hand.

    Raises
    ------
    CaseError
        If restricted land is open to `seen`: a case would tell of it.
    RanhError
        If the rule, a table or the layer of projects cannot be read.
    """
    if seen.is_exact:
        raise CaseError(
            "Cases are made only of what may be told; these targets hold figures of restricted land.",
            "Hồ sơ chỉ được lập từ kết quả được phép cung cấp; các chỉ tiêu này có số liệu đất quốc phòng, "
            "an ninh.",
        )
    rule = read_target_rule(seen.province)
    if rule is None or not rule.in_force(as_of):
        return TargetsTold(as_of=as_of)
    made = balancing or balancing_of(seen, as_of)
    names = {claim.progress.site_id: claim.progress.name for claim in made.claims}
    found = against_targets(made)
    rows = {f"{one.site_id}/{rule.id}": row_of(one, names[one.site_id], rule) for one in found.values()}
    return TargetsTold(as_of=as_of, rule=rule, rows=rows)


def row_of(one: AgainstTargets, name: str, rule: TargetRule) -> dict[str, Any]:
    """Return what the targets say of a project with the columns of a finding."""
    is_open = one.verdict is Verdict.NOT_CHECKED
    return ABSENT | {
        "finding_id": f"{one.site_id}/{rule.id}",
        "site_id": one.site_id,
        "site_name": name,
        "rule_id": rule.id,
        "theme": rule.theme,
        "layer_id": "",
        "restricted": False,
        "severity": str(_severity(one, rule)),
        "verdict": str(one.verdict),
        "certainty": "",
        "zone_ids": "",
        "targets": "; ".join(one.breaches),
        "reason_vi": OPEN_VI if is_open else "",
        "reason_en": OPEN_EN if is_open else "",
        "sentence_vi": _sentence(one, rule, "vi", OPEN_VI),
        "sentence_en": _sentence(one, rule, "en", OPEN_EN),
        "consequence_vi": rule.consequence_vi,
        "consequence_en": rule.consequence_en,
        "consultee_vi": rule.consultee_vi,
        "consultee_en": rule.consultee_en,
        "citation": rule.citation,
        "citation_status": rule.citation_status,
        "citation_note_vi": rule.citation_note_vi,
        "citation_note_en": rule.citation_note_en,
    }


def _severity(one: AgainstTargets, rule: TargetRule) -> Severity:
    is_later = one.verdict is Verdict.CONFLICT and not one.is_broken
    return rule.severity_if_granted if is_later else rule.severity


def _sentence(one: AgainstTargets, rule: TargetRule, language: str, not_known: str) -> str:
    def when(what: str) -> str:
        return str(getattr(rule, f"when_{what}_{language}"))

    if one.verdict is Verdict.CLEAR:
        return when("clear")
    if one.verdict is Verdict.NOT_CHECKED:
        return not_known
    asked = (one.is_blocked and when("blocked")) or when("granted")
    return f"{when('conflict') if one.is_broken else asked} {'; '.join(one.breaches)}."
