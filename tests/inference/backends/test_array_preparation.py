"""Images for exported networks are those of the test pipeline."""

import numpy as np
import pytest

from mmcsam.inference.backends.array_preparation import prepare_array, require_array_steps
from mmcsam.inference.pipeline_steps import PipelineSteps
from mmcsam.inference.preparation import Preparation

FIT = {"type": "Resize", "scale": [64, 48], "keep_ratio": True}
HALF = {"type": "Resize", "scale_factor": 0.5, "keep_ratio": True}
PAD = {"type": "Pad", "size": [96, 80], "pad_val": {"img": [10, 20, 30]}}
PACK = {"type": "PackDetInputs", "meta_keys": ["img_shape", "ori_shape", "scale_factor"]}


@pytest.mark.parametrize("steps", [[FIT], [HALF], [FIT, PAD], [HALF, PAD]])
@pytest.mark.parametrize("factor", [None, 0.37, 1.0, 2.0])
@pytest.mark.parametrize("size", [(60, 100), (101, 57), (33, 33)])
def test_to_the_last_bit(steps, factor, size):
    image = np.random.default_rng(0).integers(0, 256, (*size, 3), np.uint8)
    pipeline = PipelineSteps([*steps, PACK])
    require_array_steps(pipeline, "a.onnx")
    expected = Preparation(pipeline)(image, factor)
    found = prepare_array(image, pipeline, factor)
    np.testing.assert_array_equal(
        found.pixels[..., ::-1], expected["inputs"].permute(1, 2, 0).numpy()
    )
    assert found.scale == expected["data_samples"].scale_factor
    assert found.window_size == size[::-1]


@pytest.mark.parametrize(
    "step",
    [
        {"type": "Resize", "scale": [64, 48], "keep_ratio": False},
        {"type": "Resize", "scale": [64, 48], "keep_ratio": True, "interpolation": "area"},
        {"type": "Pad", "size_divisor": 32},
        {"type": "RandomFlip", "prob": 0.5},
        {**FIT, "type": "mmdet.Resize"},
        {**FIT, "type": "elsewhere.Resize"},
        {**PAD, "type": "mmdet.Pad"},
        {**PAD, "type": "CirclePad"},
    ],
)
def test_other_steps_are_named(step):
    with pytest.raises(ValueError, match=r"a\.onnx: its test pipeline has the step .*type"):
        require_array_steps(PipelineSteps([step, PACK]), "a.onnx")
