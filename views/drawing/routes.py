"""
Addresses that the panel asks: check, suggest, read pasted text, ask about sealed land.

All take and give JSON. A fault that the person can mend comes back as one sentence.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pydantic
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse
from starlette.routing import Route

from geo.errors import RanhError
from layers.places import communes_in_force
from layers.trial.footprint import footprint_of
from layers.trial.pasted import read_shape
from layers.trial.suggest import suggest
from office.errors import RightError
from office.sealed.answers import Question, ask_about
from views.drawing import keeping
from views.drawing.answer import answer_of, geojson_of
from views.drawing.asked import Body, Drawn, Filed, Kept, Put, Speaking, Text, Which, body_of, shape_of
from views.drawing.errors import DrawingError
from views.drawing.offers import offers_of
from views.drawing.ready import ready_for, told_ready, told_trial
from views.person import current_desk, session_of
from views.store import current_store
from views.text import Text as Words

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.requests import Request
    from starlette.responses import Response

    from office.sessions import Session
    from views.drawing.answer import Json

PLACE = "/ve"
NO_STORE = {"Cache-Control": "no-store"}


def check(session: Session, drawn: Drawn, text: Words) -> Json:
    """Return what is told of a footprint."""
    ready = ready_for(session, drawn.as_of)
    footprint = footprint_of(shape_of(drawn, ready.province), drawn.width_m)
    return answer_of(told_trial(session, ready, footprint, drawn.planned_code), ready, session.person, text)


def propose(session: Session, drawn: Drawn, text: Words) -> Json:
    """Return the smallest move and cut that clear conflicts; of what may be told, whoever asks."""
    ready = told_ready(session, drawn.as_of)
    footprint = footprint_of(shape_of(drawn, ready.province), drawn.width_m)
    trial = told_trial(session, ready, footprint, drawn.planned_code)
    return offers_of(suggest(ready, trial), ready, text)


def read(session: Session, pasted: Text, text: Words) -> Json:
    """Return the shape of a pasted text, or what has to be asked first."""
    ready = ready_for(session, pasted.as_of)
    communes = communes_in_force(ready.uses, ready.as_of)
    zones = communes.data.zones if communes is not None and communes.data is not None else None
    found = read_shape(pasted.text, pasted.answers, ready.province, zones, pasted.drawing)
    language = text.language
    crs = found.read_as[1 if language == "vi" else 0]
    return {
        "shape": None if found.shape is None else geojson_of(found.shape, ready),
        "questions": [
            {
                "key": question.item or question.field,
                "text": question.sentence(language),
                "options": [{"value": o.value, "label": o.label(language)} for o in question.options],
            }
            for question in found.questions
        ],
        "notes": [note.sentence(language) for note in found.notes],
        "read_as": text("draw.read_as", crs=crs) if crs else "",
    }


def ask(session: Session, put: Put, text: Words) -> Json:
    """Return the answer about sealed land: stored and counted as any question with a dossier's number."""
    ready = told_ready(session, put.as_of)
    footprint = footprint_of(shape_of(put, ready.province), put.width_m)
    question = Question(number=put.number, geometry=footprint)
    told = ask_about(current_desk(), session.person, question, current_store().province)
    language = text.language
    return {
        "text": getattr(told, f"sentence_{language}"),
        "consultee": getattr(told, f"consultee_{language}"),
        "kind": str(told.kind),
    }


def answering(
    asked: type[Body], work: Callable[[Session, Any, Words], Json]
) -> Callable[[Request], Awaitable[Response]]:
    """Return a route that reads a body strictly, works in a thread, and turns faults into sentences."""

    async def endpoint(request: Request) -> Response:
        session = await run_in_threadpool(session_of, request)
        if session is None:
            return JSONResponse({}, status_code=401, headers=NO_STORE)
        body = await body_of(request)
        try:
            if body is None:
                raise DrawingError("draw.too_large")
            given = asked.model_validate_json(body)
            words = Words(given.lang if isinstance(given, Speaking) else "vi")
            told = await run_in_threadpool(work, session, given, words)
        except pydantic.ValidationError:
            return _fault(DrawingError("draw.unreadable"), body or b"", 400)
        except RanhError as error:
            return _fault(error, body or b"", 403 if isinstance(error, RightError) else 422)
        return JSONResponse(told, headers=NO_STORE)

    return endpoint


def _fault(error: RanhError, body: bytes, status: int) -> Response:
    language = "en" if b'"lang":"en"' in body.replace(b" ", b"") else "vi"
    return JSONResponse({"error": error.sentence(language)}, status_code=status, headers=NO_STORE)


ROUTES = [
    Route(f"{PLACE}/kiem-tra", answering(Drawn, check), methods=["POST"]),
    Route(f"{PLACE}/goi-y", answering(Drawn, propose), methods=["POST"]),
    Route(f"{PLACE}/doc", answering(Text, read), methods=["POST"]),
    Route(f"{PLACE}/hoi", answering(Put, ask), methods=["POST"]),
    Route(f"{PLACE}/tep", answering(Filed, keeping.take_away), methods=["POST"]),
    Route(f"{PLACE}/nhap", answering(Speaking, keeping.listed), methods=["POST"]),
    Route(f"{PLACE}/nhap/luu", answering(Kept, keeping.save), methods=["POST"]),
    Route(f"{PLACE}/nhap/xoa", answering(Which, keeping.delete), methods=["POST"]),
    Route(f"{PLACE}/nhap/khoi-phuc", answering(Which, keeping.restore), methods=["POST"]),
]
