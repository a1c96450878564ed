import pytest
from web_project import Page


@pytest.fixture
def page(tmp_path):
    made = Page(tmp_path)
    yield made
    made.project.close()


def test_every_call_is_described(page):
    described = page.calls.get("/api/openapi.json").json()["paths"]
    for path in (
        "/api/project",
        "/api/images",
        "/api/images/{image_id}/cells",
        "/api/images/{image_id}/edits",
        "/api/images/{image_id}/undo",
        "/api/exports",
        "/api/models",
        "/api/predictions",
        "/api/trainings",
        "/api/events",
    ):
        assert path in described
    for calls in described.values():
        assert all(call.get("description") or call.get("summary") for call in calls.values())


def test_nothing_is_loaded_from_elsewhere(page):
    for path in ("/docs", "/redoc", "/api/docs"):
        assert page.calls.get(path).status_code == 404


def test_other_sites_are_kept_out_everywhere(page):
    before = page.project.settings
    for headers in ({"origin": "http://evil.example"}, {"host": "evil.example"}):
        assert page.calls.get("/api/images", headers=headers).status_code in (403, 421)
        answer = page.calls.patch("/api/project", json={"threshold": 0.1}, headers=headers)
        assert answer.status_code in (403, 421)
    assert page.project.settings == before


def test_token(tmp_path):
    page = Page(tmp_path, host="192.168.1.5", token="secret")
    assert page.calls.get("/api/project").status_code == 401
    with page.calls:
        headers = {"Authorization": "Bearer secret"}
        assert page.calls.get("/api/project", headers=headers).status_code == 200
    page.project.close()
