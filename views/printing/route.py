"""Answer who wants a sheet of the map with the address under which this session gets it."""

from __future__ import annotations

import math
import threading
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from geo.crs import DISPLAY_CRS, transform_where_possible
from geo.errors import RanhError
from office.errors import ReportError
from office.rights import Act, reach
from views.handing import NO_STORE, offer
from views.person import session_of
from views.printing.make import Asked, make
from views.printing.paper import PAPERS, SCALES, TURNED, frame_mm
from views.store import store_for
from views.text import LANGUAGES, Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request

    from office.people import Person
    from views.store import Store

PLACE = "/in-ban-do"
MEDIA = {"pdf": "application/pdf", "png": "image/png"}
LONGEST_TITLE = 90
LEAST_PERCENT, WHOLE = 20, 100
"""As on the screen: what is on the map is never invisible."""
WAIT_S = 20.0
"""So long somebody waits for the sheet of another: whoever waits holds one of the server's threads."""
MARGIN_M = 50_000.0
"""How far beyond the province the middle of a sheet may lie."""

_one_at_a_time = threading.Semaphore(1)
"""A large sheet takes a processor for seconds: the map of the others must not stand still."""


def choices() -> dict[str, Any]:
    """Return what the window of the map offers: scales, and the frame in mm of each sheet."""
    frames = {f"{paper}-{turned}": frame_mm(paper, turned) for paper in PAPERS for turned in TURNED}
    return {"url": PLACE, "scales": list(SCALES), "frames": frames}


def serve_print(request: Request) -> Response:
    """
    Answer with address and name of a new sheet; its content is what this session may see.

    400 for a question that is none, 404 for a day that is not checked, 503 with a sentence if the
    sheet cannot be made.
    """
    session = session_of(request)
    text = Text(language) if (language := request.query_params.get("lang", "")) in LANGUAGES else None
    if session is None or text is None:
        return Response(status_code=400 if session else 404)
    act = act_of(session.person, is_exact=session.is_exact)
    try:
        store = store_for(session)
        asked = read_asked(request.query_params, store)
        if asked is None:
            return Response(status_code=400)
        if act is None or not store.has_result(asked.as_of):
            return Response(status_code=404)
        body = _in_turn(store, asked, _named(session.person), text)
        name = f"ranh-{store.province.id}-{asked.scale}-{asked.as_of.isoformat()}.{asked.form}"
        communes = session.person.communes or None
        url = offer(session, body, name, MEDIA[asked.form], act=act, communes=communes)
    except RanhError as error:
        return JSONResponse({"said": text.error(error)}, status_code=503, headers=NO_STORE)
    return JSONResponse({"url": url, "name": name}, headers=NO_STORE)


def _in_turn(store: Store, asked: Asked, who: str, text: Text) -> bytes:
    if not _one_at_a_time.acquire(timeout=WAIT_S):
        raise ReportError(
            "Other sheets are being made just now: try again in a minute.",
            "Máy chủ đang lập bản in khác: hãy thử lại sau một phút.",
        )
    try:
        return make(store, asked, who, text)
    finally:
        _one_at_a_time.release()


def _named(person: Person) -> str:
    return f"{person.full_name} ({person.name})" if person.full_name else person.name


def act_of(person: Person, *, is_exact: bool) -> Act | None:
    """
    Return the right that a sheet is handed out under; None: this person has none of them.

    It is asked again when the file is fetched: a sheet with defence land goes only where that is open.

    Examples
    --------
    >>> from office.people import Person, Role
    >>> viewer = Person(id=1, name="a", full_name="", role=Role.PUBLIC_VIEWER)
    >>> act_of(viewer, is_exact=False)
    <Act.SEE_MAP: 'see_map'>
    """
    if is_exact:
        return Act.SEE_EXACT
    return next((act for act in (Act.DOWNLOAD, Act.SEE_MAP) if reach(person, act) is not None), None)


def read_asked(query: Mapping[str, str], store: Store) -> Asked | None:
    """Return the sheet that an address asks for; None if it says none."""
    try:
        lon_lat = float(query["lon"]), float(query["lat"])
        fades = _fades(query.get("fade", ""))
        scale, as_of = int(query["scale"]), date.fromisoformat(query["day"])
        paper, turned, form = query["paper"], query["turned"], query["form"]
    except (KeyError, ValueError):
        return None
    if scale not in SCALES or paper not in PAPERS or turned not in TURNED or form not in MEDIA:
        return None
    if not all(map(math.isfinite, lon_lat)):
        return None
    province = store.province
    at = transform_where_possible(np.array([lon_lat]), DISPLAY_CRS, province.crs, province.datum_operation)[0]
    west, south, east, north = province.bounds_m
    inside = west - MARGIN_M <= at[0] <= east + MARGIN_M and south - MARGIN_M <= at[1] <= north + MARGIN_M
    if not inside:
        return None
    return Asked(
        centre=(float(at[0]), float(at[1])),
        scale=scale,
        paper=paper,
        turned=turned,
        form="png" if form == "png" else "pdf",
        layers=tuple(part for part in query.get("layers", "").split(",") if part),
        colour=query.get("colour", ""),
        as_of=as_of,
        fades=fades,
        title=" ".join(query.get("title", "").split())[:LONGEST_TITLE],
    )


def _fades(told: str) -> dict[str, float]:
    """
    Return opacity by layer; raises a ValueError for what is none.

    Examples
    --------
    >>> _fades("landuse:50,communes:20"), _fades("")
    ({'landuse': 0.5, 'communes': 0.2}, {})
    """
    pairs = [part.rpartition(":") for part in told.split(",") if part]
    found = {layer_id: int(percent) for layer_id, _, percent in pairs}
    if not all(LEAST_PERCENT <= percent <= WHOLE for percent in found.values()):
        raise ValueError(told)
    return {layer_id: percent / WHOLE for layer_id, percent in found.items()}


ROUTES = [Route(PLACE, serve_print)]
