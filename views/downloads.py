"""The download of what is shown: what may be told; at an exact view all of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from layers.share import findings_geojson
from office.rights import Act, reach
from views.handing import download_link, offer
from views.once import Once

if TYPE_CHECKING:
    import geopandas as gpd

    from layers.check import CheckResult
    from office.sessions import Session
    from views.store import Store
    from views.text import Text

GEOJSON = "application/geo+json"

_files: Once[bytes] = Once(4)


def show_download(
    listed: gpd.GeoDataFrame, result: CheckResult, store: Store, session: Session, text: Text
) -> None:
    """
    Offer the listed findings as GeoJSON, to whom they are shown.

    The file is made when the panel is opened, not when the link is pressed: a fault then
    shows on the page instead of a download that does not come. It holds what this face of the
    province shows and nothing else; leaving defence land out of true findings is for the
    command line, which tells them anew.
    """
    if reach(session.person, Act.DOWNLOAD) is None:
        return
    panel = st.popover(text("download.open"), icon=":material/download:", key="downloads", on_change="rerun")
    if not panel.open:
        return
    with panel:
        if store.is_exact:
            st.warning(text("download.warning"))
        else:
            st.caption(text("download.told"))
        if listed.empty:
            st.caption(text("download.nothing"))
            return
        with st.spinner(text("download.making")):
            key = (store.state, result.as_of, tuple(listed["finding_id"]))
            body = store.keep(_files).get(key, lambda: findings_file(listed, result, store))
        st.caption(text("download.count", count=len(listed)))
        name = f"ranh-{store.province.id}-{result.as_of.isoformat()}.geojson"
        act = Act.SEE_EXACT if store.is_exact else Act.DOWNLOAD
        url = offer(session, body, name, GEOJSON, act=act, communes=session.person.communes or None)
        download_link(text("download.findings"), url, name)


def findings_file(listed: gpd.GeoDataFrame, result: CheckResult, store: Store) -> bytes:
    """Return findings of this face of the province as a file, which says whether restricted land is in it."""
    return findings_geojson(listed, result, store.province, with_restricted=store.is_exact)
