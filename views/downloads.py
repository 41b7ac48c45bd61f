"""The download of what is shown; defence and security land only when it is asked for by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from layers.writer import findings_geojson

if TYPE_CHECKING:
    import geopandas as gpd

    from layers.check import CheckResult
    from layers.province import Province
    from views.text import Text


def show_download(findings: gpd.GeoDataFrame, result: CheckResult, province: Province, text: Text) -> None:
    """Offer the listed findings as GeoJSON; the file is made when the button is pressed."""
    restricted = int(findings["restricted"].astype(bool).sum())
    with st.popover(text("download.open"), icon=":material/download:", key="downloads"):
        wanted = restricted > 0 and st.checkbox(text("download.restricted"), key="with_restricted")
        if wanted:
            st.warning(text("download.warning"))
        elif restricted:
            st.caption(text("download.left_out", count=restricted))
        count = len(findings) - (0 if wanted else restricted)
        st.caption(text("download.count", count=count) if count else text("download.nothing"))
        st.download_button(
            text("download.findings"),
            lambda: findings_geojson(findings, result.sites, province, with_restricted=wanted),
            file_name=f"ranh-{province.id}-{result.as_of.isoformat()}.geojson",
            mime="application/geo+json",
            on_click="ignore",
            disabled=count == 0,
            key="download",
        )
