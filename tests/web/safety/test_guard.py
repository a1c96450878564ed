import pytest
from fastapi import FastAPI, Request
from starlette.testclient import TestClient

from mmcsam.web.api.errors import add_error_answers
from mmcsam.web.safety.guard import COOKIE, Guard


def calls(host="127.0.0.1", token=None):
    app = FastAPI()
    add_error_answers(app)
    counted = []

    @app.api_route("/{path:path}", methods=["GET", "POST"])
    async def anything(request: Request):
        counted.append(len(await request.body()))
        return {"bytes": counted[-1]}

    app.add_middleware(Guard, host=host, token=token, call_bytes=1000)
    client = TestClient(app, f"http://{host}:8765", follow_redirects=False)
    return client, counted


def test_what_passes_has_safe_headers():
    answer = calls()[0].get("/")
    assert answer.status_code == 200
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"host": "evil.example:8765"}, 421),
        ({"host": ""}, 421),
        ({"origin": "http://evil.example"}, 403),
        ({"sec-fetch-site": "cross-site"}, 403),
    ],
)
def test_what_is_kept_out(headers, status):
    client, counted = calls()
    answer = client.post("/api/x", headers=headers)
    assert answer.status_code == status and "expected" in answer.json()["detail"]
    assert not counted and answer.headers["x-frame-options"] == "DENY"


def test_token():
    client, counted = calls("192.168.1.5", "secret")
    assert client.get("/api/images").status_code == 401
    assert client.get("/?token=wrong").status_code == 401
    assert client.get("/api/images?token=secret").status_code == 200  # a script
    first = client.get("/?token=secret")
    assert (first.status_code, first.headers["location"]) == (303, "/")
    assert "HttpOnly; SameSite=Strict" in first.headers["set-cookie"]
    assert client.get("/").status_code == 200 and len(counted) == 2
    client.cookies.clear()
    assert client.get("/", headers={"Authorization": "Bearer secret"}).status_code == 200
    assert client.get("/", headers={"Authorization": "Bearer x"}).status_code == 401
    assert client.get("/", headers={"Cookie": f"{COOKIE}=x"}).status_code == 401


def test_large_calls_are_refused():
    client, counted = calls()
    assert client.post("/api/x", content=b"x" * 1000).json() == {"bytes": 1000}
    refused = client.post("/api/x", content=b"x" * 1001)
    assert refused.status_code == 413 and "1,000 bytes" in refused.json()["detail"]
    streamed = client.post("/api/x", content=iter([b"x" * 600, b"x" * 600]))
    assert streamed.status_code == 413
    assert client.post("/api/images", content=b"x" * 5000).status_code == 200
    assert counted == [1000, 5000]
