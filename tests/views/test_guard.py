"""Only this machine's names, and a policy on every answer."""

import asyncio

import pytest

from views.guard import Guard


def answer(host, kind="http", origin=None):
    """Return the messages that a client under `host` gets."""
    sent = []

    async def inner(_scope, _receive, send):
        await send({"type": "http.response.start", "status": 200, "headers": []})

    async def send(message):
        sent.append(message)

    async def receive():
        return {"type": "http.request"}

    scope = {"type": kind, "method": "GET", "path": "/", "headers": [(b"host", host.encode())]}
    if origin is not None:
        scope["headers"].append((b"origin", origin.encode()))
    asyncio.run(Guard(inner)(scope, receive, send))
    return sent


@pytest.mark.parametrize("host", ["127.0.0.1:8501", "localhost", "LOCALHOST:1", "[::1]:8501"])
def test_local_names_are_served_with_the_policy(host):
    start = answer(host)[0]
    headers = dict(start["headers"])
    assert start["status"] == 200
    policy = headers[b"content-security-policy"].decode()
    assert policy.startswith("default-src 'self';")
    assert "http:" not in policy
    assert f"ws://{host}" in policy


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example:80", "", "10.0.0.5:8501"])
def test_other_names_are_refused(host):
    assert answer(host)[0]["status"] == 400


def test_a_websocket_under_another_name_is_closed():
    assert answer("evil.example", "websocket") == [{"type": "websocket.close", "code": 1008}]


@pytest.mark.parametrize("kind", ["http", "websocket"])
@pytest.mark.parametrize(
    "origin", ["http://evil.example", "null", "http://127.0.0.1:9999", "http://localhost:8501"]
)
def test_pages_of_others_are_refused_before_anything_is_asked(kind, origin):
    message = answer("127.0.0.1:8501", kind, origin)[0]
    assert message.get("status") == 400 or message["code"] == 1008


def test_the_own_page_is_served():
    assert answer("127.0.0.1:8501", origin="http://127.0.0.1:8501")[0]["status"] == 200
