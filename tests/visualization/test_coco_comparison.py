import json
import os

import cv2
import numpy as np
import pytest

from mmcsam.visualization import coco_comparison, draw_coco_comparisons


@pytest.fixture
def data(tmp_path, box):
    """Five images with one true cell each; image 2 has predictions at 0.9 and 0.4."""
    (tmp_path / "x").mkdir()
    images = [{"id": n, "file_name": f"x/{n}.bmp", "width": 40, "height": 30} for n in range(1, 6)]
    for image in images:
        cv2.imwrite(str(tmp_path / image["file_name"]), np.full((30, 40, 3), 100, np.uint8))
    cell = {"category_id": 1, "segmentation": box(0, 0, 10, 10)}
    truth = {
        "images": images,
        "categories": [{"id": 1, "name": "cell"}],
        "annotations": [{"id": n, "image_id": n, **cell} for n in range(1, 6)],
    }
    predictions = [
        {"image_id": 2, "category_id": 1, "score": score, "segmentation": segmentation}
        for score, segmentation in ((0.9, box(0, 0, 9, 9)), (0.4, box(20, 20, 40, 30)))
    ]
    (tmp_path / "truth.json").write_text(json.dumps(truth))
    (tmp_path / "found.json").write_text(json.dumps(predictions))
    return tmp_path


@pytest.fixture
def draw(data):
    def call(**settings):
        truth, found = data / "truth.json", data / "found.json"
        return draw_coco_comparisons(truth, found, data, data / "out" / "pictures", **settings)

    return call


@pytest.fixture
def drawn(monkeypatch):
    """Record how many true and predicted cells each picture gets, and its captions."""
    calls = []

    def record(image, truth, prediction, captions):
        calls.append((len(truth), len(prediction), captions))
        return image

    monkeypatch.setattr(coco_comparison, "draw_comparison", record)
    return calls


def test_one_picture_an_image(draw, data):
    written = draw()
    assert written == [data / "out" / "pictures/x" / f"{n}.png" for n in range(1, 6)]
    assert sorted((data / "out" / "pictures/x").iterdir()) == written
    assert cv2.imread(str(written[0])).shape[2] == 3


def test_images_of_one_name_in_two_folders(draw, data):
    truth = json.loads((data / "truth.json").read_text())
    truth["images"][1]["file_name"] = "y/1.bmp"
    (data / "y").mkdir()
    (data / "x/2.bmp").rename(data / "y/1.bmp")
    (data / "truth.json").write_text(json.dumps(truth))
    names = [path.relative_to(data / "out/pictures").as_posix() for path in draw(limit=None)]
    assert names[:2] == ["x/1.png", "y/1.png"]


@pytest.mark.parametrize(
    ("limit", "chosen"),
    [(1, [1]), (2, [1, 5]), (3, [1, 3, 5]), (5, [1, 2, 3, 4, 5]), (9, range(1, 6))],
)
def test_limit_spreads_over_the_file(draw, limit, chosen):
    assert [path.stem for path in draw(limit=limit)] == [str(n) for n in chosen]


@pytest.mark.parametrize(("score_thr", "found"), [(0.5, 1), (0.4, 2), (0.95, 0)])
def test_score_threshold(draw, drawn, score_thr, found):
    draw(score_thr=score_thr)
    assert [call[:2] for call in drawn] == [(1, 0), (1, found), (1, 0), (1, 0), (1, 0)]
    assert drawn[1][2] == (
        "x/2.bmp",
        "ground truth: 1 cells",
        f"prediction (score >= {score_thr:g}): {found} cells",
    )


def test_again_replaces(draw, data):
    first = draw()
    first[0].write_bytes(b"broken")
    assert draw() == first
    assert cv2.imread(str(first[0])) is not None


def test_missing_image(draw, data):
    (data / "x" / "3.bmp").unlink()
    with pytest.raises(FileNotFoundError, match=r"x/3\.bmp: cannot be read as an image"):
        draw()


@pytest.mark.parametrize("name", [b"\xff.bmp", b"\xe9.bmp"])
def test_names_that_are_not_utf_8(draw, data, name):
    truth = json.loads((data / "truth.json").read_text())
    odd = os.fsdecode(b"x/" + name)
    (data / "x/1.bmp").rename(data / odd)
    truth["images"][0]["file_name"] = odd
    (data / "truth.json").write_text(json.dumps(truth))
    assert os.fsencode(draw()[0].name) == name[:-4] + b".png"
