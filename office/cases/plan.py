"""What a new check means for a case that is there: nothing, new facts, a new basis, gone, found again."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from office.cases.changes import WORDS, Sentence, changes
from office.cases.model import CheckKind, State
from office.cases.subjects import BECOMES_CASE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from office.cases.model import Case
    from office.cases.subjects import Subject, Subjects

BY_HAND = "by_hand"
"""In the facts of a case that an officer opened although the check raised no warning."""

OFF: Sentence = (
    "the proposal that waited for a signature is off",
    "đề xuất đang chờ ký không còn hiệu lực",
)


@dataclass(frozen=True, kw_only=True)
class Planned:
    """What is to be done to a case."""

    case: Case
    kind: CheckKind
    subject: Subject | None
    """What it is now about; None: as before."""
    sentences: tuple[Sentence, ...]

    @property
    def state(self) -> State:
        """The state after it: a decision on other facts is one no longer."""
        reopens = self.kind in {CheckKind.FACTS_CHANGED, CheckKind.FOUND_AGAIN} and self.case.state.is_decided
        return State.REOPENED if reopens else self.case.state


def plan_all(known: Iterable[Case], subjects: Subjects) -> tuple[list[Planned], list[Subject]]:
    """
    Return what a check means for all cases, and the subjects that need a new one, by name.

    A sync writes this, and a replay tells it beforehand: both ask here.
    """
    cases = list(known)
    plans = [planned for case in cases if (planned := plan_of(case, subjects)) is not None]
    missing = sorted(subjects.opens - {case.subject for case in cases})
    found = [subjects.of(subject) for subject in missing]
    return plans, [subject for subject in found if subject is not None]


def plan_of(case: Case, subjects: Subjects) -> Planned | None:
    """Return what a check means for a case; None: nothing."""
    if is_of_targets(case) and not subjects.asks_targets:
        return None
    subject = subjects.of(case.subject)
    by_hand = bool(case.facts.get(BY_HAND))
    if subject is None or (subject.verdict not in BECOMES_CASE and not by_hand):
        return None if case.gone else _gone(case, subject, subjects)
    if by_hand:
        subject = replace(subject, facts=subject.facts | {BY_HAND: True})
    told = (*changes(case.facts, subject.facts), *_of_project(case, subject))
    if case.gone:
        again = ("the check finds it again", "lần kiểm tra mới phát hiện lại")
        return _planned(case, CheckKind.FOUND_AGAIN, subject, (again, *told))
    if subject.facts_key != case.facts_key or _may_be_another(case, subject):
        return _planned(case, CheckKind.FACTS_CHANGED, subject, told)
    return Planned(case=case, kind=CheckKind.BASIS_CHANGED, subject=subject, sentences=told) if told else None


def is_of_targets(case: Case) -> bool:
    """Tell whether a case is about a land-use target, of which a check of layers says nothing."""
    rule = case.facts["rests_on"]["rule"]
    return rule is not None and rule["kind"] == "target"


def _planned(
    case: Case, kind: CheckKind, subject: Subject | None, sentences: tuple[Sentence, ...]
) -> Planned:
    off = (OFF,) if case.proposal is not None else ()
    return Planned(case=case, kind=kind, subject=subject, sentences=(*sentences, *off))


def _gone(case: Case, subject: Subject | None, subjects: Subjects) -> Planned:
    if subject is not None:
        en, vi = WORDS[subject.verdict]
        why = f"the check now says: {en}", f"kết quả kiểm tra hiện nay: {vi}"
    elif case.site_id in subjects.footprints and not case.rule_id:
        why = "what it waited for can be checked now", "nội dung này nay đã kiểm tra được"
    else:
        why = why_absent(case.site_id, case.rule_id, subjects)
    return _planned(case, CheckKind.GONE, None, (why,))


def why_absent(site_id: str, rule_id: str, subjects: Subjects) -> Sentence:
    """Say why a check has no finding of a rule about a project."""
    if site_id not in subjects.footprints:
        return "the project is no longer in the list", "dự án không còn trong danh mục"
    return (
        f"rule {rule_id} is no longer asked of this project",
        f"quy tắc {rule_id} không còn áp dụng cho dự án này",
    )


def case_after(planned: Planned) -> Case:
    """Return a case as it is after what is planned for it, as far as a report relies on it."""
    subject = planned.subject
    return replace(
        planned.case,
        state=planned.state,
        facts_key=planned.case.facts_key if subject is None else subject.facts_key,
        proposal=planned.case.proposal if planned.kind is CheckKind.BASIS_CHANGED else None,
    )


def _may_be_another(case: Case, subject: Subject) -> bool:
    """
    Tell whether an id without a footprint may now name another project.

    Where there is a footprint, it tells projects apart; without one only name and communes do.
    """
    if subject.facts["rests_on"]["footprint"]:
        return False
    return _plain(case.site_name) != _plain(subject.site_name) or case.communes != subject.communes


def _plain(name: str) -> str:
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())


def _of_project(case: Case, subject: Subject) -> tuple[Sentence, ...]:
    told: list[Sentence] = []
    if case.site_name != subject.site_name:
        names = f"{case.site_name} → {subject.site_name}"
        told.append((f"name of the project {names}", f"tên dự án {names}"))
    if case.communes != subject.communes:
        codes = f"{', '.join(case.communes) or '-'} → {', '.join(subject.communes) or '-'}"
        told.append((f"communes {codes}", f"xã, phường {codes}"))
    return tuple(told)


def columns_of(subject: Subject) -> dict[str, Any]:
    """Return the columns of a case that follow from what it is about."""
    return {
        "site_id": subject.site_id,
        "site_name": subject.site_name,
        "rule_id": subject.rule_id,
        "theme": subject.theme,
        "severity": subject.severity,
        "verdict": subject.verdict,
        "restricted": subject.restricted,
        "communes": list(subject.communes),
        "consultee_vi": subject.consultee_vi,
        "consultee_en": subject.consultee_en,
        "facts": subject.facts,
        "facts_key": subject.facts_key,
    }
