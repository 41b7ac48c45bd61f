"""The download of what is shown; defence and security land only when it is asked for by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from layers.exposed import sealed_rules
from layers.share import findings_geojson
from views.once import Once

if TYPE_CHECKING:
    import geopandas as gpd

    from layers.check import CheckResult
    from views.store import Store
    from views.text import Text

_files: Once[bytes] = Once(4)


def show_download(findings: gpd.GeoDataFrame, result: CheckResult, store: Store, text: Text) -> None:
    """
    Offer the listed findings as GeoJSON.

    The file is made when the panel is opened, not when the button is pressed: a fault then
    shows on the page instead of a download that does not come.
    """
    panel = st.popover(text("download.open"), icon=":material/download:", key="downloads", on_change="rerun")
    if not panel.open:
        return
    with panel:
        restricted = int(findings["rule_id"].isin(sealed_rules(result)).sum())
        wanted = restricted > 0 and st.checkbox(text("download.restricted"), key="with_restricted")
        if wanted:
            st.warning(text("download.warning"))
        elif restricted:
            st.caption(text("download.left_out", count=restricted))
        count = len(findings) - (0 if wanted else restricted)
        if count == 0:
            st.caption(text("download.nothing"))
            return
        st.caption(text("download.count", count=count))
        key = (store.state, result.as_of, tuple(findings["finding_id"]), wanted)
        st.download_button(
            text("download.findings"),
            _files.get(
                key,
                lambda: findings_geojson(key[2], result, store.province, with_restricted=wanted),
            ),
            file_name=f"ranh-{store.province.id}-{result.as_of.isoformat()}.geojson",
            mime="application/geo+json",
            on_click="ignore",
            key="download",
        )
