"""
The map of a corridor with its chart below, in one frame, so that one follows the other at once.

The map is built once for a province, a day and a language; what is shown of a corridor is sent
beside it as an address to fetch from.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from branca.element import MacroElement
from folium.elements import JSCSSMixin
from folium.template import Template

from views import search, themes
from views.drawn import OVERLAPS, SITES
from views.fetched import Tools
from views.map import PANES, lay_ground
from views.map_frame import Told, show_map
from views.map_route import CORRIDORS
from views.offline import OWN
from views.tools import LOCALES, position_of, words_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    import folium

    from views.store import Store
    from views.text import Text

MAP = "corridor-map"
"""Key of the map, and of what comes back from it."""

FRAME_HEIGHT_PX = 620
"""Before the style sheet gives the frame the height of the window."""

PANES_HERE = {"corridor-band": 432, "corridor-axis": 446}


class Corridor(JSCSSMixin, MacroElement):
    """The scripts of a corridor, and the words for an empty chart."""

    default_js = [  # noqa: RUF012 - folium reads it from the class
        (f"ranh_{name}_js", f"{OWN}/{name}.js")
        for name in ("corridor", "corridor_chart", "corridor_lines", "corridor_pick")
    ]
    default_css = [("corridor_css", f"{OWN}/corridor_map.css")]  # noqa: RUF012

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            ranh.corridor.start({{ this._parent.get_name() }}, {{ this.options|tojson }});
        {% endmacro %}
        """
    )

    def __init__(self, options: Mapping[str, Any]) -> None:
        super().__init__()
        self._name = "Corridor"
        self.options = dict(options)


class Grounds(MacroElement):
    """Which layers of land the map has, by the ids of the province."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            ranh.corridor.grounds({
                {%- for id, layer in this.layers.items() -%}
                    {{ id|tojson }}: {{ layer.get_name() }},
                {%- endfor -%}
            });
        {% endmacro %}
        """
    )

    def __init__(self, layers: Mapping[str, folium.map.Layer]) -> None:
        super().__init__()
        self._name = "Grounds"
        self.layers = dict(layers)


def show_ground(
    store: Store, as_of: date, text: Text, shown: Mapping[str, Any], on_pick: Callable[[], None]
) -> None:
    """
    Show the map with its chart; `on_pick` runs before the page does when a place was picked on it.

    Parameters
    ----------
    shown
        What `corridor.js` shows: `chart` or `lines` (address), `layer` (id of a layer of land),
        `pick` (names of what can be picked).
    """
    told = Told(function="ranh.corridor.show", options=shown)
    show_map(store, CORRIDORS, as_of, text, told, key=MAP, on_click=on_pick, height_px=FRAME_HEIGHT_PX)


def build_ground(store: Store, as_of: date, text: Text) -> folium.Map:
    """Return the map with the layers of the map of warnings, and those of its tools that only look."""
    laid = lay_ground(store, as_of, text, PANES | PANES_HERE)
    for layer_id, drawn, *_ in laid.groups["checks"]:
        # Their signs would hide the axis; the lanes below it and the table have them.
        drawn.show = drawn.show and layer_id not in {OVERLAPS, SITES}
    listed = laid.listed(store, text)
    page = {"day": as_of.isoformat(), "lang": text.language, "locale": LOCALES[text.language]}
    calls = {
        "speak": words_of(text),
        "search": page | {"url": search.PLACE, "grounds": listed["grounds"]},
        "layerList": listed,
        "position": position_of(store, text),
    }
    Tools(laid.layers, calls).add_to(laid.ground)
    found = themes.themes(store.result(as_of).sites, text, with_verdict=store.sees_findings)
    theme = found[0].id if found else ""
    Corridor({"bounds": laid.bounds, "locale": LOCALES[text.language], "theme": theme}).add_to(laid.ground)
    Grounds({layer_id: drawn for layer_id, drawn, *_ in laid.grounds}).add_to(laid.ground)
    return laid.ground
