"""
Take from this process the right to open any file but a few (Landlock, Linux 5.13 and later).

Landlock binds the thread that calls it and what that thread starts later, root too, for good.
A thread that already runs is not bound, and shares memory with those that are: call `restrict`
before anything that starts threads is imported.
Numbers and meanings: https://docs.kernel.org/userspace-api/landlock.html
"""

from __future__ import annotations

import ctypes
import errno
import os
import stat
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446
GET_VERSION, PATH_BENEATH = 1, 1
READ_FILE, READ_DIR = 1 << 2, 1 << 3
NEWEST_KNOWN_ABI = 7

FILE_RIGHTS = ((1, 0x1FFF), (2, 1 << 13), (3, 1 << 14), (5, 1 << 15))
"""ABI and the rights that came with it: execute, read, write, make, remove; move; truncate; ioctl."""
TCP_ABI, TCP_BIND_CONNECT = 4, 0b11
SCOPE_ABI, SCOPE_SOCKETS_SIGNALS = 6, 0b11


class Ruleset(ctypes.Structure):
    """`struct landlock_ruleset_attr`: everything named here is forbidden unless a rule allows it."""

    _fields_ = (("files", ctypes.c_uint64), ("network", ctypes.c_uint64), ("scoped", ctypes.c_uint64))


class PathRule(ctypes.Structure):
    """`struct landlock_path_beneath_attr`."""

    _pack_ = 1
    _fields_ = (("allowed", ctypes.c_uint64), ("parent", ctypes.c_int32))


def abi() -> int:
    """Return the Landlock ABI of this kernel; 0 where there is none or it is switched off."""
    if not sys.platform.startswith("linux"):
        return 0
    try:
        return _call(CREATE_RULESET, None, ctypes.c_size_t(0), ctypes.c_uint32(GET_VERSION))
    except OSError as error:
        if error.errno in {errno.ENOSYS, errno.EOPNOTSUPP, errno.EPERM}:
            return 0
        raise


def restrict(*, read: Iterable[Path], listed: Iterable[Path] = ()) -> int:
    """
    Forbid this process every file but those given, and return the ABI that enforces it.

    Writing, making, moving, removing and executing is forbidden everywhere; descriptors that
    are open already stay usable. From ABI 4 TCP is forbidden too, from ABI 6 signals to others and
    abstract sockets. What cannot be forbidden: to ask for size and times of a file (stat), to
    change its mode or owner (`seccomp` forbids that).

    Parameters
    ----------
    read
        Files, and folders with all that is in them, that may be read. What is not there is left
        out; a symbolic link is not followed.
    listed
        Folders whose names may be listed, not their files read.

    Returns
    -------
    The ABI, 0 if nothing was restricted because the system has no Landlock.

    Raises
    ------
    OSError
        If the kernel refuses the rules.
    """
    version = abi()
    if not version:
        return 0
    _set_no_new_privileges()
    rules = Ruleset(
        files=sum(rights for since, rights in FILE_RIGHTS if version >= since),
        network=TCP_BIND_CONNECT if version >= TCP_ABI else 0,
        scoped=SCOPE_SOCKETS_SIGNALS if version >= SCOPE_ABI else 0,
    )
    size = 24 if version >= SCOPE_ABI else 16 if version >= TCP_ABI else 8
    handle = _call(CREATE_RULESET, ctypes.byref(rules), ctypes.c_size_t(size), ctypes.c_uint32(0))
    try:
        for path in read:
            _allow(handle, path, READ_FILE | READ_DIR)
        for path in listed:
            _allow(handle, path, READ_DIR)
        _call(RESTRICT_SELF, ctypes.c_int(handle), ctypes.c_uint32(0))
    finally:
        os.close(handle)
    return min(version, NEWEST_KNOWN_ABI)


def _allow(handle: int, path: Path, rights: int) -> None:
    try:
        parent = os.open(path, os.O_PATH | os.O_NOFOLLOW | os.O_CLOEXEC)
    except FileNotFoundError:
        return
    try:
        mode = os.fstat(parent).st_mode
        if stat.S_ISLNK(mode):
            return
        allowed = rights if stat.S_ISDIR(mode) else rights & ~READ_DIR
        rule = PathRule(allowed=allowed, parent=parent)
        _call(
            ADD_RULE,
            ctypes.c_int(handle),
            ctypes.c_int(PATH_BENEATH),
            ctypes.byref(rule),
            ctypes.c_uint32(0),
        )
    finally:
        os.close(parent)


def _set_no_new_privileges() -> None:
    """Bar set-user-id programs; the kernel takes rules of Landlock and seccomp only after this."""
    pr_set_no_new_privs = 38
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(pr_set_no_new_privs, *(ctypes.c_ulong(n) for n in (1, 0, 0, 0))):
        raise OSError(ctypes.get_errno(), "PR_SET_NO_NEW_PRIVS")


def _call(number: int, *arguments: object) -> int:
    """Make a system call that the C library has no function for."""
    libc = ctypes.CDLL(None, use_errno=True)
    libc.syscall.restype = ctypes.c_long
    answer = int(libc.syscall(ctypes.c_long(number), *arguments))
    if answer < 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))
    return answer
