"""Lists of projects: what each is and on what evidence, which are late, which a conflict blocks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from layers.model import Severity, Verdict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from layers.check import CheckResult
    from layers.money.progress import Progress

PROJECT_COLUMNS = (
    "site_id", "name", "sector", "funding", "owner", "phase", "period", "commune_code", "capital_bn_vnd",
    "stage", "status", "since", "decision_number", "decision_date", "evidence", "source", "confidence",
    "due_on", "late",
)  # fmt: skip
BLOCKED_COLUMNS = (
    "site_id", "name", "sector", "stage", "conflicts", "worst", "rules", "citations", "not_checked",
)  # fmt: skip


def project_frame(projects: Sequence[Progress]) -> pd.DataFrame:
    """
    Return projects with what their stage rests on, with `PROJECT_COLUMNS`.

    Without an event of its history a stage rests on the words of `status`, or on the phase.
    """
    return pd.DataFrame([_row(one) for one in projects], columns=list(PROJECT_COLUMNS))


def late_frame(projects: Sequence[Progress]) -> pd.DataFrame:
    """Return the projects that are late, the longest first."""
    late = [one for one in projects if one.late is not None]
    return project_frame(sorted(late, key=lambda one: (str(one.due_on), one.site_id)))


def unasked_count(projects: Sequence[Progress], result: CheckResult) -> int:
    """Return how many unfinished projects no conflict stands against as far as is known, and not all is."""
    verdicts = result.findings["verdict"]
    met, open_ = (
        set(result.findings.loc[verdicts == verdict, "site_id"])
        for verdict in (Verdict.CONFLICT, Verdict.NOT_CHECKED)
    )
    return sum(one.is_open and one.site_id in open_ - met for one in projects)


def blocked_frame(projects: Sequence[Progress], result: CheckResult) -> pd.DataFrame:
    """
    Return the unfinished projects that a conflict stands against, the heaviest first.

    Nothing but the findings of `result` counts: of a check as it may be told, none is about land
    that may not be told of. `not_checked` says how many rules gave no answer.
    """
    findings = result.findings
    rows: list[dict[str, Any]] = []
    for one in projects:
        own = findings[findings["site_id"] == one.site_id]
        met = own[own["verdict"] == Verdict.CONFLICT]
        if len(met) == 0 or not one.is_open:
            continue
        worst = min((Severity(severity) for severity in met["severity"]), key=lambda severity: severity.rank)
        rows.append(
            {
                "site_id": one.site_id,
                "name": one.name,
                "sector": one.sector,
                "stage": str(one.stage),
                "conflicts": len(met),
                "worst": str(worst),
                "rules": "; ".join(met["rule_id"]),
                "citations": "; ".join(dict.fromkeys(met["citation"])),
                "not_checked": int((own["verdict"] == Verdict.NOT_CHECKED).sum()),
            }
        )
    rows.sort(key=lambda row: (Severity(row["worst"]).rank, -row["conflicts"], row["site_id"]))
    return pd.DataFrame(rows, columns=list(BLOCKED_COLUMNS))


def _row(one: Progress) -> dict[str, Any]:
    event = one.evidence
    return {
        "site_id": one.site_id,
        "name": one.name,
        "sector": one.sector,
        "funding": one.funding,
        "owner": str(one.owner),
        "phase": one.phase,
        "period": one.period,
        "commune_code": one.commune_code,
        "capital_bn_vnd": one.capital_bn_vnd,
        "stage": str(one.stage),
        "status": one.status,
        "since": event.on.text if event and event.on else "",
        "decision_number": event.decision_number if event else "",
        "decision_date": str(event.decision_date or "") if event else "",
        "evidence": event.evidence if event else "",
        "source": event.source if event else "",
        "confidence": event.confidence if event else "",
        "due_on": str(one.due_on or ""),
        "late": str(one.late or ""),
    }
