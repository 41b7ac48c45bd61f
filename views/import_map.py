"""
The map of an import: the communes, the last version of the layer, and the shapes of the file.

The map is built once; what belongs to the file is told to it as an address to fetch from, so that an
answer neither builds it anew nor sends shapes through the page's script.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import folium
from branca.element import MacroElement
from folium.elements import JSCSSMixin
from folium.template import Template
from markupsafe import Markup

from views import features, looks, numbers, state, tiles
from views.display_bounds import display_bounds
from views.drawn import DEEPEST_ZOOM, problem_of
from views.map_frame import Told, show_map
from views.map_route import IMPORTED
from views.offline import OWN
from views.tools import map_tools

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from layers.layer import Layer
    from views.import_desk import Desk
    from views.store import Store
    from views.text import Text

SHALLOWEST_ZOOM = 5
"""A wrong coordinate system leads far away, and that has to be seen."""
FRAME_HEIGHT_PX = 380

COLOURS = {"good": "#1565C0", "proposed": "#1565C0", "repaired": "#E65100", "broken": "#6A1B9A"}
BEFORE_COLOUR = "#5F6368"


class Ground(JSCSSMixin, MacroElement):
    """The communes and the tools of the map."""

    default_js = [("ranh_js", f"{OWN}/ranh.js"), ("import_js", f"{OWN}/import.js")]  # noqa: RUF012
    default_css = [("ranh_css", f"{OWN}/map.css")]  # noqa: RUF012

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            ranhImport.ground({{ this._parent.get_name() }}, {{ this.options|tojson }});
        {% endmacro %}
        """
    )

    def __init__(self, options: Mapping[str, Any]) -> None:
        super().__init__()
        self._name = "Ground"
        self.options = dict(options)


def show_import_map(desk: Desk, store: Store, text: Text) -> None:
    """Show the map with what is known of the file: addresses, looks and words; no shape and no name of it."""
    told = Told(function="ranhImport.lay", options=_laid(desk, store, text))
    show_map(store, IMPORTED, state.today(), text, told, key=state.IMPORT_MAP, height_px=FRAME_HEIGHT_PX)


def map_legend(desk: Desk, text: Text) -> Markup:
    """Return the line under the map: what its colours mean and how many shapes are shown."""
    preview = desk.preview
    if preview is None or not preview.count:
        is_list = desk.draft is not None and desk.draft.projects is not None
        words = text("import.map_list" if is_list else "import.map_empty")
        return Markup('<p class="ranh-mapnote">{}</p>').format(words)
    found = preview.shapes["state"].value_counts()
    keys = [
        Markup('<span class="key"><i style="border-color:{0};background:{0}40"></i>{1}</span>').format(
            colour, text("import.state_" + name)
        )
        for name, colour in COLOURS.items()
        if found.get(name)
    ]
    if _before(desk) is not None:
        before = Markup('<span class="key"><i style="border:2px dashed {}"></i>{}</span>')
        keys.append(before.format(BEFORE_COLOUR, text("import.state_before")))
    shown = text(
        "import.map_shown",
        shown=numbers.number(len(preview.shapes), text.language, 0),
        count=numbers.number(preview.count, text.language, 0),
    )
    return Markup('<p class="ranh-mapnote">{} {}</p>').format(Markup().join(keys), shown)


def build_ground(store: Store, _: date, text: Text) -> folium.Map:
    """Return the map of the communes, the same on every day."""
    west, south, east, north = display_bounds(store)
    ground = folium.Map(
        location=((south + north) / 2, (west + east) / 2), zoom_start=9, tiles=None, prefer_canvas=True
    )
    ground.options.update(minZoom=SHALLOWEST_ZOOM, maxZoom=DEEPEST_ZOOM)
    map_tools(ground, store, text)
    Ground(
        {
            "bounds": [[south, west], [north, east]],
            "communes": _communes(store),
            "words": {
                "in": text("map.zoom_in"),
                "out": text("map.zoom_out"),
                "failed": text("import.map_failed"),
            },
        }
    ).add_to(ground)
    return ground


def _communes(store: Store) -> str:
    """Return where the communes are fetched from, "" where there are none to be read."""
    province = store.province
    layers = [one for one in province.versions(province.extent) if problem_of(store, one.id) is None]
    return features.layer_url(store, layers[-1].id) if layers else ""


def _before(desk: Desk) -> Layer | None:
    return desk.draft.given.target.replaced if desk.draft is not None else None


def _laid(desk: Desk, store: Store, text: Text) -> dict[str, Any]:
    options: dict[str, Any] = {"colours": COLOURS, "before": _before_options(desk, store)}
    options |= {"row": text("import.row"), "failed": text("import.map_failed")}
    options |= {"states": {name: text("import.state_" + name) for name in COLOURS}}
    shown = desk.shown
    if shown is not None:
        options |= {"shapes": shown.url("shapes"), "points": shown.url("points"), "bounds": shown.bounds}
    return options


def _before_options(desk: Desk, store: Store) -> dict[str, str] | None:
    layer = _before(desk)
    if layer is None or layer.id not in {one.id for one in store.province.layers}:
        return None
    if problem_of(store, layer.id) is not None:
        return None
    if tiles.is_tiled(layer):
        return {"tiles": tiles.tile_url(store, layer.id)}
    colour = looks.colour_of(layer) if layer.restricted else BEFORE_COLOUR
    return {"url": features.layer_url(store, layer.id), "colour": colour}
