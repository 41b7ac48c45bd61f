"""
What a child process does to itself before it touches a file of somebody else.

A fence holds when the kernel enforces it also against code of the file's author that runs in
this process. Several hold by two means, so that each is there where the other is not allowed (a
container, an old kernel). What does not hold is reported as "", never left out: who reads the
report decides. On macOS there are the limits of processor time and size only, on Windows none.

The kernel binds Landlock, namespaces and privileges to a thread: `enclose` must run while the
process has one, before numpy or pyarrow are imported, whose thread would stay outside.
"""

from __future__ import annotations

import ctypes
import signal
import socket
import sys
import sysconfig
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from layers.intake.fenced import landlock, seccomp

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

LINUX = sys.platform.startswith("linux")
GAUGE = Path("/proc/self/statm")
"""How much memory this process uses; `layers.intake.fenced.ceilings` reads it inside the fence."""


class Fence(StrEnum):
    """What is kept from the file."""

    FILES = "files"
    """Reading any file but the staged one, and the program's own libraries."""
    WRITING = "writing"
    """Changing, making or removing any file; the answer goes through a descriptor opened before."""
    NETWORK = "network"
    PROGRAMS = "programs"
    """Starting other programs."""
    PROCESSES = "processes"
    """Signals to other processes, reading their memory."""
    PRIVILEGES = "privileges"
    """What the kernel lets an administrator do, where the program runs as one."""
    MEMORY = "memory"
    CPU = "cpu"
    OUTPUT = "output"
    DRIVERS = "drivers"
    """Format drivers that open other files or hosts."""


ESSENTIAL = frozenset(
    {Fence.FILES, Fence.WRITING, Fence.NETWORK, Fence.PROGRAMS, Fence.MEMORY, Fence.CPU, Fence.OUTPUT}
)
"""Without one of these nothing is read on Linux; see `required`."""

WEAK_SETTING = "RANH_ALLOW_WEAK_FENCE"


def required(setting: str | None, *, linux: bool = LINUX) -> frozenset[Fence]:
    """
    Return the fences without which a file must not be read.

    Linux can enforce all of them, so one that is missing is a fault of the installation, and
    nothing is read until somebody allows it. macOS and Windows have no such fences: there a
    file is read behind the gate and the allowed drivers alone, and the account of the import says so.

    Parameters
    ----------
    setting
        Value of `RANH_ALLOW_WEAK_FENCE`: "1" reads also without, "0" never, on any system;
        None or "" as above.
    linux
        Whether this is Linux.

    Examples
    --------
    >>> len(required(None, linux=True)), len(required(None, linux=False)), len(required("0", linux=False))
    (7, 0, 7)
    """
    if setting == "1" or (not linux and setting != "0"):
        return frozenset()
    return ESSENTIAL


def enclose(read: Iterable[Path], listed: Iterable[Path]) -> dict[str, str]:
    """
    Raise every fence but the ceilings, and say by what each holds.

    Parameters
    ----------
    read
        Files and folders that may be read, beside the program's own libraries.
    listed
        Folders whose names may be listed.

    Returns
    -------
    Every `Fence` by name; "" where it does not hold.

    Raises
    ------
    OSError
        If the kernel has a fence and refuses to raise it.
    """
    held = dict.fromkeys(map(str, Fence), "")
    if not LINUX or len(list(Path("/proc/self/task").iterdir())) != 1:
        return held
    _die_with_parent_leave_no_dump()
    namespace = _leave_network()
    held[Fence.PRIVILEGES] = _drop_privileges()
    files = landlock.restrict(read=[*read, *libraries(), GAUGE], listed=listed)
    calls = seccomp.restrict()
    by_files, by_calls = f"landlock {files}" * bool(files), f"seccomp {calls}" * bool(calls)
    held[Fence.FILES] = by_files if _is_closed(lambda: list(Path("/").iterdir())) else ""
    for fence in (Fence.WRITING, Fence.PROGRAMS):
        held[fence] = _join(by_files, by_calls)
    held[Fence.PROCESSES] = _join(by_files if files >= landlock.SCOPE_ABI else "", by_calls)
    by_calls = by_calls if _is_closed(lambda: socket.socket().close()) else ""
    held[Fence.NETWORK] = _join(namespace, by_calls)
    return held


def libraries() -> list[Path]:
    """Return the folders of the program, of Python and of the system's shared libraries; none holds data."""
    code = Path(__file__).resolve().parents[2]
    bases = {Path(sys.prefix), Path(sys.base_prefix)}
    folders = [Path(sysconfig.get_path(kind)) for kind in ("stdlib", "platstdlib", "purelib", "platlib")]
    folders += [base / name for base in bases for name in ("lib", "lib64", "share/proj", "share/gdal")]
    folders += [Path("/", name) for name in ("lib", "lib64", "usr/lib", "usr/lib64", "usr/local/lib")]
    folders += [Path("/usr/share/proj"), Path("/usr/share/gdal"), Path("/etc/ld.so.cache")]
    return [code, code.parent / "geo", *sorted({folder.resolve() for folder in folders} - {Path("/")})]


def _leave_network() -> str:
    """Move into a network namespace of its own, which has no device but a loopback that is down."""
    new_user, new_network = 0x10000000, 0x40000000
    libc = ctypes.CDLL(None, use_errno=True)
    if not libc.unshare(new_network) or not libc.unshare(new_user | new_network):
        return "namespace"
    return ""


def _drop_privileges() -> str:
    """Give up every capability but that to read what belongs to another account: Landlock limits that."""
    version, read_search = 0x20080522, 0b100
    header, sets = (ctypes.c_uint32 * 2)(version, 0), (ctypes.c_uint32 * 6)()
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.capget(header, sets):
        return ""
    kept = sets[1] & read_search
    lowered = (ctypes.c_uint32 * 6)(kept, kept, 0, 0, 0, 0)
    return "" if libc.capset(header, lowered) else "capabilities"


def _die_with_parent_leave_no_dump() -> None:
    pr_set_pdeathsig, pr_set_dumpable = 1, 4
    libc = ctypes.CDLL(None, use_errno=True)
    for option, value in ((pr_set_pdeathsig, int(signal.SIGKILL)), (pr_set_dumpable, 0)):
        if libc.prctl(option, *(ctypes.c_ulong(n) for n in (value, 0, 0, 0))):
            raise OSError(ctypes.get_errno(), f"prctl {option}")


def _is_closed(attempt: Callable[[], object]) -> bool:
    """Whether the kernel forbids it: that a rule was accepted is not yet proof that it works."""
    try:
        attempt()
    except PermissionError:
        return True
    return False


def _join(*means: str) -> str:
    return ", ".join(filter(None, means))
