"""A replay as tables to look at: findings, cases, reports, what ended and is still used."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from office.cases.changes import joined
from office.replay.model import SHOWN
from views import numbers
from views.corridors.html_table import Cell, Rows
from views.plan.drawn import TWO_LINES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from office.cases.changes import Sentence
    from office.replay.model import CasesThen, FindingChange, Replay, ReportsThen
    from views.text import Text

TURNS = ("appears", "changes", "vanishes", "rebased", "unchanged")


def changes_shown(replay: Replay) -> list[FindingChange]:
    """Return the findings that a person has to look at, in the order of the command."""
    return [change for change in replay.findings.changes if change.turn in SHOWN]


def finding_rows(changes: Sequence[FindingChange], text: Text) -> Rows:
    """Return findings that appear, change or vanish."""
    rows: list[list[Cell]] = [
        [
            Markup('<b class="turn {}">{}</b><br><small>{}</small>').format(
                change.turn,
                text.known("replay.turn", change.turn),
                text.known("severity", change.severity),
            ),
            TWO_LINES.format(change.site_id, change.site_name),
            change.rule_id,
            " → ".join(_verdict(verdict, text) for verdict in (change.before, change.after)),
            TWO_LINES.format(_pick(change.sentence, text), _joined(change.sentences, text)),
        ]
        for change in changes
    ]
    return _words(rows, ("turn", "project", "rules", "verdicts", "said"), text)


def case_rows(cases: CasesThen, text: Text) -> Rows:
    """
    Return what the next update would do to cases: those that reopen first, then new ones, then others.

    Cases that it would open without the change as well are counted beside the table, and in the file.
    """
    moves = [
        [
            move.number,
            text.known("replay.case", "reopened" if move.reopens else str(move.kind)),
            TWO_LINES.format(move.site_id, move.site_name),
            move.rule_id or text.known("theme", move.theme),
            _once_more(_joined(move.sentences, text), "replay.reopened_anyway", text, is_so=move.without),
        ]
        for move in cases.moves
    ]
    opened = [
        [
            numbers.NOTHING,
            text.known("replay.case", "opened"),
            TWO_LINES.format(new.site_id, new.site_name),
            new.rule_id or text.known("theme", new.theme),
            _pick(new.sentence, text),
        ]
        for new in cases.opened_by_it
    ]
    first = len(cases.reopened)
    rows = [*moves[:first], *opened, *moves[first:]]
    table = _words(rows, ("number", "turn", "project", "rules", "why"), text)
    return Rows(headings=table.headings, rows=rows, words=5, loud=frozenset(range(first)))


def report_rows(reports: ReportsThen, text: Text) -> Rows:
    """Return the reports that lapse."""
    rows = [
        [
            lapse.report.number,
            lapse.report.object_id,
            numbers.day(lapse.report.valid_until, text.language),
            " ".join(
                [change.sentence(text.language) for change in lapse.changes]
                + [text("replay.expired")] * lapse.is_expired
            ),
        ]
        for lapse in reports.lapses
    ]
    return _words(rows, ("number", "object", "until", "why"), text)


def _once_more(said: str, key: str, text: Text, *, is_so: bool) -> Cell:
    return TWO_LINES.format(said, text(key)) if is_so else said


def _words(rows: Sequence[Sequence[Cell]], names: Sequence[str], text: Text) -> Rows:
    return Rows(headings=[text("plan.col_" + name) for name in names], rows=rows, words=len(names))


def _verdict(verdict: str, text: Text) -> str:
    return text.known("verdict", verdict) if verdict else text("replay.absent")


def _pick(sentence: Sentence, text: Text) -> str:
    return sentence[1] if text.language == "vi" else sentence[0]


def _joined(sentences: Iterable[Sentence], text: Text) -> str:
    en, vi = joined(sentences)
    return "; ".join(vi if text.language == "vi" else en)
