"""Files of cases, handed out one by one to who may see the case."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from office.cases.reading import read_attachment
from office.errors import RightError
from views.person import current_desk, session_of

if TYPE_CHECKING:
    from starlette.requests import Request

    from office.cases.model import Attachment

PATH = "/tep-ho-so"


def address_of(attachment: Attachment) -> str:
    """Return the address of a file: worth nothing without a session that may see its case."""
    return f"{PATH}/{attachment.id}"


def hand_out(request: Request) -> Response:
    """Answer with a file as something to save, never to open here."""
    session = session_of(request)
    if session is None:
        return PlainTextResponse("Hãy đăng nhập. / Sign in first.", status_code=403)
    try:
        attachment, body = read_attachment(
            current_desk(), session.person, request.path_params["attachment_id"]
        )
    except RightError as error:
        return PlainTextResponse(f"{error.vi} / {error.en}", status_code=403)
    return Response(
        body,
        media_type="application/octet-stream",
        headers={
            "Content-Disposition": f"attachment; filename*=UTF-8''{quote(attachment.name, safe='')}",
            "Cache-Control": "no-store",
            "X-Content-Type-Options": "nosniff",
        },
    )


ROUTES = [Route(f"{PATH}/{{attachment_id:int}}", hand_out)]
