"""A replay in a terminal and as JSON. Shows what would be different; computes nothing."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from layers.writer import plain_records
from office.replay.model import SHOWN
from office.replay.tables import tables_of
from views.numbers import day
from views.terminal import printable
from views.text import Text as Words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import Console

    from layers.province import Province
    from office.cases.changes import Sentence
    from office.replay.model import CasesThen, FindingChange, Replay, ReportsThen

STYLES = {"appears": "bold red", "changes": "yellow", "vanishes": "green"}


def show_replay(console: Console, replay: Replay, language: str, most: int) -> None:
    """Print what would be different: findings, cases, reports, and what is used though it ended."""
    words = Words(language)
    days = {"before": day(replay.before, language), "after": day(replay.after, language)}
    same = replay.before == replay.after
    head = words("replay.day", after=days["after"]) if same else words("replay.days", **days)
    console.print(Text(head, style="bold"))
    _show_findings(console, replay, words, most)
    for why in replay.untold:
        console.print(Text(_pick(why, language), style="bold magenta"))
    if replay.cases is not None:
        _show_cases(console, replay.cases, words, most)
    if replay.reports is not None:
        _show_reports(console, replay.reports, words, most)
    if replay.superseded:
        console.print(Text(words("replay.superseded"), style="bold magenta"))
        for one in replay.superseded:
            console.print(Text(printable(f"- {one.sentence(language)}")), soft_wrap=True)


def _show_findings(console: Console, replay: Replay, words: Words, most: int) -> None:
    shown = [change for change in replay.findings.changes if change.turn in SHOWN]
    table = Table(header_style="bold", show_header=False)
    for _ in range(4):
        table.add_column(overflow="fold")
    for change in shown[:most]:
        table.add_row(*_cells(change, words))
    console.print(table if shown else Text(words("replay.nothing")))
    _more(console, len(shown) - most, words)
    counts = replay.findings.counts().items()
    told = "; ".join(f"{words.known('replay.turn', name)}: {count}" for name, count in counts)
    console.print(Text(f"{words('replay.findings')}: {told}"))


def _cells(change: FindingChange, words: Words) -> tuple[Text, ...]:
    verdicts = [
        words.known("verdict", verdict) if verdict else words("replay.absent")
        for verdict in (change.before, change.after)
    ]
    what = Text(words.known("replay.turn", change.turn), style=STYLES[change.turn])
    what.append(f"\n{words.known('severity', change.severity)}", style="dim")
    project = Text(printable(change.site_id), style="bold")
    project.append(f"\n{printable(change.site_name)}", style="not bold")
    said = Text(f"{' → '.join(verdicts)}\n{printable(_pick(change.sentence, words.language))}")
    said.append(f"\n{_joined(change.sentences, words.language)}", style="dim")
    return what, project, Text(change.rule_id), said


def _show_cases(console: Console, cases: CasesThen, words: Words, most: int) -> None:
    told = {"reopened": len(cases.reopened), "opened": len(cases.opened)}
    kinds = [str(move.kind) for move in cases.moves if not move.reopens]
    told |= {kind: kinds.count(kind) for kind in dict.fromkeys(kinds)} | {"unchanged": cases.unchanged}
    counted = "; ".join(f"{words.known('replay.case', name)}: {count}" for name, count in told.items())
    if anyway := sum(new.without for new in cases.opened):
        counted += f" ({words('replay.opened_anyway', count=anyway)})"
    console.print(Text(f"{words('replay.cases')}: {counted}"))
    for move in cases.reopened[:most]:
        without = f" ({words('replay.reopened_anyway')})" if move.without else ""
        line = f"{move.number} {move.subject}{without}: {_joined(move.sentences, words.language)}"
        console.print(Text(printable(line), style="bold magenta"), soft_wrap=True)
    _more(console, len(cases.reopened) - most, words)


def _show_reports(console: Console, reports: ReportsThen, words: Words, most: int) -> None:
    told = {
        "replay.lapses": len(reports.lapses),
        "replay.stay": reports.stay,
        "replay.lapsed": reports.lapsed,
    }
    counted = "; ".join(f"{words(name)}: {count}" for name, count in told.items())
    console.print(Text(f"{words('replay.reports')}: {counted}"))
    for lapse in reports.lapses[:most]:
        why = [change.sentence(words.language) for change in lapse.changes]
        why += [words("replay.expired")] * lapse.is_expired
        line = f"{lapse.report.number} {lapse.report.object_id}: {' '.join(why)}"
        console.print(Text(printable(line), style="bold magenta"), soft_wrap=True)
    _more(console, len(reports.lapses) - most, words)


def _more(console: Console, count: int, words: Words) -> None:
    if count > 0:
        console.print(Text(words("replay.more", count=count)))


def replay_json(replay: Replay, province: Province) -> str:
    """Return a replay as JSON, without shapes."""
    reports = replay.reports
    told = {
        "province": province.id,
        "notice": {"vi": province.notice_vi, "en": province.notice_en},
        "before": replay.before.isoformat(),
        "after": replay.after.isoformat(),
        "counts": replay.findings.counts(),
        "reports_stay": None if reports is None else reports.stay,
        "reports_lapsed": None if reports is None else reports.lapsed,
        "untold": [{"en": en, "vi": vi} for en, vi in replay.untold],
    }
    tables = {name: plain_records(table) for name, table in tables_of(replay).items()}
    return json.dumps(told | {"cases": None, "reports": None} | tables, ensure_ascii=False, allow_nan=False)


def _pick(sentence: Sentence, language: str) -> str:
    return sentence[1] if language == "vi" else sentence[0]


def _joined(sentences: Iterable[Sentence], language: str) -> str:
    return printable("; ".join(_pick(sentence, language) for sentence in sentences))
