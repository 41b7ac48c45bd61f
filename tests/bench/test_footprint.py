"""One footprint at a time: the engine and the plain way answer alike, and a difference is counted."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import shapely

from bench.footprint import Calls, disagreements, main, measure, row


def test_both_answer_alike(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--zones", "100", "400", "--calls", "20"]) == 0
    said = capsys.readouterr().out
    cells = [[cell.strip() for cell in line.split("|")[1:4]] for line in said.splitlines() if "|" in line]
    assert cells[2:] == [
        ["ranh", "101", "20"],
        ["plain", "101", "20"],
        ["ranh", "401", "20"],
        ["plain", "401", "20"],
    ]
    assert "footprints on which the two differ: 0" in said


def test_calls_after_the_warm_up_are_counted() -> None:
    zones = np.array([shapely.box(0, 0, 10, 10), shapely.box(10, 0, 20, 10)])
    asked = np.array([shapely.box(x, 0, x + 5, 10) for x in (0, 8, 12, 30)])
    own, plain = measure(zones, asked, warm_up=1)
    assert own.pairs.tolist() == plain.pairs.tolist() == [2, 1, 0]
    assert own.area_m2.tolist() == plain.area_m2.tolist() == [50, 50, 0]


def test_percentiles_and_differences() -> None:
    calls = Calls(seconds=np.arange(101) / 1000, pairs=np.full(101, 2.0), area_m2=np.full(101, 5.0))
    assert row("ranh", 1_000, calls) == ["ranh", "1,000", "101", "2.0", "50.00", "95.00", "99.00", "100.00"]
    other = replace(calls, area_m2=np.where(np.arange(101) < 3, 6.0, 5.0))
    assert (disagreements(calls, calls), disagreements(calls, other)) == (0, 3)
