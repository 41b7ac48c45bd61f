"""
The page inside the frame of a map: what folium drew, with local scripts and numbered names.

The browser asks for it by an address that changes with the content, so that a rerun of the program's
page sends nothing of it again, and a map that is opened once more stands at once.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from branca.element import CssLink, JavascriptLink
from markupsafe import Markup

from views.browser_files import joined, lasting
from views.offline import keep_verbatim, local_links
from views.policy import policy_of_map
from views.store import version_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Set as AbstractSet

    import folium
    from branca.element import Element

MAP = "map_div"
"""Name of the map and of its element in the page."""

DRAWN_NAME = re.compile(r"\b([a-z_]+)_([0-9a-f]{32})\b")
"""How folium names what it draws: a kind, and a number drawn by lot."""

PAGE = Markup("""<!doctype html>
<html lang="{lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
{styles}
{scripts}
</head>
<body>
<div id="{map}"></div>
<script>{script}</script>
</body>
</html>
""")


SCRIPT = """
if (window.top === window) location.replace("/");
else {{
{drawn}
window.map = {map};
ranh.built();
}}
"""
"""Only within the program's page, which says whose view it is and ends it."""


@dataclass(frozen=True, kw_only=True)
class MapPage:
    """A page that is served as it is."""

    content: bytes
    version: str
    """Changes with any byte of the content."""
    policy: str
    """The Content-Security-Policy: no other script may run in it."""


def map_page(ground: folium.Map, language: str, title: str) -> MapPage:
    """
    Return the page of a map; the same for the same map, though folium names what it draws by lot.

    Raises
    ------
    OutsideLinkError
        If something on the map needs a file of which no copy is kept.
    """
    keep_verbatim()
    figure = ground.get_root()
    figure.render()
    parts = list(figure.header._children.values())  # noqa: SLF001 - the one list of what the map needs
    scripts = joined(local_links(part.url for part in parts if isinstance(part, JavascriptLink)))
    styles = lasting(local_links(part.url for part in parts if isinstance(part, CssLink)))
    drawn = numbered(figure.script.render(), names_below(figure), ground.get_name())
    script = SCRIPT.format(drawn=drawn, map=MAP)
    content = PAGE.format(
        lang=language,
        title=title,
        styles=_each('<link rel="stylesheet" href="{}">', styles),
        scripts=_each('<script src="{}"></script>', scripts),
        map=MAP,
        script=Markup(script),  # noqa: S704 - what is not the program's own is JSON, escaped
    ).encode()
    return MapPage(content=content, version=version_of(content.decode()), policy=policy_of_map(script))


def names_below(element: Element) -> set[str]:
    """Return the names of all that folium draws in an element."""
    below = element._children.values()  # noqa: SLF001 - the one list of them
    return {element.get_name()}.union(*(names_below(child) for child in below))


def numbered(script: str, drawn: AbstractSet[str], ground: str) -> str:
    """
    Return a script with the map under its own name and the rest numbered in order.

    Parameters
    ----------
    drawn
        The names that folium gave; what merely looks like one, as the id of a layer may, stays.
    ground
        Name of the map.

    Examples
    --------
    >>> lot, other = "0123456789abcdef" * 2, "fedcba9876543210" * 2
    >>> script = f"var map_{lot} = 1; tile_layer_{other}.addTo(map_{lot});"
    >>> numbered(script, {f"map_{lot}", f"tile_layer_{other}"}, f"map_{lot}")
    'var map_div = 1; tile_layer_1.addTo(map_div);'
    """
    names = {ground: MAP}

    def name(found: re.Match[str]) -> str:
        if found[0] not in drawn:
            return found[0]
        return names.setdefault(found[0], f"{found[1]}_{len(names)}")

    return DRAWN_NAME.sub(name, script)


def _each(pattern: str, links: Iterable[str]) -> Markup:
    return Markup("\n").join(Markup(pattern).format(link) for link in links)  # noqa: S704 - our own pattern
