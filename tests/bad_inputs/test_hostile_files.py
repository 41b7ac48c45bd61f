"""Every hostile file is refused by its name, leaves nothing behind, and makes nobody open another file."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from bad_inputs.hostile import HOSTILE, OUTSIDE

from layers.errors import IntakeError
from layers.intake.entrance.gate import admit

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("name", HOSTILE)
def test_refused_by_name(name, tmp_path):
    writer, code = HOSTILE[name]
    given, staging = tmp_path / "given", tmp_path / "staging"
    given.mkdir()
    staging.mkdir(mode=0o700)
    path = writer(given)
    with pytest.raises(IntakeError) as refused:
        admit(path, staging)
    assert refused.value.code == code, refused.value.en
    assert list(staging.iterdir()) == []
    assert sorted(child.name for child in tmp_path.iterdir()) == ["given", "staging"]
    for sentence in (refused.value.en, refused.value.vi):
        assert sentence.endswith(".")
        assert sentence.isprintable()
        assert len(sentence) < 700
    assert refused.value.en != refused.value.vi


def test_there_are_enough_of_them():
    assert len(HOSTILE) >= 200


@pytest.fixture(scope="module")
def watched(tmp_path_factory):
    """Admit all of them in a process that notes every file, process and host that Python touches."""
    folder = tmp_path_factory.mktemp("watched")
    tasks = []
    for number, (name, (writer, code)) in enumerate(HOSTILE.items()):
        given = folder / "given" / str(number)
        given.mkdir(parents=True)
        tasks.append((name, str(writer(given)), code))
    (folder / "staging").mkdir(mode=0o700)
    (folder / "tasks.json").write_text(json.dumps(tasks))
    done = subprocess.run(
        [sys.executable, "-I", Path(__file__).with_name("watched.py"), ROOT, folder],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_every_one_is_refused_in_the_watched_process(watched):
    expected = [[name, code] for name, (_, code) in HOSTILE.items()]
    assert watched["codes"] == expected


def test_no_file_outside_is_opened_or_written(watched):
    assert watched["opened_elsewhere"] == []
    assert watched["written_elsewhere"] == []
    assert not [path for path in watched["opened"] if path == OUTSIDE]
    # the watch itself works: it has seen the files that were handed in
    assert len(watched["opened"]) > len(HOSTILE) // 2


def test_no_process_and_no_host_is_asked(watched):
    assert watched["forbidden_events"] == []
    assert watched["left_in_staging"] == []
