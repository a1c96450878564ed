"""The page's API for a program, with nothing but Python."""

import json
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from typing import Any


class ServerGoneError(Exception):
    """Nobody answers; what was asked for last may be done or not."""


class RefusedError(Exception):
    """The server refuses a call and says why."""


class PageClient:
    """Calls of one server.

    Args:
        url: Its address, as ``serve`` prints it; a token in it is sent along.
    """

    def __init__(self, url: str) -> None:
        address, _, query = url.partition("?")
        self._address = address.rstrip("/")
        self._query = f"?{query}" if query else ""

    def call(self, method: str, path: str, body: object = None) -> Any:
        """Call the API.

        Args:
            method: Of HTTP.
            path: After ``/api``.
            body: What is sent, as JSON.

        Returns:
            The answer's JSON.

        Raises:
            RefusedError: If the server refuses.
            ServerGoneError: If nobody answers.
        """
        request = urllib.request.Request(
            f"{self._address}/api{path}{self._query}",
            None if body is None else json.dumps(body).encode(),
            {"Content-Type": "application/json", "Origin": self._address},
            method=method,
        )
        try:
            with urllib.request.urlopen(request, timeout=600) as answer:
                return json.loads(answer.read())
        except urllib.error.HTTPError as error:
            raise RefusedError(
                f"{method} {path}: {error.code} {error.read().decode(errors='replace')}"
            ) from error
        except (OSError, ValueError, EOFError) as error:  # nothing, or half an answer
            raise ServerGoneError(f"{method} {path}: {error}") from error
        except Exception as error:  # http.client has errors of its own for cut answers
            raise ServerGoneError(f"{method} {path}: {error!r}") from error

    def wait(self, ready: Callable[[], bool], seconds: float = 900) -> None:
        """Ask again and again until something is so.

        Raises:
            TimeoutError: If it has not come to that.
        """
        end = time.monotonic() + seconds
        while not ready():
            if time.monotonic() > end:
                raise TimeoutError(f"the server has not come to that in {seconds:g} s")
            time.sleep(0.25)

    def wait_for_server(self, seconds: float = 300) -> None:
        """Wait until somebody answers."""

        def answers() -> bool:
            try:
                self.call("GET", "/project")
            except ServerGoneError:
                return False
            return True

        self.wait(answers, seconds)
