"""An identity provider of our own on this machine: OpenID Connect with PKCE, signed tokens, one person."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT, SECRET = "ranh", "secret-of-the-client"


class Provider(ThreadingHTTPServer):
    """
    The provider.

    `person` are the claims of whoever signs in next; `forge` signs with a key that nobody knows.
    """

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Handler)
        # By another name than the application's: for a browser it is then another site.
        self.issuer = f"http://localhost:{self.server_port}"
        self.key, self.other_key = (RSAKey.generate_key(2048, {"kid": "1"}) for _ in range(2))
        self.codes = {}
        self.person = {"sub": "nobody"}
        self.forge = False
        self.asked = []


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        """Answer for discovery, keys, and the page where somebody signs in (who is in at once)."""
        server, path = self.server, urlsplit(self.path)
        server.asked.append(path.path)
        if path.path == "/.well-known/openid-configuration":
            self._answer(
                {
                    "issuer": server.issuer,
                    "authorization_endpoint": f"{server.issuer}/authorize",
                    "token_endpoint": f"{server.issuer}/token",
                    "jwks_uri": f"{server.issuer}/jwks",
                    "response_types_supported": ["code"],
                    "subject_types_supported": ["public"],
                    "id_token_signing_alg_values_supported": ["RS256"],
                    "code_challenge_methods_supported": ["S256"],
                }
            )
        elif path.path == "/jwks":
            self._answer({"keys": [server.key.as_dict(private=False) | {"use": "sig", "alg": "RS256"}]})
        elif path.path == "/authorize":
            asked = {name: values[0] for name, values in parse_qs(path.query).items()}
            code = secrets.token_urlsafe(8)
            server.codes[code] = asked
            self.send_response(302)
            query = urlencode({"code": code, "state": asked["state"]})
            self.send_header("Location", f"{asked['redirect_uri']}?{query}")
            self.end_headers()
        else:
            self.send_error(404)

    def do_POST(self):
        """Exchange a code, once, for a signed token."""
        server = self.server
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        form = {name: values[0] for name, values in parse_qs(body).items()}
        asked = server.codes.pop(form["code"], None)
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        if asked is None or asked["code_challenge"] != challenge:
            self._answer({"error": "invalid_grant"}, 400)
            return
        moment = int(time.time())
        claims = {"iss": server.issuer, "aud": CLIENT, "iat": moment, "exp": moment + 300, **server.person}
        claims["nonce"] = asked["nonce"]
        key = server.other_key if server.forge else server.key
        token = jwt.encode({"alg": "RS256", "kid": "1"}, claims, key)
        answer = {"access_token": "x", "token_type": "Bearer", "expires_in": 300, "id_token": token}
        self._answer(answer)

    def _answer(self, told, status=200):
        body = json.dumps(told).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        """Say nothing."""


@contextmanager
def running():
    """Give a provider that answers until the end."""
    with Provider() as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()
