"""Files of corridors to take away: made when they are asked for, handed to this session alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from geo.errors import RanhError
from layers.corridor.writer import comparison_xlsx, geojson_bytes, profile_xlsx
from office.reports.corridor import profile_pdf
from office.rights import Act, reach
from views import state
from views.card import warning_html
from views.handing import download_link, offer

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Mapping

    from layers.corridor.compare import Comparison
    from layers.corridor.model import Profile
    from office.sessions import Session
    from views.store import Store
    from views.text import Text

GEOJSON = "application/geo+json"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PDF = "application/pdf"
MEDIA = {"geojson": GEOJSON, "xlsx": XLSX, "pdf": PDF}
MADE = "corridor-files"
"""Which files this tab has asked for: what they were made of, kind -> address."""

Makers = dict[str, "Callable[[], bytes]"]


def profile_files(store: Store, session: Session, made: Profile, text: Text) -> None:
    """Offer a profile as GeoJSON, XLSX and PDF."""
    makers: Makers = {
        "geojson": lambda: geojson_bytes(made, store.province.datum_operation),
        "xlsx": lambda: profile_xlsx(made, text.language),
        "pdf": lambda: profile_pdf(made, store.province, store.codes, text.language),
    }
    what = (made.axis.id, made.axis.name_vi, made.width_m, made.step_m, made.as_of)
    stem = f"ranh-hanh-lang-{store.province.id}-{made.as_of.isoformat()}"
    show_files(store, session, makers, stem, (what, text.language), text)


def comparison_files(store: Store, session: Session, made: Comparison, text: Text) -> None:
    """Offer a comparison as XLSX."""
    makers: Makers = {"xlsx": lambda: comparison_xlsx(made, text.language)}
    what = tuple((one.axis.id, one.axis.name_vi, one.width_m, one.as_of) for one in made.profiles)
    stem = f"ranh-so-sanh-{store.province.id}-{made.profiles[0].as_of.isoformat()}"
    show_files(store, session, makers, stem, (what, text.language), text)


def show_files(
    store: Store,
    session: Session,
    makers: Mapping[str, Callable[[], bytes]],
    stem: str,
    what: Hashable,
    text: Text,
) -> None:
    """
    Draw a button for each kind of file, and the link to each that was made; nothing without the right.

    Parameters
    ----------
    makers
        Ending -> what makes the file.
    stem
        Name of the files without ending.
    what
        What the files are made of: links to files of anything else go.
    """
    if reach(session.person, Act.DOWNLOAD) is None:
        return
    whole = (store.state, session.id, what)
    known, links = state.value(MADE) or (None, {})
    links = dict(links) if known == whole else {}
    with st.container(
        horizontal=True, gap="small", vertical_alignment="center", key=f"corridor-files-{stem}"
    ):
        for ending, make in makers.items():
            if ending in links:
                download_link(text("corridor.take", kind=ending.upper()), links[ending], f"{stem}.{ending}")
            elif st.button(
                text("corridor.make_file", kind=ending.upper()),
                icon=":material/download:",
                key=f"corridor-file-{stem}-{ending}-{text.language}",
            ):
                with st.spinner(text("download.making")):
                    links[ending] = _offered(store, session, make, f"{stem}.{ending}")
                state.put(MADE, (whole, links))
                st.rerun()
    faults = [link for link in links.values() if isinstance(link, RanhError)]
    for fault in faults:
        st.html(warning_html(text.error(fault)))
    if store.is_exact:
        st.warning(text("download.warning"))


def _offered(store: Store, session: Session, make: Callable[[], bytes], name: str) -> str:
    act = Act.SEE_EXACT if store.is_exact else Act.DOWNLOAD
    media = MEDIA[name.rsplit(".", 1)[1]]
    return offer(session, make(), name, media, act=act, communes=session.person.communes or None)
