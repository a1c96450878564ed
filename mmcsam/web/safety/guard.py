"""What every call passes before it is answered."""

import hmac
import json
from collections.abc import Awaitable, Callable, MutableMapping
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qs

from starlette.exceptions import HTTPException

from .host_rules import HostRules
from .same_site import is_foreign

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[MutableMapping[str, Any], Receive, Send], Awaitable[None]]

COOKIE = "mmcsam_token"
_UPLOADS = {"/api/images", "/api/models"}  # which have limits of their own, file by file
_HEADERS = {
    "content-security-policy": "default-src 'self'; img-src 'self' blob: data:; base-uri 'none'; "
    "object-src 'none'; form-action 'self'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-cache",  # ask whether it has changed, after an update too
}


class Guard:
    """Lets calls pass that are meant for this page, come from it or from a script, and are small.

    Args:
        app: What answers the calls that pass.
        host: The address that the page listens on.
        token: What everybody has to know: in the URL (``?token=``) the first time, then in a
            cookie, or in the header ``Authorization: Bearer``; None lets in everybody.
        call_bytes: Of a call's body at most, but for files.
    """

    def __init__(self, app: App, host: str, token: str | None, call_bytes: int) -> None:
        self._app, self._token, self._call_bytes = app, token, call_bytes
        self._rules = HostRules(host)

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        """Answer a call, or have it answered."""
        if scope["type"] == "lifespan":
            return await self._app(scope, receive, send)
        if scope["type"] != "http":  # there are no web sockets here
            return None
        headers = {
            name.decode("latin-1"): text.decode("latin-1") for name, text in scope["headers"]
        }
        path, method = scope["path"], scope["method"]
        if not self._rules.allow(headers.get("host", "")):
            return await _refuse(
                send,
                421,
                f"{headers.get('host', '')!r:.60} is no name of this page, expected its address; "
                "open the address that the terminal shows",
            )
        if is_foreign(method, path, headers):
            return await _refuse(
                send, 403, "the call comes from another site, expected one of this page"
            )
        if self._token is not None and not self._knows(headers):
            given = parse_qs(scope["query_string"].decode("latin-1")).get("token", [""])[0]
            if not _same(given, self._token):
                return await _refuse(
                    send,
                    401,
                    "the token is missing or wrong, expected ?token=... in the address; open the "
                    "address that the terminal shows",
                )
            if path == "/" and method == "GET":  # it shall not stay in the address
                return await _remember(send, self._token)
        if path not in _UPLOADS:
            receive = _Limited(receive, self._call_bytes)
            if int(headers.get("content-length") or 0) > self._call_bytes:
                return await _refuse(send, 413, receive.reason)
        await self._app(scope, receive, _with_headers(send))
        return None

    def _knows(self, headers: dict[str, str]) -> bool:
        kind, _, bearer = headers.get("authorization", "").partition(" ")
        if kind.lower() == "bearer" and _same(bearer.strip(), self._token or ""):
            return True
        try:
            found = SimpleCookie(headers.get("cookie", "")).get(COOKIE)
        except CookieError:
            return False
        return found is not None and _same(found.value, self._token or "")


class _Limited:
    """Receives a body up to a limit."""

    def __init__(self, receive: Receive, limit: int) -> None:
        self._receive, self._left = receive, limit
        self.reason = f"the call has over {limit:,} bytes, expected fewer; cut it into several"

    async def __call__(self) -> Message:
        message = await self._receive()
        self._left -= len(message.get("body", b""))
        if self._left < 0:
            raise HTTPException(413, self.reason)
        return message


def _same(first: str, second: str) -> bool:
    return hmac.compare_digest(first.encode(), second.encode())


def _with_headers(send: Send) -> Send:
    async def send_with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            there = {name.lower() for name, _ in message["headers"]}
            message["headers"] = [
                *message["headers"],
                *(
                    (name.encode(), text.encode())
                    for name, text in _HEADERS.items()
                    if name.encode() not in there
                ),
            ]
        await send(message)

    return send_with_headers


async def _remember(send: Send, token: str) -> None:
    cookie = f"{COOKIE}={token}; HttpOnly; SameSite=Strict; Path=/"
    headers = [(b"location", b"/"), (b"set-cookie", cookie.encode()), (b"content-length", b"0")]
    await send({"type": "http.response.start", "status": 303, "headers": headers})
    await send({"type": "http.response.body", "body": b""})


async def _refuse(send: Send, status: int, reason: str) -> None:
    body = json.dumps({"detail": reason}).encode()
    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(body)).encode()),
    ]
    send = _with_headers(send)
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
