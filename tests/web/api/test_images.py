import numpy as np
import pytest
from web_project import Page, draw_image

from mmcsam.web.uploads.upload_limits import UploadLimits


@pytest.fixture
def page(tmp_path):
    made = Page(tmp_path, "a.png", "<b onmouseover=x>.png", limits=UploadLimits(20_000))
    yield made
    made.project.close()


def test_list_and_bad_image(page, tmp_path):
    names = [image["name"] for image in page.calls.get("/api/images").json()]
    assert set(names) == {"a.png", "<b onmouseover=x>.png"}
    bad = page.project.path / "images/bad.png"
    bad.parent.mkdir()
    bad.write_bytes(b"no")
    [number] = page.project.add_dropped(["bad.png"])
    image = page.calls.get(f"/api/images/{number}").json()
    assert image["state"] == "failed" and "its content is none of" in image["reason"]
    for what in ("thumbnail", "tiles/0/0/0", "pixels?x=0&y=0"):
        answer = page.calls.get(f"/api/images/{number}/{what}")
        assert answer.status_code == 422 and "bad.png" in answer.json()["detail"]
    assert page.calls.get("/api/images/99").status_code == 404


def test_pictures(page, tmp_path):
    number = next(
        one["id"] for one in page.calls.get("/api/images").json() if one["name"][0] == "a"
    )
    tile = page.calls.get(f"/api/images/{number}/tiles/0/0/0")
    assert (tile.status_code, tile.headers["content-type"]) == (200, "image/png")
    thumbnail = page.calls.get(f"/api/images/{number}/thumbnail")
    assert thumbnail.headers["content-type"] == "image/jpeg"
    assert page.calls.get(f"/api/images/{number}/tiles/5/0/0").status_code == 404
    assert len(page.calls.get(f"/api/images/{number}/pixels?x=3&y=4").json()["values"]) == 3
    assert page.calls.get(f"/api/images/{number}/pixels?x=300&y=4").status_code == 404
    (tmp_path / "scans/a.png").unlink()
    gone = page.calls.get(f"/api/images/{number}/tiles/0/0/0")
    assert gone.status_code == 422 and "Put it back" in gone.json()["detail"]


def test_dropped_files(page, tmp_path):
    good = draw_image(tmp_path / "x.png", 30, 20, seed=5).read_bytes()
    files = [
        ("files", ("sub/x.png", good)),
        ("files", ("../x.png", good)),
        ("files", ("large.png", np.random.default_rng(0).bytes(30_000))),
        ("files", ("y.png", b"no image")),
    ]
    answer = page.calls.post("/api/images", files=files).json()
    assert [image["name"] for image in answer["added"]] == ["sub/x.png"]
    assert [one["name"] for one in answer["refused"]] == ["../x.png", "large.png", "y.png"]
    assert all(one["reason"] for one in answer["refused"])
    assert [path.name for path in (page.project.path / "images").iterdir()] == ["sub"]
    assert page.calls.post("/api/images", json={}).status_code == 422


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site"},
        {"host": "evil.example:8765"},
    ],
)
def test_form_of_another_site_adds_nothing(page, tmp_path, headers):
    picture = draw_image(tmp_path / "x.png", 30, 20, seed=5).read_bytes()
    for path, name in (("images", "files"), ("models", "file")):
        form = {name: ("x.png", picture)}
        answer = page.calls.post(f"/api/{path}", files=form, headers=headers)
        assert answer.status_code in (403, 421) and "expected" in answer.json()["detail"]
    assert len(page.project.entries()) == 2 and not (page.project.path / "images").exists()
    form = {"files": ("x.png", picture)}
    assert page.calls.post("/api/images", files=form).json()["added"]  # a script's


def test_link_put_there_later_leads_nowhere(page, tmp_path):
    number = next(
        one["id"] for one in page.calls.get("/api/images").json() if one["name"][0] == "a"
    )
    outside = draw_image(tmp_path / "secret.png", seed=9)
    (tmp_path / "scans/a.png").unlink()
    (tmp_path / "scans/a.png").symlink_to(outside)
    for what in ("thumbnail", "tiles/0/0/0", "pixels?x=0&y=0"):
        answer = page.calls.get(f"/api/images/{number}/{what}")
        assert answer.status_code == 422 and "leads out" in answer.json()["detail"]
    box = {"kind": "outline_in_box", "box": [2, 2, 9, 9], "class": 0}
    assert "leads out" in page.edit(image=number, **box).json()["detail"]


def test_finished(page):
    page.predicted((0, 0, 9, 9), (20, 0, 9, 9), scores=[0.9, 0.2])
    image = page.calls.put("/api/images/1/finished", json={"finished": True}).json()
    assert image["finished"] and image["threshold"] == 0.5
    image = page.calls.put("/api/images/1/finished", json={"finished": False}).json()
    assert not image["finished"] and image["threshold"] is None
    assert page.calls.put("/api/images/9/finished", json={"finished": True}).status_code == 404
