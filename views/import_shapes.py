"""Serve the shapes of a preview to the tab that imports them, under an address nobody can guess."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING
from weakref import WeakValueDictionary

from starlette.responses import Response
from starlette.routing import Route

from views.features import feature_collection
from views.person import session_of

if TYPE_CHECKING:
    from starlette.requests import Request

    from layers.intake.preview import Preview

TOKEN_BYTES = 24
HEADERS = {"Cache-Control": "no-store", "Content-Encoding": "gzip"}
PARTS = ("shapes", "points")

_shown: WeakValueDictionary[str, Shown]


class Shown:
    """
    What the map of one tab fetches; gone as soon as the tab drops it.

    Parameters
    ----------
    bodies
        Part -> gzipped GeoJSON.
    bounds
        South-west and north-east corner in latitude, longitude; None where nothing has a place.
    owner
        The session that may fetch it.
    """

    def __init__(self, bodies: dict[str, bytes], bounds: list[list[float]] | None, owner: str) -> None:
        self.owner = owner
        self.token = secrets.token_urlsafe(TOKEN_BYTES)
        self.bodies = bodies
        self.bounds = bounds
        _shown[self.token] = self

    @classmethod
    def of(cls, preview: Preview, owner: str) -> Shown:
        """Return a preview, ready to be fetched."""
        shapes, points = preview.shapes, preview.points
        bodies = {
            "shapes": feature_collection(shapes, {name: shapes[name] for name in ("row", "state")}),
            "points": feature_collection(points, {name: points[name] for name in ("label", "mark")}),
        }
        some = shapes if len(shapes) else points
        if not len(some):
            return cls(bodies, None, owner)
        west, south, east, north = (float(value) for value in some.total_bounds)
        return cls(bodies, [[south, west], [north, east]], owner)

    def url(self, part: str) -> str:
        """Return the address of one part."""
        return f"/features/import/{self.token}/{part}"


_shown = WeakValueDictionary()


def serve_shown(request: Request) -> Response:
    """Answer with a part of a preview; 404 once the tab has dropped it, and for any other session."""
    shown, part = _shown.get(request.path_params["token"]), request.path_params["part"]
    session = session_of(request)
    if shown is None or session is None or session.id != shown.owner or part not in PARTS:
        return Response(status_code=404)
    return Response(shown.bodies[part], media_type="application/geo+json", headers=HEADERS)


ROUTES = [Route("/features/import/{token}/{part}", serve_shown)]
