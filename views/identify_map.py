"""What the browser is given to ask about a place: the address, the words, the layers to choose among."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import folium
from branca.element import MacroElement
from folium.elements import JSCSSMixin
from folium.template import Template

from views.identify import PLACE
from views.offline import OWN

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from views.drawn import Drawn
    from views.text import Text

PATHS = (
    {"color": "#ffffff", "weight": 6, "opacity": 0.9, "fill": False},
    {"color": "#1f1f1f", "weight": 2.5, "opacity": 1, "fill": False},
)
"""A dark line on a white one: seen on every land-use colour, and unlike the outline of a chosen site."""


class Identify(JSCSSMixin, MacroElement):
    """
    Ask, on a click, what is there in all layers.

    Parameters
    ----------
    grounds
        Layer id -> what folium draws, of the land-use layers.
    options
        What `ranh.identify` reads. Must be JSON.
    """

    default_js = [("ranh_identify_js", f"{OWN}/identify.js")]  # noqa: RUF012 - folium reads it from the class
    default_css = [("ranh_identify_css", f"{OWN}/identify.css")]  # noqa: RUF012

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            ranh.identify({{ this._parent.get_name() }}, {{ this.options|tojson }}, {
                {%- for id, layer in this.grounds.items() -%}
                    {{ id|tojson }}: {{ layer.get_name() }},
                {%- endfor -%}
            });
        {% endmacro %}
        """
    )

    def __init__(self, grounds: Mapping[str, folium.TileLayer], options: Mapping[str, Any]) -> None:
        super().__init__()
        self._name = "Identify"
        self.grounds = grounds
        self.options = dict(options)


def add_identify(ground: folium.Map, as_of: date, text: Text, grounds: Sequence[Drawn]) -> None:
    """Let a click on the map tell what is there."""
    words = {
        "title": text("at.title"),
        "waiting": text("at.waiting"),
        "failed": text("at.failed"),
        "open": text("at.open"),
        "close": text("at.close"),
    }
    options = {"url": PLACE, "day": as_of.isoformat(), "lang": text.language, "words": words, "paths": PATHS}
    tiled = {layer_id: drawn for layer_id, drawn, *_ in grounds if isinstance(drawn, folium.TileLayer)}
    Identify(tiled, options).add_to(ground)
