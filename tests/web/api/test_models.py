import pytest
from fake_backend import pack_tiny_model
from web_project import Page


@pytest.fixture
def page(tmp_path):
    made = Page(tmp_path)
    yield made
    made.project.close()


def own(page):
    return {one["name"]: one for one in page.calls.get("/api/models").json() if one["file"]}


def test_send_and_choose(page, tmp_path):
    path = pack_tiny_model(tmp_path / "tiny.mmcsam", licence="CC0", description="random")
    seen = []
    page.project.subscribe(seen.append)
    with open(path, "rb") as file:
        answer = page.calls.post("/api/models", files={"file": ("tiny.mmcsam", file)})
    assert answer.status_code == 200 and {"type": "models"} in seen
    tiny = own(page)["tiny"]
    assert (tiny["file"], tiny["licence"], tiny["summary"]) == ("tiny.mmcsam", "CC0", "random")
    assert tiny["classes"] == ["cell"] and not tiny["chosen"]
    page.calls.patch("/api/project", json={"model": "tiny"})
    assert own(page)["tiny"]["chosen"]


def test_what_is_no_model(page, tmp_path):
    answer = page.calls.post("/api/models", files={"file": ("a.mmcsam", b"x" * 99)})
    assert answer.status_code == 422 and "no packed model" in answer.json()["detail"]
    assert page.calls.post("/api/models", json={}).status_code == 422
    (page.project.path / "models/bad.mmcsam").write_bytes(b"x")
    assert "bad" not in own(page)
