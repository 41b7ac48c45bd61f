"""The download of what is shown; defence and security land only when it is asked for by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from layers.exposed import sealed_rules
from layers.share import findings_geojson, shareable_findings
from views.narrow import Wanted, find_groups, narrow
from views.once import Once

if TYPE_CHECKING:
    import geopandas as gpd

    from layers.check import CheckResult
    from views.store import Store
    from views.text import Text

_files: Once[bytes] = Once(4)
_shareable: Once[gpd.GeoDataFrame] = Once(2)


def show_download(
    listed: gpd.GeoDataFrame, wanted: Wanted, result: CheckResult, store: Store, text: Text
) -> None:
    """
    Offer the listed findings as GeoJSON.

    The file is made when the panel is opened, not when the button is pressed: a fault then
    shows on the page instead of a download that does not come. Without defence land the
    filters choose among what may be told, not among the true findings.
    """
    panel = st.popover(text("download.open"), icon=":material/download:", key="downloads", on_change="rerun")
    if not panel.open:
        return
    with panel:
        left_out = int(listed["rule_id"].isin(sealed_rules(result)).sum())
        restricted = left_out > 0 and st.checkbox(text("download.restricted"), key="with_restricted")
        if restricted:
            st.warning(text("download.warning"))
        elif left_out:
            st.caption(text("download.left_out", count=left_out))
        with st.spinner(text("download.making")):
            told = listed if restricted else _told(wanted, result, store)
            key = (store.state, result.as_of, tuple(told["finding_id"]), restricted)
            body = _files.get(
                key, lambda: findings_geojson(told, result, store.province, with_restricted=restricted)
            )
        if told.empty:
            st.caption(text("download.nothing"))
            return
        st.caption(text("download.count", count=len(told)))
        st.download_button(
            text("download.findings"),
            body,
            file_name=f"ranh-{store.province.id}-{result.as_of.isoformat()}.geojson",
            mime="application/geo+json",
            on_click="ignore",
            key="download",
        )


def _told(wanted: Wanted, result: CheckResult, store: Store) -> gpd.GeoDataFrame:
    """Return what the filters choose among the findings that may be told."""
    told = _shareable.get((store.state, result.as_of), lambda: shareable_findings(result, store.province))
    return narrow(told, result.sites, find_groups(told), wanted)
