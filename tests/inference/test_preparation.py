"""Images in memory are prepared as a test prepares files."""

import cv2
import numpy as np
import pytest
import torch
from mmcv.transforms import Compose

import mmcsam.components  # noqa: F401, registers the transforms
from mmcsam.inference.preparation import Preparation, steps_in_memory

LOAD, LABELS = {"type": "LoadImageFromFile"}, {"type": "LoadAnnotations", "with_bbox": True}
FIT = {"type": "Resize", "scale": (64, 48), "keep_ratio": True}
PAD, PACK = {"type": "mmengine.Pad", "size": (96, 80)}, {"type": "PackDetInputs"}
IMAGE = np.random.default_rng(0).integers(0, 256, (60, 100, 3), np.uint8)


def prepare(*steps):
    return Preparation(steps_in_memory([LOAD, *steps, PACK], "c.py"))


@pytest.mark.parametrize("steps", [[FIT], [FIT, LABELS, PAD], [PAD]])
def test_as_a_test_does(steps, tmp_path):
    image = IMAGE[:, :90]
    cv2.imwrite(str(tmp_path / "a.png"), image)
    steps = [step for step in steps if step is not LABELS]
    pack = {**PACK, "meta_keys": ("img_id", "img_path", "ori_shape", "img_shape", "scale_factor")}
    in_test = Compose([LOAD, *(steps or [FIT]), pack])
    keys = {"img_path": str(tmp_path / "a.png"), "img_id": 0}
    if FIT not in steps:
        steps = [{"type": "Resize", "scale_factor": 1.0, "keep_ratio": True}, *steps]
        in_test = Compose([LOAD, *steps, pack])
    expected, found = in_test(keys), prepare(*steps)(image)
    assert torch.equal(found["inputs"], expected["inputs"])
    for name in ("ori_shape", "img_shape", "scale_factor"):
        assert getattr(found["data_samples"], name) == getattr(expected["data_samples"], name)


def test_another_scale():
    """The padding to a size is left out, for it would no longer fit."""
    found = prepare(FIT, PAD)(IMAGE, 0.5)
    assert found["inputs"].shape == (3, 30, 50)
    assert found["data_samples"].scale_factor == (0.5, 0.5)
    assert prepare(PAD)(IMAGE, 2.0)["inputs"].shape == (3, 120, 200)


@pytest.mark.parametrize(
    ("size", "factor"), [((128, 96), 0.5), ((128, 48), 0.5), ((48, 192), 1 / 3), ((32, 24), 2.0)]
)
def test_factor_of_a_fit(size, factor):
    assert prepare(FIT).factor_in_test(*size) == pytest.approx(factor)


def test_other_factors_and_sizes():
    scaled = prepare({"type": "Resize", "scale_factor": 0.25, "keep_ratio": True})
    assert scaled.factor_in_test(7, 9) == 0.25
    assert scaled.size_in_test() is None
    assert prepare(PAD).factor_in_test(7, 9) == 1.0
    assert prepare(FIT).size_in_test() == (64, 64)  # either way up
    assert prepare(FIT, PAD).size_in_test() == (96, 96)


@pytest.mark.parametrize(
    "first", [{**LOAD, "color_type": "grayscale"}, {**LOAD, "to_float32": True}, FIT]
)
def test_other_ways_to_load(first):
    with pytest.raises(ValueError, match=r"c\.py: its test pipeline begins with"):
        steps_in_memory([first, PACK], "c.py")


def test_no_packing():
    with pytest.raises(ValueError, match="does not end with PackDetInputs"):
        steps_in_memory([LOAD, FIT], "c.py")
