"""Two officers decide on the same case at the same moment: one is kept, the other is told."""

from __future__ import annotations

import pytest

from bench import races
from bench.officers import fill

pytestmark = pytest.mark.skipif(not hasattr(races.os, "fork"), reason="needs processes that are forked")


def test_no_decision_is_overwritten(desk, folder, tmp_path):
    counts = races.run(folder, fill(folder), 20, tmp_path)
    assert counts.is_good, counts
    assert counts.one_kept_other_told == 20
    assert desk.folder.is_dir()
