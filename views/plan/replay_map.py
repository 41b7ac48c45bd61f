"""The findings of a replay on a map: left of the line as they are before, right of it as they are after."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
import streamlit as st
from branca.element import MacroElement
from folium.elements import JSCSSMixin
from folium.template import Template

from geo.crs import to_display
from office.replay.tables import shapes_of
from views import numbers, search
from views.corridors.serving import offer_body
from views.drawn import OVERLAPS, SITES
from views.features import DIGITS
from views.fetched import Tools
from views.map import PANES, lay_ground
from views.map_frame import Told, show_map
from views.map_route import CHANGES
from views.offline import OWN
from views.plan.drawn import empty, note
from views.tools import LOCALES, position_of, words_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    import folium

    from office.sessions import Session
    from views.plan.replay_made import Replayed
    from views.store import Store
    from views.text import Text

MAP = "plan-map"
PANES_HERE = {"plan-before": 452, "plan-after": 453}
COLOURS = {"appears": "#b3261e", "changes": "#b06000", "vanishes": "#1e6b2e"}
"""As in the table."""


class Changes(JSCSSMixin, MacroElement):
    """The script that draws both sides, and the words for it."""

    default_js = [("ranh_plan_js", f"{OWN}/plan.js")]  # noqa: RUF012 - folium reads it from the class

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            ranh.plan.start({{ this._parent.get_name() }}, {{ this.options|tojson }});
        {% endmacro %}
        """
    )

    def __init__(self, options: Mapping[str, Any]) -> None:
        super().__init__()
        self._name = "Changes"
        self.options = dict(options)


def show_changes(store: Store, session: Session, made: Replayed, as_of: date, text: Text) -> None:
    """Draw the map, or say that nothing on it changes."""
    shapes = shapes_of(made.replay, made.shown)
    drawn = shapes[~(shapes.geometry.is_empty | shapes.geometry.isna())]
    if drawn.empty:
        empty(text("plan.none_map"))
        return
    what = ("changes", made.replay.before, made.replay.after, made.at, text.language)
    url = offer_body(session, store, what, lambda: _body(drawn, store, text))
    days = {
        "left": numbers.day(made.replay.before, text.language),
        "right": numbers.day(made.replay.after, text.language),
    }
    if made.draft is not None:
        days = {"left": text("plan.side_now"), "right": text("plan.side_then")}
    with st.container(key="plan-mapside"):
        told = Told(function="ranh.plan.show", options=days | {"url": url})
        show_map(store, CHANGES, as_of, text, told, key=MAP)
    if len(drawn) < len(shapes):
        note(text("plan.not_drawn", count=len(shapes) - len(drawn)))


def build_ground(store: Store, as_of: date, text: Text) -> folium.Map:
    """Return the map with the layers of the map of warnings, but for the warnings of the day themselves."""
    laid = lay_ground(store, as_of, text, PANES | PANES_HERE)
    for layer_id, drawn, *_ in laid.groups["checks"]:
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
    words = {turn: text.known("replay.turn", turn) for turn in COLOURS}
    Changes(
        {
            "bounds": laid.bounds, "colours": COLOURS, "words": words, "divider": text("plan.divider"),
            "failed": text("plan.map_failed"),
        }
    ).add_to(laid.ground)  # fmt: skip
    return laid.ground


def _body(shapes: Any, store: Store, text: Text) -> dict[str, Any]:  # noqa: ANN401 - a frame of shapes_of
    """Return both sides as GeoJSON features in degrees on WGS 84."""
    shown = to_display(shapes, store.province.datum_operation)
    features = []
    for row, shape in zip(shown.drop(columns="geometry").to_dict("records"), shown.geometry, strict=True):
        rounded = shapely.transform(shape, lambda lon_lat: np.round(lon_lat, DIGITS))
        features.append(
            {
                "type": "Feature",
                "geometry": json.loads(shapely.to_geojson(rounded)),
                "properties": {
                    "side": row["side"],
                    "turn": row["turn"],
                    "title": f"{row['site_id']} {row['site_name']} · {row['rule_id']}",
                    "facts": [
                        [text.known("replay.turn", row["turn"]), text.known("verdict", row["verdict"])],
                        [text("plan.col_said"), row[f"said_{text.language}"]],
                        [text("plan.col_why"), row[f"changes_{text.language}"]],
                    ],
                },
            }
        )
    return {"features": features}
