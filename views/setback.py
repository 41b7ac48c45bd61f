"""
The part of a project inside the distance of a rule: computed and drawn when an officer ticks the box.

Not offered around defence and security land: the shape would draw the distance that protects
it, which never leaves the server (`views.columns`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import streamlit as st

from geo.overlap import M2_PER_HA
from layers.setback import have_setback, setback_of
from views import numbers, state
from views.card import warning_html
from views.once import Once

if TYPE_CHECKING:
    from geo.setback import Setback
    from layers.check import CheckResult
    from views.store import Store
    from views.text import Text

_setbacks: Once[Setback | None] = Once(64)


def offers_setback(finding: gpd.GeoDataFrame, result: CheckResult) -> bool:
    """Whether the one finding of a frame has a part inside a distance that may be shown."""
    return bool((have_setback(finding, result) & ~finding["restricted"].to_numpy(dtype=bool)).any())


def show_setback(finding: gpd.GeoDataFrame, store: Store, result: CheckResult, text: Text) -> None:
    """Draw the box to tick and, once it is ticked, the area; nothing for what has no such part."""
    if not offers_setback(finding, result):
        return
    st.checkbox(text("card.setback"), key=state.setback_key())
    if not state.setback_wanted():
        return
    with st.spinner(text("card.setback_making")):
        setback = _computed(finding, store, result)
    if setback is None or setback.unresolved:
        st.html(warning_html(text("card.setback_unresolved")))
        return
    area = numbers.area_ha(setback.area_m2 / M2_PER_HA, text.language)
    st.caption(text("card.setback_area", area=area))


def drawn_setback(finding: gpd.GeoDataFrame, store: Store, result: CheckResult) -> gpd.GeoDataFrame:
    """Return the frame with the shape that was asked for; empty if none was, or there is none."""
    nothing = finding.iloc[:0]
    if not state.setback_wanted() or not offers_setback(finding, result):
        return nothing
    setback = _computed(finding, store, result)
    if setback is None or setback.shape is None:
        return nothing
    return gpd.GeoDataFrame(geometry=[setback.shape], crs=result.sites.crs)


def _computed(finding: gpd.GeoDataFrame, store: Store, result: CheckResult) -> Setback | None:
    finding_id = str(finding["finding_id"].iloc[0])
    key = (store.state, result.as_of, finding_id)
    return store.keep(_setbacks).get(key, lambda: setback_of(result, store.province, finding_id))
