"""
Take system calls from this process that no reader of a file needs (seccomp filter, Linux).

Forbidden: network, other programs and processes, signals to others, shared memory, mounts and
everything else that administers the kernel, and all that changes a file system: opening for
writing, too. So a file that has taken over the reader can compute and answer, no more.

A list of what is forbidden, not of what is allowed: the C library and Python differ by
distribution in the harmless calls they make. Calls newer than the list answer "not there".
Numbers: asm/unistd_64.h (x86_64) and asm-generic/unistd.h (aarch64) of Linux.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import struct
import sys

FORBIDDEN = """
socket 41 198, socketpair 53 199, connect 42 203, bind 49 200, listen 50 201,
io_uring_setup 425 425, io_uring_enter 426 426, io_uring_register 427 427,
execve 59 221, execveat 322 281, fork 57 -, vfork 58 -,
ptrace 101 117, process_vm_readv 310 270, process_vm_writev 311 271, process_madvise 440 440,
process_mrelease 448 448, pidfd_open 434 434, pidfd_getfd 438 438, pidfd_send_signal 424 424, kcmp 312 272,
tkill 200 130, rt_sigqueueinfo 129 138, rt_tgsigqueueinfo 297 240, migrate_pages 256 238, move_pages 279 239,
setpriority 141 140, ioprio_set 251 30, sched_setscheduler 144 119, sched_setparam 142 118,
sched_setattr 314 274, sched_setaffinity 203 122, setpgid 109 154, setsid 112 157,
shmget 29 194, shmat 30 196, shmctl 31 195, msgget 68 186, msgsnd 69 189, msgrcv 70 188, msgctl 71 187,
semget 64 190, semop 65 193, semtimedop 220 192, semctl 66 191, mq_open 240 180, mq_unlink 241 181,
memfd_create 319 279, memfd_secret 447 447,
unshare 272 97, setns 308 268, mount 165 40, umount2 166 39, pivot_root 155 41, chroot 161 51,
open_tree 428 428, move_mount 429 429, fsopen 430 430, fsconfig 431 431, fsmount 432 432, fspick 433 433,
mount_setattr 442 442, name_to_handle_at 303 264, open_by_handle_at 304 265, bpf 321 280,
perf_event_open 298 241, userfaultfd 323 282, keyctl 250 219, add_key 248 217, request_key 249 218,
init_module 175 105, finit_module 313 273, delete_module 176 106, kexec_load 246 104,
kexec_file_load 320 294, reboot 169 142, swapon 167 224, swapoff 168 225, acct 163 89, quotactl 179 60,
quotactl_fd 443 443, syslog 103 116, settimeofday 164 170, clock_settime 227 112, clock_adjtime 305 266,
adjtimex 159 171, sethostname 170 161, setdomainname 171 162, iopl 172 -, ioperm 173 -, modify_ldt 154 -,
personality 135 92, vhangup 153 58, fanotify_init 300 262, fanotify_mark 301 263, uselib 134 -,
creat 85 -, mknod 133 -, mknodat 259 33, mkdir 83 -, mkdirat 258 34, rmdir 84 -, unlink 87 -,
unlinkat 263 35, rename 82 -, renameat 264 38, renameat2 316 276, link 86 -, linkat 265 37, symlink 88 -,
symlinkat 266 36, truncate 76 45, chmod 90 -, fchmod 91 52, fchmodat 268 53, chown 92 -, fchown 93 55,
lchown 94 -, fchownat 260 54, setxattr 188 5, lsetxattr 189 6, fsetxattr 190 7, removexattr 197 14,
lremovexattr 198 15, fremovexattr 199 16, utime 132 -, utimes 235 -, futimesat 261 -, utimensat 280 88
"""
"""Name, number on x86_64, number on aarch64."""

ABSENT = "clone3 435 435, openat2 437 437"
"""Their arguments lie where a filter cannot look; without them the C library makes the older call."""
NEWEST_KNOWN = 451

ARCHITECTURES = {"x86_64": (0xC000003E, 0), "aarch64": (0xC00000B7, 1)}
"""Audit number and column of the table."""
X32_BIT = 0x40000000

LOAD, EQUAL, AT_LEAST, ANY_BIT, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
NUMBER_AT, ARCHITECTURE_AT, FIRST_ARGUMENT_AT = 0, 4, 16
ALLOW, KILL, ANSWER = 0x7FFF0000, 0x80000000, 0x00050000
WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC
CLONE_THREAD = 0x00010000

Step = tuple[int, int, int, int]


class Program(ctypes.Structure):
    """`struct sock_fprog`."""

    _fields_ = (("length", ctypes.c_ushort), ("steps", ctypes.c_char_p))


def restrict() -> str:
    """
    Forbid the calls, for this process and all its later threads, and return for which processor.

    Call it while the process has one thread.

    Returns
    -------
    The architecture, "" if nothing was forbidden: another system or a processor without a table.

    Raises
    ------
    OSError
        If the kernel refuses the filter.
    """
    machine = platform.machine() if sys.platform.startswith("linux") else ""
    if machine not in ARCHITECTURES:
        return ""
    code = b"".join(struct.pack("=HBBI", *step) for step in _steps(machine))
    program = Program(length=len(code) // 8, steps=code)
    libc = ctypes.CDLL(None, use_errno=True)
    pr_set_no_new_privs, pr_set_seccomp, filter_mode = 38, 22, 2
    zeros = [ctypes.c_ulong(0)] * 3
    if libc.prctl(pr_set_no_new_privs, ctypes.c_ulong(1), *zeros) or libc.prctl(
        pr_set_seccomp, ctypes.c_ulong(filter_mode), ctypes.byref(program), *zeros[:2]
    ):
        raise OSError(ctypes.get_errno(), "seccomp")
    return machine


def _steps(machine: str) -> list[Step]:
    audit, column = ARCHITECTURES[machine]
    own = os.getpid()
    steps: list[Step] = [
        (LOAD, 0, 0, ARCHITECTURE_AT),
        (EQUAL, 1, 0, audit),
        (RETURN, 0, 0, KILL),
        (LOAD, 0, 0, NUMBER_AT),
    ]
    if machine == "x86_64":
        steps += [(AT_LEAST, 0, 1, X32_BIT), (RETURN, 0, 0, KILL)]
    steps += [(AT_LEAST, 0, 1, NEWEST_KNOWN + 1), _answer(errno.ENOSYS)]
    for number in _numbers(ABSENT, column):
        steps += [(EQUAL, 0, 1, number), _answer(errno.ENOSYS)]
    for number in _numbers(FORBIDDEN, column):
        steps += [(EQUAL, 0, 1, number), _answer(errno.EPERM)]
    for number in _numbers("clone 56 220", column):
        steps += _unless(number, 0, [(ANY_BIT, 1, 0, CLONE_THREAD)])
    for number in _numbers("kill 62 129, tgkill 234 131", column):
        steps += _unless(number, 0, [(EQUAL, 1, 0, own)])
    for number in _numbers("prlimit64 302 261", column):
        steps += _unless(number, 0, [(EQUAL, 2, 0, 0), (EQUAL, 1, 0, own)])
    for number, argument in zip(_numbers("open 2 -, openat 257 56", column), (1, 2)[column:], strict=True):
        steps += _unless(number, argument, [(ANY_BIT, 0, 1, WRITES)])
    return [*steps, (RETURN, 0, 0, ALLOW)]


def _unless(number: int, argument: int, tests: list[Step]) -> list[Step]:
    """Return the steps that forbid a call unless the low half of an argument passes: that skips the no."""
    return [
        (EQUAL, 0, len(tests) + 3, number),
        (LOAD, 0, 0, FIRST_ARGUMENT_AT + 8 * argument),
        *tests,
        _answer(errno.EPERM),
        (RETURN, 0, 0, ALLOW),
    ]


def _answer(code: int) -> Step:
    return RETURN, 0, 0, ANSWER | code


def _numbers(table: str, column: int) -> list[int]:
    found = [row.split()[1 + column] for row in table.split(",")]
    return [int(number) for number in found if number != "-"]
