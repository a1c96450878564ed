"""Corrected images as a training takes them."""

import json

import cv2
import numpy as np
import pytest
from disc_coco import SIZE, write_discs
from fake_backend import pack_tiny_model

from mmcsam.coco.reader import read_coco
from mmcsam.inference.model.packed_model import read_card
from mmcsam.inference.pipeline_steps import PipelineSteps
from mmcsam.jobs.problem import UnusableFileError
from mmcsam.structures.instance_mask import InstanceMask
from mmcsam.web.learning.training_set import TrainingSet, card_of_windows, write_part


@pytest.fixture
def make(tmp_path):
    def call(coco, width=None, **known):
        card = read_card(pack_tiny_model(tmp_path / "m.mmcsam", **known))
        maker = TrainingSet(card, width, None, tmp_path / "out")
        found = maker.write(coco, lambda image: tmp_path / image["file_name"])
        (tmp_path / "out/found.json").write_text(json.dumps(found))
        return found, read_coco(tmp_path / "out/found.json")

    return call


def picture(tmp_path, found, number):
    return cv2.imread(str(tmp_path / "out" / found["images"][number]["file_name"]))


def test_small_images_stay_as_they_are(make, tmp_path):
    coco = write_discs(tmp_path, 2)
    found, read = make(coco)
    assert [image["source"] for image in found["images"]] == [0, 1]
    for number in (0, 1):
        assert (
            picture(tmp_path, found, number) == cv2.imread(str(tmp_path / f"{number}.png"))
        ).all()
    expected = [one["segmentation"] for one in coco["annotations"]]
    assert [one["segmentation"] for one in found["annotations"]] == expected
    assert [len(image.instances) for image in read.images] == [3, 3]


def test_scaled_as_for_a_prediction(make, tmp_path):
    coco = write_discs(tmp_path, 1)
    found, read = make(coco, width=40.0, cell_width=20.0)
    assert (found["images"][0]["width"], found["images"][0]["height"]) == (48, 32)
    assert picture(tmp_path, found, 0).shape == (32, 48, 3)
    areas = [InstanceMask.from_rle(one.rle).crop.sum() for one in read.images[0].instances]
    before = [one["area"] for one in coco["annotations"]]
    assert areas == pytest.approx([area / 4 for area in before], rel=0.15)


def test_a_large_image_is_cut_into_windows(make, tmp_path):
    coco = write_discs(tmp_path, 1, size=(1300, 300))
    # One disc in each of the first two windows, and half a one in both.
    masks = []
    for x in (100, 600, 433):
        whole = cv2.circle(np.zeros((300, 1300), np.uint8), (x, 150), 20, 1, -1)
        masks.append(InstanceMask.cut(whole).annotation(1))
    coco["annotations"] = [
        {"id": n, "image_id": 0, **annotation} for n, annotation in enumerate(masks)
    ]
    found, read = make(coco)
    assert {(image["width"], image["height"]) for image in found["images"]} <= {
        (433, 300),
        (434, 300),
    }
    # The third window is empty: it is taken too, as one of few.
    assert [len(image.instances) for image in read.images] == [2, 2, 0]
    crowds = [sum(one.crowd for one in image.instances) for image in read.images]
    assert sorted(crowds) == [0, 0, 1]
    total = sum(one["area"] for one in found["annotations"])
    assert total == sum(one["area"] for one in coco["annotations"])


def test_of_many_empty_windows_few_are_taken(make, tmp_path):
    coco = write_discs(tmp_path, 1, size=(6000, 300))
    coco["annotations"] = []
    assert len(make(coco)[0]["images"]) == 1


def test_more_than_8_bits(make, tmp_path):
    np.save(tmp_path / "a.npy", np.full((20, 30), 500, np.uint16))
    image = {"id": 4, "file_name": "a.npy", "width": 30, "height": 20}
    coco = {"images": [image], "annotations": [], "categories": [{"id": 1, "name": "cell"}]}
    found, _ = make(coco, intensity={"low": 0, "high": 1000})
    assert np.unique(picture(tmp_path, found, 0)).tolist() in ([127], [128])


def test_an_image_that_is_gone(make, tmp_path):
    coco = write_discs(tmp_path, 1)
    (tmp_path / "0.png").unlink()
    with pytest.raises(UnusableFileError, match="no such file"):
        make(coco)


def test_windows_are_not_scaled_again(tmp_path):
    pipeline = [
        {"type": "Resize", "scale": [512, 384], "keep_ratio": True},
        {"type": "CenterPad", "size": [512, 512]},
        {"type": "PackDetInputs"},
    ]
    card = read_card(
        pack_tiny_model(tmp_path / "m.mmcsam", pipeline, intensity={"low": 0, "high": 9})
    )
    own = card_of_windows(card)
    assert [step["type"] for step in own.pipeline] == ["Resize", "PackDetInputs"]
    assert PipelineSteps(own.pipeline).factor_in_test(*SIZE) == 1
    assert own.intensity is None


def test_part_of_a_set(tmp_path):
    coco = write_discs(tmp_path, 3)
    for image in coco["images"]:
        image["source"] = image["id"] // 2
    read = read_coco(write_part(coco, {0}, tmp_path / "part.json"))
    assert [image.id for image in read.images] == [0, 1]
    assert [len(image.instances) for image in read.images] == [3, 3]
