"""Fields that overlap are found; scale bars, dirt and other smears are not taken for one."""

import cv2
import numpy as np
import pytest

from mmcsam.check import check_coco
from mmcsam.check.finding import FindingKind
from mmcsam.check.overlapping_fields import field_features, overlapping_fields

WIDE, HIGH = 512, 384


def smear(seed, side=1000):
    """A large field with structure of a few pixels."""
    noise = cv2.GaussianBlur(np.random.default_rng(seed).normal(size=(side, side)), (0, 0), 4)
    return (128 + 50 * noise / noise.std()).clip(0, 255).astype(np.uint8)


def view(field, x, y):
    return field[y : y + HIGH, x : x + WIDE]


def turned(field, degrees):
    middle = (field.shape[1] / 2, field.shape[0] / 2)
    turn = cv2.getRotationMatrix2D(middle, degrees, 1)
    return cv2.warpAffine(field, turn, field.shape[::-1])


def pairs(tmp_path, *images, against):
    def features(name, image):
        assert cv2.imwrite(str(tmp_path / name), image)
        return field_features(tmp_path / name)

    own = [features(f"own-{i}.png", image) for i, image in enumerate(images)]
    others = [features(f"other-{i}.png", image) for i, image in enumerate(against)]
    return [(i, j) for i, j, _ in overlapping_fields(own, others)]


def test_the_right_pair_is_found(tmp_path):
    one, two = smear(0), smear(1)
    own = [view(two, 0, 0), view(one, 0, 0)]
    others = [view(smear(2), 0, 0), view(one, 350, 150), view(two, 0, 616), None]
    others[3] = cv2.convertScaleAbs(view(two, 300, 200), alpha=0.7, beta=40)  # another light
    assert pairs(tmp_path, *own, against=others) == [(0, 3), (1, 1)]


@pytest.mark.parametrize(("degrees", "found"), [(2, True), (-10, True), (40, False)])
def test_a_camera_that_was_put_on_anew(tmp_path, degrees, found):
    field = smear(0)
    there = pairs(tmp_path, view(field, 200, 300), against=[view(turned(field, degrees), 300, 250)])
    assert there == ([(0, 0)] if found else [])


def test_a_scale_bar_is_not_a_field(tmp_path):
    images = [view(smear(seed), 0, 0).copy() for seed in (0, 1)]
    for image in images:
        image[300:380, 300:500] = view(smear(9), 0, 0)[:80, :200]
    assert pairs(tmp_path, images[0], against=images[1:]) == []


def test_without_structure_or_unreadable(tmp_path):
    plain = np.full((HIGH, WIDE), 200, np.uint8)
    assert pairs(tmp_path, plain, view(smear(0), 0, 0), against=[plain]) == []
    (tmp_path / "damaged.png").write_bytes(b"x")
    assert field_features(tmp_path / "damaged.png") is None
    assert field_features(tmp_path / "absent.png") is None


def test_check_warns_of_them(tmp_path):
    import json

    field = smear(0)
    for split, x, y in (("train", 0, 0), ("val", 300, 200)):
        cv2.imwrite(str(tmp_path / f"{split}.png"), view(field, x, y))
        image = {"id": 1, "file_name": f"{split}.png", "width": WIDE, "height": HIGH}
        content = {"images": [image], "annotations": [], "categories": [{"id": 1, "name": "cell"}]}
        (tmp_path / f"{split}.json").write_text(json.dumps(content))
    report = check_coco(tmp_path / "val.json", tmp_path, against=tmp_path / "train.json", workers=1)
    (finding,) = report.of(FindingKind.OVERLAPPING_FIELD)
    assert str(finding).startswith("val.png: overlaps with train.png of the other file (")
    assert (
        check_coco(tmp_path / "val.json", tmp_path, workers=1).of(FindingKind.OVERLAPPING_FIELD)
        == []
    )
