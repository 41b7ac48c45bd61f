"""A program that does not end, or says too much, is stopped with all that it started."""

import os
import sys
import time
from pathlib import Path

import pytest

from layers.intake.fenced.process import STDERR_BYTES, Bounds, Ended, Stop, run_bounded

posix = pytest.mark.skipif(os.name != "posix", reason="signals and process groups")


def run(code: str, folder: Path, *, wall_s: float = 20, answer_bytes: int = 1000, job: bytes = b"") -> Ended:
    command = [sys.executable, "-I", "-c", code]
    bounds = Bounds(wall_s=wall_s, answer_bytes=answer_bytes)
    return run_bounded(command, job, environment={"ONLY": "this"}, folder=folder, bounds=bounds)


def test_the_job_goes_in_and_the_answer_comes_out_without_our_environment_or_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RANH_SECRET", "x")
    code = (
        "import os, sys\n"
        "opened = [n for n in range(3, 200) if os.path.exists(f'/proc/self/fd/{n}') and n != 3]\n"
        "print(sys.stdin.read(), sorted(set(os.environ) - {'LC_CTYPE'}), os.getcwd(), opened)\n"
        "print('aside', file=sys.stderr)\n"
    )
    with (tmp_path / "open").open("w") as ours:
        os.set_inheritable(ours.fileno(), True)
        ended = run(code, tmp_path, job=b"do it")
    assert ended.answer.decode() == f"do it ['ONLY'] {tmp_path} []\n"
    assert (ended.status, ended.signal, ended.stopped, ended.complaints) == (0, "", Stop.NO, b"aside\n")


@posix
def test_what_does_not_end_is_killed_with_all_it_started(tmp_path: Path) -> None:
    code = (
        "import pathlib, subprocess, sys, time\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
        "pathlib.Path('pid').write_text(str(child.pid))\n"
        "time.sleep(60)\n"
    )
    begin = time.monotonic()
    ended = run(code, tmp_path, wall_s=2)
    assert time.monotonic() - begin < 10
    assert (ended.stopped, ended.signal) == (Stop.TIME, "SIGKILL")
    started = Path("/proc", (tmp_path / "pid").read_text(), "stat")
    for _ in range(100):
        if not started.exists() or started.read_text().split()[2] == "Z":
            break
        time.sleep(0.02)
    else:
        pytest.fail("the program's own child lives on")


@posix
def test_what_closes_its_output_and_goes_on_is_killed(tmp_path: Path) -> None:
    ended = run("import os, time; os.close(1); os.close(2); time.sleep(60)", tmp_path, wall_s=1)
    assert ended.stopped is Stop.TIME


def test_too_long_an_answer_is_cut_and_its_program_killed(tmp_path: Path) -> None:
    ended = run("while True: print('x' * 1000)", tmp_path, answer_bytes=5000)
    assert ended.stopped is Stop.ANSWER
    assert len(ended.answer) == 5001


def test_of_many_complaints_the_end_is_kept(tmp_path: Path) -> None:
    ended = run("import sys; sys.stderr.write('x' * 3_000_000 + 'end')", tmp_path)
    assert len(ended.complaints) == STDERR_BYTES
    assert ended.complaints.endswith(b"xend")


@posix
@pytest.mark.parametrize("name", ["SIGSEGV", "SIGXCPU", "SIGXFSZ", "SIGABRT"])
def test_the_signal_that_ended_it_is_named(tmp_path: Path, name: str) -> None:
    code = f"import os, signal; signal.signal(signal.{name}, signal.SIG_DFL); os.kill(os.getpid(), signal.{name})"
    ended = run(code, tmp_path)
    assert (ended.signal, ended.stopped) == (name, Stop.NO)


def test_a_program_that_takes_no_job_is_no_fault(tmp_path: Path) -> None:
    ended = run("import os; os.close(0); print('gone')", tmp_path, job=b"x" * 1_000_000)
    assert (ended.answer, ended.status) == (b"gone\n", 0)


def test_a_program_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        run_bounded(
            [str(tmp_path / "none")],
            b"",
            environment={},
            folder=tmp_path,
            bounds=Bounds(wall_s=1, answer_bytes=1),
        )
