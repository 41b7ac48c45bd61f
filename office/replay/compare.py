"""Which findings appear, vanish or change between two checks, in the sentences of the cases."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from layers.model import Severity, Verdict
from office.cases.changes import changes
from office.cases.facts import key_of, layer_record
from office.cases.plan import why_absent
from office.cases.subjects import subjects_of
from office.replay.model import Compared, FindingChange, Turn

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from office.cases.changes import Sentence
    from office.cases.subjects import Subject, Subjects
    from office.cases.targets import TargetsTold
    from office.cases.told import Told
    from office.replay.targets import TargetsThen

SAYS_SOMETHING = frozenset({Verdict.CONFLICT, Verdict.NEAR, Verdict.NOT_CHECKED})
"""Verdicts that somebody has to look at; only "clear" is none."""

ASKED_NOW: Sentence = ("the rule is asked of this project now", "quy tắc nay áp dụng cho dự án này")
LISTED_NOW: Sentence = ("the project is in the list now", "dự án nay có trong danh mục")
OTHER_BASIS: Sentence = ("it rests on something else", "căn cứ của kết quả thay đổi")
ELSEWHERE: Sentence = (
    "on the other side the project lies outside of your communes",
    "ở phía còn lại, dự án nằm ngoài các xã của bạn",
)


def compare(
    before: Told, after: Told, elsewhere: frozenset[str] = frozenset(), targets: TargetsThen | None = None
) -> Compared:
    """
    Return what is different between two checks of the same province.

    Parameters
    ----------
    before, after
        As the person who asks may see them.
    elsewhere
        Ids of projects that one side lacks only because the person may not see them there.
    targets
        What the targets say of these projects on both sides; None: they were not asked.
    """
    asked = (None, None) if targets is None else (targets.before, targets.after)
    old, new = _Known.of(before, asked[0]), _Known.of(after, asked[1])
    turns, unchanged = [], 0
    for finding_id in sorted(old.ids | new.ids):
        change = _change(finding_id, old, new, elsewhere)
        if change is None:
            unchanged += 1
        else:
            turns.append(change)
    return Compared(changes=tuple(sorted(turns, key=_weight)), unchanged=unchanged)


@dataclass(frozen=True, kw_only=True)
class _Known:
    """One side, with what is asked for each of its findings."""

    subjects: Subjects
    ids: frozenset[str]
    layers: Mapping[str, dict[str, Any]]

    @classmethod
    def of(cls, told: Told, targets: TargetsTold | None) -> _Known:
        subjects = subjects_of(told, targets)
        layers = {name: layer_record(use) for name, use in subjects.uses.items()}
        ids = {*told.findings["finding_id"], *(() if targets is None else targets.rows)}
        return cls(subjects=subjects, ids=frozenset(ids), layers=layers)

    def basis(self, row: Mapping[str, Any]) -> tuple[Any, ...]:
        """Return what the facts of a finding are made of besides its row."""
        named = row["layer_id"].split("; ")
        return (
            self.subjects.rules.get(row["rule_id"]),
            [self.layers.get(name) for name in named],
            self.subjects.footprints.get(row["site_id"]),
            self.subjects.cover,
        )

    def finding(self, finding_id: str) -> Subject | None:
        return self.subjects.of(finding_id) if finding_id in self.ids else None


def _change(finding_id: str, old: _Known, new: _Known, elsewhere: frozenset[str]) -> FindingChange | None:
    if finding_id in old.ids and finding_id in new.ids:
        rows = old.subjects.rows[finding_id], new.subjects.rows[finding_id]
        # Most findings are the same: their facts, with a hash for each, need not be made.
        if _same(*rows) and old.basis(rows[0]) == new.basis(rows[1]):
            return None
    before, after = old.finding(finding_id), new.finding(finding_id)
    turn = _turn(before, after)
    sentences = tuple(_sentences(before, after, old, new, elsewhere))
    if not sentences:
        if turn is Turn.REBASED:
            return None
        sentences = (OTHER_BASIS,)
    shown = after if after is not None and (before is None or after.verdict in SAYS_SOMETHING) else before
    last = shown or after or before
    if last is None:
        return None
    said = last.facts["said"]
    return FindingChange(
        turn=turn,
        finding_id=finding_id,
        site_id=last.site_id,
        site_name=last.site_name,
        rule_id=last.rule_id,
        severity=last.severity,
        before="" if before is None else before.verdict,
        after="" if after is None else after.verdict,
        sentence=(said["sentence_en"], said["sentence_vi"]),
        sentences=sentences,
    )


def _turn(before: Subject | None, after: Subject | None) -> Turn:
    said = before is not None and before.verdict in SAYS_SOMETHING
    says = after is not None and after.verdict in SAYS_SOMETHING
    if said != says:
        return Turn.APPEARS if says else Turn.VANISHES
    if not says or before is None or after is None:
        return Turn.REBASED
    return Turn.REBASED if key_of(before.facts) == key_of(after.facts) else Turn.CHANGES


def _sentences(
    before: Subject | None, after: Subject | None, old: _Known, new: _Known, elsewhere: frozenset[str]
) -> Iterator[Sentence]:
    if before is not None and after is not None:
        yield from changes(before.facts, after.facts)
    elif before is not None:
        hidden = before.site_id in elsewhere
        yield ELSEWHERE if hidden else why_absent(before.site_id, before.rule_id, new.subjects)
    elif after is not None:
        known = after.site_id in old.subjects.footprints
        yield ELSEWHERE if after.site_id in elsewhere else ASKED_NOW if known else LISTED_NOW


def _same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Tell whether two rows are equal; a number that is missing in both is."""
    return all(a == b or (a != a and b != b) for a, b in zip(one.values(), other.values(), strict=True))  # noqa: PLR0124 - NaN


def _weight(change: FindingChange) -> tuple[int, int, int, str]:
    verdict = change.before if change.turn is Turn.VANISHES else change.after or change.before
    rank = (Verdict(verdict).rank, Severity(change.severity).rank)
    return (list(Turn).index(change.turn), *rank, change.finding_id)
