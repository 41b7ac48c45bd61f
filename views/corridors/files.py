"""
Files of corridors to take away: made when they are asked for, handed to this session alone.

What was made is kept as long as memory lasts and offered anew each time the page is drawn: a link
that has ended is renewed, and a file of anything else never stands beside what is shown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from geo.errors import RanhError
from layers.corridor.writer import comparison_xlsx, geojson_bytes, profile_xlsx
from office.reports.corridor import profile_pdf
from office.rights import Act, reach
from views import state
from views.card import warning_html
from views.corridors.made import fingerprint
from views.handing import download_link, offer
from views.once import Once

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
NAMES = {"geojson": "GeoJSON", "xlsx": "XLSX", "pdf": "PDF"}
MEDIA = {"geojson": GEOJSON, "xlsx": XLSX, "pdf": PDF}
FAULT = "corridor-file-fault"
"""Key of the file that could not be made last, and why."""

_bodies: Once[bytes] = Once(12)

Makers = dict[str, "Callable[[], bytes]"]


def profile_files(store: Store, session: Session, made: Profile, text: Text) -> None:
    """Offer a profile as GeoJSON, XLSX and PDF."""
    makers: Makers = {
        "geojson": lambda: geojson_bytes(made, store.province.datum_operation),
        "xlsx": lambda: profile_xlsx(made, text.language),
        "pdf": lambda: profile_pdf(made, store.province, store.codes, text.language),
    }
    stem = f"ranh-hanh-lang-{store.province.id}-{made.as_of.isoformat()}"
    show_files(store, session, makers, stem, ("profile", _of(made), text.language), text)


def comparison_files(store: Store, session: Session, made: Comparison, text: Text) -> None:
    """Offer a comparison as XLSX."""
    makers: Makers = {"xlsx": lambda: comparison_xlsx(made, text.language)}
    what = ("compared", *map(_of, made.profiles), text.language)
    stem = f"ranh-so-sanh-{store.province.id}-{made.profiles[0].as_of.isoformat()}"
    show_files(store, session, makers, stem, what, text)


def _of(made: Profile) -> Hashable:
    """Return everything that tells one profile from another, beside what the person may see."""
    return fingerprint(made.axis), made.width_m, made.step_m, made.as_of, made.rules_told


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
        Everything that the files follow from, beside what the person may see.
    """
    if reach(session.person, Act.DOWNLOAD) is None:
        return
    with st.container(
        horizontal=True, gap="small", vertical_alignment="center", key=f"corridor-files-{stem}"
    ):
        for ending, make in makers.items():
            key = (store.state, session.id, what, ending)
            if not _link(store, session, key, f"{stem}.{ending}", text):
                _button(store, key, make, f"{stem}.{ending}", text)
    fault_key, fault = state.value(FAULT) or (None, None)
    if fault is not None and fault_key in [(store.state, session.id, what, ending) for ending in makers]:
        st.html(warning_html(text.error(fault)))
    if store.is_exact:
        st.warning(text("download.warning"))


def _link(store: Store, session: Session, key: Hashable, name: str, text: Text) -> bool:
    """Draw the link to a file that was made and is still kept; tell whether it is."""
    body = store.keep(_bodies).held(key)
    if body is None:
        return False
    kind = name.rsplit(".", 1)[1]
    act = Act.SEE_EXACT if store.is_exact else Act.DOWNLOAD
    url = offer(session, body, name, MEDIA[kind], act=act, communes=session.person.communes or None)
    download_link(text("corridor.take", kind=NAMES[kind]), url, name)
    return True


def _button(store: Store, key: Hashable, make: Callable[[], bytes], name: str, text: Text) -> None:
    """Draw the button that makes a file; why it could not be made is kept for the page to say."""
    kind = name.rsplit(".", 1)[1]
    if not st.button(
        text("corridor.make_file", kind=NAMES[kind]),
        icon=":material/download:",
        key=f"corridor-file-{name}-{text.language}",
    ):
        return
    state.put(FAULT, None)
    try:
        with st.spinner(text("download.making")):
            store.keep(_bodies).get(key, make)
    except RanhError as error:
        state.put(FAULT, (key, error))
    st.rerun()
