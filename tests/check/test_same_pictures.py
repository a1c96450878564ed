"""One picture under two names is found, and neighbouring fields are not taken for one."""

import cv2
import numpy as np
import pytest

from mmcsam.check import check_coco
from mmcsam.check.finding import FindingKind
from mmcsam.check.same_pictures import picture_hash, same_pictures


def picture(seed, shift=0):
    rng = np.random.default_rng(seed)
    image = np.full((240, 340), 200, np.uint8)
    for _ in range(25):
        x, y, r = (int(v) for v in rng.integers(10, 230, 3))
        cv2.circle(image, (x + shift, y), r // 10 + 5, int(rng.integers(20, 160)), -1)
    return cv2.GaussianBlur(image, (5, 5), 0)


def hash_of(tmp_path, name, image, *options):
    assert cv2.imwrite(str(tmp_path / name), image, *options)
    return picture_hash(tmp_path / name)


@pytest.mark.parametrize("change", ["as it is", "jpeg", "half the size", "brighter"])
def test_the_same_picture(tmp_path, change):
    image = picture(0)
    other = {
        "as it is": (image, "b.png", []),
        "jpeg": (image, "b.jpg", [cv2.IMWRITE_JPEG_QUALITY, 60]),
        "half the size": (
            cv2.resize(image, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA),
            "b.png",
            [],
        ),
        "brighter": (cv2.add(image, 8), "b.png", []),
    }[change]
    hashes = [hash_of(tmp_path, "a.png", image), hash_of(tmp_path, other[1], other[0], other[2])]
    assert same_pictures(hashes) == [(0, 1)]


def test_other_pictures(tmp_path):
    hashes = [hash_of(tmp_path, f"{seed}.png", picture(seed)) for seed in range(12)]
    hashes.append(hash_of(tmp_path, "shifted.png", picture(0, shift=25)))
    assert same_pictures(hashes) == []
    assert same_pictures(hashes[:3], hashes[2:]) == [(2, 0)]


def test_without_structure_or_unreadable(tmp_path):
    assert hash_of(tmp_path, "a.png", np.full((50, 60), 9, np.uint8)) is None
    (tmp_path / "b.png").write_bytes(b"x")
    assert picture_hash(tmp_path / "b.png") is None
    assert picture_hash(tmp_path / "absent.png") is None
    assert same_pictures([None, None]) == []


def test_check_finds_them_across_splits(tmp_path):
    import json

    for name, seed in (("a", 0), ("b", 1), ("c", 1), ("d", 0)):
        cv2.imwrite(str(tmp_path / f"{name}.png"), picture(seed))
    for file, names in (("train.json", "abc"), ("val.json", "d")):
        images = [
            {"id": i, "file_name": f"{name}.png", "width": 340, "height": 240}
            for i, name in enumerate(names)
        ]
        content = {"images": images, "annotations": [], "categories": [{"id": 1, "name": "cell"}]}
        (tmp_path / file).write_text(json.dumps(content))
    report = check_coco(tmp_path / "train.json", tmp_path, against=tmp_path / "val.json", workers=1)
    found = {str(finding) for finding in report.of(FindingKind.SAME_PICTURE)}
    assert found == {
        "b.png: the same as c.png",
        "a.png: the same as d.png, which is in the other file",
    }
