import pytest

from mmcsam.web.safety.same_site import is_foreign

HOST = {"host": "127.0.0.1:8765"}


@pytest.mark.parametrize(
    ("method", "path", "headers", "foreign"),
    [
        ("POST", "/api/images", {}, False),  # a script
        ("POST", "/api/images", {"origin": "http://127.0.0.1:8765"}, False),
        ("POST", "/api/images", {"origin": "http://127.0.0.1:9999"}, True),
        ("POST", "/api/images", {"origin": "http://evil.example"}, True),
        ("POST", "/api/images", {"origin": "null"}, True),
        ("GET", "/api/images", {"origin": "http://evil.example"}, True),
        ("GET", "/api/images", {"sec-fetch-site": "same-origin"}, False),
        ("GET", "/api/images/1/cells", {"sec-fetch-site": "cross-site"}, True),
        ("GET", "/api/images", {"sec-fetch-site": "same-site"}, True),
        ("GET", "/", {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"}, False),
        ("GET", "/", {"sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors"}, True),
        ("POST", "/", {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"}, True),
        ("GET", "/", {"sec-fetch-site": "none", "sec-fetch-mode": "navigate"}, False),
    ],
)
def test_calls(method, path, headers, foreign):
    assert is_foreign(method, path, {**HOST, **headers}) == foreign
