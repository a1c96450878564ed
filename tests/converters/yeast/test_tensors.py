"""Tensors that are no image, no masks or no classes."""

import numpy as np
import pytest
import torch
from converted_coco import found, load
from yeast_tensors import ALL, cell, convert, trap

from mmcsam.converters.yeast.tensors import read_boxes, read_classes, read_input, read_masks
from mmcsam.jobs.problem import UnusableFileError


@pytest.mark.parametrize("dtype", [torch.bool, torch.uint8, torch.int64, torch.float16])
def test_types_and_a_channel(yeast, out, dtype):
    masks = torch.from_numpy(np.stack([trap(), cell()])).to(dtype)
    yeast.sample("1", pixels=ALL[None], masks=masks, classes=[0.0, 1.0])
    yeast.sample("2", pixels=torch.from_numpy(ALL).bfloat16())
    report = convert(yeast, out)
    assert report.problems == []
    assert report.counts["train"].instances == {"trap": 2, "cell": 2}


def nan():
    pixels = ALL.copy()
    pixels[3, :2] = np.nan
    pixels[4, 4] = np.inf
    return pixels


@pytest.mark.parametrize(
    ("member", "value", "message"),
    [
        ("inputs", nan(), "3 pixels are NaN or infinite"),
        ("inputs", np.stack([ALL] * 3), "the tensor has the shape [3, 20, 30] (float32)"),
        ("inputs", np.zeros((0, 30)), "the tensor has the shape [0, 30]"),
        ("inputs", {"a": torch.zeros(2)}, "it holds a dict"),
        (
            "inputs",
            torch.zeros(20, 30, dtype=torch.complex64),
            "it holds a tensor of torch.complex",
        ),
        (
            "inputs",
            torch.zeros(20, 30).to_sparse(),
            "it holds a tensor of torch.float32, torch.spa",
        ),
        ("instances", np.zeros((2, 21, 30)), "the masks have 30x21 pixels"),
        ("instances", trap(), "the tensor has the shape [20, 30]"),
        ("instances", np.stack([trap(), 2 * cell()]), "the masks have the values 2"),
        ("instances", np.stack([trap(), 0.5 * cell()]), "the masks have the values 0.5"),
        ("classes", torch.tensor([0]), "there are 1 class numbers"),
        ("classes", torch.tensor([[0, 1]]), "the tensor has the shape [1, 2]"),
        ("classes", torch.tensor([0, 0.5]), "the class numbers [0.0, 0.5]"),
        ("classes", torch.tensor([0, float("nan")]), "the class numbers [0.0, nan]"),
    ],
)
def test_bad_tensors_leave_the_image_out(yeast, out, member, value, message):
    yeast.sample("1")
    yeast.sample("2")
    yeast.save(f"train/{member}/2", value)
    report = convert(yeast, out)
    ((file, text),) = found(report)
    assert file == f"train/{member}/2.pt"
    assert text.startswith(message)
    assert [image["file_name"] for image in load(out)["images"]] == ["images/train/1.png"]
    assert [path.name for path in (out / "images/train").iterdir()] == ["1.png"]


@pytest.fixture
def read(tmp_path):
    """Return a function that saves a tensor and reads it."""

    def call(reader, value, *arguments):
        path = tmp_path / "1.pt"
        torch.save(torch.as_tensor(value), path)
        return reader(path, "x/1.pt", *arguments)

    return call


@pytest.mark.parametrize("dtype", [torch.uint8, torch.int16, torch.float64])
@pytest.mark.parametrize("channel", [False, True])
def test_an_image_keeps_its_values(read, dtype, channel):
    pixels = torch.tensor([[1, 2, 3], [4, 5, 6]], dtype=dtype)
    assert read(read_input, pixels[None] if channel else pixels).tolist() == pixels.tolist()


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (torch.ones(2, 3, dtype=torch.bool), r"the tensor has the shape \[2, 3\] \(bool\)"),
        (torch.ones(3), r"the tensor has the shape \[3\] \(float32\)"),
        (torch.ones(1, 1, 2, 3), r"the tensor has the shape \[1, 1, 2, 3\]"),
        (torch.ones(2, 0), r"the tensor has the shape \[2, 0\]"),
        (torch.tensor([[1, -torch.inf]]), "1 pixels are NaN or infinite; expected finite"),
    ],
)
def test_what_is_no_image(read, value, message):
    with pytest.raises(UnusableFileError, match=rf"x/1\.pt: {message}"):
        read(read_input, value)


def test_masks_become_true_and_false(read):
    masks = read(read_masks, [[[0.0, 1.0]], [[1.0, 1.0]]], (1, 2))
    assert (masks.dtype, masks.tolist()) == (bool, [[[False, True]], [[True, True]]])


@pytest.mark.parametrize("shape", [(0,), (0, 5), (0, 7, 7)])
def test_no_masks_have_the_images_size(read, shape):
    masks = read(read_masks, torch.zeros(shape), (4, 6))
    assert (masks.shape, masks.dtype) == ((0, 4, 6), bool)


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (1.0, r"the tensor has the shape \[\] \(float32\); expected masks x rows x columns"),
        ([[[0, 1, 1]]], "the masks have 3x1 pixels; expected 2x1 as the image; a mask is never"),
        ([[[0, 9]], [[-1, 5]]], "the masks have the values -1, 5, 9; expected only 0 and 1"),
        ([[[0, torch.nan]]], "the masks have the values nan;"),
    ],
)
def test_what_is_no_mask(read, value, message):
    with pytest.raises(UnusableFileError, match=rf"x/1\.pt: {message}"):
        read(read_masks, value, (1, 2))


def test_many_values_are_shortened(read):
    with pytest.raises(UnusableFileError, match=r"the values 2, 3, 4, 5, 6, \.\.\.; expected"):
        read(read_masks, [[list(range(8))]], (1, 8))
    with pytest.raises(UnusableFileError, match="the values 2, 3, 4, 5, 6; expected"):
        read(read_masks, [[list(range(7))]], (1, 7))


def test_class_numbers_are_whole(read):
    classes = read(read_classes, [2.0, -1.0, 0.0])
    assert (classes.dtype, classes.tolist()) == (np.int64, [2, -1, 0])
    assert read(read_classes, torch.zeros(0, 3)).shape == (0,)
    with pytest.raises(UnusableFileError, match=r"the class numbers \[1\.0, inf\]; expected whole"):
        read(read_classes, [1.0, torch.inf])
    with pytest.raises(UnusableFileError, match=r"the shape \[\] \(int64\); expected one class"):
        read(read_classes, 3)


def test_boxes(read):
    boxes = read(read_boxes, [[1, 2, 3, 4]])
    assert (boxes.dtype, boxes.tolist()) == (np.float64, [[1, 2, 3, 4]])
    assert read(read_boxes, torch.zeros(0)).shape == (0, 4)


@pytest.mark.parametrize("value", [[1, 2, 3, 4], [[1, 2, 3]], [[1, 2, 3, torch.nan]]])
def test_what_is_no_box(read, value):
    with pytest.raises(UnusableFileError, match=r"x/1\.pt: .*; expected four finite numbers a ma"):
        read(read_boxes, value)
