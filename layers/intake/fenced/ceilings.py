"""Ceilings of memory, processor time and file size that the kernel enforces on this process."""

from __future__ import annotations

import os
import signal
import sys

from layers.intake.fenced.fence import GAUGE, LINUX, Fence

OPEN_FILES = 256


def limit(*, memory_bytes: int, cpu_s: int, output_bytes: int) -> dict[str, str]:
    """
    Limit what this process may use, for good.

    Call it after the imports: memory counts from what is in use then, so that a file may use
    as much whatever libraries read it. Beyond the memory allocation fails; beyond the others the process
    ends by SIGXCPU or SIGXFSZ.

    Parameters
    ----------
    memory_bytes
        Address space beyond that in use; Linux alone enforces it.
    cpu_s
        Processor seconds of the process from its start.
    output_bytes
        Of each file it writes.

    Returns
    -------
    By `Fence` the limit that holds, "" where the system has none.
    """
    held = {str(fence): "" for fence in (Fence.MEMORY, Fence.CPU, Fence.OUTPUT)}
    if sys.platform == "win32":
        return held
    import resource  # noqa: PLC0415 Windows has none

    signal.signal(signal.SIGXFSZ, signal.SIG_DFL)  # Python ignores it: a write would fail, not end
    held[Fence.CPU] = f"{_lower(resource.RLIMIT_CPU, cpu_s, grace=1)} s"
    held[Fence.OUTPUT] = f"{_lower(resource.RLIMIT_FSIZE, output_bytes)} bytes"
    if LINUX:
        _lower(resource.RLIMIT_AS, address_space_bytes() + memory_bytes)
        held[Fence.MEMORY] = f"{memory_bytes} bytes"
    _lower(resource.RLIMIT_CORE, 0)
    _lower(resource.RLIMIT_NOFILE, OPEN_FILES)
    return held


def address_space_bytes() -> int:
    """Return the address space that this process uses (Linux)."""
    return int(GAUGE.read_bytes().split()[0]) * os.sysconf("SC_PAGE_SIZE")


def _lower(kind: int, most: int, grace: int = 0) -> int:
    """Set the soft limit, and the hard one `grace` above it, below what held before."""
    import resource  # noqa: PLC0415

    _, hard = resource.getrlimit(kind)
    soft = most if hard == resource.RLIM_INFINITY else min(most, hard)
    top = most + grace if hard == resource.RLIM_INFINITY else min(most + grace, hard)
    resource.setrlimit(kind, (soft, top))
    return soft
