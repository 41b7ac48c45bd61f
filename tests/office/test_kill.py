"""Officers, and the server, die while they decide: what was acknowledged is there, with its audit row."""

from __future__ import annotations

import pytest

from bench import kill
from bench.officers import fill

pytestmark = pytest.mark.skipif(not hasattr(kill.os, "fork"), reason="needs processes that are forked")


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(kill, "LONGEST_S", 0.3)


def test_nothing_acknowledged_is_lost_when_officers_are_killed(sqlite_desk, folder, tmp_path):
    counts = kill.Trial(folder, fill(folder)[:2], tmp_path, seed=1).run(3, None)
    assert counts.is_good, counts
    assert counts.officers_killed == 5
    assert sqlite_desk.is_sqlite


def test_nothing_acknowledged_is_lost_when_the_server_crashes(
    postgresql_desk, server, folder, tmp_path, monkeypatch
):
    monkeypatch.setattr(kill, "SERVER_EVERY", 2)
    counts = kill.Trial(folder, fill(folder)[:2], tmp_path, seed=1).run(4, server)
    assert counts.is_good, counts
    assert counts.server_crashes == 2
    assert not postgresql_desk.is_sqlite


def test_a_decision_that_is_not_there_is_counted_as_lost(sqlite_desk, folder, tmp_path):
    trial = kill.Trial(folder, fill(folder)[:1], tmp_path, seed=1)
    trial.log.write_text("kept no-such-key\nrefused other\nkept half-a-li")
    counts = trial.count(0, 0)
    assert (counts.acknowledged, counts.lost, counts.is_good) == (2, 2, False)
    assert sqlite_desk.is_sqlite
