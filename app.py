"""The web door: which parts answer where, and how an error reaches the person."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse

from geo.errors import RanhError
from office.log import report
from views import (
    backdrop,
    browser_files,
    features,
    first_page,
    handing,
    identify,
    import_shapes,
    in_view,
    login,
    map_route,
    search,
    state,
    tiles,
)
from views.card import warning_html
from views.cases import files as case_files
from views.corridors import serving as corridors
from views.drawing import routes as drawing
from views.guard import Guard
from views.ogc import routes as ogc
from views.ogc import token_page
from views.ogc.gate import program_of
from views.outside_login import open_paths
from views.own_names import own_names
from views.printing import route as printing
from views.public import gate
from views.public import routes as public
from views.warm import warm_up

if TYPE_CHECKING:
    from starlette.requests import Request


def say_on_page(error: Exception) -> bool:
    """Show one sentence instead of a traceback; of a fault of the program, the number in the log as well."""
    text = state.text()
    if isinstance(error, RanhError):
        sentence = text.error(error)
    else:
        sentence = text("page.failed", number=report("page", error))
    with st.container(key="failure"):
        st.html(warning_html(sentence))
    return True


def say_to_browser(_: Request, error: Exception) -> PlainTextResponse:
    """Answer a request for a layer that cannot be read: the map then says that it is missing."""
    return PlainTextResponse(str(error), status_code=503)


app = st.App(
    "views/main.py",
    routes=[
        *first_page.ROUTES,
        *browser_files.ROUTES,
        *login.ROUTES,
        *tiles.ROUTES,
        *features.ROUTES,
        *map_route.ROUTES,
        *backdrop.ROUTES,
        *identify.ROUTES,
        *in_view.ROUTES,
        *search.ROUTES,
        *printing.ROUTES,
        *import_shapes.ROUTES,
        *handing.ROUTES,
        *case_files.ROUTES,
        *drawing.ROUTES,
        *corridors.ROUTES,
        *public.ROUTES,
        *ogc.ROUTES,
        *token_page.ROUTES,
    ],
    middleware=[
        Middleware(
            Guard,
            names=own_names(),
            open_paths=open_paths(),
            folders={gate.ROOT: gate.visitor_of, ogc.ROOT: program_of},
        )
    ],
    lifespan=warm_up,
    on_script_error=say_on_page,
    exception_handlers={RanhError: say_to_browser},
)
