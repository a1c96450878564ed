"""What a test pipeline says of an image's scale."""

import pytest

from mmcsam.inference.pipeline_steps import PipelineSteps, steps_in_memory

LOAD, PACK = {"type": "LoadImageFromFile"}, {"type": "PackDetInputs"}
FIT = {"type": "Resize", "scale": (64, 48), "keep_ratio": True}
PAD = {"type": "mmengine.Pad", "size": (96, 80)}


def steps_of(*steps):
    return PipelineSteps(steps_in_memory([LOAD, *steps, PACK], "c.py"))


@pytest.mark.parametrize(
    ("size", "factor"), [((128, 96), 0.5), ((128, 48), 0.5), ((48, 192), 1 / 3), ((32, 24), 2.0)]
)
def test_factor_of_a_fit(size, factor):
    assert steps_of(FIT).factor_in_test(*size) == pytest.approx(factor)


def test_other_factors_and_sizes():
    scaled = steps_of({"type": "Resize", "scale_factor": 0.25, "keep_ratio": True})
    assert scaled.factor_in_test(7, 9) == 0.25
    assert scaled.size_in_test() is None
    assert steps_of(PAD).factor_in_test(7, 9) == 1.0
    assert steps_of(FIT).size_in_test() == (64, 64)  # either way up
    assert steps_of(FIT, PAD).size_in_test() == (96, 96)


@pytest.mark.parametrize(
    "first", [{**LOAD, "color_type": "grayscale"}, {**LOAD, "to_float32": True}, FIT]
)
def test_other_ways_to_load(first):
    with pytest.raises(ValueError, match=r"c\.py: its test pipeline begins with"):
        steps_in_memory([first, PACK], "c.py")


def test_images_of_any_depth():
    loads = {"type": "LoadCellImage", "intensity": (0, 4095)}
    assert [step["type"] for step in steps_in_memory([loads, FIT, PACK], "c.py")] == [
        "Resize",
        "PackDetInputs",
    ]


def test_no_packing():
    with pytest.raises(ValueError, match="does not end with PackDetInputs"):
        steps_in_memory([LOAD, FIT], "c.py")
