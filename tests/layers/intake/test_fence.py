"""Each fence alone stops its class of harm: code that tries runs in a process that has raised that one only."""

import contextlib
import http.server
import platform
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from layers.intake.fenced import landlock, seccomp
from layers.intake.fenced.fence import ESSENTIAL, Fence, required

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux has these fences")
needs_seccomp = pytest.mark.skipif(
    platform.machine() not in seccomp.ARCHITECTURES, reason="no table of calls for this processor"
)
needs_landlock = pytest.mark.skipif(not landlock.abi(), reason="this kernel has no Landlock")

PRELUDE = """
import ctypes, os, resource, signal, socket, subprocess, sys, threading
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from layers.intake.fenced import ceilings, fence, landlock, seccomp
folder, port = Path(sys.argv[2]), int(sys.argv[3])
def attempt(action):
    try:
        answer = action()
    except OSError as error:
        print(type(error).__name__, end=" ")
    else:
        print("done", end=" ")
"""
FILES = "landlock.restrict(read=[folder / 'data.shp'], listed=[folder])\n"
CALLS = "seccomp.restrict()\n"


class Counter(http.server.BaseHTTPRequestHandler):
    """Answers every request with nothing; the server counts connections."""

    def log_message(self, *_: object) -> None:
        """Say nothing."""


class Host(http.server.ThreadingHTTPServer):
    """A host that counts who calls it."""

    daemon_threads = True
    accepted = 0

    def get_request(self) -> tuple[socket.socket, object]:
        """Count one call."""
        self.accepted += 1
        return super().get_request()


@pytest.fixture
def host():
    with Host(("127.0.0.1", 0), Counter) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def staged(tmp_path: Path) -> Path:
    """Return a staging folder with one file to read, beside a file that is none of its business."""
    (tmp_path / "secret.txt").write_text("marker-7731")
    folder = tmp_path / "staged"
    folder.mkdir()
    (folder / "data.shp").write_text("shape")
    (folder / "other.shp").write_text("marker-7731")
    return folder


def run(code: str, folder: Path, port: int = 9) -> subprocess.CompletedProcess[str]:
    root = str(Path(__file__).parents[3])
    command = [sys.executable, "-I", "-c", PRELUDE + code, root, str(folder), str(port)]
    return subprocess.run(command, env={}, capture_output=True, text=True, check=False)


def said(code: str, folder: Path, port: int = 9) -> str:
    done = run(code, folder, port)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@needs_landlock
def test_landlock_alone_leaves_the_staged_file_to_read_and_nothing_to_write(staged: Path) -> None:
    (staged / "link.shp").symlink_to(staged.parent / "secret.txt")
    code = FILES.replace("'data.shp'", "'data.shp', folder / 'link.shp'") + (
        "attempt(lambda: (folder / 'data.shp').read_bytes())\n"
        "attempt(lambda: list(folder.iterdir()))\n"
        "for path in (Path('/etc/passwd'), folder / 'other.shp', folder / 'link.shp', folder / '../secret.txt',"
        " Path('/proc/1/environ'), Path('/proc/self/maps')):\n"
        "    attempt(path.read_bytes)\n"
        "attempt(lambda: list(Path('/').iterdir()))\n"
        "attempt(lambda: list(folder.parent.iterdir()))\n"
        "print('|', end=' ')\n"
        "for write in (lambda: (folder / 'new').touch(), lambda: (folder / 'data.shp').write_bytes(b''),"
        " (folder / 'data.shp').unlink, (folder / 'made').mkdir,"
        " lambda: (folder / 'data.shp').rename(folder / 'moved'), lambda: os.truncate(folder / 'data.shp', 0)):\n"
        "    attempt(write)\n"
    )
    read, written = said(code, staged).split(" | ")
    assert read.split() == ["done"] * 2 + ["PermissionError"] * 8
    assert written.split() == ["PermissionError"] * 6
    assert (staged / "data.shp").read_text() == "shape"


@needs_landlock
def test_landlock_alone_starts_no_program_and_reaches_no_host_nor_process(staged: Path, host: Host) -> None:
    code = FILES + (
        "attempt(lambda: subprocess.run(['/bin/true'], check=False))\n"
        "attempt(lambda: socket.create_connection(('127.0.0.1', port)))\n"
        "attempt(lambda: os.kill(os.getppid(), 0))\n"
    )
    abi = landlock.abi()
    assert said(code, staged, host.server_port).split() == [
        "PermissionError",
        "PermissionError" if abi >= landlock.TCP_ABI else "done",
        "PermissionError" if abi >= landlock.SCOPE_ABI else "done",
    ]
    assert host.accepted == (0 if abi >= landlock.TCP_ABI else 1)


@needs_landlock
def test_landlock_holds_in_threads_that_start_later(staged: Path) -> None:
    code = FILES + (
        "thread = threading.Thread(target=attempt, args=(Path('/etc/passwd').read_bytes,))\n"
        "thread.start(); thread.join()\n"
    )
    assert said(code, staged) == "PermissionError"


@needs_seccomp
def test_seccomp_alone_reaches_no_host_program_process_or_file_to_write(staged: Path, host: Host) -> None:
    code = CALLS + (
        "attempt((folder / 'data.shp').read_bytes)\n"
        "thread = threading.Thread(target=attempt, args=(lambda: None,))\n"
        "thread.start(); thread.join()\n"
        "attempt(lambda: os.kill(os.getpid(), 0))\n"
        "attempt(lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64)))\n"
        "print('|', end=' ')\n"
        "for harm in (lambda: socket.create_connection(('127.0.0.1', port)), socket.socketpair, os.fork,"
        " lambda: os.execv('/bin/true', ['true']), lambda: subprocess.run(['/bin/true'], check=False),"
        " lambda: os.kill(os.getppid(), 0), lambda: resource.prlimit(os.getppid(), resource.RLIMIT_CPU),"
        " lambda: (folder / 'new').touch(), lambda: (folder / 'data.shp').write_bytes(b''),"
        " (folder / 'data.shp').unlink, (folder / 'made').mkdir, lambda: (folder / 'data.shp').chmod(0o777),"
        " lambda: (folder / 'data.shp').rename(folder / 'moved'), lambda: os.utime(folder / 'data.shp'),"
        " lambda: os.symlink('/etc/passwd', folder / 'link'), lambda: os.memfd_create('hidden')):\n"
        "    attempt(harm)\n"
    )
    harmless, harm = said(code, staged, host.server_port).split(" | ")
    assert harmless.split() == ["done"] * 4
    assert harm.split() == ["PermissionError"] * 16
    assert host.accepted == 0
    assert [path.name for path in sorted(staged.iterdir())] == ["data.shp", "other.shp"]


@needs_seccomp
def test_seccomp_answers_every_call_on_its_list_with_no_and_newer_ones_with_not_there(staged: Path) -> None:
    code = CALLS + (
        "libc = ctypes.CDLL(None, use_errno=True)\n"
        "column = seccomp.ARCHITECTURES[os.uname().machine][1]\n"
        "def errors(numbers):\n"
        "    found = set()\n"
        "    for number in numbers:\n"
        "        ctypes.set_errno(0)\n"
        "        libc.syscall(ctypes.c_long(number), *[ctypes.c_long(0)] * 5)\n"
        "        found.add(ctypes.get_errno())\n"
        "    return found\n"
        "print(errors(seccomp._numbers(seccomp.FORBIDDEN, column)), errors(seccomp._numbers(seccomp.ABSENT, column)),"
        " errors(range(452, 600)), len(seccomp._numbers(seccomp.FORBIDDEN, column)) > 90)\n"
    )
    assert said(code, staged) == "{1} {38} {38} True"


def test_the_namespace_alone_reaches_no_host(staged: Path, host: Host) -> None:
    code = (
        "held = fence._leave_network()\n"
        "attempt(lambda: socket.create_connection(('127.0.0.1', port), timeout=2))\n"
        "attempt(lambda: socket.socket(type=socket.SOCK_DGRAM).sendto(b'x', ('127.0.0.1', port)))\n"
        "print(held or 'not allowed here')\n"
    )
    answer = said(code, staged, host.server_port)
    if answer.endswith("not allowed here"):
        pytest.skip("this account may make no namespace")
    assert answer == "OSError OSError namespace"
    assert host.accepted == 0


@pytest.mark.parametrize("more", ["", "attempt(lambda: os.setuid(12345))\n"])
def test_an_administrator_keeps_no_privilege(staged: Path, more: str) -> None:
    code = more + (
        "held = fence._drop_privileges()\n"
        "lines = Path('/proc/self/status').read_text().splitlines()\n"
        "kept = {int(line.split()[1], 16) for line in lines if line.startswith(('CapEff', 'CapPrm', 'CapInh'))}\n"
        "print(held, kept <= {0, 4})\n"
    )
    assert said(code, staged).endswith("capabilities True")


@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("ceilings.limit(memory_bytes=64 << 20, cpu_s=9, output_bytes=9)\nbytearray(32 << 20)\n", 0),
        (
            "ceilings.limit(memory_bytes=64 << 20, cpu_s=9, output_bytes=9)\ntry: bytearray(96 << 20)\nexcept MemoryError: sys.exit(7)\n",
            7,
        ),
        ("ceilings.limit(memory_bytes=64 << 20, cpu_s=1, output_bytes=9)\nwhile True: pass\n", -24),
        (
            "ceilings.limit(memory_bytes=64 << 20, cpu_s=9, output_bytes=9)\n(folder / 'large').write_bytes(bytes(10))\n",
            -25,
        ),
        ("ceilings.limit(memory_bytes=64 << 20, cpu_s=9, output_bytes=9)\nos.abort()\n", -6),
    ],
)
def test_memory_time_and_size_are_limited(staged: Path, code: str, status: int) -> None:
    assert run(code, staged).returncode == status
    assert not (staged / "large").exists() or (staged / "large").stat().st_size <= 9
    assert not list(staged.glob("core*"))


def test_a_process_with_a_second_thread_claims_no_fence(staged: Path) -> None:
    code = (
        "held = threading.Event()\n"
        "threading.Thread(target=held.wait, daemon=True).start()\n"
        "print(any(fence.enclose([], []).values()))\n"
    )
    assert said(code, staged) == "False"


def test_enclosed_every_fence_is_named_and_says_what_holds_it(staged: Path) -> None:
    code = (
        "held = fence.enclose([], []) | ceilings.limit(memory_bytes=1 << 30, cpu_s=9, output_bytes=9)\n"
        "print(sorted(held) == sorted(fence.Fence), sorted(name for name in held if not held[name]))\n"
        "attempt(Path('/etc/passwd').read_bytes)\n"
        "attempt(lambda: socket.create_connection(('127.0.0.1', port)))\n"
        "attempt(os.fork)\n"
    )
    expected = "True ['drivers']\nPermissionError PermissionError PermissionError"
    if not landlock.abi():
        expected = "True ['drivers', 'files']\ndone PermissionError PermissionError"
    assert said(code, staged) == expected


def test_what_the_kernel_takes_but_does_not_enforce_is_not_claimed(staged: Path) -> None:
    code = (
        "landlock.restrict = lambda **_: 7\n"
        "seccomp.restrict = lambda: 'x86_64'\n"
        "fence._leave_network = lambda: ''\n"
        "held = fence.enclose([], [])\n"
        "print(repr(held['files']), repr(held['network']))\n"
    )
    assert said(code, staged) == "'' ''"


GDAL = """
sys.modules["geopandas"] = sys.modules["pandas"] = None
from pyogrio import raw
for path in sorted(folder.iterdir()):
    try:
        print(raw.read(path)[3])
    except (RuntimeError, OSError) as error:
        print(type(error).__name__)
"""


def test_inside_the_fence_gdal_with_all_its_drivers_reads_no_other_file_and_calls_no_host(
    staged: Path, host: Host
) -> None:
    secret, address = staged.parent / "secret.csv", f"http://127.0.0.1:{host.server_port}"
    secret.write_text("name\nmarker-7731\n")
    layer = "<OGRVRTDataSource><OGRVRTLayer name='{0}'><SrcDataSource>{1}</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>"
    (staged / "data.shp").write_text(layer.format("secret", secret))
    (staged / "other.shp").write_text(layer.format("x", f"/vsicurl/{address}/x.csv"))
    (staged / "wfs.shp").write_text(f"<OGRWFSDataSource><URL>{address}/wfs</URL></OGRWFSDataSource>")
    open_to_all = said(GDAL, staged, host.server_port)
    assert "marker-7731" in open_to_all
    before = host.accepted
    assert before >= 2
    fenced = said("fence.enclose(list(folder.iterdir()), [folder])\n" + GDAL, staged, host.server_port)
    assert "marker-7731" not in fenced
    assert len(fenced.split()) == 3
    assert set(fenced.split()) <= {"[]", "DataSourceError", "DataLayerError", "CRSError"}
    assert host.accepted == before


def nested_blocks(depth: int, each: int) -> str:
    """Return a drawing of a few kilobytes whose blocks hold each other: `each` to the power `depth` lines."""
    blocks = [
        "0\nBLOCK\n8\n0\n2\nB0\n70\n0\n10\n0\n20\n0\n0\nLINE\n8\n0\n10\n0\n20\n0\n11\n1\n21\n1\n0\nENDBLK\n"
    ]
    for level in range(1, depth + 1):
        inserts = "".join(
            f"0\nINSERT\n8\n0\n2\nB{level - 1}\n10\n{n}\n20\n{n * level}\n" for n in range(each)
        )
        blocks.append(f"0\nBLOCK\n8\n0\n2\nB{level}\n70\n0\n10\n0\n20\n0\n{inserts}0\nENDBLK\n")
    entities = f"0\nSECTION\n2\nENTITIES\n0\nINSERT\n8\n0\n2\nB{depth}\n10\n0\n20\n0\n0\nENDSEC\n"
    header = "0\nSECTION\n2\nHEADER\n0\nENDSEC\n"
    return f"{header}0\nSECTION\n2\nBLOCKS\n{''.join(blocks)}0\nENDSEC\n{entities}0\nEOF\n"


def test_a_drawing_of_six_kilobytes_whose_blocks_multiply_is_ended_by_the_ceilings_alone(
    staged: Path,
) -> None:
    bomb = staged / "data.dxf"
    bomb.write_text(nested_blocks(depth=12, each=10), encoding="ascii")
    assert bomb.stat().st_size < 6000
    code = (
        "os.environ['DXF_FEATURE_LIMIT_PER_BLOCK'] = '-1'\n"
        "sys.modules['geopandas'] = sys.modules['pandas'] = None\n"
        "from pyogrio import raw\n"
        "ceilings.limit(memory_bytes=1 << 30, cpu_s=2, output_bytes=9)\n"
        "raw.read(folder / 'data.dxf')\n"
    )
    assert -run(code, staged).returncode in {signal.SIGXCPU, signal.SIGABRT}


def test_linux_needs_every_essential_fence_and_only_a_person_can_do_without() -> None:
    assert required(None, linux=True) == required("", linux=True) == required("0", linux=True) == ESSENTIAL
    assert required("yes", linux=True) == ESSENTIAL
    assert required("1", linux=True) == required(None, linux=False) == frozenset()
    assert required("0", linux=False) == ESSENTIAL
    assert {Fence.FILES, Fence.NETWORK, Fence.WRITING, Fence.PROGRAMS, Fence.MEMORY} <= ESSENTIAL


def test_the_host_of_these_tests_counts(host: Host) -> None:
    with contextlib.closing(socket.create_connection(("127.0.0.1", host.server_port))) as call:
        call.sendall(b"GET / HTTP/1.0\r\n\r\n")
        call.recv(100)
    assert host.accepted == 1
