"""One line for each format, all of them right: the same command that the documentation quotes."""

from __future__ import annotations

import pytest

from bench.formats import main


def test_every_format_comes_in_with_count_area_and_place_right(capsys: pytest.CaptureFixture[str]) -> None:
    assert main() == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 15
    assert all(" 6 rows, area 89,858.47 ha" in line for line in lines[:-1])
    assert "dgn-v8" in lines[-1]
