"""
Make every file that folium asks of another host come from this server.

folium lists public hosts for Leaflet and its plugins: the first that does not answer leaves a
blank map without a word. All links of a map pass through here. A link without a local copy
raises, so that a missing file is found by a test and not by an officer.

The same door keeps text text: branca takes every script that it has rendered for a template
and renders it again, so that `{{ ... }}` in the name of a layer or the sector of a project
would be run by this server.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import branca.element

from views.browser_files import BROWSER_FILES, LIBRARY, OWN, VENDOR_FILES
from views.errors import OutsideLinkError

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["BROWSER_FILES", "COPIES", "LIBRARY", "OWN", "VENDOR_FILES", "keep_verbatim", "local_links"]

NOT_NEEDED = frozenset(
    {
        "jquery-3.7.1.min.js",  # only folium's own popups use it
        "bootstrap.bundle.min.js",
        "bootstrap.min.css",
        "bootstrap-glyphicons.css",
        "leaflet.awesome-markers.js",  # no markers with icons on this map
        "leaflet.awesome-markers.css",
        "leaflet.awesome.rotate.min.css",
        "all.min.css",  # Font Awesome, for the same icons
    }
)

COPIES = {
    "leaflet.js": "leaflet/leaflet.js",
    "leaflet.css": "leaflet/leaflet.css",
    "Control.FullScreen.min.js": "fullscreen/Control.FullScreen.js",
    "Control.FullScreen.css": "fullscreen/Control.FullScreen.css",
}
"""Last part of a link -> file under `views/vendor/lib`."""


def local_links(links: Iterable[str]) -> list[str]:
    """
    Return the local links that replace `links`, in order, without those not needed.

    Links that already are local stay as they are.

    Raises
    ------
    OutsideLinkError
        If a link leads to another host and no copy of it is kept.

    Examples
    --------
    >>> local_links(["https://cdn.example/leaflet@1.9.3/dist/leaflet.js", "/browser/ranh.js"])
    ['/vendor/leaflet/leaflet.js', '/browser/ranh.js']
    """
    return [local for link in links if (local := _local_link(link)) is not None]


def _local_link(link: str) -> str | None:
    if link.startswith("/") and not link.startswith("//"):
        return link
    name = link.split("?", maxsplit=1)[0].rsplit("/", 1)[-1]
    if name in NOT_NEEDED:
        return None
    if name not in COPIES:
        raise OutsideLinkError(link)
    return f"{LIBRARY}/{COPIES[name]}"


class Verbatim:
    """
    Stands in for a template where branca keeps what it has rendered: gives the text as it is.

    Examples
    --------
    >>> Verbatim("{{ 7 * 7 }}").render(this=None)
    '{{ 7 * 7 }}'
    """

    def __init__(self, text: str) -> None:
        self._text = text

    def render(self, **_: Any) -> str:  # noqa: ANN401 - what a template would be given
        """Return the text."""
        return self._text


def keep_verbatim() -> None:
    """Let branca keep text as text; for the whole process."""
    branca.element.Template = Verbatim
