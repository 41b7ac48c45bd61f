"""Widths of the list: a verdict is never cut, and what it leaves goes to the name of the project."""

from __future__ import annotations

import pandas as pd
import pytest

from layers.model import Verdict
from views.table import CELL_PX, LETTER_PX, VERDICT_AND_PROJECT_PX, Table, widths_px
from views.text import Text
from views.verdicts import verdict_word

SCREEN_PX = 536
"""Of the list beside the map on a screen of 1366 pixels."""


def table_of(text, *verdicts):
    words = [verdict_word(verdict, text) for verdict in verdicts]
    rows = pd.DataFrame({text("list.verdict"): words, text("list.project"): ["Đập"] * len(words)})
    return Table(rows=rows, verdicts=verdicts, finding_ids=tuple(map(str, range(len(words)))), formats={})


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_name_of_a_project_has_what_the_verdict_leaves(language):
    text = Text(language)
    verdict, project = text("list.verdict"), text("list.project")
    short = widths_px(table_of(text, Verdict.CONFLICT), text)
    whole = widths_px(table_of(text, *Verdict), text)
    longest = max(len(verdict_word(one, text)) for one in Verdict)
    assert whole[verdict] == CELL_PX + LETTER_PX * longest
    assert short[project] > whole[project] > 150
    assert short[verdict] + short[project] == whole[verdict] + whole[project] == VERDICT_AND_PROJECT_PX


def test_verdict_project_rule_certainty_and_hectares_stand_side_by_side():
    text = Text("vi")
    widths = widths_px(table_of(text, *Verdict), text)
    names = ("list.verdict", "list.project", "list.rule", "list.certainty", "list.area")
    assert sum(widths[text(name)] for name in names) <= SCREEN_PX


def test_a_list_without_rows_has_widths():
    text = Text("vi")
    assert widths_px(table_of(text), text)[text("list.verdict")] == CELL_PX
