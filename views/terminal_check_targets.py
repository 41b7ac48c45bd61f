"""Land-use targets beside a check in a terminal and as JSON: what they say, or that nobody asked them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.text import Text

from layers.model import Verdict
from views.terminal import STYLES, chooser, printable
from views.text import Text as Words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from rich.console import Console

    from office.cases.targets import TargetsTold

NOT_ASKED = (
    "Land-use targets are no part of this check: ask `ranh check --targets` or `ranh targets balance`.",
    "Kết quả này chưa xét chỉ tiêu sử dụng đất: hãy chạy `ranh check --targets` hoặc `ranh targets balance`.",
)
NO_RULE = (
    "Land-use targets: not checked, as no rule about them is in force.",
    "Chỉ tiêu sử dụng đất: chưa kiểm tra được, vì chưa có quy tắc nào có hiệu lực.",
)


def show_targets(
    console: Console, told: TargetsTold | None, rows: Sequence[Mapping[str, Any]], language: str
) -> None:
    """
    Print what targets say of the projects that a person sees; None: they were not asked, and that is said.

    Parameters
    ----------
    rows
        Rows of `told` of these projects.
    """
    say = chooser(language)
    if told is None:
        console.print(Text(say(*NOT_ASKED), style="bold yellow"), soft_wrap=True)
    elif told.rule is None:
        console.print(Text(say(*NO_RULE), style="bold magenta"), soft_wrap=True)
    else:
        for line in _lines(rows, language):
            console.print(line, soft_wrap=True)


def _lines(rows: Sequence[Mapping[str, Any]], language: str) -> Iterator[Text]:
    say, words = chooser(language), Words(language)
    by = {verdict: [row for row in rows if row["verdict"] == verdict] for verdict in Verdict}
    counts = "; ".join(f"{words.known('verdict', one)}: {len(of)}" for one, of in by.items() if of)
    yield Text(f"{say('Land-use targets', 'Chỉ tiêu sử dụng đất')}: {counts}", style="bold")
    for row in by[Verdict.CONFLICT]:
        named = f"{row['site_id']} {row['site_name']} ({words.known('severity', row['severity'])})"
        yield Text(printable(f"- {named}: {row[f'sentence_{language}']}"), style=STYLES[Verdict.CONFLICT])
    if by[Verdict.NOT_CHECKED]:
        ids = ", ".join(row["site_id"] for row in by[Verdict.NOT_CHECKED])
        why = by[Verdict.NOT_CHECKED][0][f"reason_{language}"]
        yield Text(printable(f"- {why} {ids}"), style=STYLES[Verdict.NOT_CHECKED])


def targets_record(told: TargetsTold | None, rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return the same for JSON; `asked` tells whether rows mean anything."""
    asked = told is not None and told.rule is not None
    en, vi = NOT_ASKED if told is None else NO_RULE
    return {
        "asked": asked,
        "why": None if asked else {"en": en, "vi": vi},
        "rows": [dict(row) for row in rows],
    }
