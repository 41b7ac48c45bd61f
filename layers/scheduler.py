"""
The engine that runs beyond one process: processes of this machine, or a Dask scheduler that is there already.

Dask executes whatever it is sent, and over tcp:// anyone on the way can read it. So the local
engine listens on 127.0.0.1 alone, behind a certificate of its own, without a dashboard, and
keeps nothing on disk; and land that is restricted goes to another machine over tls:// only.
"""

from __future__ import annotations

import ipaddress
import logging
import os
import re
import socket
import tempfile
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

import dask
from distributed import Client, LocalCluster
from distributed.security import Security

from layers.errors import ClusterError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

LOCAL = "local"
LOOPBACK = "127.0.0.1"
CONNECT_S = 8
"""Seconds for a scheduler to answer, and then for a first worker to be there."""

GREETING_BYTES = 2**16
"""More than a scheduler's first message has."""

ADDRESS = re.compile(r"(tcp|tls)://(\[[0-9a-fA-F:]+\]|[A-Za-z0-9.-]+):([0-9]{1,5})")

HIGHEST_PORT = 65_535

ASKED = {
    "distributed.admin.large-graph-warning-threshold": "1GB",
    "distributed.comm.timeouts.connect": f"{CONNECT_S}s",
}
"""Settings of the side that asks. Sites travel with their task, so a task may be large."""

SET = ASKED | {
    "distributed.scheduler.allowed-failures": 1,
    "distributed.scheduler.preload": [],
    "distributed.scheduler.http.routes": [],
    "distributed.worker.preload": [],
    "distributed.worker.http.routes": [],
    "distributed.worker.profile.enabled": False,
    "distributed.worker.memory.target": False,
    "distributed.worker.memory.spill": False,
    "distributed.worker.memory.pause": False,
    "distributed.worker.memory.terminate": 0.95,
    "distributed.nanny.preload": [],
    "distributed.deploy.lost-worker-timeout": "24h",
    "distributed.admin.system-monitor.disk": False,
    "distributed.admin.system-monitor.gil.enabled": False,
    "distributed.diagnostics.nvml": False,
}
"""
Settings of the local engine, whatever the machine's own files say. Nothing is spilled to disk: what
stands in memory may be defence land. A worker is never paused, for that would be a wait without
end, but ended near its limit; its sites are then "not checked". One that ends is always started
again: Dask would give up those that happen to be away when it looks.
"""


@contextmanager
def open_scheduler(address: str, workers: int = 0, memory_limit_bytes: int = 0) -> Iterator[Client]:
    """
    Give a client of the engine at that address; in the end everything that was started is gone.

    Parameters
    ----------
    address
        "local", tcp://host:port or tls://host:port. For TLS, Dask's own settings name the
        certificates (DASK_DISTRIBUTED__COMM__TLS__CA_FILE, ...__CLIENT__CERT, ...__CLIENT__KEY).
    workers, memory_limit_bytes
        Of the local engine: processes (0: one for every core) and what each may use
        (0: its part of the machine's memory).

    Raises
    ------
    ClusterError
        If the address is none, no scheduler answers there, or it has no worker.
    """
    with ExitStack() as stack:
        stack.enter_context(dask.config.set(SET if address == LOCAL else ASKED))
        if address == LOCAL:
            cluster = stack.enter_context(_local(workers, memory_limit_bytes))
            client = stack.enter_context(Client(cluster, set_as_default=False, direct_to_workers=True))
        else:
            client = stack.enter_context(_connected(address))
        _require_workers(client, address)
        yield client


def is_here(address: str) -> bool:
    """
    Tell whether an address is on this machine.

    Examples
    --------
    >>> [is_here(a) for a in ("local", "tcp://127.0.0.1:8786", "tcp://[::1]:8786", "tls://10.0.0.5:8786")]
    [True, True, True, False]
    """
    found = ADDRESS.fullmatch(address)
    if found is None:
        return address == LOCAL
    host = found.group(2).strip("[]")
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def is_private(address: str) -> bool:
    """
    Tell whether nobody between this machine and that address can read what is sent.

    Examples
    --------
    >>> [is_private(a) for a in ("local", "tcp://127.0.0.1:8786", "tcp://10.0.0.5:8786", "tls://10.0.0.5:8786")]
    [True, True, False, True]
    """
    return address.startswith("tls://") or is_here(address)


def require_private(addresses: Iterable[str]) -> None:
    """
    Refuse an engine of which any part is reached in the clear from this machine.

    Parameters
    ----------
    addresses
        Of the scheduler and of all its workers.

    Raises
    ------
    ClusterError
        If any of them is on another machine and not behind TLS.
    """
    for address in addresses:
        if not is_private(address):
            raise ClusterError(
                f"This layer holds defence or security land and {address} is not encrypted:"
                " use a tls:// scheduler, or --scheduler local.",
                f"Lớp này có đất quốc phòng, an ninh mà {address} không được mã hoá: hãy dùng địa chỉ tls://"
                " hoặc --scheduler local.",
            )


def require_address(address: str) -> None:
    """Refuse what is neither "local" nor an address, before any work is done."""
    found = ADDRESS.fullmatch(address)
    if address != LOCAL and (found is None or int(found.group(3)) > HIGHEST_PORT):
        raise ClusterError(
            f"{address!r} is no scheduler: give local, tcp://host:port or tls://host:port.",
            f"{address!r} không phải địa chỉ bộ điều phối: hãy dùng local, tcp://máy:cổng hoặc tls://máy:cổng.",
        )


@contextmanager
def _local(workers: int, memory_limit_bytes: int) -> Iterator[LocalCluster]:
    """Start processes of one thread each; their working folder is private and vanishes."""
    with (
        tempfile.TemporaryDirectory(prefix="ranh-") as folder,
        LocalCluster(
            n_workers=workers or os.cpu_count() or 1,
            threads_per_worker=1,
            processes=True,
            host=LOOPBACK,
            protocol="tls://",
            dashboard_address=None,
            scheduler_kwargs={"dashboard": False, "dashboard_address": f"{LOOPBACK}:0"},
            memory_limit=memory_limit_bytes or "auto",
            local_directory=folder,
            silence_logs=logging.CRITICAL,
            # Loopback is open to every user of the machine, and Dask executes what it is sent: a
            # certificate that exists in this run alone keeps the others out.
            security=Security.temporary(),
        ) as cluster,
    ):
        yield cluster


def _connected(address: str) -> Client:
    require_address(address)
    secure = address.startswith("tls://")
    security = Security(require_encryption=secure)
    if secure and not (security.tls_ca_file and security.tls_client_cert):
        raise ClusterError(
            f"{address} needs certificates: name them in Dask's settings"
            " (DASK_DISTRIBUTED__COMM__TLS__CA_FILE, ...__CLIENT__CERT, ...__CLIENT__KEY).",
            f"{address} cần chứng thư: hãy khai báo trong cấu hình của Dask"
            " (DASK_DISTRIBUTED__COMM__TLS__CA_FILE, ...__CLIENT__CERT, ...__CLIENT__KEY).",
        )
    try:
        if not secure:
            _require_greeting(address)
        return Client(
            address, timeout=CONNECT_S, set_as_default=False, security=security, direct_to_workers=False
        )
    except OSError as error:
        raise ClusterError(
            f"No Dask scheduler answers at {address}: check the address and that it is running.",
            f"Không có bộ điều phối Dask nào trả lời tại {address}: hãy kiểm tra địa chỉ và xem nó có đang"
            " chạy không.",
        ) from error


def _require_greeting(address: str) -> None:
    """
    Raise OSError unless what answers speaks first and briefly, as a Dask scheduler does.

    Dask takes the first bytes of any other program for the length of a message and tries to
    make room for exabytes.
    """
    host, _, port = address.removeprefix("tcp://").rpartition(":")
    with socket.create_connection((host.strip("[]"), int(port)), timeout=CONNECT_S) as line:
        first = line.recv(8)
    if not 0 < int.from_bytes(first, "little") <= GREETING_BYTES:
        raise OSError("what answers is no Dask scheduler")


def _require_workers(client: Client, address: str) -> None:
    try:
        client.wait_for_workers(1, timeout=CONNECT_S)
    except TimeoutError as error:
        raise ClusterError(
            f"The scheduler at {address} has no worker: start at least one.",
            f"Bộ điều phối tại {address} chưa có tiến trình tính toán nào: hãy khởi động ít nhất một.",
        ) from error
