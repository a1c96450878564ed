"""Images in memory are prepared as a test prepares files."""

import cv2
import numpy as np
import pytest
import torch
from mmcv.transforms import Compose

import mmcsam.components  # noqa: F401, registers the transforms
from mmcsam.inference.pipeline_steps import PipelineSteps, steps_in_memory
from mmcsam.inference.preparation import Preparation

LOAD, LABELS = {"type": "LoadImageFromFile"}, {"type": "LoadAnnotations", "with_bbox": True}
FIT = {"type": "Resize", "scale": (64, 48), "keep_ratio": True}
PAD, PACK = {"type": "mmengine.Pad", "size": (96, 80)}, {"type": "PackDetInputs"}
IMAGE = np.random.default_rng(0).integers(0, 256, (60, 100, 3), np.uint8)


def prepare(*steps):
    return Preparation(PipelineSteps(steps_in_memory([LOAD, *steps, PACK], "c.py")))


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
