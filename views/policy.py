"""
What a browser may load and run for a page: files of this server, and scripts named by their hashes.

The second line of defence behind local files: if a library still tried to load something from elsewhere,
or a name from a data file stood in a page as a script, the browser would refuse it (W3C, Content Security
Policy Level 3).
"""

from __future__ import annotations

import base64
import hashlib
import re
from functools import lru_cache
from pathlib import Path

import streamlit

from views.browser_files import BROWSER_FILES

SHELL = Path(streamlit.__file__).parent / "static" / "index.html"
"""Streamlit's own page."""

EARLY = BROWSER_FILES / "early.js"
"""What this program puts into it."""

INLINE = re.compile(r"<script>(.*?)</script>", re.DOTALL)

RULES = (
    "default-src 'self'; script-src 'self' {scripts}; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'{sockets}; "
    "worker-src 'self' blob:; frame-src 'self'; frame-ancestors 'self'; base-uri 'self'; "
    "form-action 'self'; object-src 'none'"
)


def policy_of_pages(host: str) -> str:
    """
    Return the policy of Streamlit's pages.

    Parameters
    ----------
    host
        Name and port under which the page was asked for, whose WebSocket it may open.
    """
    # A component's script comes as a blob from the page itself; Streamlit reads numbers by WebAssembly.
    return RULES.format(
        scripts=f"{_page_scripts()} blob: 'wasm-unsafe-eval'", sockets=f" ws://{host} wss://{host}"
    )


def policy_of_map(script: str) -> str:
    """Return the policy of a page whose one script of its own is this."""
    return RULES.format(scripts=hash_of(script), sockets="")


def hash_of(script: str) -> str:
    """
    Return the source expression that allows one inline script.

    Examples
    --------
    >>> hash_of("alert('Hello, world.');")
    "'sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng='"
    """
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"


@lru_cache(maxsize=1)
def _page_scripts() -> str:
    scripts = [*INLINE.findall(SHELL.read_text(encoding="utf-8")), EARLY.read_text(encoding="utf-8")]
    return " ".join(map(hash_of, scripts))
