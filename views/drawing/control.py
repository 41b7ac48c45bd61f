"""The control on the map that opens the panel; nothing of a person or a drawing is part of the map."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from branca.element import MacroElement
from folium.elements import JSCSSMixin
from folium.template import Template

from views.drawing.routes import PLACE
from views.offline import OWN

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    import folium

    from views.store import Store
    from views.text import Text


class Draw(JSCSSMixin, MacroElement):
    """A button that opens the panel for drawing and pasting."""

    default_js = [("ranh_draw_js", f"{OWN}/draw.js")]  # noqa: RUF012 - folium reads it from the class
    default_css = [("ranh_draw_css", f"{OWN}/draw.css")]  # noqa: RUF012

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            ranhDraw.control({{ this._parent.get_name() }}, {{ this.options|tojson }});
        {% endmacro %}
        """
    )

    def __init__(self, options: Mapping[str, Any]) -> None:
        super().__init__()
        self._name = "Draw"
        self.options = dict(options)


def add_drawing(ground: folium.Map, store: Store, as_of: date, text: Text) -> None:
    """Put the control on the map of whoever may see findings."""
    if not store.sees_findings:
        return
    codes = [
        {"code": code.code, "label": f"{code.code} · {text.of(code, 'name')}"}
        for code in store.codes.values()
        if code.group
    ]
    options = {
        "place": PLACE,
        "lang": text.language,
        "day": as_of.isoformat(),
        "codes": [{"code": "", "label": text("draw.planned_none")}, *codes],
        "words": {word: text("drawjs." + word) for word in text.vocabulary("drawjs")},
    }
    Draw(options).add_to(ground)
