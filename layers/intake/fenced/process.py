"""
Run a program that is not trusted to end, or to say little: bounded time, bounded answer.

Never a fork of this process: a new program with the environment that it is given and no other,
no open file of ours, in a process group of its own that is killed as a whole.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import threading
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path
    from typing import IO

STDERR_BYTES = 64 << 10


class Stop(StrEnum):
    """Why the program was killed from here."""

    NO = ""
    TIME = "time"
    ANSWER = "answer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """How a program ended."""

    status: int
    """Exit status; minus the signal's number where a signal ended it."""
    answer: bytes
    """What it wrote to its standard output."""
    complaints: bytes
    """The end of what it wrote to its standard error. May hold anything: not for people."""
    stopped: Stop

    @property
    def signal(self) -> str:
        """Name of the signal that ended it, "" where none did."""
        numbers = {int(number): number.name for number in signal.Signals}
        return numbers.get(-self.status, f"signal {-self.status}") if self.status < 0 else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """What a program may take."""

    wall_s: float
    answer_bytes: int


def run_bounded(
    command: Sequence[str], job: bytes, *, environment: Mapping[str, str], folder: Path, bounds: Bounds
) -> Ended:
    """
    Start a program, hand it a job, and return how it ended.

    Parameters
    ----------
    command
        Program and arguments; no shell.
    job
        For its standard input.
    environment
        All of it: nothing of ours is inherited.
    folder
        In which it starts.
    bounds
        Beyond them it is killed, with all that it started.

    Raises
    ------
    OSError
        If it cannot be started.
    """
    process = subprocess.Popen(  # noqa: S603 the command is ours
        list(command),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=folder,
        env=dict(environment),
        start_new_session=True,
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )
    stops: list[Stop] = []
    complaints = bytearray()
    timer = threading.Timer(bounds.wall_s, _stop, (process, stops, Stop.TIME))
    listener = threading.Thread(target=_listen, args=(process.stderr, complaints), daemon=True)
    with process:
        try:
            timer.start()
            listener.start()
            answer = _exchange(process, job, bounds.answer_bytes)
            if len(answer) > bounds.answer_bytes:
                _stop(process, stops, Stop.ANSWER)
            _await_end(process)
        finally:
            timer.cancel()
            timer.join()
            _kill(process)
            process.wait()
            listener.join(timeout=5)
    return Ended(
        status=process.returncode,
        answer=answer,
        complaints=bytes(complaints),
        stopped=stops[0] if stops else Stop.NO,
    )


def _exchange(process: subprocess.Popen[bytes], job: bytes, most: int) -> bytes:
    """Hand over the job and return the answer, one byte more than the most at the most."""
    stdin, stdout = process.stdin, process.stdout
    if stdin is None or stdout is None:
        raise ValueError("the program was started without pipes")
    with contextlib.suppress(OSError):  # it may have ended before it read anything
        stdin.write(job)
    with contextlib.suppress(OSError):
        stdin.close()
    return stdout.read(most + 1)


def _listen(pipe: IO[bytes], kept: bytearray) -> None:
    """Read all that is said, so that the program never waits, and keep the end of it."""
    descriptor = pipe.fileno()
    with contextlib.suppress(OSError):
        while block := os.read(descriptor, STDERR_BYTES):
            kept += block
            del kept[:-STDERR_BYTES]


def _await_end(process: subprocess.Popen[bytes]) -> None:
    """Wait without taking the process number back, so that a kill meets nobody else's group."""
    if hasattr(os, "waitid"):
        os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
    else:
        process.wait()


def _stop(process: subprocess.Popen[bytes], stops: list[Stop], reason: Stop) -> None:
    stops.append(reason)
    _kill(process)


def _kill(process: subprocess.Popen[bytes]) -> None:
    """Kill the whole group, unless its number may be somebody else's by now."""
    if process.returncode is not None:
        return
    if os.name == "posix":
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()
