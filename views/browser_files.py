"""
The program files that a browser is given: the scripts of a map as one, all under addresses that last.

A browser loads scripts one after another, and asks again each time for files that may change. Joined,
and kept under a version of all program files, they cost one request for each update of
the program, and none when the map is opened again. Nothing of a province is in them.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from starlette.responses import Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

if TYPE_CHECKING:
    from collections.abc import Iterable

    from starlette.requests import Request
    from starlette.types import Scope

BROWSER_FILES = Path(__file__).parent / "browser"
VENDOR_FILES = Path(__file__).parent / "vendor" / "lib"

LIBRARY = "/vendor"
"""Where `views/vendor/lib` is served."""

OWN = "/browser"
"""Where `views/browser` is served."""

FOLDERS = {LIBRARY: VENDOR_FILES, OWN: BROWSER_FILES}
KINDS = (".js", ".css", ".svg", ".png")
VERSION_MARK, VERSION_CHARACTERS = "v-", 12
JOINED = "joined.js"
LASTING = "public, max-age=31536000, immutable"
ASKED_AGAIN = "no-cache"
"""The browser asks each time whether the file has changed."""


@lru_cache(maxsize=1)
def version() -> str:
    """Return the part of an address that changes with any file that the browser is given."""
    content = hashlib.sha256()
    for address, path in sorted(_files().items()):
        content.update(f"{address}\0".encode() + path.read_bytes() + b"\0")
    return VERSION_MARK + content.hexdigest()[:VERSION_CHARACTERS]


def lasting(links: Iterable[str]) -> list[str]:
    """
    Return local links under the version of the program files; any other link as it is.

    Examples
    --------
    >>> [link.replace(version(), "v-1") for link in lasting(["/browser/map.css", "/elsewhere/a.css"])]
    ['/browser/v-1/map.css', '/elsewhere/a.css']
    """
    known = _files()
    return [f"/{version()}/".join(_parted(link)) if link in known else link for link in links]


def joined(links: Iterable[str]) -> list[str]:
    """
    Return one link for all scripts, in their order; those that are no file of ours come after it.

    Examples
    --------
    >>> joined(["/vendor/leaflet/leaflet.js", "/browser/ranh.js"])[0].replace(version(), "v-1")
    '/browser/v-1/joined.js?/vendor/leaflet/leaflet.js,/browser/ranh.js'
    >>> joined([])
    []
    """
    links, known = list(dict.fromkeys(links)), _files()
    ours = [link for link in links if link in known]
    one = [f"{OWN}/{version()}/{JOINED}?{','.join(ours)}"] if ours else []
    return one + [link for link in links if link not in known]


def serve_joined(request: Request) -> Response:
    """Answer with the scripts that the address names; 404 if one is no script of ours, or named twice."""
    names = tuple(request.url.query.split(","))
    scripts = {address for address in _files() if address.endswith(".js")}
    if not scripts.issuperset(names) or len(set(names)) < len(names):
        return Response(status_code=404)
    current = request.path_params["version"] == version()
    headers = {"Cache-Control": LASTING if current else ASKED_AGAIN}
    return Response(_together(names), media_type="text/javascript", headers=headers)


class Files(StaticFiles):
    """A folder of browser files; what is asked for under the present version may be kept for good."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Answer as the base class does, with a header against stale copies after an update."""
        parts = Path(path).parts
        versioned = bool(parts) and parts[0].startswith(VERSION_MARK)
        response = await super().get_response(str(Path(*parts[1:])) if versioned else path, scope)
        lasts = versioned and parts[0] == version()
        response.headers["Cache-Control"] = LASTING if lasts else ASKED_AGAIN
        return response


@lru_cache(maxsize=1)
def _files() -> dict[str, Path]:
    """Return the files that the browser is given, by their addresses without a version."""
    return {
        f"{address}/{path.relative_to(folder).as_posix()}": path
        for address, folder in FOLDERS.items()
        for path in folder.rglob("*")
        if path.suffix in KINDS
    }


def _parted(link: str) -> tuple[str, str]:
    folder = next(address for address in FOLDERS if link.startswith(f"{address}/"))
    return folder, link.removeprefix(f"{folder}/")


@lru_cache(maxsize=16)
def _together(names: tuple[str, ...]) -> bytes:
    # A semicolon: the last statement of a file need not end with one.
    return b"\n;\n".join(_files()[name].read_bytes() for name in names)


ROUTES: list[Any] = [
    Route(f"{OWN}/{{version}}/{JOINED}", serve_joined),
    *(Mount(address, Files(directory=folder)) for address, folder in FOLDERS.items()),
]
