"""
The login through the office's identity provider (OpenID Connect), by configuration.

Streamlit speaks with the provider and leaves a signed cookie; here that cookie, while it is
fresh, is exchanged for a session of ours. RANH_LOGIN says which ways there are: `password`
(default), `oidc`, or `both`; `.streamlit/secrets.toml` names the provider in `[auth]`.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from starlette.responses import RedirectResponse
from starlette.routing import Route
from streamlit.auth_util import encode_provider_token, get_cookie_with_chunks, get_secrets_auth_section
from streamlit.web.server.server_util import get_cookie_secret
from streamlit.web.server.starlette.starlette_app_utils import decode_signed_value
from streamlit.web.server.starlette.starlette_server_config import TOKENS_COOKIE_NAME, USER_COOKIE_NAME

from views.errors import LoginSetupError
from views.login_page import Ways
from views.person import LOGIN, OUTSIDE

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

PASSWORD, OIDC, BOTH = "password", "oidc", "both"
NEEDED = ("redirect_uri", "cookie_secret", "client_id", "client_secret", "server_metadata_url")
SECRET_CHARACTERS = 32
FRESH_S = 120
"""How old the provider's answer may be: the cookie itself would be good for a month."""

STREAMLIT_PATHS = frozenset({"/auth/login", "/oauth2callback"})


def ways() -> Ways:
    """
    Return how somebody can sign in.

    Raises
    ------
    LoginSetupError
        If the provider's login is wanted and not, or not safely, set up.
    """
    wanted = os.environ.get("RANH_LOGIN", PASSWORD)
    if wanted not in {PASSWORD, OIDC, BOTH}:
        raise LoginSetupError(
            f"RANH_LOGIN is {wanted}; it can be password, oidc or both.",
            f"RANH_LOGIN là {wanted}; chỉ được là password, oidc hoặc both.",
        )
    if wanted != PASSWORD:
        _require_set_up()
    return Ways(password=wanted in {PASSWORD, BOTH}, outside=wanted in {OIDC, BOTH})


def open_paths() -> frozenset[str]:
    """Return the addresses that need no session while somebody signs in through the provider."""
    return STREAMLIT_PATHS | {OUTSIDE} if os.environ.get("RANH_LOGIN") in {OIDC, BOTH} else frozenset()


@dataclass(frozen=True, kw_only=True)
class Proved:
    """Whom the provider has proved, and its answer, by which it is known that it is used once."""

    subject: str
    answer: str


def proved(request: Request) -> Proved | None:
    """
    Return whom the provider has just proved; none without its fresh answer.

    RANH_OIDC_CLAIM names the claim: `sub` (default), or `email`, which counts only where the
    provider says that it has verified it.
    """
    told = get_cookie_with_chunks(lambda name: _signed(request, name), USER_COOKIE_NAME)
    claims = json.loads(told) if told else {}
    claim = os.environ.get("RANH_OIDC_CLAIM", "sub")
    if claim == "email" and claims.get("email_verified") is not True:
        return None
    subject = str(claims.get(claim) or "")
    # The claims and not the cookie: they have the nonce of this login, and cannot be wrapped anew.
    return Proved(subject=subject, answer=json.dumps(claims, sort_keys=True)) if subject else None


def without_outside(answer: Response, request: Request) -> Response:
    """Take the provider's answer away again: it was good for one session."""
    for name in request.cookies:
        if name.startswith((USER_COOKIE_NAME, TOKENS_COOKIE_NAME)):
            answer.delete_cookie(name)
    return answer


def start_outside(_: Request) -> Response:
    """Send the browser to the provider."""
    if not ways().outside:
        return RedirectResponse(LOGIN, status_code=303)
    return RedirectResponse(f"/auth/login?provider={encode_provider_token('default')}", status_code=303)


def _signed(request: Request, name: str) -> bytes | None:
    value = request.cookies.get(name)
    days = FRESH_S / 86_400
    return None if value is None else decode_signed_value(get_cookie_secret(), name, value, days)


def _require_set_up() -> None:
    section = get_secrets_auth_section()
    missing = [name for name in NEEDED if not section.get(name)]
    if not missing and len(section["cookie_secret"]) < SECRET_CHARACTERS:
        missing = [f"cookie_secret ({SECRET_CHARACTERS}+)"]
    if missing:
        named = ", ".join(missing)
        raise LoginSetupError(
            f"The login through the provider needs {named} in [auth] of .streamlit/secrets.toml.",
            f"Đăng nhập qua hệ thống của cơ quan cần có {named} ở mục [auth] trong .streamlit/secrets.toml.",
        )


ROUTES = [Route(OUTSIDE, start_outside, methods=["GET"])]
