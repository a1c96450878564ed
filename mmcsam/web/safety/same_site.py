"""Whether a call comes from the page itself."""

from collections.abc import Mapping
from urllib.parse import urlsplit


def is_foreign(method: str, path: str, headers: Mapping[str, str]) -> bool:
    """Return whether a page of another site makes a browser call this one.

    Scripts send none of these headers, and are no foreign pages. That somebody follows a link to
    the page is all right.

    Args:
        method: Of HTTP.
        path: Of the call.
        headers: By name, in small letters.

    Example:
        >>> is_foreign("POST", "/api/x", {"host": "localhost:1", "origin": "http://localhost:1"})
        False
        >>> is_foreign("POST", "/api/x", {"host": "localhost:1", "origin": "http://evil.example"})
        True
    """
    origin = headers.get("origin")
    if origin is not None and urlsplit(origin).netloc.lower() != headers.get("host", "").lower():
        return True
    site = headers.get("sec-fetch-site")
    if site in (None, "same-origin", "none"):
        return False
    followed = headers.get("sec-fetch-mode") == "navigate" and method in ("GET", "HEAD")
    return not (followed and path == "/")
