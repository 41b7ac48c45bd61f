"""A real server in which faults happen: what it sends each face, prints and leaves behind."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect

from bench.leak_office import DAY, OPENED, Office, Sent
from bench.secret_land import NAME, secret_points
from office.people import Role
from views import features
from views.person import COOKIE
from views.store import store_for

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[1]
FACES = (str(Role.PUBLIC_VIEWER), str(Role.COMMUNE_OFFICER), str(Role.CHIEF), OPENED)
"""One for each face of the province: faults do not depend on more."""
START_S, LONGEST_S = 60, 60
FAULT_EXITS = ("fault page", "fault address", "server console", "server temporary files")


def server_exits(office: Office, faces: tuple[str, ...] = FACES, *, planted: bool = False) -> Iterator[Sent]:
    """
    Give all that leaves a server when geometry fails at the defence land and when its file breaks.

    The server is killed at the end, so that nothing is tidied up.
    """
    asked = {face: list(_addresses(office, face)) for face in faces}
    with _served(office, planted=planted) as port:
        for fault in (_geometry_fails, _file_breaks):
            with fault(office):
                for face in faces:
                    yield Sent(exit=FAULT_EXITS[0], body=_page(port, office.tokens[face]), given=True)
                    for address in asked[face]:
                        yield Sent(
                            exit=FAULT_EXITS[1], body=_answer(port, address, office.tokens[face]), given=True
                        )
    yield Sent(exit=FAULT_EXITS[2], body=_console(office).read_bytes(), given=True)
    yield Sent(exit=FAULT_EXITS[3], body=b"", given=False)
    for path in sorted(_temporary(office).rglob("*")):
        if path.is_file():
            yield Sent(exit=FAULT_EXITS[3], body=path.name.encode() + b"\n" + path.read_bytes(), given=True)


def _addresses(office: Office, face: str) -> Iterator[str]:
    session = office.session(face)
    if session is None:
        raise LookupError(face)
    store = store_for(session)
    store.result(DAY)
    yield features.layer_url(store, "forest")
    yield features.result_url(store, "overlaps", DAY)


@contextmanager
def _geometry_fails(office: Office) -> Iterator[None]:
    """Let the library say where it failed, as it does; the province is read again for it."""
    east, north = secret_points("first")[0][0]
    flag = _flag(office)
    flag.write_text(f"{NAME} TopologyException: side location conflict at {east} {north}", encoding="utf-8")
    try:
        _touch(office)
        yield
    finally:
        flag.unlink()


@contextmanager
def _file_breaks(office: Office) -> Iterator[None]:
    path = office.folder / "defence.gpkg"
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])
    try:
        _touch(office)
        yield
    finally:
        path.write_bytes(content)


def _touch(office: Office) -> None:
    path = office.folder / "province.toml"
    stat = path.stat()
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns + 1_000_000_000))


@contextmanager
def _served(office: Office, *, planted: bool) -> Iterator[int]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    _temporary(office).mkdir(exist_ok=True)
    environment = os.environ | dict.fromkeys(("TMPDIR", "CPL_TMPDIR"), str(_temporary(office)))
    words = [
        sys.executable,
        "-m",
        "bench.leak_faulty",
        str(port),
        str(_flag(office)),
        "yes" if planted else "no",
    ]
    with _console(office).open("wb") as console:
        process = subprocess.Popen(words, cwd=ROOT, env=environment, stdout=console, stderr=console)  # noqa: S603 - this program
        try:
            _wait_for(port)
            yield port
        finally:
            process.kill()
            process.wait()


def _wait_for(port: int) -> None:
    end = time.monotonic() + START_S
    while time.monotonic() < end:
        try:
            if _answer(port, "/_stcore/health", "") == b"ok":
                return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError("the server does not answer")


def _answer(port: int, address: str, token: str) -> bytes:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=LONGEST_S)
    connection.request("GET", address, headers={"Cookie": f"{COOKIE}={token}"})
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return body if address.startswith("/_") else f"{answer.status}\n{answer.headers}\n".encode() + body


def _page(port: int, token: str) -> bytes:
    """Return all messages that a tab gets when it opens the page."""
    asked = BackMsg()
    asked.rerun_script.query_string = f"ngay={DAY.isoformat()}"
    address, own = f"ws://127.0.0.1:{port}/_stcore/stream", f"http://127.0.0.1:{port}"
    messages = []
    with connect(
        address,
        origin=own,
        additional_headers={"Cookie": f"{COOKIE}={token}"},
        subprotocols=["streamlit"],
        max_size=None,
    ) as tab:
        tab.send(asked.SerializeToString())
        told = ForwardMsg()
        while told.WhichOneof("type") != "script_finished":
            message = tab.recv(timeout=LONGEST_S)
            messages.append(message if isinstance(message, bytes) else message.encode())
            told = ForwardMsg.FromString(messages[-1])
    return b"".join(messages)


def _flag(office: Office) -> Path:
    return office.work / "fault"


def _console(office: Office) -> Path:
    return office.work / "console"


def _temporary(office: Office) -> Path:
    return office.work / "server-temporary"
