"""folium elements for the layers and tools that `browser/ranh.js` handles."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from branca.element import MacroElement
from folium.elements import JSCSSMixin
from folium.map import Layer
from folium.template import Template

from views.offline import OWN

if TYPE_CHECKING:
    from collections.abc import Mapping


SCRIPTS = ("address", "bar", "vn2000", "position", "search", "beside", "layers", "print")
"""Files of our own beside `ranh.js`, in the order in which they are loaded."""


class Features(JSCSSMixin, Layer):
    """
    A layer whose features the browser fetches when it is first shown.

    Unlike folium.GeoJson, nothing of the data stands in the page's script, so that a rerun
    sends no geometry and a name from a file cannot become HTML.

    Parameters
    ----------
    name
        For the layer list.
    options
        What `ranh.features` reads: id, url, look, texts. Must be JSON.
    show
        Whether it is on the map at start.
    """

    default_js = [("ranh_ranh_js", f"{OWN}/ranh.js")]  # noqa: RUF012 - folium reads it from the class
    default_css = [("ranh_css", f"{OWN}/map.css")]  # noqa: RUF012

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            var {{ this.get_name() }} = ranh.features({{ this.options|tojson }});
        {% endmacro %}
        """
    )

    def __init__(self, name: str, options: Mapping[str, Any], *, show: bool) -> None:
        super().__init__(name=name, overlay=True, control=False, show=show)
        self._name = "Features"
        self.options = dict(options)


class Nothing(Layer):
    """An empty layer: a white ground to choose instead of a land-use layer."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            var {{ this.get_name() }} = L.layerGroup();
        {% endmacro %}
        """
    )

    def __init__(self, name: str, *, show: bool) -> None:
        super().__init__(name=name, overlay=False, control=False, show=show)
        self._name = "Nothing"


class Tools(JSCSSMixin, MacroElement):
    """
    The tools of the map: functions of our own scripts, called in order with the map and its layers.

    Parameters
    ----------
    layers
        Layer id -> what folium draws.
    calls
        Name of a function of `ranh` -> its options. Must be JSON.
    """

    default_js = [(f"ranh_{name}_js", f"{OWN}/{name}.js") for name in ("ranh", *SCRIPTS)]  # noqa: RUF012
    default_css = [("ranh_css", f"{OWN}/map.css")]  # noqa: RUF012

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            (function (map, layers) {
                {%- for name, options in this.calls.items() %}
                ranh.{{ name }}(map, {{ options|tojson }}, layers);
                {%- endfor %}
            })({{ this._parent.get_name() }}, {
                {%- for id, layer in this.layers.items() -%}
                    {{ id|tojson }}: {{ layer.get_name() }},
                {%- endfor -%}
            });
        {% endmacro %}
        """
    )

    def __init__(self, layers: Mapping[str, Layer], calls: Mapping[str, Any]) -> None:
        super().__init__()
        self._name = "Tools"
        self.layers = layers
        self.calls = calls
