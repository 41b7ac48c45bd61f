"""Under which names the page may be opened, and which pages are this server's own."""

from __future__ import annotations

import os

LOCAL_NAMES = frozenset({"localhost", "127.0.0.1", "[::1]"})


def own_names() -> frozenset[str]:
    """
    Return the names under which the page may be opened: this machine's, and those of RANH_NAMES.

    Examples
    --------
    >>> sorted(own_names() - LOCAL_NAMES)
    []
    """
    more = os.environ.get("RANH_NAMES", "").split(",")
    return LOCAL_NAMES | {name.strip().lower() for name in more if name.strip()}


def is_local(host: str, names: frozenset[str] = LOCAL_NAMES) -> bool:
    """
    Tell whether a Host header names this machine; the port does not matter.

    Examples
    --------
    >>> is_local("127.0.0.1:8501"), is_local("[::1]:8501"), is_local("example.org"), is_local("")
    (True, True, False, False)
    """
    name, colon, port = host.rpartition(":")
    if not colon or not port.isdigit():
        name = host
    return name.lower() in names


def is_own(origin: str | None, host: str) -> bool:
    """
    Tell whether a request comes from a page of this server, or from no page at all.

    Streamlit itself would accept any other port of this machine, and would ask a service on
    the internet for this machine's address before it refuses the rest.

    Examples
    --------
    >>> is_own(None, "127.0.0.1:8501"), is_own("http://127.0.0.1:8501", "127.0.0.1:8501")
    (True, True)
    >>> is_own("http://127.0.0.1:9999", "127.0.0.1:8501"), is_own("null", "127.0.0.1:8501")
    (False, False)
    """
    return origin is None or origin in {f"http://{host}", f"https://{host}"}
