"""
Which findings become cases.

Conflicts and "not checked" do; near and clear do only if an officer asks for it. Where all
rules of a project wait for the same thing, a footprint or a place in the province, that is one
case and not one for every rule. So is what open layers cannot answer because the project lies
where the military command or the police must be asked: one letter answers all of it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from layers.consult import ASK
from layers.model import Severity, Verdict
from layers.sentences import EXTENT_UNKNOWN, NO_FOOTPRINT, OUTSIDE_BOUNDS
from office.cases.facts import facts_of, footprints_of, key_of
from office.cases.model import SEPARATOR
from office.cases.told import by_site, communes_touched, families_of, rows_told

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from layers.catalogue import LayerUse
    from layers.rules import Rule
    from layers.targets.rule import TargetRule
    from office.cases.targets import TargetsTold
    from office.cases.told import Told

PLACE = "place"
"""Theme, and end of the subject, of a case about the place of a project."""

CONSULTATION = "consultation"
"""End of the subject of a case about all that open layers cannot answer near the cover."""

PLACELESS = frozenset(en for en, _ in (NO_FOOTPRINT, OUTSIDE_BOUNDS, EXTENT_UNKNOWN))
OWNER_VI, OWNER_EN = "Chủ đầu tư dự án", "Project owner"
"""Who is asked for a footprint."""

BECOMES_CASE = frozenset({Verdict.CONFLICT, Verdict.NOT_CHECKED})


@dataclass(frozen=True, kw_only=True)
class Subject:
    """What a case would be about, by the columns of the table."""

    subject: str
    site_id: str
    site_name: str
    rule_id: str
    theme: str
    severity: str
    verdict: str
    restricted: bool
    communes: tuple[str, ...]
    consultee_vi: str
    consultee_en: str
    facts: dict[str, Any] = field(repr=False)
    facts_key: str


@dataclass(frozen=True, kw_only=True)
class Subjects:
    """All findings of a told check, by the subject of the case that each has or would have."""

    rows: Mapping[str, dict[str, Any]]
    """Finding id -> finding; also site_id/place and site_id/consultation -> what stands for many."""
    opens: frozenset[str]
    """Subjects that need a case."""
    communes: Mapping[str, tuple[str, ...]]
    footprints: Mapping[str, str]
    rules: Mapping[str, Rule | TargetRule]
    uses: Mapping[str, LayerUse]
    cover: str
    asks_targets: bool = False
    """Whether the targets were asked as well: if not, nothing is said of the cases about them."""

    def of(self, subject: str) -> Subject | None:
        """Return the subject as the check now finds it; None: the check says nothing of it."""
        row = self.rows.get(subject)
        if row is None:
            return None
        site_id = row["site_id"]
        rule = self.rules.get(row["rule_id"])
        facts = facts_of(row, rule, self.uses, self.footprints.get(site_id, ""), self.cover)
        return Subject(
            subject=subject,
            site_id=site_id,
            site_name=row["site_name"],
            rule_id=row["rule_id"],
            theme=row["theme"],
            severity=row["severity"],
            verdict=row["verdict"],
            restricted=bool(row["restricted"]),
            communes=self.communes.get(site_id, ()),
            consultee_vi=row["consultee_vi"],
            consultee_en=row["consultee_en"],
            facts=facts,
            facts_key=key_of(facts),
        )


def subjects_of(told: Told, targets: TargetsTold | None = None) -> Subjects:
    """
    Return the subjects of a told check, and of what the targets say on its day.

    Parameters
    ----------
    targets
        None: they were not asked. Of a project that breaks one a case is needed; what cannot be judged
        opens none, and keeps one open that is there.
    """
    rows = rows_told(told)
    joint: dict[str, dict[str, Any]] = {}
    joined: set[str] = set()
    for site_id, of_site in by_site(rows).items():
        if _waits_for_place(of_site):
            joint[f"{site_id}/{PLACE}"] = _place_row(site_id, of_site)
            joined.update(row["finding_id"] for row in of_site)
        elif asking := [row for row in of_site if row["reason_en"] == ASK[0] and not row["restricted"]]:
            joint[f"{site_id}/{CONSULTATION}"] = _consultation_row(site_id, asking, of_site)
            joined.update(row["finding_id"] for row in asking)
    opens = {subject for subject, row in rows.items() if row["verdict"] in BECOMES_CASE}
    of_targets = {} if targets is None else dict(targets.rows)
    broken = {name for name, row in of_targets.items() if row["verdict"] == Verdict.CONFLICT}
    rules: dict[str, Rule | TargetRule] = {rule.id: rule for rule in told.rules}
    if targets is not None and targets.rule is not None:
        rules[targets.rule.id] = targets.rule
    return Subjects(
        rows=rows | joint | of_targets,
        opens=frozenset((opens - joined) | set(joint) | broken),
        communes=communes_touched(told),
        footprints=footprints_of(told.sites["site_id"].tolist(), list(told.sites.geometry)),
        rules=rules,
        uses=families_of(told.layers_used),
        cover="" if told.cover is None else told.cover.version,
        asks_targets=targets is not None and targets.rule is not None,
    )


def _waits_for_place(of_site: Iterable[Mapping[str, Any]]) -> bool:
    reasons = {row["reason_en"] if row["verdict"] == Verdict.NOT_CHECKED else "" for row in of_site}
    return len(reasons) == 1 and reasons <= PLACELESS


def _place_row(site_id: str, of_site: list[dict[str, Any]]) -> dict[str, Any]:
    count = len(of_site)
    return _joint(site_id, PLACE, of_site) | {
        "theme": PLACE,
        "restricted": False,
        "consultee_vi": OWNER_VI,
        "consultee_en": OWNER_EN,
        "consequence_vi": f"Chưa kiểm tra được {count} quy tắc; cần bổ sung hoặc làm rõ ranh giới khu đất "
        "rồi kiểm tra lại.",
        "consequence_en": f"{count} rules could not be checked; the footprint has to be supplied or cleared "
        "up, and checked again.",
    }


def _consultation_row(
    site_id: str, asking: list[dict[str, Any]], of_site: list[dict[str, Any]]
) -> dict[str, Any]:
    secret = [row for row in of_site if row["restricted"]]
    asked = [row for row in secret if row["reason_en"] == ASK[0]] or secret or asking
    rules = "; ".join(sorted(row["rule_id"] for row in asking))
    return _joint(site_id, CONSULTATION, asking) | {
        "theme": min(row["theme"] for row in asked),
        "restricted": True,
        "consultee_vi": _offices(row["consultee_vi"] for row in asked),
        "consultee_en": _offices(row["consultee_en"] for row in asked),
        "consequence_vi": f"Xin ý kiến một lần cho các quy tắc chưa kiểm tra được tại đây: {rules}.",
        "consequence_en": f"One consultation for the rules that cannot be checked here: {rules}.",
        "rules": rules,
    }


def _offices(consultees: Iterable[str]) -> str:
    names = (name.strip() for consultee in consultees for name in consultee.split(SEPARATOR))
    return f"{SEPARATOR} ".join(dict.fromkeys(name for name in names if name))


def _joint(site_id: str, end: str, of_site: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the finding that stands for several of a project: as heavy as the heaviest of them."""
    worst = min(of_site, key=lambda row: Severity(row["severity"]).rank)
    emptied = dict.fromkeys(("citation", "citation_status", "citation_note_vi", "citation_note_en"), "")
    own = {"finding_id": f"{site_id}/{end}", "rule_id": "", "layer_id": ""}
    return worst | emptied | own
